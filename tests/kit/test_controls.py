"""What is drawn in Python is what Django's own templates would have drawn."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from letstalk.kit.controls import DRAWN, Controls

AWKWARD = "<b>\"Ana\" & 'Bo'</b>"
COLOURS = [("", "---"), ("r", AWKWARD), (AWKWARD, "Grün 🙂"), ("Cool", [("b", "Blue"), (3, "Three")])]
PLAIN_COLOURS = [("r", AWKWARD), (AWKWARD, "Grün 🙂"), (3, "Three")]
WIDGETS = [
    forms.TextInput(attrs={"dir": "auto", "required": True, "hidden": False, "maxlength": 1000, "title": AWKWARD}),
    forms.EmailInput(),
    forms.NumberInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.DateInput(),
    forms.TimeInput(),
    forms.URLInput(),
    forms.CheckboxInput(),
    forms.Textarea(attrs={"rows": 3}),
    forms.Select(choices=COLOURS),
    forms.SelectMultiple(choices=COLOURS),
    forms.RadioSelect(choices=PLAIN_COLOURS),
    forms.CheckboxSelectMultiple(choices=PLAIN_COLOURS),
    forms.ClearableFileInput(),
]


def squeezed(html: str) -> str:
    return re.sub(r"\s*\n\s*", "", html)


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", [None, "", "r", AWKWARD, 3, ["r", AWKWARD], True])
def test_a_control_looks_as_django_would_have_drawn_it(widget, value):
    drawn = widget.render("colour", value, attrs={"id": "id_colour"}, renderer=Controls())

    assert squeezed(drawn) == squeezed(
        widget.render("colour", value, attrs={"id": "id_colour"}, renderer=DjangoTemplates())
    )


def test_a_textarea_keeps_the_lines_that_were_typed():
    drawn = forms.Textarea().render("words", "\n one\n\n two", renderer=Controls())

    assert drawn.endswith(">\n\n one\n\n two</textarea>")


def test_every_template_drawn_here_is_one_of_djangos():
    for template in DRAWN:
        assert DjangoTemplates().get_template(template), template
