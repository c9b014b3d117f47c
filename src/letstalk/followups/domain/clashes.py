"""When two devices said different things: the organizer reads both and decides; until then nothing is lost."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.commitments.domain.promises import correct_day, make_promise
from letstalk.commitments.models import Commitment, Promise, is_agreed
from letstalk.commitments.validators import Terms
from letstalk.followups.clashes import asked_before, standing_commitment, taking
from letstalk.followups.domain import commitments as seeing_through
from letstalk.followups.domain.debrief import (
    AskEntry,
    DebriefEntry,
    after_agreeing,
    agree_on_next,
    hear_answer,
    hear_consents,
    hear_said,
    hear_wish_to_meet,
    keep_or_take_away,
    settle_when,
)
from letstalk.followups.domain.plain_entries import from_plain
from letstalk.followups.models import Clash, ClashSettled, FollowUpSet
from letstalk.followups.words import Choice, EntryKind
from letstalk.guides.domain.sheets import change_sheet, fill_sheet
from letstalk.guides.queries import answers_of
from letstalk.guides.walk import question_ids
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.hold import correct_write_up
from letstalk.meetings.domain.moves import lock
from letstalk.meetings.domain.prepare import choose_asks, choose_questions
from letstalk.meetings.domain.tapped import keep_taps
from letstalk.meetings.models import Debriefed, Meeting
from letstalk.meetings.tapped import answers_in, tapped_of
from letstalk.people.domain.notes import jot
from letstalk.people.domain.tags import tag
from letstalk.people.models import Note
from letstalk.people.words import TagKind


class AlreadyDecided(Refused):
    """This was decided before, perhaps on another screen."""


def settle_clash(
    *,
    clash: Clash,
    choice: Choice,
    by: User,
    at: datetime,
    taken: Collection[str] | None = None,
    report_is_open: bool = True,
) -> ClashSettled:
    """Keep what stands (the other's words go), take the other one, or leave both to be read.

    Taking the other one adds what only it says, and puts its words where both speak of the same thing; with `taken`
    only of those fields (`followups.clashes.fields_of`). A promise that was made stands either way (P-3), and so does
    what the report said once it was sent. Raises AlreadyDecided, and what the verbs of its parts raise; then nothing
    changed.
    """
    with transaction.atomic():
        meeting = lock(clash.meeting)
        if ClashSettled.objects.filter(clash=clash).exists():
            raise AlreadyDecided(_("You have decided this already."))
        if choice == Choice.OTHER:
            _take_over(meeting, clash, taken=taken, report_is_open=report_is_open, by=by, at=at)
        if choice == Choice.STANDS:
            clash.words = None
            clash.save(update_fields=["words"])
        settled = ClashSettled.objects.create(clash=clash, choice=choice, by=by, at=at)
        record("followup.clash_settled", about=meeting, by=by, at=at, clash=str(clash.pk), choice=str(choice))
    return settled


def _take_over(
    meeting: Meeting, clash: Clash, *, taken: Collection[str] | None, report_is_open: bool, by: User, at: datetime
) -> None:
    plain = clash.words["entry"]
    if clash.kind == EntryKind.QUESTIONS:
        choose_questions(meeting=meeting, questions=plain["questions"], by=by, at=at)
    elif clash.kind == EntryKind.ASKS:
        found = Ask.objects.in_bulk(plain["asks"], field_name="pk")
        known = {str(pk): ask for pk, ask in found.items()}
        choose_asks(meeting=meeting, asks=[known[id] for id in plain["asks"] if id in known], by=by, at=at)
    elif clash.kind == EntryKind.TAPS:
        keep_taps(meeting=meeting, answers=tapped_of(meeting) | answers_in(meeting, plain["taps"]), by=by, at=at)
    else:
        wanted = plain if taken is None else taking(plain, meeting, taken)
        other = from_plain(wanted if report_is_open else wanted | {"heard": None})
        _take_over_debrief(meeting, other, by=by, at=at)


def _take_over_debrief(meeting: Meeting, other: DebriefEntry, *, by: User, at: datetime) -> None:
    hear_consents(meeting, other, by=by, at=at)
    keep_or_take_away(meeting, other, by=by, at=at)
    for asked in other.asks:
        _take_over_answer(meeting, asked, by=by, at=at)
    _add_promises(meeting, other, by=by, at=at)
    _take_over_next(meeting, other, by=by, at=at)
    correct_write_up(
        meeting=meeting,
        read_back=other.read_back,
        common_ground=other.common_ground,
        wants_from_us=other.wants_from_us,
        spoke=other.spoke,
        circle=other.circle,
        by=by,
        at=at,
    )
    _take_over_heard(meeting, other, by=by, at=at)
    _add_note(meeting, other, by=by, at=at)
    hear_said(meeting, other, by=by, at=at)
    hear_wish_to_meet(meeting, other, by=by, at=at)
    for issue in other.issues:
        tag(person=meeting.person, chapter=meeting.chapter, kind=TagKind.ISSUE, name=issue, by=by, at=at)


def _take_over_answer(meeting: Meeting, asked: AskEntry, *, by: User, at: datetime) -> None:
    """The other's answer to an ask. A yes with other terms is agreed anew; a yes that was none is let go (C-3)."""
    before = asked_before(meeting, ask=asked.ask.pk if asked.ask else None, words=asked.words)
    standing = standing_commitment(before)
    if standing is not None and is_agreed(asked.answer):
        terms = asked.terms or Terms(what=standing.what)
        if terms.stripped() != _terms_of(standing):
            seeing_through.agree_anew(commitment=standing, terms=terms, by=by, at=at)
        return
    if before is not None and before.answer == asked.answer and asked.revisit_on in (None, before.revisit_on):
        return
    if standing is not None:
        seeing_through.release(commitment=standing, by=by, at=at)
    commitment = hear_answer(meeting, asked, before=before, by=by, at=at)
    if commitment is not None:
        after_agreeing(commitment=commitment, set=FollowUpSet.objects.filter(meeting=meeting).first(), at=at)


def _terms_of(commitment: Commitment) -> Terms:
    return Terms(
        what=commitment.what,
        goal=commitment.goal,
        on=commitment.on,
        time=commitment.at,
        place=commitment.place,
        if_then=commitment.if_then,
    )


def _add_promises(meeting: Meeting, other: DebriefEntry, *, by: User, at: datetime) -> None:
    made = {promise.words: promise for promise in Promise.objects.filter(meeting=meeting)}
    for promise in other.promises:
        standing = made.get(promise.words.strip())
        if standing is None:
            make_promise(
                relationship=meeting.relationship,
                meeting=meeting,
                words=promise.words,
                due_on=promise.due_on,
                by=by,
                at=at,
            )
        elif promise.due_on is not None and promise.due_on != standing.due_on:
            correct_day(promise=standing, due_on=promise.due_on, by=by, at=at)


def _take_over_next(meeting: Meeting, other: DebriefEntry, *, by: User, at: datetime) -> None:
    if other.next is None:
        return
    following = Meeting.objects.filter(grew_from=meeting).order_by("-made_at", "pk").first()
    if following is None:
        agree_on_next(meeting, other.next, by=by, at=at)
    else:
        settle_when(following, other.next, by=by, at=at)


def _take_over_heard(meeting: Meeting, other: DebriefEntry, *, by: User, at: datetime) -> None:
    """The other's answers for the report, on the sheet that stands or on one of their own."""
    if other.heard is None:
        return
    sheet = Debriefed.objects.select_related("heard__version").get(meeting=meeting).heard
    if sheet is None:
        answers = other.heard.answers
        sheet = fill_sheet(chapter=meeting.chapter, version=other.heard.version, answers=answers, by=by, at=at)
        correct_write_up(meeting=meeting, heard=sheet, by=by, at=at)
    else:
        known = set(question_ids(sheet.version.body))
        heard = {key: one for key, one in other.heard.answers.items() if key.partition("@")[0] in known}
        change_sheet(sheet=sheet, answers=answers_of(sheet) | heard, by=by, at=at)


def _add_note(meeting: Meeting, other: DebriefEntry, *, by: User, at: datetime) -> None:
    text = other.note.strip()
    before = {note.text for note in Note.objects.filter(author=by, about=meeting.pk)}
    if text and text not in before:
        jot(relationship=meeting.relationship, text=text, about=meeting.pk, by=by, at=at)
