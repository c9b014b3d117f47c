"""`letstalk guide check|walk|export`: a question guide looked over, walked with answers, or written as another file."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from letstalk.campaigns.pack_format import BrokenPack, dump_pack, load_pack
from letstalk.campaigns.pack_yaml import write_text
from letstalk.guides.outline import fit_answers, outline, unknown_answers
from letstalk.guides.walk import Prepared, walk
from letstalk.guides.workbooks import MOST_BYTES, is_workbook
from letstalk.ops.ground import CannotStart

HELP = "look over a question guide (a pack or an .xlsx), walk it with answers, or turn one into the other"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    check = what.add_parser("check", help="print the guides as JSON, and what was refused and why")
    check.add_argument("file", metavar="FILE", help="a pack, or an XLSForm (.xlsx)")
    walked = what.add_parser("walk", help="print the ids that are asked, in order, for these answers")
    walked.add_argument("file", metavar="FILE")
    walked.add_argument("--answers", metavar="ANSWERS.json", required=True, help="answers by the id of their question")
    walked.add_argument("--prepared", metavar="PREPARED.json", help="facts, variables, wordings and the like")
    walked.add_argument("--guide", metavar="KEY", help="which guide of the file; without it, its first conversation")
    write = what.add_parser("export", help="write a guide as an XLSForm (.xlsx), or as a pack of its own (.yaml)")
    write.add_argument("file", metavar="FILE")
    write.add_argument("--to", metavar="NEW", required=True, help="FORM.xlsx, or PACK.yaml")
    write.add_argument("--guide", metavar="KEY")


def run(options: argparse.Namespace) -> int:
    """Exit 0 when there is a guide to show; 1, with sentences on stderr, when a file cannot be read or has none."""
    return {"check": _check, "walk": _walk, "export": _export}[options.what](options)


@dataclass(frozen=True)
class Found:
    """The guides of a file with their variables, and what was not carried."""

    guides: list[dict[str, Any]]
    variables: dict[str, str]
    refused: list[dict[str, Any]]


def _check(options: argparse.Namespace) -> int:
    found = _read(options.file)
    guides = [
        {name: guide[name] for name in guide if name != "questions"} | {"questions": outline(guide)}
        for guide in found.guides
    ]
    _print({"guides": guides, "variables": found.variables, "refused": found.refused})
    for one in found.refused:
        place = f"{one['sheet']}, row {one['row']}" if one["sheet"] else f"line {one['row']}"
        name = f" ({one['name']})" if one["name"] else ""
        print(f"{place}{name}: {one['why']}", file=sys.stderr)
    return 0 if guides else 1


def _walk(options: argparse.Namespace) -> int:
    found = _read_or_stop(options.file)
    guide = _chosen(found, options.guide)
    answers = _group(options.answers)
    prepared = _prepared(options.prepared, found.variables)
    for key in unknown_answers(guide, answers):
        print(f"“{key}” is no question of this guide.", file=sys.stderr)
    _print([step.key for step in walk(guide, fit_answers(guide, answers), prepared)])
    return 0


def _prepared(file: str | None, variables: Mapping[str, str]) -> Prepared:
    given = _group(file) if file else {}
    for name, value in given.items():
        if name not in _PREPARED or not _PREPARED[name](value):
            raise CannotStart(f"“{name}” cannot be used in {file}. It may hold {_PREPARED_IN_WORDS}.")
    return Prepared(**given | {"variables": {**variables, **given.get("variables", {})}})


def _are_words(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


_PREPARED: Mapping[str, Callable[[object], bool]] = {
    "variables": _are_words,
    "wordings": _are_words,
    "repeats": _are_words,
    "facts": lambda value: isinstance(value, dict),
    "prefer": _are_names,
    "chosen": _are_names,
}
_PREPARED_IN_WORDS = "groups called variables, wordings, repeats and facts, and lists called prefer and chosen"


def _export(options: argparse.Namespace) -> int:
    """Write the guide, and print what did not come along."""
    found = _read_or_stop(options.file)
    guide = _chosen(found, options.guide)
    if options.to.endswith((".yaml", ".yml")):
        written, lost = _as_pack(guide, found.variables).encode(), [*found.refused, *_asks_left_behind(guide)]
    else:
        written, lost = _as_form(guide, found.variables)
    try:
        Path(options.to).write_bytes(written)
    except OSError as reason:
        raise CannotStart(f"{options.to} cannot be written: {reason.strerror}.") from None
    _print({"written": options.to, "lost": lost})
    return 0


def _as_form(guide: Mapping[str, Any], variables: Mapping[str, str]) -> tuple[bytes, list[dict[str, Any]]]:
    from letstalk.guides.xlsform_out import write_xlsform

    form = write_xlsform(guide, variables=variables)
    return form.workbook, [asdict(one) for one in form.lost]


def _as_pack(guide: Mapping[str, Any], variables: Mapping[str, str]) -> str:
    """A pack with this guide alone, which can be added to or taken up as it is."""
    open_words = {name: {"default": value, "description": name} for name, value in variables.items() if value}
    open_words |= {name: {"description": name} for name, value in variables.items() if not value}
    campaign = {"key": guide["key"], "name": guide["title"], "variables": open_words}
    plain = {"letstalk_pack": 1, "campaign": campaign, "guides": [_without_marks(guide)]}
    try:
        return dump_pack(load_pack(write_text(plain)))
    except BrokenPack as broken:
        told = "\n".join(error.message for error in broken.errors)
        raise CannotStart(f"This guide cannot stand in a pack as it is:\n{told}") from None


def _without_marks(value: Any) -> Any:
    """Without what only means something in the pack it came from: a shortened condition, the ask of an answer."""
    if isinstance(value, list):
        return [_without_marks(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _without_marks(one) for name, one in value.items() if name not in ("implied", "ask")}
    return value


def _asks_left_behind(guide: Mapping[str, Any]) -> list[dict[str, Any]]:
    asks = [(line["id"], option) for line in outline(guide) for option in line.get("options", ()) if option.get("ask")]
    why = "A guide by itself has no asks: add “ask: {ask}” to the answer “{id}” once the pack has it."
    return [_refusal("", 0, name, "ask", why.format_map(option), is_left_out=False) for name, option in asks]


def _read(file: str) -> Found:
    raw = _bytes(file)
    return _of_form(raw) if is_workbook(raw) else _of_pack(raw)


def _read_or_stop(file: str) -> Found:
    found = _read(file)
    if not found.guides:
        why = " ".join(one["why"] for one in found.refused[:3])
        raise CannotStart(f"{file} holds no guide that can be read. {why}".strip())
    return found


def _of_form(raw: bytes) -> Found:
    from letstalk.guides.xlsform_in import NoForm, read_xlsform

    try:
        form = read_xlsform(raw)
    except NoForm as reason:
        return Found([], {}, [_refusal("", 1, "", "file", str(reason), is_left_out=True)])
    # A form of which no question could be carried is no guide to show or to walk.
    guides = [] if form.refused and not form.guide["questions"] else [form.guide]
    return Found(guides, form.variables, [asdict(one) for one in form.refused])


def _of_pack(raw: bytes) -> Found:
    try:
        pack = load_pack(raw.decode("utf-8"))
    except UnicodeDecodeError:
        why = "This is neither a pack (a text in UTF-8) nor a workbook (.xlsx)."
        return Found([], {}, [_refusal("", 1, "", "file", why, is_left_out=True)])
    except BrokenPack as broken:
        told = [_refusal("", error.line, "", "pack", error.message, is_left_out=True) for error in broken.errors]
        return Found([], {}, told)
    return Found([guide.to_dict() for guide in pack.guides], pack.campaign.defaults(), [])


def _refusal(sheet: str, row: int, name: str, what: str, why: str, *, is_left_out: bool) -> dict[str, Any]:
    return {"sheet": sheet, "row": row, "name": name, "what": what, "why": why, "is_left_out": is_left_out}


def _chosen(found: Found, key: str | None) -> Mapping[str, Any]:
    if key is None:
        conversations = [guide for guide in found.guides if guide.get("kind") == "conversation"]
        return (conversations or found.guides)[0]
    for guide in found.guides:
        if guide.get("key") == key:
            return guide
    there = ", ".join(str(guide.get("key")) for guide in found.guides)
    raise CannotStart(f"There is no guide “{key}” in this file. There are: {there}.")


def _group(file: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(file))
    except (ValueError, RecursionError):
        raise CannotStart(f"{file} is no JSON.") from None
    if not isinstance(found, dict):
        raise CannotStart(f'{file} holds no group such as {{"Q1": "yes"}}.')
    return found


def _bytes(file: str) -> bytes:
    try:
        with Path(file).open("rb") as opened:
            # One byte more than a file may have is enough to know that it has too many.
            return opened.read(MOST_BYTES + 1)
    except OSError as reason:
        raise CannotStart(f"{file} cannot be read: {reason.strerror}.") from None


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
