"""Plain values out of a pack's nodes: each reader takes one node and gives a value, or notes what to write instead.

Readers of one value raise ``Wrong``; a ``Record`` or ``each`` catches it, notes it with its line and goes on, so that a
person sees everything that is wrong with a pack at once.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from letstalk.campaigns.pack_yaml import Fields, Listing, Node, PackError, Text
from letstalk.kit.saying import Saying, _

T = TypeVar("T")
U = TypeVar("U")
Reader = Callable[[Node], T]

KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")
MARKUP = re.compile(r"<\s*[A-Za-z/!?]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d{1,9}")
_YES = ("true", "yes")
_NO = ("false", "no")


class Wrong(Exception):
    """This one value cannot be used; carries the line and what to write instead."""

    def __init__(self, node: Node, message: str) -> None:
        self.error = PackError(node.line, message)
        super().__init__(message)


class Record:
    """The fields of one group, taken one by one; what was never asked for is an unknown key."""

    def __init__(self, node: Node, errors: list[PackError], what: Saying) -> None:
        if not isinstance(node, Fields):
            raise Wrong(
                node,
                _(
                    "Here stands %(shape)s; %(what)s is a group of lines such as “name: …”.",
                    shape=_shape(node),
                    what=what,
                ),
            )
        self.node = node
        self.errors = errors
        self.what = what
        self.values = {key.value: value for key, value in node.entries}
        self.accepted: list[str] = []

    def need(self, key: str, read: Reader[T], otherwise: U) -> T | U:
        """The value of a key that has to be there; ``otherwise`` only keeps the reading going after a mistake."""
        if key not in self.values:
            self.errors.append(
                PackError(self.node.line, _("%(what)s needs a line “%(key)s: …”.", what=self.what, key=key).capital())
            )
        return self.may(key, read, otherwise)

    def may(self, key: str, read: Reader[T], otherwise: U) -> T | U:
        """The value of a key that may be left out."""
        self.accepted.append(key)
        node = self.values.get(key)
        if node is None:
            return otherwise
        return attempt(read, node, self.errors, otherwise)

    def line_of(self, key: str) -> int:
        """Where this key's value stands; the group's own line when it is missing."""
        return self.values.get(key, self.node).line

    def complain(self, key: str, message: str) -> None:
        """Note something wrong with the value of this key."""
        self.errors.append(PackError(self.line_of(key), message))

    def close(self) -> None:
        """Note every key that nobody asked for, with the ones there are."""
        for key, _value in self.node.entries:
            if key.value not in self.accepted:
                near = get_close_matches(key.value, self.accepted, n=1)
                known = ", ".join(self.accepted)
                blanks = {"value": key.value, "what": self.what, "known": known}
                message = _("“%(value)s” is not known in %(what)s. Known here: %(known)s.", **blanks)
                if near:
                    message = _(
                        "“%(value)s” is not known in %(what)s. Did you mean “%(near)s”? Known here: %(known)s.",
                        near=near[0],
                        **blanks,
                    )
                self.errors.append(PackError(key.line, message))


def attempt(read: Reader[T], node: Node, errors: list[PackError], otherwise: U) -> T | U:
    """The value this reader finds, or ``otherwise`` with the mistake noted."""
    try:
        return read(node)
    except Wrong as wrong:
        errors.append(wrong.error)
        return otherwise


def each(read: Reader[T], errors: list[PackError], *, most: int) -> Reader[tuple[T, ...]]:
    """A reader of lists; items that cannot be read are noted and left out."""

    def read_list(node: Node) -> tuple[T, ...]:
        if not isinstance(node, Listing):
            raise Wrong(
                node,
                _("Here stands %(shape)s; write a list, each item on its own line after “- ”.", shape=_shape(node)),
            )
        if len(node.items) > most:
            raise Wrong(
                node, _("This list has %(count)s items; %(most)s is the most.", count=len(node.items), most=most)
            )
        values: list[T] = []
        for item in node.items:
            try:
                values.append(read(item))
            except Wrong as wrong:
                errors.append(wrong.error)
        return tuple(values)

    return read_list


def named(read: Reader[T], errors: list[PackError], *, names: re.Pattern[str], most: int) -> Reader[dict[str, T]]:
    """A reader of groups whose keys are free (wordings, variables)."""

    def read_group(node: Node) -> dict[str, T]:
        if not isinstance(node, Fields):
            raise Wrong(
                node, _("Here stands %(shape)s; write lines such as “name: text”, indented.", shape=_shape(node))
            )
        if len(node.entries) > most:
            raise Wrong(
                node, _("This group has %(count)s lines; %(most)s is the most.", count=len(node.entries), most=most)
            )
        values: dict[str, T] = {}
        for key, value in node.entries:
            if not names.fullmatch(key.value):
                errors.append(
                    PackError(
                        key.line, _("“%(value)s” cannot be a name here: use small letters, digits, _.", value=key.value)
                    )
                )
                continue
            try:
                values[key.value] = read(value)
            except Wrong as wrong:
                errors.append(wrong.error)
        return values

    return read_group


def text(most: int, *, lines: bool = False) -> Reader[str]:
    """A reader of texts a person will see: never empty, no markup, one line unless ``lines``."""

    def read_text(node: Node) -> str:
        value = _plain(node)
        if not value:
            raise Wrong(node, _("This is empty: write a text, or leave the whole line out."))
        if len(value) > most:
            raise Wrong(
                node, _("This text has %(count)s characters; %(most)s is the most here.", count=len(value), most=most)
            )
        if not lines and "\n" in value:
            raise Wrong(node, _("This has to be one line: put the text on one line, without | before it."))
        if MARKUP.search(value):
            raise Wrong(node, _("A pack holds plain text: take out the tag that starts with “<”."))
        return value

    return read_text


def matching(pattern: re.Pattern[str], meaning: str) -> Reader[str]:
    """A reader of short texts of one form; ``meaning`` says which, with an example."""

    def read_matching(node: Node) -> str:
        value = _plain(node)
        if not pattern.fullmatch(value):
            raise Wrong(node, _("“%(value)s” does not fit: %(meaning)s.", value=_short(value), meaning=meaning))
        return value

    return read_matching


key = matching(KEY, _("write a short name of small letters, digits and hyphens, such as “why-we-resist”"))


def one_of(words: Collection[str]) -> Reader[str]:
    """A reader of one word out of a few."""

    def read_word(node: Node) -> str:
        value = _plain(node)
        if value not in words:
            raise Wrong(
                node,
                _(
                    "“%(value)s” is not one of the choices. Write one of: %(words)s.",
                    value=_short(value),
                    words=", ".join(words),
                ),
            )
        return value

    return read_word


def known(keys: Collection[str], what: str) -> Reader[str]:
    """A reader of a key that stands elsewhere in the pack."""

    def read_known(node: Node) -> str:
        value = _plain(node)
        if value not in keys:
            raise Wrong(node, _not_there(value, keys, what))
        return value

    return read_known


# A key that names something of the same list, which may stand further down, and its line.
Named = tuple[int, str]


def naming(found: list[Named]) -> Reader[str]:
    """A reader of a key that is looked for once the whole list is read, by `refuse_unknown`."""

    def read_naming(node: Node) -> str:
        found.append((node.line, key(node)))
        return found[-1][1]

    return read_naming


def refuse_unknown(named_so: Iterable[Named], keys: Collection[str], errors: list[PackError], what: str) -> None:
    """Note each key that nothing in the list has."""
    errors += [PackError(line, _not_there(value, keys, what)) for line, value in named_so if value not in keys]


def _not_there(value: str, keys: Collection[str], what: str) -> str:
    there = ", ".join(sorted(keys)) or _("none so far")
    return _(
        "There is no %(what)s “%(value)s” in this pack. There are: %(there)s.",
        what=what,
        value=_short(value),
        there=there,
    )


def number(lowest: int, highest: int) -> Reader[int]:
    """A reader of whole numbers within bounds."""

    def read_number(node: Node) -> int:
        value = _plain(node)
        if not _NUMBER.fullmatch(value) or not lowest <= int(value) <= highest:
            raise Wrong(
                node,
                _(
                    "“%(value)s” does not fit: write a whole number from %(lowest)s to %(highest)s.",
                    value=_short(value),
                    lowest=lowest,
                    highest=highest,
                ),
            )
        return int(value)

    return read_number


def flag(node: Node) -> bool:
    """Yes or no."""
    value = _plain(node).lower()
    if value not in _YES + _NO:
        raise Wrong(node, _("“%(value)s” does not fit: write yes or no.", value=_short(value)))
    return value in _YES


def day(node: Node) -> date:
    """A day such as 2017-04-30."""
    value = _plain(node)
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError as trouble:
        message = _("“%(value)s” is not a day: write year-month-day, such as 2017-04-30.", value=_short(value))
        raise Wrong(node, message) from trouble


def refuse_doubles(keys: Sequence[tuple[int, str]], errors: list[PackError], what: str) -> None:
    """Note each key that comes a second time, with the line of the first."""
    first: dict[str, int] = {}
    for line, value in keys:
        if value in first:
            errors.append(
                PackError(
                    line,
                    _(
                        "The %(what)s “%(value)s” is already in line %(first)s: give this another.",
                        what=what,
                        value=value,
                        first=first[value],
                    ),
                )
            )
        first.setdefault(value, line)


def keyed(read: Reader[Any], errors: list[PackError], what: str, *, most: int, by: str = "key") -> Reader[Any]:
    """A reader of lists in which no two items have the same key."""

    def read_list(node: Node) -> Any:
        lines: list[tuple[int, str]] = []

        def read_item(part: Node) -> Any:
            item = read(part)
            if getattr(item, by):
                lines.append((part.line, str(getattr(item, by))))
            return item

        items = each(read_item, errors, most=most)(node)
        refuse_doubles(lines, errors, what)
        return items

    return read_list


def _plain(node: Node) -> str:
    if not isinstance(node, Text):
        raise Wrong(node, _("Here stands %(shape)s; write one text.", shape=_shape(node)))
    return node.value


def _shape(node: Node) -> Saying:
    if isinstance(node, Text):
        return _("the text “%(value)s”", value=_short(node.value)) if node.value else _("nothing")
    return _("a list") if isinstance(node, Listing) else _("a group")


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:40]}…"
