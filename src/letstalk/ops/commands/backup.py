"""`letstalk backup FILE`: the database as it is at one moment, and the keys in a file of their own."""

import argparse
from pathlib import Path

from letstalk.ops.ground import start_django

HELP = "write the database into FILE and the keys into FILE.keys, also while it runs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)


def run(options: argparse.Namespace) -> int:
    """Say which file is which, and that both are needed. Refused, with a sentence and exit 1, where one is already."""
    start_django()

    from letstalk.kit.clock import now
    from letstalk.ops.backups import keys_beside, write_backup

    write_backup(options.file, at=now())
    print(f"{options.file} holds the database. What people said is sealed in it; names and numbers are not.")
    print(f"{keys_beside(options.file)} holds the keys. Without it nobody can read what is sealed, you neither;")
    print("whoever has both reads everything. Keep the two in different places.")
    return 0
