"""The rows of an XLSForm as they are meant: columns by the names that XLSForm knows, texts by language.

Older spellings count, too. What a sheet holds that is not carried is noted in ``refused``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from letstalk.guides.workbooks import Row, Sheet
from letstalk.kit.saying import _

LETSTALK = "letstalk_"
_LANGUAGE = re.compile(r"(?P<name>[^(]*)(?:\((?P<code>[^()]+)\))?\s*$")
_OUR_NAMES = re.compile(r"[^a-z0-9_.-]+")
_SPOKEN = {
    "caption": "label",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "calculate": "calculation",
    "bind::calculate": "calculation",
    "list name": "list_name",
    "value": "name",
}
TEXTS = ("label", "hint", "guidance_hint")
READ = {"type", "name", "relevant", "parameters", "list_name"}
_SETTINGS = ("form_title", "form_id", "version", "default_language", "set_form_title", "set_form_id")


@dataclass(frozen=True)
class Refusal:
    """One thing that was not carried: where it stands, whether its whole question was left out, and why."""

    sheet: str
    row: int
    name: str
    what: str
    why: str
    is_left_out: bool = False


@dataclass(frozen=True)
class Said:
    """A column's texts in every language: the usual one, and the others by their name here."""

    text: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its cells by the name XLSForm knows, its texts by language."""

    number: int
    cells: Mapping[str, str]
    said: Mapping[str, Said]

    def cell(self, name: str) -> str:
        return self.cells.get(name, "")


class Form:
    """The three sheets of a form: its settings, the rows of its survey, and its lists of choices."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self.refused: list[Refusal] = []
        self.settings = self.settings_of(sheets.get("settings"))
        self.languages = Languages(self.settings.cell("default_language"), [*sheets.values()])
        self.survey = self.lines(sheets["survey"])
        self.lists = self.choices(sheets.get("choices"))
        for name, sheet in sheets.items():
            if name not in ("survey", "choices", "settings") and not name.startswith(LETSTALK) and sheet.rows:
                self.refuse(sheet.name, 1, "", "sheet", _("This sheet is not carried."))

    @property
    def is_ours(self) -> bool:
        """Whether Let's Talk wrote it."""
        return bool(self.settings.cell("letstalk_kind"))

    def refuse(self, sheet: str, row: int, name: str, what: str, why: str, *, is_left_out: bool = False) -> None:
        found = Refusal(sheet, row, name, what, why, is_left_out)
        if found not in self.refused:
            self.refused.append(found)

    def lines(self, sheet: Sheet) -> list[Line]:
        return [self.line(row) for row in sheet.rows]

    def line(self, row: Row) -> Line:
        cells: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {name: {} for name in TEXTS}
        for column, value in row.cells.items():
            name, language = column_of(column)
            if name in TEXTS:
                texts[name][self.languages.name(language)] = value
            cells.setdefault(name if not language else f"{name}::{language}", value)
        return Line(row.number, cells, {name: self.languages.said(found) for name, found in texts.items()})

    def choices(self, sheet: Sheet | None) -> dict[str, list[Line]]:
        lists: dict[str, list[Line]] = {}
        for line in self.lines(sheet) if sheet else []:
            rows = lists.setdefault(line.cell("list_name"), [])
            if not line.cell("list_name") or not line.cell("name"):
                self.refuse(
                    "choices", line.number, line.cell("name"), "name", _("A choice needs its list and its name.")
                )
            elif any(row.cell("name") == line.cell("name") for row in rows):
                self.refuse(
                    "choices", line.number, line.cell("name"), "name", _("Another choice in this list has that name.")
                )
            else:
                rows.append(line)
        for column in sheet.columns if sheet else ():
            name, _language = column_of(column)
            if name not in (*TEXTS, *READ) and not name.startswith(LETSTALK):
                self.refuse("choices", 1, column, column, _("Columns for cascading choices and media are not carried."))
        return {name: rows for name, rows in lists.items() if name and rows}

    def settings_of(self, sheet: Sheet | None) -> Line:
        if sheet is None or not sheet.rows:
            return Line(2, {}, {})
        row = sheet.rows[0]
        cells = {column_of(column)[0]: value for column, value in row.cells.items()}
        cells.setdefault("form_title", cells.pop("set_form_title", ""))
        cells.setdefault("form_id", cells.pop("set_form_id", ""))
        for column in cells:
            known = ("form_title", "form_id", "version", "default_language", "set_form_title", "set_form_id")
            if column not in known and not column.startswith(LETSTALK) and cells[column]:
                self.refuse("settings", row.number, column, column, _("This setting is not carried."))
        return Line(row.number, cells, {})


class Languages:
    """Which of a form's languages is the usual one, and what the others are called here."""

    def __init__(self, default: str, sheets: list[Sheet]) -> None:
        columns = [column_of(column) for sheet in sheets for column in sheet.columns]
        spoken = [language for name, language in columns if name in TEXTS]
        first = spoken[0] if spoken and "" not in spoken else ""
        usual = default if default in spoken else first
        self.usual = "" if "" in spoken and default not in spoken else _wording_name(usual)
        is_code = re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", self.usual)
        self.code = self.usual if is_code and ("(" in usual or len(self.usual) == 2) else ""

    def name(self, language: str) -> str:
        name = _wording_name(language)
        return "" if name == self.usual else name

    def said(self, texts: Mapping[str, str]) -> Said:
        usual = texts.get("") or next(iter(texts.values()), "")
        return Said(usual, {name: text for name, text in texts.items() if name and text})


def column_of(column: str) -> tuple[str, str]:
    """A column's name as XLSForm knows it, and its language."""
    name, *language = re.split(r"::|:(?=\S)", column.strip(), maxsplit=1)
    spoken = re.sub(r"[\s-]+", "_", name.strip().casefold())
    if spoken in TEXTS or spoken == "caption":
        return _SPOKEN.get(spoken, spoken), language[0].strip() if language else ""
    whole = column.strip().casefold()
    return _SPOKEN.get(whole) or (spoken if not language else whole), ""


def _wording_name(language: str) -> str:
    match = _LANGUAGE.match(language)
    told = (match["code"] if match and match["code"] else language).strip().casefold()
    name = _OUR_NAMES.sub("-", told).strip("-.")
    name = ".".join(part[:30] for part in name.split("."))
    return name if re.match(r"[a-z]", name) or not name else f"l{name}"


def row_type(line: Line) -> str:
    kind = " ".join(line.cell("type").split())
    short = kind.casefold().replace(" ", "_")
    if short in ("begin_group", "end_group", "begin_repeat", "end_repeat"):
        return short
    word, _blank, rest = kind.partition(" ")
    return f"{word.casefold()} {rest}".strip() if rest else word.casefold()


def why_not_column(column: str) -> str:
    if column.split("::")[0] in ("media", "image", "audio", "video", "big-image"):
        return _("Pictures and sounds are not carried.")
    return _("This column is not carried.")
