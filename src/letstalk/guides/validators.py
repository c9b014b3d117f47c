"""Checks on the plain values of sheets, agendas and method pages, the same at every entrance."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from letstalk.kit.refusal import NothingWritten

LONGEST_ANSWER = 4_000
LONGEST_NAME = 200
LONGEST_PAGE = 10_000
LONGEST_PAGE_TITLE = 120
MOST_SECTIONS = 20
MOST_POINTS = 20
LONGEST_POINT = 400
LONGEST_SUCCESS = 300


def check_answers(answers: Mapping[str, object]) -> None:
    """Raises NothingWritten with a sentence for each answer that is too long to be kept."""
    too_long = [key for key, value in answers.items() if _letters(value) > LONGEST_ANSWER]
    if too_long:
        sentence = _("Keep this under %(length)d characters.") % {"length": LONGEST_ANSWER}
        raise NothingWritten(dict.fromkeys(too_long, sentence))


def check_agenda(*, name: str, sections: Sequence[Mapping[str, Any]]) -> None:
    """Raises NothingWritten unless there is a name and sections within bounds."""
    errors: dict[str, str] = {}
    if not name.strip():
        errors["name"] = _("Give the agenda a name.")
    elif len(name) > LONGEST_NAME:
        errors["name"] = _("Keep this under %(length)d characters.") % {"length": LONGEST_NAME}
    if not 1 <= len(sections) <= MOST_SECTIONS:
        errors["sections"] = _("An agenda has between one and %(most)d parts.") % {"most": MOST_SECTIONS}
    elif not all(_is_section(section) for section in sections):
        errors["sections"] = _("Each part needs a name, its minutes, and points of at most %(length)d characters.") % {
            "length": LONGEST_POINT
        }
    if errors:
        raise NothingWritten(errors)


def check_page(*, title: str, text: str) -> None:
    """Raises NothingWritten with a sentence per field."""
    errors: dict[str, str] = {}
    if not title.strip():
        errors["title"] = _("Give the page a title.")
    elif len(title) > LONGEST_PAGE_TITLE:
        errors["title"] = _("Keep this under %(length)d characters.") % {"length": LONGEST_PAGE_TITLE}
    if not text.strip():
        errors["text"] = _("Write something, or go back to the page as it came.")
    elif len(text) > LONGEST_PAGE:
        errors["text"] = _("Keep this under %(length)d characters.") % {"length": LONGEST_PAGE}
    if errors:
        raise NothingWritten(errors)


def _letters(value: object) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(_letters(one) for one in value.values())
    return sum(_letters(one) for one in value) if isinstance(value, list | tuple) else 0


def _is_section(section: Mapping[str, Any]) -> bool:
    points = section.get("points", [])
    minutes = section.get("minutes", 0)
    return (
        bool(str(section.get("name", "")).strip())
        and isinstance(minutes, int)
        and 0 <= minutes <= 240
        and len(points) <= MOST_POINTS
        and all(isinstance(point, str) and len(point) <= LONGEST_POINT for point in points)
    )
