"""Django's tag `url`, in every template, by way of `letstalk.kit.addresses`."""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parsed
from django.utils.html import conditional_escape

from letstalk.kit.addresses import address

register = template.Library()


class Address(URLNode):
    """`{% url name ids… %}`, also kept `as` a variable; a wrong name is always an error."""

    def render(self, context: Context) -> Any:
        if self.kwargs:
            return super().render(context)
        found = address(self.view_name.resolve(context), *[arg.resolve(context) for arg in self.args])
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found)


@register.tag
def url(parser: Parser, token: Token) -> Address:
    node = parsed(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
