"""`letstalk archive FILE --chapter SLUG`: a whole chapter in one file; with --in, into an empty installation."""

import argparse
from pathlib import Path

from letstalk.ops.ground import CannotStart, start_django

HELP = "take a whole chapter out into FILE and its keys into FILE.keys; with --in, bring one into an empty installation"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--chapter", metavar="SLUG", help="the chapter, with those below it, as in its address")
    what.add_argument("--in", dest="comes_in", action="store_true", help="bring the chapter in FILE in")
    parser.add_argument("--keys", metavar="KEYS", type=Path, help="with --in: where the keys are, if not in FILE.keys")


def run(options: argparse.Namespace) -> int:
    """Say what is where. Refused, with a sentence and exit 1, where a file or anything here would be overwritten."""
    return _bring_in(options) if options.comes_in else _take_out(options)


def _take_out(options: argparse.Namespace) -> int:
    start_django()

    from letstalk.kit.clock import now
    from letstalk.ops.backups import keys_beside
    from letstalk.ops.chapter_archives import write_archive
    from letstalk.people.models import Chapter

    chapter = Chapter.objects.filter(slug=options.chapter).first()
    if chapter is None:
        raise CannotStart(f"There is no chapter {options.chapter}.")
    counts = write_archive(chapter, options.file, at=now())
    print(f"{options.file} holds {chapter.name} in {sum(counts.values())} rows. What people said is sealed in it, and")
    print(f"notes stay their authors' alone. {keys_beside(options.file)} holds its keys: keep the two apart.")
    return 0


def _bring_in(options: argparse.Namespace) -> int:
    from letstalk.ops.archive_coming_in import bring_in
    from letstalk.ops.restoring import keys_given

    made_at = bring_in(options.file, keys=keys_given(options.file, options.keys))
    print(f"The chapter is here as it was on {made_at:%Y-%m-%d at %H:%M} UTC. Set up mail, then start with")
    print("`letstalk serve`. Messages that were due meanwhile are held back until somebody says so.")
    return 0
