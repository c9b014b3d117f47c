"""Django's tag library `i18n`, in which a phrase without a blank is looked up once for each language.

A page says forty of them. Django makes a lazy text of each, looks it up, and escapes it, each time anew.
"""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class Phrase(i18n.TranslateNode):
    """`{% translate "…" %}` of words that stand in the template itself."""

    def __init__(self, filter_expression: Any) -> None:
        super().__init__(filter_expression, noop=False)
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.said:
            self.said[language] = super().render(context)
        return self.said[language]


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> i18n.TranslateNode:
    node = i18n.do_translate(parser, token)
    what = node.filter_expression
    stands_here = what.var.literal is not None and not what.filters
    return Phrase(what) if stands_here and not (node.noop or node.asvar or node.message_context) else node
