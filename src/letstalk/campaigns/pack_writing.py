"""From what a chapter uses back to what a pack says: open words found again, texts made fit for a pack.

A pack leaves words open ({team_word}) that are filled in when a chapter takes it up. Written out again, a text that
nobody changed since has its open words back; one that was changed is written as it stands.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from letstalk.campaigns.pack_questions import PIPE
from letstalk.campaigns.pack_reader import KEY, MARKUP
from letstalk.campaigns.pack_yaml import UNWRITABLE

NOTHING = "…"
LONGEST_KEY = 60


def filled(text: str, variables: Mapping[str, str], *, most: int) -> str:
    """The text with {variables} filled in; one without a value shows as [name], to be filled by the chapter (R-083).

    most: what a pack's text was measured against before it was filled, and has to hold afterwards.
    """
    return PIPE.sub(lambda match: variables.get(match[1]) or f"[{match[1]}]", text)[:most]


def as_in_pack(
    text: str, variables: Mapping[str, str], *originals: Iterable[str], most: int, lines: bool = False
) -> str:
    """The first of the originals that reads like this text once filled; else the text itself, fit for a pack."""
    for original in (one for some in originals for one in some):
        if filled(original, variables, most=most) == text:
            return original
    return fit(text, most=most, lines=lines)


def fit(text: str, *, most: int, lines: bool = False) -> str:
    """A text somebody typed as a pack can hold it: no braces, no tags, nothing invisible, within bounds."""
    plain = UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = plain.replace("{", "(").replace("}", ")")
    plain = MARKUP.sub(lambda match: match[0].replace("<", "‹"), plain)
    if not lines:
        plain = " ".join(part.strip() for part in plain.split("\n") if part.strip())
    return plain.strip()[:most].strip()


def texts_fit(texts: Iterable[str], *, most: int) -> tuple[str, ...]:
    """Several at once, those left out that hold nothing."""
    return tuple(one for one in (fit(text, most=most) for text in texts) if one)


def key_for(wanted: str, taken: Collection[str], *, otherwise: str) -> str:
    """A key for something that came without one, made from its name; not one of those taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", wanted.casefold()).strip("-").lstrip("0123456789-")[:LONGEST_KEY].strip("-")
    base = plain if KEY.fullmatch(plain) else otherwise
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base[: LONGEST_KEY - len(str(number)) - 1]}-{number}"
    return found
