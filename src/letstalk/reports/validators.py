"""What must not leave in a report: names of people one knows, ways to reach someone, addresses (R-096)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from phonenumbers import Leniency, PhoneNumberMatcher

from letstalk.reports.words import Spotted

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
WORD = re.compile(r"\w+")
STREETS = (
    "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|way|highway|hwy"
    "|parkway|pkwy|alley|crescent|close|row|calle|avenida|rue|via"
)
ADDRESSES = (
    re.compile(rf"\b\d{{1,6}}[a-z]?[ ,]+(?:[\w.'’-]+ ){{1,4}}?(?:{STREETS})\b\.?", re.IGNORECASE),
    re.compile(r"\b[\w-]*(?:straße|strasse|str\.|weg|gasse|allee|platz) \d{1,4}[a-z]?\b", re.IGNORECASE),
    re.compile(r"\b(?:calle|avenida|rue|via) [\w.'’ -]{2,40}? \d{1,5}\b", re.IGNORECASE),
    re.compile(r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b"),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
)
# First names that are also everyday words: they count as a name only where they are written with a capital.
EVERYDAY = {"will", "may", "mark", "hope", "grace", "joy", "rose", "faith", "art", "bill", "sky", "june", "april"}


@dataclass(frozen=True)
class Span:
    """A piece of a text, from start up to end, and what it looks like."""

    start: int
    end: int
    text: str
    kind: Spotted


def spot(text: str, *, names: Iterable[str], region: str) -> list[Span]:
    """Every piece of the text that might tell who was talked with, in order.

    names: whole names; their first and last words count as well. region: two letters, for phone numbers without +.
    """
    found = [*_emails(text), *_phones(text, region), *_addresses(text), *_names(text, names)]
    return sorted(set(found), key=lambda span: (span.start, span.end, span.kind))


def _emails(text: str) -> Iterator[Span]:
    for match in EMAIL.finditer(text):
        yield Span(*match.span(), match[0], Spotted.EMAIL)


def _phones(text: str, region: str) -> Iterator[Span]:
    for match in PhoneNumberMatcher(text, region, leniency=Leniency.POSSIBLE):
        yield Span(match.start, match.end, match.raw_string, Spotted.PHONE)


def _addresses(text: str) -> Iterator[Span]:
    for pattern in ADDRESSES:
        for match in pattern.finditer(text):
            yield Span(*match.span(), match[0], Spotted.ADDRESS)


def _names(text: str, names: Iterable[str]) -> Iterator[Span]:
    """Whole names, first names and last names, whatever their accents."""
    known = [(name, tuple(_bare(word) for word in WORD.findall(name))) for name in names]
    yield from _spelled(text, _Names([words for _name, words in known if words]))
    yield from _inside(text, {name for name, _words in known if _is_unspaced(name)})


class _Names:
    """The names to look for, by their first word."""

    def __init__(self, names: Iterable[tuple[str, ...]]) -> None:
        self.whole: dict[str, set[tuple[str, ...]]] = {}
        self.first: set[str] = set()
        self.others: set[str] = set()
        for words in names:
            self.whole.setdefault(words[0], set()).add(words)
            self.first.update(word for word in words[:1] if len(word) > 1)
            self.others.update(word for word in words[1:] if len(word) > 2)

    def length_at(self, position: int, bare: list[str], word: str) -> int:
        """How many words from here on are a name; the longest counts."""
        here = bare[position]
        whole = (name for name in self.whole.get(here, ()) if tuple(bare[position : position + len(name)]) == name)
        longest = max((len(name) for name in whole if len(name) > 1), default=0)
        return longest or int(self._stands_alone(here, written_small=word.islower()))

    def _stands_alone(self, here: str, *, written_small: bool) -> bool:
        if not written_small:
            return here in self.first or here in self.others
        # "hill" and "will" are words; whoever means the name writes it large, or a first name in a hurry.
        return here in self.first and here not in EVERYDAY


def _spelled(text: str, names: _Names) -> Iterator[Span]:
    words = list(WORD.finditer(text))
    bare = [_bare(word[0]) for word in words]
    position = 0
    while position < len(words):
        length = names.length_at(position, bare, words[position][0])
        if length:
            start, end = words[position].start(), words[position + length - 1].end()
            yield Span(start, end, text[start:end], Spotted.NAME)
        position += length or 1


def _inside(text: str, names: set[str]) -> Iterator[Span]:
    for name in names:
        for match in re.finditer(re.escape(name), text):
            yield Span(*match.span(), match[0], Spotted.NAME)


def _bare(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def _is_unspaced(name: str) -> bool:
    """Chinese, Japanese and Thai put no space around a name, so it has to be looked for inside the line."""
    return any(unicodedata.name(sign, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI")) for sign in name)
