"""Draws the usual form controls in Python, as Django's templates would: a page of questions holds a hundred of them.

Named in the settings as FORM_RENDERER. What it does not know how to draw, Django's own templates draw.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString

from letstalk.kit.markup import fill, fill_each

Widget = Mapping[str, Any]


class Controls(DjangoTemplates):
    """What `FORM_RENDERER` looks for."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    """A True stands alone, as in `required`; a False is left out."""
    said = (
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )
    # Every part was escaped just above.
    return SafeString("".join(said))


def _input(widget: Widget) -> SafeString:
    said = fill(' value="{}"', widget["value"]) if widget["value"] is not None else ""
    return fill('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], said, _attributes(widget["attrs"]))


def _choice(widget: Widget) -> SafeString:
    """One radio or checkbox of a group."""
    drawn = _input(widget)
    if not widget.get("wrap_label"):
        return drawn
    own_id = widget["attrs"].get("id")
    owner = fill(' for="{}"', own_id) if own_id else ""
    return fill("<label{}>{} {}</label>", owner, drawn, widget["label"])


def _textarea(widget: Widget) -> SafeString:
    return fill(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget["attrs"]), widget["value"] or ""
    )


def _select(widget: Widget) -> SafeString:
    groups = fill_each("{}", ((_group(name, options),) for name, options, _index in widget["optgroups"]))
    return fill('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget["attrs"]), groups)


def _group(name: str | None, options: list[Widget]) -> SafeString:
    drawn = fill_each(
        '<option value="{}"{}>{}</option>',
        ((str(one["value"]), _attributes(one["attrs"]), one["label"]) for one in options),
    )
    return fill('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


INPUTS = (
    "text",
    "email",
    "number",
    "password",
    "hidden",
    "date",
    "time",
    "datetime",
    "url",
    "tel",
    "search",
    "checkbox",
)
DRAWN = {f"django/forms/widgets/{kind}.html": _input for kind in INPUTS} | {
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/radio_option.html": _choice,
    "django/forms/widgets/checkbox_option.html": _choice,
}
