"""`letstalk import FILE --chapter SLUG`: people out of a file, first as a preview, with --commit for good."""

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from letstalk.ops.ground import CannotStart, start_django

HELP = "bring people in from a file: a preview as JSON, with --commit for good, with --undo taken back"
MOST_REFUSED_TOLD = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="CSV, text with tabs, .xlsx, vCard, or one of them zipped"
    )
    parser.add_argument("--chapter", metavar="SLUG", help="the chapter they come into, as in its address")
    parser.add_argument("--by", metavar="EMAIL", help="the organizer or lead who brings them in")
    parser.add_argument("--own", action="store_true", help="make new people that organizer's own, and keep the notes")
    parser.add_argument(
        "--map", metavar="COLUMN=MEANING", action="append", default=[], help="what a column means, such as Handle=note"
    )
    parser.add_argument(
        "--doubtful",
        choices=["leave", "add", "same"],
        default="leave",
        help="what becomes of people who are perhaps here already",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--commit", action="store_true", help="write it; without this nothing is kept")
    what.add_argument("--undo", metavar="ID", help="take the import with this id back")


def run(options: argparse.Namespace) -> int:
    """Print JSON; exit 1 with a sentence for what cannot be read or done."""
    start_django()
    if options.undo:
        return _undo(options.undo)
    if not options.file or not options.chapter:
        raise CannotStart("Say which file, and which chapter: letstalk import FILE --chapter SLUG")
    return _bring_in(options)


def _bring_in(options: argparse.Namespace) -> int:
    from letstalk.kit.clock import now
    from letstalk.people.domain.importing import begin, discard, understand
    from letstalk.people.domain.importing_steps import finish
    from letstalk.people.domain.importing_writing import commit

    chapter, by = _chapter(options.chapter), _user(options.by)
    try:
        with Path(options.file).open("rb") as file:
            importing = begin(chapter=chapter, file=file, name=options.file.rpartition("/")[2], by=by, at=now())
    except OSError as reason:
        raise CannotStart(f"{options.file} cannot be read: {reason.strerror}.") from None
    with ExitStack() as taken_back:
        taken_back.callback(discard, importing=importing, by=by, at=now())
        understood = understand(
            importing=importing, targets=_targets(importing, options.map), own=options.own, by=by, at=now()
        )
        taken_back.pop_all()
    importing = finish(importing=understood, told=_tell)
    report = _preview(importing)
    if options.commit:
        importing = commit(importing=importing, doubtful=options.doubtful, by=by, at=now())
        importing = finish(importing=importing, told=_tell)
        report |= {"import": str(importing.pk), "committed": _came(importing)}
    else:
        discard(importing=importing, by=by, at=now())
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


def _tell(done: int, rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,} of {rows:,} rows", end="" if done < rows else "\n", file=sys.stderr, flush=True)


def _chapter(slug: str) -> Any:
    from letstalk.people.models import Chapter

    chapter = Chapter.objects.filter(slug=slug).first()
    if chapter is None:
        there = ", ".join(Chapter.objects.order_by("slug").values_list("slug", flat=True)[:50])
        raise CannotStart(f"There is no chapter “{slug}”. There are: {there}.")
    return chapter


def _user(email: str | None) -> Any:
    from letstalk.accounts.backend import email_key
    from letstalk.accounts.models import User

    if email is None:
        return None
    user = User.objects.filter(email_key=email_key(email)).first()
    if user is None:
        raise CannotStart(f"Nobody here signs in with {email}.")
    return user


def _targets(importing: Any, said: list[str]) -> list[str]:
    from letstalk.people.intake.targets import Target
    from letstalk.people.queries.fields import own_columns_in

    targets = list(importing.mapping["targets"])
    own = {one.name: target for target, one in own_columns_in(importing.chapter).items()}
    for one in said:
        column, _equals, meaning = one.rpartition("=")
        if column not in importing.columns:
            raise CannotStart(f"There is no column “{column}”. There are: {', '.join(importing.columns)}.")
        meaning = own.get(meaning, meaning)
        if meaning not in {*Target.values, *own.values(), "leave"}:
            can = ", ".join(filter(None, [*Target.values, *own]))
            raise CannotStart(f"A column cannot mean “{meaning}”. It can: {can}, leave.")
        targets[importing.columns.index(column)] = "" if meaning == "leave" else meaning
    return targets


def _preview(importing: Any) -> dict[str, Any]:
    from letstalk.people.domain.importing import own_columns
    from letstalk.people.intake.reasons import said
    from letstalk.people.intake.targets import Target
    from letstalk.people.models import ImportRow
    from letstalk.people.words import Verdict

    rows = ImportRow.objects.filter(importing=importing).order_by("place")
    refused = rows.filter(verdict=Verdict.REFUSED)[:MOST_REFUSED_TOLD]
    counts = importing.counts
    own = {target: one.name for target, one in own_columns(importing).items()}
    columns = zip(importing.columns, importing.mapping["targets"], strict=True)
    return {
        "layout": importing.layout,
        "rows": importing.rows,
        "new": counts.get(Verdict.NEW, 0),
        "updated": counts.get(Verdict.UPDATED, 0),
        "unchanged": counts.get(Verdict.UNCHANGED, 0),
        "probable_duplicates": counts.get(Verdict.PROBABLE, 0),
        "refused": [{"row": row.number, "reason": said(row.reason, row.about)} for row in refused],
        "mended": {name.removeprefix("remark:"): n for name, n in counts.items() if name.startswith("remark:")},
        "columns": {name: own.get(target, target) for name, target in columns if target != Target.LEAVE},
    }


def _came(importing: Any) -> dict[str, int]:
    counts = importing.counts
    return {name: counts.get(f"came_{name}", 0) for name in ("new", "updated", "out")}


def _undo(text: str) -> int:
    from uuid import UUID

    from letstalk.kit.clock import now
    from letstalk.people.domain.importing_steps import finish
    from letstalk.people.domain.importing_undo import undo
    from letstalk.people.models import Import, ImportRow
    from letstalk.people.words import RowState

    try:
        importing = Import.objects.filter(pk=UUID(text)).first()
    except ValueError:
        importing = None
    if importing is None:
        raise CannotStart(f"There is no import {text}.")
    importing = finish(importing=undo(importing=importing, by=None, at=now()), told=_tell)
    asked = ImportRow.objects.filter(importing=importing, state=RowState.ASKED).order_by("place")
    kept = [{"row": row.number, "changed_since": sorted(row.before or {})} for row in asked]
    print(json.dumps({"import": str(importing.pk), "undone": True, "kept": kept}, ensure_ascii=False, indent=2))
    return 0
