"""What a converted form (XForm) would ask: its relevants worked out as ODK does, over answers that were given."""

import re
from xml.etree import ElementTree

XFORMS = "{http://www.w3.org/2002/xforms}"
TOKEN = re.compile(r"\s*('[^']*'|\"[^\"]*\"|\d+(?:\.\d+)?|/[\w./-]+|[\w-]+(?=\()|<=|>=|!=|[=<>(),-]|and\b|or\b)")


class XForm:
    """A form as pyxform writes it."""

    def __init__(self, xml: str) -> None:
        model = ElementTree.fromstring(xml).find(f".//{XFORMS}model")
        self.relevants = {}
        self.types = {}
        for bind in model.findall(f"{XFORMS}bind"):
            self.relevants[bind.get("nodeset")] = bind.get("relevant")
            self.types[bind.get("nodeset")] = bind.get("type")
        instance = next(iter(model.find(f"{XFORMS}instance")))
        self.paths = list(_paths(instance, f"/{_local(instance)}"))

    def asked(self, answers):
        """The names of the nodes that are relevant, groups included; ``answers`` are texts by name."""
        values, open_now = {}, []
        for path in self.paths:
            parent = path.rpartition("/")[0]
            is_below_hidden = parent in values and values[parent] is None
            relevant = self.relevants.get(path)
            is_open = not is_below_hidden and (relevant is None or _boolean(_evaluated(relevant, values)))
            name = path.rpartition("/")[2]
            values[path] = answers.get(name, "") if is_open else None
            if is_open:
                open_now.append(name)
        return open_now


def _paths(element, path):
    for child in element:
        here = f"{path}/{_local(child)}"
        yield here
        yield from _paths(child, here)


def _local(element):
    return element.tag.rpartition("}")[2]


def _evaluated(xpath, values):
    tokens = []
    position = 0
    while position < len(xpath.rstrip()):
        match = TOKEN.match(xpath, position)
        assert match, f"{xpath!r} at {position}"
        tokens.append(match[1])
        position = match.end()
    reading = _Reading(tokens, values)
    found = reading.either()
    assert not reading.tokens, xpath
    return found


class _Reading:
    def __init__(self, tokens, values):
        self.tokens, self.values = tokens, values

    def take(self, *wanted):
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else None

    def either(self):
        found = self.both()
        while self.take("or"):
            right = self.both()
            found = _boolean(found) or _boolean(right)
        return found

    def both(self):
        found = self.equal()
        while self.take("and"):
            right = self.equal()
            found = _boolean(found) and _boolean(right)
        return found

    def equal(self):
        found = self.ordered()
        while sign := self.take("=", "!="):
            right = self.ordered()
            alike = _number(found) == _number(right) if _is_number(found, right) else _text(found) == _text(right)
            if isinstance(found, bool) or isinstance(right, bool):
                alike = _boolean(found) == _boolean(right)
            found = alike == (sign == "=")
        return found

    def ordered(self):
        found = self.difference()
        while sign := self.take("<", ">", "<=", ">="):
            one, other = _number(found), _number(self.difference())
            found = {"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}[sign]
        return found

    def difference(self):
        found = self.single()
        while self.take("-"):
            found = _number(found) - _number(self.single())
        return found

    def single(self):
        token = self.tokens.pop(0)
        if token == "-":
            return -_number(self.single())
        if token == "(":
            return self.closed(self.either())
        if token[0] in "'\"":
            return token[1:-1]
        if token[0] == "/":
            return self.values.get(token) or ""
        if token[0].isdigit():
            return float(token)
        assert self.take("(")
        given = []
        while not self.take(")"):
            given.append(self.either())
            self.take(",")
        return _called(token, given)

    def closed(self, found):
        assert self.take(")")
        return found


def _called(name, given):
    if name == "translate":
        taken, put = given[1], given[2]
        table = {ord(one): put[place] if place < len(put) else None for place, one in enumerate(taken)}
        return given[0].translate(table)
    return {
        "not": lambda value: not _boolean(value),
        "true": lambda: True,
        "false": lambda: False,
        "selected": lambda value, code: code in value.split(" "),
        "count-selected": lambda value: float(len(value.split())),
        "normalize-space": lambda value: re.sub(r"[ \t\r\n]+", " ", value).strip(" "),
        "string-length": lambda value: float(len(value)),
    }[name](*given)


def _boolean(value):
    if isinstance(value, str):
        return value != ""
    return value != 0 and value == value


def _is_number(one, other):
    return isinstance(one, float) or isinstance(other, float)


def _number(value):
    try:
        return float(value)
    except ValueError:
        return float("nan")


def _text(value):
    return str(value)
