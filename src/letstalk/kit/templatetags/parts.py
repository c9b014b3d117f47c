"""The pieces pages are built of: icons, chips, faces, form rows. docs/page-parts.md shows each in use.

The smallest are drawn here and not in templates, because a list of fifty people draws a hundred and fifty of them.
"""

import re
from copy import copy
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from django import forms
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from letstalk.kit.markup import fill, fill_each
from letstalk.kit.templatetags.declared import DeclaredLibrary, one_of
from letstalk.kit.templatetags.initials import initials
from letstalk.kit.unwritten import BETTER_UNWRITTEN, Unwritten

register = DeclaredLibrary()

SPRITE = Path(__file__).resolve().parent.parent / "static/kit/icons.svg"
ICONS = frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8"))) - {"logo"}
TURNING_ICONS = frozenset({"arrow-left", "arrow-right", "chevron-right", "log-out", "send", "undo-2"})
SIZES = ("", "small", "large")
CHIP_KINDS = ("", "kept", "soon", "late", "brand")
BUTTON_KINDS = ("", "quiet", "grave")
LOOKS = ("grid", "list", "loose")
COLUMNS = {0: "", 2: "two-wide", 3: "three"}
INPUT_TYPES = {forms.DateInput: ("date", "%Y-%m-%d"), forms.TimeInput: ("time", "%H:%M")}


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """One of Lucide's drawings. Give a label only where no word stands beside it."""
    return _icon(name, size, label, _sprite())


@cache
def _icon(name: str, size: str, label: str, sprite: str) -> SafeString:
    one_of(name, ICONS, tag="icon", attribute="name")
    one_of(size, SIZES, tag="icon", attribute="size")
    classes = " ".join(filter(None, ["icon", size, "turns" if name in TURNING_ICONS else ""]))
    spoken = fill('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return fill('<svg class="{}" {}><use href="{}#{}"></use></svg>', classes, spoken, sprite, name)


@register.simple_tag
def logo_mark() -> SafeString:
    """The two speech bubbles, without words."""
    return fill('<svg viewBox="0 0 38 30" aria-hidden="true"><use href="{}#logo"></use></svg>', _sprite())


def _sprite() -> str:
    # Asked for fifty times on a page; the tag `static` first looks whether the app of static files is installed.
    return staticfiles_storage.url("kit/icons.svg")


@register.simple_tag
def chip(text: str, kind: str = "", icon: str = "") -> SafeString:
    """A short state in words; its colour only repeats what the words say."""
    one_of(kind, CHIP_KINDS, tag="chip", attribute="kind")
    drawing = _icon(icon, "", "", _sprite()) if icon else ""
    return fill('<span class="{}">{}{}</span>', f"chip {kind}".rstrip(), drawing, text)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """A round badge with initials; hidden from screen readers, since the name itself stands beside it."""
    one_of(size, SIZES, tag="avatar", attribute="size")
    classes = f"avatar {size}".rstrip()
    return fill('<span class="{}" aria-hidden="true" dir="auto">{}</span>', classes, initials(name))


@register.simple_tag
def meter(value: int, of: int, label: str, kind: str = "") -> SafeString:
    """How far along something is; the label says it in words ("31 of 60")."""
    one_of(kind, ("", "kept"), tag="meter", attribute="kind")
    classes = f"meter {kind}".rstrip()
    return fill(
        '<progress class="{}" value="{}" max="{}" aria-label="{}"></progress>', classes, value, max(of, 1), label
    )


@register.simple_tag
def steps(names: list[str], now: int, label: str, look: str = "steps") -> SafeString:
    """A bar of named steps; `now` counts from 1, those before it are done, 0 means not begun."""
    one_of(look, ("steps", "ladder"), tag="steps", attribute="look")
    items = fill_each("<li{}>{}</li>", ((_step_state(place, now), name) for place, name in enumerate(names, 1)))
    return fill('<ol class="{}" aria-label="{}">{}</ol>', look, label, items)


def _step_state(place: int, now: int) -> SafeString:
    if place < now:
        return SafeString(' class="done"')
    return SafeString(' class="now" aria-current="step"') if place == now else SafeString("")


@register.simple_block_tag
def todo_item(content: SafeString, title: str, note: str = "", icon: str = "", href: str = "") -> SafeString:
    """One thing to do, as a list item in `<ul class="todo">`; chips and buttons go inside the tag."""
    return fill(
        '<li>{}<div class="words">{}{}</div>{}</li>',
        fill('<span class="kind">{}</span>', _icon(icon, "", "", _sprite())) if icon else "",
        fill('<strong><a href="{}">{}</a></strong>', href, title) if href else fill("<strong>{}</strong>", title),
        fill("<small>{}</small>", note) if note else "",
        fill('<div class="side">{}</div>', content) if content.strip() else "",
    )


@register.simple_block_tag
def empty_state(content: SafeString, title: str, icon: str = "message-circle") -> SafeString:
    """What a list says when nothing is in it: a sentence and the way to begin, which go inside the tag."""
    return fill(
        '<div class="empty"><span class="kind">{}</span><h2>{}</h2><div class="empty-more">{}</div></div>',
        _icon(icon, "", "", _sprite()),
        title,
        content,
    )


@register.simple_tag
def better_unwritten() -> tuple[Unwritten, ...]:
    """The kinds of things that are better left unwritten (h.3), each with the words that show it."""
    return BETTER_UNWRITTEN


@register.simple_tag
def entry_id(form: forms.BaseForm | None = None) -> SafeString:
    """A hidden id made with the page, so that a form sent twice makes one thing; kept when the form comes back."""
    return fill('<input type="hidden" name="entry" value="{}">', _posted_entry(form) or uuid4())


def _posted_entry(form: forms.BaseForm | None) -> UUID | None:
    posted = form.data.get("entry", "") if form is not None and form.is_bound else ""
    try:
        return UUID(str(posted))
    except ValueError:
        return None


@register.simple_tag(takes_context=True)
def post_button(
    context,
    action: str,
    text: str,
    about: str = "",
    kind: str = "",
    size: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
    entry: bool = True,
) -> SafeString:
    """A form of one button. `about` is read aloud after the text, where a list repeats the same word."""
    one_of(kind, BUTTON_KINDS, tag="post_button", attribute="kind")
    one_of(size, ("", "small", "wide"), tag="post_button", attribute="size")
    return fill(
        '<form method="post" action="{}">{}{}<button class="{}"{}>{}{}{}</button></form>',
        action,
        fill('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context.get("csrf_token", "")),
        entry_id() if entry else "",
        " ".join(filter(None, ["button", kind, size])),
        fill(' name="{}" value="{}"', name, value) if name else "",
        _icon(icon, "", "", _sprite()) if icon else "",
        text,
        fill('<span class="visually-hidden">: {}</span>', about) if about else "",
    )


@register.simple_tag
def error_summary(form: forms.BaseForm) -> str:
    """What to look at again, on top of the page, each a link to its field; nothing when all is well."""
    if not form.is_bound or form.is_valid():
        return ""
    return render_to_string("kit/parts/error_summary.html", {"mistakes": list(_mistakes(form))})


def _mistakes(form: forms.BaseForm):
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        if bound is None or bound.is_hidden:
            yield from ({"words": words} for words in errors)
        else:
            yield from (
                {"label": bound.label, "words": words, "field": _first_control(bound)} for words in _kindly(bound)
            )


def _kindly(bound: BoundField) -> list[str]:
    """The field's errors; where the form has no words of its own for an empty field, ours instead of Django's."""
    if bound.field.error_messages["required"] != forms.Field.default_error_messages["required"]:
        return [str(words) for words in bound.errors]
    please = _please(bound)
    found = bound.form.errors.as_data().get(bound.name, [])
    return [
        please if error.code == "required" else str(words) for error, words in zip(found, bound.errors, strict=True)
    ]


def _please(bound: BoundField) -> str:
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return gettext("Please tick this, or go back.")
    if isinstance(bound.field.widget, forms.widgets.ChoiceWidget):
        return gettext("Please choose.")
    return gettext("Please fill this in.")


def _first_control(bound: BoundField) -> str:
    """The id to which a link brings focus: of a group, its first choice."""
    own = bound.field.widget.attrs.get("id") or bound.auto_id
    return f"{own}_0" if bound.use_fieldset else own


@register.simple_tag
def field(
    bound: BoundField,
    label: str = "",
    hint: str = "",
    look: str = "grid",
    columns: int = 0,
    width: str = "",
    big: bool = False,
    says_optional: bool = True,
) -> str:
    """A whole form row: label, hint, error, control, tied together for screen readers.

    Radios and several checkboxes become a group of boxes: `look` is grid, list or loose, `columns` 2 or 3.
    `width` is "short" for a date, a time or a number and "code" for a code of six digits; `big` is for a question
    that has the screen to itself. Without `says_optional` the page says by itself that a field may stay empty.
    """
    one_of(look, LOOKS, tag="field", attribute="look")
    one_of(width, ("", "short", "code"), tag="field", attribute="width")
    one_of(str(columns), [str(number) for number in COLUMNS], tag="field", attribute="columns")
    if not isinstance(bound, BoundField):
        raise TypeError("{% field %} is given a form's field, such as form.email.")

    row = {
        "field": bound,
        "id": bound.field.widget.attrs.get("id") or bound.auto_id,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "errors": _kindly(bound),
        "optional": says_optional and not bound.field.required,
        "width": width,
        "big": big,
    }
    described = _described(str(row["id"]), has_hint=bool(row["hint"]), has_error=bool(bound.errors))
    if bound.use_fieldset:
        row["choices_class"] = " ".join(filter(None, ["choices", {"list": "one"}.get(look, look), COLUMNS[columns]]))
        return render_to_string("kit/parts/choices.html", {**row, "described": described})

    row["control"] = _control(bound, described)
    is_box = isinstance(bound.field.widget, forms.CheckboxInput)
    return render_to_string("kit/parts/check.html" if is_box else "kit/parts/field.html", row)


def _described(own_id: str, *, has_hint: bool, has_error: bool) -> str:
    ids = [f"{own_id}_helptext"] if has_hint else []
    return " ".join(ids + ([f"{own_id}_error"] if has_error else []))


def _control(bound: BoundField, described: str) -> SafeString:
    """The input, as its browser's own date or time picker where it holds one, and right-to-left when so typed."""
    widget = copy(bound.field.widget)
    for kind, (input_type, written) in INPUT_TYPES.items():
        if isinstance(widget, kind):
            widget.input_type, widget.format, widget.is_localized = input_type, written, False
    attrs: dict[str, str | bool] = {"aria-describedby": described} if described else {}
    if type(widget) in (forms.TextInput, forms.Textarea):
        attrs["dir"] = "auto"
    return bound.as_widget(widget=widget, attrs=attrs)


@register.simple_tag
def fills(bound: BoundField, choices, label: str = "") -> SafeString:
    """Buttons that fill a field in one tap: "Tomorrow", "18:00". Choices are (value, words) pairs.

    They are hidden until the script that works them is there, so that nothing on the page does nothing.
    """
    buttons = fill_each(
        '<button type="button" class="fill" data-fill="{}" data-value="{}" aria-pressed="{}" hidden>{}</button>',
        (
            (bound.id_for_label, value, "true" if str(bound.value() or "") == str(value) else "false", words)
            for value, words in choices
        ),
    )
    named = label or gettext("Quick choices for %(field)s") % {"field": bound.label}
    return fill('<div class="fills" role="group" aria-label="{}">{}</div>', named, buttons)
