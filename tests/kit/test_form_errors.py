"""A verb's refusal lands where the person typed."""

from django import forms

from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import NothingWritten, Refused


class Ask(forms.Form):
    title = forms.CharField()
    on = forms.CharField(required=False)


def typed() -> Ask:
    return Ask({"title": "Come along", "on": "yesterday"})


def test_a_refusal_with_a_field_stands_beside_that_field():
    form = typed()

    add_refusal(form, Refused("This day has passed.", field="on"))

    assert form.errors == {"on": ["This day has passed."]}


def test_a_refusal_without_a_field_stands_on_top():
    form = typed()

    add_refusal(form, Refused("You are in this campaign already."))

    assert form.non_field_errors() == ["You are in this campaign already."]


def test_a_refusal_about_a_field_the_form_does_not_have_stands_on_top():
    form = typed()

    add_refusal(form, Refused("The goal is too long.", field="goal"))

    assert form.errors == {"__all__": ["The goal is too long."]}


def test_several_refusals_each_stand_in_their_own_place():
    form = typed()

    add_refusal(form, NothingWritten({"title": "Name it.", "on": "Which day?", "other": "And this."}))

    assert form.errors == {"title": ["Name it."], "on": ["Which day?"], "__all__": ["And this."]}


def test_what_was_typed_stays():
    form = typed()

    add_refusal(form, Refused("This day has passed.", field="on"))

    assert (form["title"].value(), form["on"].value()) == ("Come along", "yesterday")
