"""Two people who might like to meet: each is asked alone, and they are introduced once both have said yes (R-089)."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.followups.domain.items import add
from letstalk.followups.domain.messages import Words
from letstalk.followups.models import FollowUp, Introduction, IntroductionSide
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import NOT_YET_OUT, Channel, State
from letstalk.people.domain.consent import record_answer
from letstalk.people.models import Person, Relationship, folded
from letstalk.people.queries import best_way, has_agreed, has_refused, is_do_not_contact, is_left_alone, may_reach
from letstalk.people.words import Answer, Purpose, WayKind

INTRODUCTION = "followups.introduction"
ABOUT_LENGTH = 300
WAYS = (WayKind.EMAIL, WayKind.PHONE)
THE_TWO = 2


class CannotIntroduce(Refused):
    """One of them does not want it, or it cannot be."""


class NotOpen(Refused):
    """It came about, or it did not: there is nothing to answer any more."""


class SideWish(NamedTuple):
    """One of the two, and what they are told of the other when they are asked."""

    relationship: Relationship
    about_other: str


def wish_to_meet_others(*, relationship: Relationship, by: User, at: datetime, id: uuid.UUID) -> FollowUp:
    """They said that they would like to meet others (guide question 11c): a task for their organizer. Twice is once."""
    waiting = FollowUp.objects.open().filter(relationship=relationship, step=timings.INTRODUCE, about__isnull=True)
    with transaction.atomic():
        found = waiting.first()
        if found is not None:
            return found
        item = add(relationship=relationship, step=timings.INTRODUCE, due_at=at, planned_at=at, at=at, id=id)
        record("followup.wishes_to_meet", about=item, by=by, at=at)
    return item


def propose(*, first: SideWish, second: SideWish, by: User, at: datetime, id: uuid.UUID) -> Introduction:
    """Begin to ask two people, each alone; neither is told who the other is before both have agreed.

    Raises CannotIntroduce, and NothingWritten beside the words: they are needed, and they name nobody. The same `id`
    twice is one.
    """
    _check_words(first, second)
    _check_people(first.relationship, second.relationship, by)
    with transaction.atomic():
        introduction, is_new = Introduction.objects.get_or_create(
            pk=id, defaults={"chapter_id": first.relationship.chapter_id, "organizer": by, "made_at": at}
        )
        if is_new:
            for wish in (first, second):
                IntroductionSide.objects.create(
                    introduction=introduction,
                    relationship=wish.relationship,
                    person_id=wish.relationship.person_id,
                    about_other=wish.about_other.strip(),
                )
            record("followup.introduction_begun", about=introduction, by=by, at=at)
    return introduction


def say_yes(*, side: IntroductionSide, way: str, how: str, by: User | None, at: datetime) -> Introduction:
    """They would like to, and this is how they want to be reached. The second yes introduces them.

    by: the organizer who heard it, or None for the person by their own link. Consequences of the second: both lines of
    the consent ledger, and one message to both; where one of them has no email, a task for the organizer instead.
    Raises NotOpen, NothingWritten.
    """
    if way not in WAYS or best_way(side.person, way) is None:
        raise NothingWritten({"way": _("Choose a way to be reached that is on file.")})
    if not how.strip():
        raise NothingWritten({"how": _("Say how they told you.")})
    with transaction.atomic():
        introduction = _lock_open(side)
        changed = IntroductionSide.objects.filter(pk=side.pk, yes_at__isnull=True)
        changed.update(way=way, how=how.strip(), yes_at=at)
        sides = sides_of(introduction)
        record("followup.introduction_answered", about=introduction, by=by, at=at)
        if introduction.agreed_at is None and all(one.yes_at for one in sides):
            _agree(introduction, sides, by=by, at=at)
    return introduction


def say_no(*, side: IntroductionSide, by: User | None, at: datetime) -> Introduction:
    """They would rather not, or take their yes back: it does not come about. Whose no it was, is kept nowhere.

    Raises NotOpen once the message has gone out.
    """
    return let_be(introduction=_lock_free(side), by=by, at=at)


def let_be(*, introduction: Introduction, by: User | None, at: datetime) -> Introduction:
    """It does not come about; what waits to go out is taken back. Raises NotOpen once they were introduced."""
    with transaction.atomic():
        introduction = Introduction.objects.select_for_update().get(pk=introduction.pk)
        if introduction.ended_at is not None:
            return introduction
        if introduction.agreed_at is not None and was_told(introduction):
            raise NotOpen(_("They were introduced already."))
        introduction.ended_at = at
        introduction.save(update_fields=["ended_at"])
        sides = IntroductionSide.objects.filter(introduction=introduction)
        sides.update(yes_at=None, how="", way="")
        outbox.withdraw_about(about=introduction.pk, kinds=(INTRODUCTION,), reason="no_longer_open", at=at)
        FollowUp.objects.open().filter(about=introduction.pk, step=timings.INTRODUCE).delete()
        record("followup.introduction_ended", about=introduction, by=by, at=at)
    return introduction


def sides_of(introduction: Introduction) -> list[IntroductionSide]:
    rows = IntroductionSide.objects.filter(introduction=introduction).order_by("pk")
    return list(rows.select_related("person__chapter", "relationship__chapter", "relationship__organizer"))


def scope_of(introduction: Introduction) -> str:
    """The scope of the ledger's lines about this one introduction."""
    return f"introduction:{introduction.pk}"


def may_tell(introduction: Introduction, sides: Sequence[IntroductionSide], *, at: datetime) -> bool:
    """Whether both may be written to about it now, by email: asked of the ledger again each time."""
    scope = scope_of(introduction)
    return is_still_wanted(introduction, sides) and all(
        side.relationship.until is None
        and best_way(side.person, side.way) is not None
        and may_reach(side.person, Purpose.INTRODUCE, Channel.EMAIL, scope=scope, at=at).may
        for side in sides
    )


def is_still_wanted(introduction: Introduction, sides: Sequence[IntroductionSide]) -> bool:
    """Whether both agreed, and neither took it back or asked to be left alone since."""
    is_open = introduction.agreed_at is not None and introduction.ended_at is None and len(sides) == THE_TWO
    scope = scope_of(introduction)
    return is_open and all(has_agreed(side.person, Purpose.INTRODUCE, scope) for side in sides)


def tell_both(introduction: Introduction, *, at: datetime) -> bool:
    """Looked at once more when it is due: False, with what follows from it, where it cannot be written to both."""
    sides = sides_of(introduction)
    if may_tell(introduction, sides, at=at):
        return True
    if is_still_wanted(introduction, sides):
        introduce_by_hand(introduction, sides, at=at)
    elif introduction.ended_at is None:
        let_be(introduction=introduction, by=None, at=at)
    return False


def words_of_introduction(sides: Sequence[IntroductionSide], reader: Person) -> Words:
    """The same to both: first names, and how each would like to be reached, and nothing else (R-089)."""
    chapter = sides[0].relationship.chapter
    organizer = sides[0].relationship.organizer
    with translation.override(reader.language or chapter.language):
        one, other = (side.person.first_name for side in sides)
        greeting = _("Dear %(one)s, dear %(other)s,") % {"one": one, "other": other}
        opening = _("You both said that you would like to meet. Here you are:")
        lines = [f"{side.person.first_name}: {way_shown(side)}" for side in sides]
        closing = _("When and where is up to the two of you. I’m glad you’ll meet.")
        parts = [greeting, opening, "\n".join(lines), closing, organizer.first_name or organizer.name]
        return Words(subject=_("Our conversation"), body="\n\n".join(parts))


def way_shown(side: IntroductionSide) -> str:
    way = best_way(side.person, side.way) if side.way else None
    return way.value if way else ""


def introduce_by_hand(introduction: Introduction, sides: Sequence[IntroductionSide], *, at: datetime) -> FollowUp:
    """Both agreed and it cannot be written to both: their organizer brings them together. Twice is once."""
    names = {"one": sides[0].person.first_name, "other": sides[1].person.first_name}
    return add(
        relationship=sides[0].relationship,
        step=timings.INTRODUCE,
        about=introduction.pk,
        words=_("%(one)s and %(other)s both said yes to meeting.") % names,
        due_at=at,
        planned_at=at,
        at=at,
        id=uuid.uuid5(introduction.pk, timings.INTRODUCE),
    )


def was_told(introduction: Introduction) -> bool:
    """Whether a message about it left, or is leaving."""
    messages = Message.objects.filter(about=introduction.pk, kind=INTRODUCTION)
    return messages.exclude(state__in=[*NOT_YET_OUT, State.WITHDRAWN, State.FAILED]).exists()


def _agree(introduction: Introduction, sides: Sequence[IntroductionSide], *, by: User | None, at: datetime) -> None:
    introduction.agreed_at = at
    introduction.save(update_fields=["agreed_at"])
    for side in sides:
        record_answer(
            person=side.person,
            chapter=side.relationship.chapter,
            purpose=Purpose.INTRODUCE,
            scope=scope_of(introduction),
            answer=Answer.GRANTED,
            how=side.how,
            words=asked_in(side),
            by=by,
            at=at,
        )
    record("followup.introduction_agreed", about=introduction, by=by, at=at)
    if not tell_both(introduction, at=at):
        return
    for side in sides:
        outbox.plan(
            kind=INTRODUCTION,
            about=introduction.pk,
            recipient=side.person_id,
            by=introduction.organizer_id,
            chapter_id=side.relationship.chapter_id,
            channel=Channel.EMAIL,
            due_at=at,
            at=at,
        )


def asked_in(side: IntroductionSide) -> str:
    """What they said yes to, as their ledger keeps it: nothing in it is about the other (b.6)."""
    return _("You may introduce me to this one person, by my first name and this way to reach me: %(way)s") % {
        "way": WayKind(side.way).label
    }


def _lock_open(side: IntroductionSide) -> Introduction:
    introduction = _lock_free(side)
    if introduction.ended_at is not None:
        raise NotOpen(_("This did not come about, so there is nothing to answer any more."))
    return introduction


def _lock_free(side: IntroductionSide) -> Introduction:
    return Introduction.objects.select_for_update().get(pk=side.introduction_id)


def _check_words(first: SideWish, second: SideWish) -> None:
    errors = {}
    for field, wish, other in (("about_second", first, second), ("about_first", second, first)):
        if not wish.about_other.strip():
            errors[field] = _("Say in a few words whom they would meet, without a name.")
        elif _names(wish.about_other, other.relationship.person):
            errors[field] = _("Leave the name out: they learn it once both have said yes.")
        elif len(wish.about_other) > ABOUT_LENGTH:
            errors[field] = _("A sentence or two is enough.")
    if errors:
        raise NothingWritten(errors)


def _names(words: str, person: Person) -> bool:
    said = set("".join(c if c.isalnum() else " " for c in folded(words)).split())
    return any(part in said for part in folded(person.name).replace("-", " ").split() if len(part) > 2)


def _check_people(first: Relationship, second: Relationship, by: User) -> None:
    if first.person_id == second.person_id:
        raise CannotIntroduce(_("Choose two different people."))
    for relationship in (first, second):
        person = relationship.person
        if relationship.organizer_id != by.pk or relationship.until is not None or person.erased_at is not None:
            raise CannotIntroduce(_("You can introduce people you are in touch with yourself."))
        if is_do_not_contact(person):
            raise CannotIntroduce(_("%(name)s asked not to be contacted.") % {"name": person.first_name})
        if is_left_alone(person):
            raise CannotIntroduce(_("What is kept about %(name)s is left alone for now.") % {"name": person.first_name})
        if has_refused(person, Purpose.INTRODUCE):
            raise CannotIntroduce(_("%(name)s would rather not be introduced to others.") % {"name": person.first_name})
    both = IntroductionSide.objects.filter(person=first.person_id, introduction__ended_at__isnull=True)
    if IntroductionSide.objects.filter(person=second.person_id, introduction__in=both.values("introduction")).exists():
        raise CannotIntroduce(_("These two are being asked already, or were introduced before."))
