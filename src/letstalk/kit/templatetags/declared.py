"""A tag library whose tags, given an attribute they do not know, refuse it and name the ones they do."""

import inspect
import re
from collections.abc import Callable, Collection

from django.template import Library, TemplateSyntaxError

ATTRIBUTE = re.compile(r"^(\w+)=")


class DeclaredLibrary(Library):
    """Library whose simple, block and inclusion tags declare their attributes by their function's signature."""

    def tag(self, name=None, compile_function=None):
        if compile_function is None:
            return super().tag(name)
        return super().tag(name, refusing_unknown_attributes(name, compile_function))


def refusing_unknown_attributes(name: str, compile_function: Callable) -> Callable:
    """The same tag; a misspelt attribute is an error that helps, not an empty space on a page."""
    accepted = [
        given for given in inspect.signature(compile_function).parameters if given not in ("context", "content")
    ]

    def compile_declared(parser, token):
        for bit in token.split_contents()[1:]:
            attribute = ATTRIBUTE.match(bit)
            if attribute and attribute[1] not in accepted:
                raise TemplateSyntaxError(
                    f"{{% {name} %}} does not know “{attribute[1]}”. It accepts: {', '.join(accepted)}."
                )
        return compile_function(parser, token)

    return compile_declared


def one_of(value: str, accepted: Collection[str], *, tag: str, attribute: str) -> str:
    """The value, when the tag knows it; otherwise TemplateSyntaxError naming those it knows."""
    if value not in accepted:
        known = ", ".join(sorted(name for name in accepted if name))
        raise TemplateSyntaxError(f"{{% {tag} %}} has no {attribute} “{value}”. It has: {known}.")
    return value
