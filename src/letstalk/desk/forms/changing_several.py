"""One change to several people: what, and in which chapter."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.desk.forms.people import ChapterForm
from letstalk.followups.domain.rhythm import MOST_DAYS
from letstalk.people.domain.changing_several import Wish
from letstalk.people.validators import clean_tag
from letstalk.people.words import BulkKind, TagKind


class ChangeSeveralForm(ChapterForm):
    """What is to be changed. A word is checked as it is on one person's page."""

    kind = forms.ChoiceField(
        label=_("What would you like to change?"),
        choices=BulkKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to change.")},
    )
    tag_kind = forms.ChoiceField(label=_("What it is"), choices=TagKind.choices, initial=TagKind.ISSUE)
    name = forms.CharField(
        label=_("The word"),
        help_text=_("A word or two. For what makes it easy, write the need (“ground floor”), never why."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    every_days = forms.IntegerField(
        label=_("Talk every so many days"),
        help_text=_("Empty for what is usual where they stand."),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        error_messages=dict.fromkeys(("min_value", "max_value"), _("Choose between one day and two years.")),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    field = forms.ChoiceField(label=_("The field, and what is said"), required=False)

    def __init__(self, *args: Any, fields: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, field = self.fields["kind"], self.fields["field"]
        assert isinstance(kind, forms.ChoiceField) and isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *fields]
        if not fields:
            kind.choices = [one for one in BulkKind.choices if one[0] != BulkKind.FIELD]
            del self.fields["field"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") in (BulkKind.TAG, BulkKind.UNTAG):
            try:
                given["name"] = clean_tag(given.get("name", ""))
            except forms.ValidationError as error:
                self.add_error("name", error)
        if given.get("kind") == BulkKind.FIELD and not given.get("field") and "field" not in self.errors:
            self.add_error("field", forms.ValidationError(_("Choose a field, and what is said for it.")))
        return given

    @property
    def wish(self) -> Wish:
        told = self.cleaned_data
        if told["kind"] == BulkKind.CADENCE:
            return Wish(self.chosen, told["kind"], every_days=told["every_days"])
        if told["kind"] == BulkKind.FIELD:
            return Wish(self.chosen, told["kind"], field=told["field"])
        return Wish(self.chosen, told["kind"], tag_kind=told["tag_kind"], name=told["name"])
