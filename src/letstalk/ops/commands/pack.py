"""`letstalk pack check|import|export`: a campaign as one text file, looked over, taken up, or written out."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from letstalk.campaigns.pack_format import BrokenPack, Pack, PackError, load_pack
from letstalk.campaigns.pack_yaml import MOST_BYTES
from letstalk.ops.ground import CannotStart, make_ready

if TYPE_CHECKING:
    from letstalk.people.models import Chapter

HELP = "check a campaign's pack, take one up, or write one out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    check = what.add_parser("check", help="say line by line what has to be put right in a pack")
    check.add_argument("file", metavar="FILE")
    take_up = what.add_parser("import", help="take up a campaign from its pack")
    take_up.add_argument("file", metavar="FILE")
    take_up.add_argument("--chapter", metavar="SLUG", required=True, help="the chapter that takes it up")
    take_up.add_argument("--first-day", metavar="DATE", required=True, type=_day, help="such as 2026-03-14")
    write = what.add_parser("export", help="write a campaign out as it stands now")
    write.add_argument("file", metavar="FILE", nargs="?", help="where to; without it, to the screen")
    write.add_argument("--chapter", metavar="SLUG", required=True, help="the chapter that is in the campaign")
    write.add_argument("--campaign", metavar="KEY", required=True, help="the campaign's key, as its pack names it")


def run(options: argparse.Namespace) -> int:
    """Exit 0 when all is well; 1 with sentences on stderr when a pack, a chapter or a campaign is not to be used."""
    return {"check": _check, "import": _import, "export": _export}[options.what](options)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day: write year-month-day, such as 2026-03-14.") from None


def _check(options: argparse.Namespace) -> int:
    pack = _read(options.file)
    if pack is None:
        return 1
    print(f"{options.file} is a pack that can be used: {pack.campaign.name}.")
    counted = {
        "actions": pack.actions,
        "asks": pack.asks,
        "guides": pack.guides,
        "questions": [question for guide in pack.guides for question in guide.every_question()],
        "agendas": pack.agenda_templates,
        "follow-up timings": pack.follow_up_timings,
        "stories": pack.stories,
        "graphics": pack.graphics,
    }
    print(
        ", ".join(f"{what}: {len(found)}" for what, found in counted.items() if found) or "Nothing else is in it yet."
    )
    return 0


def _import(options: argparse.Namespace) -> int:
    pack = _read(options.file)
    if pack is None:
        return 1
    make_ready()
    from letstalk.kit import clock
    from letstalk.stewardship.domain.packs import adopt_anew

    chapter = _chapter(options.chapter)
    campaign = adopt_anew(pack=pack, chapter=chapter, first_on=options.first_day, by=None, at=clock.now())
    print(f"{chapter.name} is in “{campaign.name}”, from {campaign.first_on} to {campaign.last_on}.")
    return 0


def _export(options: argparse.Namespace) -> int:
    make_ready()
    from letstalk.campaigns.models import Campaign
    from letstalk.kit import clock
    from letstalk.stewardship.domain.packs import write_pack

    chapter = _chapter(options.chapter)
    standing = Campaign.objects.filter(chapter=chapter, ended_at__isnull=True).select_related("chapter")
    campaign = standing.filter(key=options.campaign).first()
    if campaign is None:
        there = ", ".join(standing.order_by("key").values_list("key", flat=True)) or "none"
        raise CannotStart(f"{chapter.name} is in no campaign with the key “{options.campaign}”. It is in: {there}.")
    text = write_pack(campaign=campaign, at=clock.now())
    if options.file is None:
        sys.stdout.write(text)
        return 0
    try:
        Path(options.file).write_text(text, encoding="utf-8", newline="\n")
    except OSError as reason:
        raise CannotStart(f"{options.file} cannot be written: {reason.strerror}.") from None
    print(f"“{campaign.name}” is written to {options.file}.")
    return 0


def _read(file: str) -> Pack | None:
    """The pack in a file; None once every mistake was told on stderr with its line."""
    try:
        with Path(file).open("rb") as opened:
            # One byte more than a pack may have is enough to know that it has too many.
            raw = opened.read(MOST_BYTES + 1)
    except OSError as reason:
        raise CannotStart(f"{file} cannot be read: {reason.strerror}.") from None
    try:
        return load_pack(_decoded(raw))
    except BrokenPack as broken:
        print(f"{file} cannot be used as it is:", *broken.errors, sep="\n", file=sys.stderr)
        return None


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as trouble:
        if len(raw) > MOST_BYTES:
            return raw.decode("utf-8", "replace")
        line = raw.count(b"\n", 0, trouble.start) + 1
        message = "This is no text in UTF-8: choose “UTF-8” where you save the file."
        raise BrokenPack([PackError(line, message)]) from None


def _chapter(slug: str) -> "Chapter":
    from letstalk.people.models import Chapter

    found = Chapter.objects.filter(slug=slug).first()
    if found is None:
        there = ", ".join(Chapter.objects.order_by("path").values_list("slug", flat=True)[:20]) or "none so far"
        raise CannotStart(f"There is no chapter “{slug}” here. There are: {there}.")
    return found
