"""What a phone takes along for one one-on-one: its pages as the server shows them, and nothing about anybody else."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from letstalk.campaigns.models import Ask
from letstalk.field import carding, debriefing, preparing
from letstalk.field.cards import cards_of
from letstalk.field.forms.debrief import DebriefForm
from letstalk.followups.write_up import write_up_page
from letstalk.kit import clock, days
from letstalk.meetings.access import own_meetings
from letstalk.meetings.domain.schedule import standing_slot
from letstalk.meetings.models import Meeting, Slot
from letstalk.meetings.tapped import tapped_of
from letstalk.meetings.words import State

FORMAT = 1
# A packet that was never written up goes by itself so long after the talk, or after it was taken without a day.
KEPT_FOR = timedelta(days=7)
OVER = {State.DEBRIEFED, State.CLOSED, State.DROPPED}


def packet_of(meeting: Meeting, *, at: datetime) -> dict[str, Any]:
    """Everything as plain values. The pages are whole documents, so what is seen offline cannot drift from the server.

    They carry no form token: a phone sends its entries with the cookie it has then.
    """
    slot = standing_slot(meeting)
    starts_at = slot.starts_at if slot else None
    return {
        "format": FORMAT,
        "meeting": str(meeting.pk),
        "owner": str(meeting.organizer_id),
        "name": meeting.person.first_name,
        "kind": meeting.get_kind_display(),
        "when": _when(meeting, slot, at=at),
        "starts_at": starts_at.isoformat() if starts_at else None,
        "taken_at": at.isoformat(),
        "keep_until": (max(slot.ends_at if slot else at, at) + KEPT_FOR).isoformat(),
        "questions": meeting.questions,
        "asks": meeting.asks,
        "asks_there": asks_there(meeting, at=at),
        "pages": {
            "prepare": _prepare(meeting, at=at),
            "card": _card(meeting, at=at),
            "debrief": _debrief(meeting, at=at),
        },
    }


def asks_there(meeting: Meeting, *, at: datetime) -> list[dict[str, Any]]:
    """Every ask that may be chosen on the way, as the close and the write-up show one; last, one in own words.

    `place`: the number its fields in the write-up bear here.
    """
    page = write_up_page(meeting, at=at)
    form = DebriefForm(page=replace(page, asks=[*page.asks, *page.menu], menu=[]), at=at)
    own_words = {"id": "", "place": 0, "row": "", "close": _on_close(None, form.today)}
    return [
        {
            "id": str(row.ask.pk),
            "place": place,
            "close": _on_close(row.ask, form.today),
            "row": render_to_string("field/debrief/ask.html", {"row": row, "form": form}),
        }
        for place, row in enumerate(form.ask_rows)
        if row.ask is not None
    ] + [own_words]


def _on_close(ask: Ask | None, today: date) -> str:
    return render_to_string("field/card/one_ask.html", {"ask": ask, "today": today})


def no_longer_to_carry(user: Any, ids: list[str]) -> list[str]:
    """Of these one-on-ones those a phone has no business with any more: written up, dropped, or not this user's."""
    rows = own_meetings(user).filter(pk__in=ids).with_state().exclude(state_now__in=OVER)
    open_ids = {str(pk) for pk in rows.values_list("pk", flat=True)}
    return [id for id in ids if id not in open_ids]


def _when(meeting: Meeting, slot: Slot | None, *, at: datetime) -> str:
    """In absolute words: a packet may be read days later."""
    if slot is None:
        return ""
    return days.moment_said(slot.starts_at, slot.zone, clock.local_day(at, slot.zone) - timedelta(days=7))


def _prepare(meeting: Meeting, *, at: datetime) -> str:
    context = preparing.prepare_context(meeting, at=at)
    # Not "in ten minutes": that is true only now.
    said = {"heading": _("Prepare: %(name)s") % {"name": meeting.person.first_name}, "is_packet": True}
    return render_to_string(preparing.TEMPLATE, context | said)


def _card(meeting: Meeting, *, at: datetime) -> str:
    cards = cards_of(meeting, tapped_of(meeting))
    return render_to_string(
        carding.TEMPLATE,
        carding.cards_context(meeting, at=at) | carding.card_context(meeting, cards, cards[0]) | {"is_packet": True},
    )


def _debrief(meeting: Meeting, *, at: datetime) -> str:
    form = DebriefForm(page=write_up_page(meeting, at=at), at=at)
    return render_to_string(debriefing.TEMPLATE, debriefing.debrief_context(form) | {"is_packet": True})
