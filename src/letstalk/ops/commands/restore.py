"""`letstalk restore FILE`: an empty installation becomes what was backed up."""

import argparse
from pathlib import Path

HELP = "put a backup into an empty installation"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--keys", metavar="KEYS", type=Path, help="where the keys are, if not in FILE.keys")


def run(options: argparse.Namespace) -> int:
    """Nothing is ever overwritten: a database that is in use, or other keys, are refused with exit 1."""
    from letstalk.ops.restoring import keys_given, restore

    made_at = restore(options.file, keys=keys_given(options.file, options.keys))
    print(f"Everything is as it was on {made_at:%Y-%m-%d at %H:%M} UTC. What was entered since is not in it,")
    print("nor is anybody's no since then: ask your organizers whom they know of before mail goes out.")
    print("Messages that were due meanwhile are held back until somebody says so. Start with `letstalk serve`.")
    return 0
