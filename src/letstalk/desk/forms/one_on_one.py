"""The steps of one one-on-one that need a word or a choice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from letstalk.desk.forms.one_on_ones import REASON_LENGTH
from letstalk.meetings.models import Meeting
from letstalk.meetings.words import Part, Purpose, Reply, Side, Use
from letstalk.outbox.words import Channel

CALLED_OFF_BY = [
    (Side.PERSON, pgettext_lazy("who called it off", "They did")),
    (Side.ORGANIZER, pgettext_lazy("who called it off", "I did")),
    (Side.BOTH, pgettext_lazy("who called it off", "Both of us")),
]
STAYED_AWAY = [
    (Side.PERSON, _("They could not come")),
    (Side.ORGANIZER, _("I did not come")),
    (Side.BOTH, _("Neither of us came")),
]
SENT_BY = [
    (Channel.TEXT, pgettext_lazy("I sent it by", "Text")),
    (Channel.EMAIL, pgettext_lazy("I sent it by", "Email")),
    (Channel.CALL, pgettext_lazy("I told them by", "Call")),
    (Channel.LETTER, pgettext_lazy("I sent it by", "Note")),
]


class DescribeForm(forms.Form):
    """What it is for; all of it may stay empty (R-003, R-004)."""

    reason = forms.CharField(
        label=_("What is this for?"),
        help_text=_("Only you can read it."),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    use = forms.ChoiceField(label=_("In the life of the group"), choices=[("", "—"), *Use.choices], required=False)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[("", "—"), *Purpose.choices], required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, meeting: Meeting, seen: str) -> None:
        now = {"reason": meeting.reason, "use": meeting.use, "purpose": meeting.purpose, "seen": seen}
        super().__init__(data, label_suffix="", initial=now, auto_id="id_describe_%s")


class InviteForm(forms.Form):
    words = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    channel = forms.ChoiceField(
        label=_("How did you send it?"),
        choices=SENT_BY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you sent it.")},
    )

    def __init__(self, data: Any = None, *, words: str = "") -> None:
        super().__init__(data, label_suffix="", initial={"words": words}, auto_id="id_invite_%s")


class NoForm(forms.Form):
    answer = forms.ChoiceField(choices=Reply.choices)


class CallOffForm(forms.Form):
    whose = forms.ChoiceField(
        label=_("Who called it off?"),
        choices=CALLED_OFF_BY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who called it off. Nobody is blamed.")},
    )
    reason = forms.CharField(
        label=_("Why, if they said so"),
        help_text=_("Only you can read it."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="id_call_off_%s")


class NoShowForm(forms.Form):
    whose = forms.ChoiceField(
        label=_("What happened?"),
        choices=STAYED_AWAY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happened.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="id_no_show_%s")


class SetAsideForm(forms.Form):
    """There is none of this part, because ... (R-005)."""

    part = forms.ChoiceField(choices=Part.choices, widget=forms.HiddenInput)
    because = forms.CharField(
        label=_("There is none, because…"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say in a few words why there is none.")},
    )

    def __init__(self, data: Any = None, *, part: str = "") -> None:
        super().__init__(data, label_suffix="", initial={"part": part}, auto_id=f"id_none_{part}_%s")
