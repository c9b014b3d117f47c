"""A pack's text as nodes that know their line, and back: YAML reduced to mappings, lists and texts, within bounds.

A pack may come from a stranger, so nothing in it is ever made into an object: no tags, no anchors, no aliases, no
second document, no bare types (``yes`` and ``1`` stay texts until a reader wants something else), limits on everything.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from letstalk.kit.saying import _

MOST_BYTES = 1_000_000
MOST_NODES = 20_000
MOST_LEVELS = 40
MOST_CHARACTERS = 4_000
MOST_ERRORS = 100

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What YAML takes for a line end, and what no keyboard types, would make line numbers and re-export unstable.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class PackError(NamedTuple):
    """One thing to put right in a pack: where, and what to write instead."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class BrokenPack(Exception):
    """The pack cannot be used as it is; ``errors`` holds the first hundred mistakes, by line."""

    def __init__(self, errors: list[PackError]) -> None:
        self.errors = tuple(sorted(set(errors))[:MOST_ERRORS])
        super().__init__("\n".join(str(error) for error in self.errors))


@dataclass(frozen=True)
class Text:
    line: int
    value: str


@dataclass(frozen=True)
class Listing:
    line: int
    items: tuple["Node", ...]


@dataclass(frozen=True)
class Fields:
    line: int
    entries: tuple[tuple[Text, "Node"], ...]


Node = Text | Listing | Fields


def read_nodes(text: str) -> Node:
    """The one document in this text; BrokenPack with the line of the first thing that cannot be read."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _refuse_oversize(text)
    _refuse_unwritable(text, line=1)
    try:
        return _Composer(yaml.parse(text, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as trouble:
        mark = trouble.problem_mark or trouble.context_mark
        raise _broken(mark.line + 1 if mark else 1, _in_plain_words(trouble)) from trouble


def nodes_of(plain: Mapping[str, Any]) -> Fields:
    """Plain values as the nodes a pack would give for them, in no particular line."""
    return Fields(0, tuple((Text(0, str(name)), _node_of(value)) for name, value in plain.items()))


def _node_of(value: Any) -> Node:
    if isinstance(value, Mapping):
        return nodes_of(value)
    if isinstance(value, list | tuple):
        return Listing(0, tuple(_node_of(item) for item in value))
    if isinstance(value, bool):
        return Text(0, "yes" if value else "no")
    return Text(0, str(value))


def write_text(plain: dict[str, Any]) -> str:
    """Plain dicts, lists, texts, numbers and yes/no as YAML that reads back to the same; one text for one value."""
    written = yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)
    # An empty line before each section: only keys of the outermost level stand at the start of a line.
    return re.sub(r"\n(?=[a-z_]+:)", "\n\n", written)


class _Composer:
    """Builds nodes from YAML's events one by one, so that a bound is met before the rest is even looked at."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
        self.nodes = 0

    def document(self) -> Node:
        node: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and node is not None:
                raise _broken(_line(event), _("A pack is one document: take out this --- and what follows it."))
            if isinstance(event, yaml.NodeEvent):
                node = self.node(event, level=1)
        if node is None:
            raise _broken(1, _("This file is empty. A pack starts with the line: letstalk_pack: 1"))
        return node

    def node(self, event: yaml.NodeEvent, *, level: int) -> Node:
        self.refuse_unbounded(event, level=level)
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            return Text(line, self.text(event.value, line))
        if isinstance(event, yaml.SequenceStartEvent):
            items = tuple(self.node(item, level=level + 1) for item in self.until(yaml.SequenceEndEvent))
            return Listing(line, items)
        return Fields(line, self.entries(level))

    def entries(self, level: int) -> tuple[tuple[Text, Node], ...]:
        entries: dict[str, tuple[Text, Node]] = {}
        for event in self.until(yaml.MappingEndEvent):
            key = self.node(event, level=level + 1)
            if not isinstance(key, Text):
                raise _broken(key.line, _("Before a colon stands one plain word, not a list or a group."))
            value = self.node(self.following(), level=level + 1)
            if key.value in entries:
                first = entries[key.value][0].line
                raise _broken(
                    key.line,
                    _(
                        "“%(value)s” is already there in line %(first)s: keep one of the two.",
                        value=key.value,
                        first=first,
                    ),
                )
            entries[key.value] = (key, value)
        return tuple(entries.values())

    def until(self, end: type[yaml.Event]) -> Iterator[yaml.NodeEvent]:
        while True:
            event = next(self.events)
            if isinstance(event, end):
                return
            assert isinstance(event, yaml.NodeEvent)
            yield event

    def following(self) -> yaml.NodeEvent:
        event = next(self.events)
        assert isinstance(event, yaml.NodeEvent)
        return event

    def text(self, value: str, line: int) -> str:
        if len(value) > MOST_CHARACTERS:
            raise _broken(
                line,
                _(
                    "This text has %(count)s characters; %(most_characters)s is the most. Shorten it.",
                    count=f"{len(value):,}",
                    most_characters=f"{MOST_CHARACTERS:,}",
                ),
            )
        _refuse_unwritable(value, line=line)
        return value.strip()

    def refuse_unbounded(self, event: yaml.NodeEvent, *, level: int) -> None:
        line = _line(event)
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent):
            raise _broken(
                line, _("*%(anchor)s points elsewhere: write the text out here instead.", anchor=event.anchor)
            )
        if event.anchor is not None:
            raise _broken(
                line, _("Take out &%(anchor)s: a pack writes everything where it belongs.", anchor=event.anchor)
            )
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            raise _broken(line, _("Take out %(tag)s: a pack holds only texts, lists and groups.", tag=event.tag))
        if level > MOST_LEVELS:
            raise _broken(
                line, _("This is nested more than %(most_levels)s levels deep: lift it up.", most_levels=MOST_LEVELS)
            )
        if self.nodes > MOST_NODES:
            raise _broken(
                line, _("A pack has at most %(most_nodes)s entries: split it in two.", most_nodes=f"{MOST_NODES:,}")
            )


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, and writes texts of several lines as such."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _write_string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _write_string)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _broken(line: int, message: str) -> BrokenPack:
    return BrokenPack([PackError(line, message)])


def _refuse_oversize(text: str) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise _broken(
            1,
            _(
                "This file has %(size)s bytes; %(most_bytes)s is the most a pack may have.",
                size=f"{size:,}",
                most_bytes=f"{MOST_BYTES:,}",
            ),
        )


def _refuse_unwritable(text: str, *, line: int) -> None:
    found = UNWRITABLE.search(text)
    if found:
        at = line + text.count("\n", 0, found.start())
        raise _broken(
            at, _("Take out the invisible character U+%(code)s: type this line again.", code=f"{ord(found[0]):04X}")
        )


def _in_plain_words(trouble: yaml.MarkedYAMLError) -> str:
    problem = trouble.problem or _("something is not closed")
    if "tab" in problem or "'\\t'" in problem:
        return _("Indent with spaces, not with the tab key.")
    return _(
        "This cannot be read here (%(problem)s). Check the indentation of this line and the one before; "
        "a text that holds a colon, starts with a sign such as # or *, or with a quote needs quotes around all of it.",
        problem=problem,
    )
