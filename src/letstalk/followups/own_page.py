"""What a person sees on their own page: one relationship, and not a word about any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from letstalk.commitments.models import AskMade, Commitment, Counted, Promise, PromiseOutcome, Reconfirmed, SetUp, Step
from letstalk.commitments.words import PromiseOutcomeKind
from letstalk.followups.models import Contact, FollowUp, Handover, IntroductionSide
from letstalk.kit import clock
from letstalk.meetings.models import Meeting, Rhythm, StandIn
from letstalk.meetings.words import State, every_said
from letstalk.people.models import Consent, Membership, Note, Relationship, Said, SocialSpace, SupporterLink, Tagging
from letstalk.people.queries import is_do_not_contact, ways_of
from letstalk.people.queries.fields import own_values
from letstalk.people.queries.lists import links_told, lists_of, mention_said, spaces_of
from letstalk.people.words import BY_THEMSELVES, NEWS, Answer, Purpose, SaidAnswer, WayKind

PROMISES_SHOWN_FOR = timedelta(days=60)

Answers = dict[tuple[str, str], Consent]


@dataclass(frozen=True)
class Agreed:
    """A commitment as its maker sees it. `days` until its day, None without one; `is_confirmed`: they are on it.

    arranged: what makes it easy for them (R-028); counted: how far they are, where it counts toward a number (C-7).
    """

    commitment: Commitment
    days: int | None
    is_confirmed: bool
    arranged: list[SetUp]
    steps: list[Step]
    counted: int

    @property
    def is_past(self) -> bool:
        return self.days is not None and self.days < 0


@dataclass(frozen=True)
class Promised:
    words: str
    due_on: date
    is_kept: bool
    is_late: bool


@dataclass(frozen=True)
class OwnPage:
    """Their page: what they said they would do, and what was promised to them."""

    relationship: Relationship
    today: date
    commitments: list[Agreed]
    promises: list[Promised]
    is_stopped: bool
    spaces: list[SocialSpace]

    @property
    def first_name(self) -> str:
        return self.relationship.person.first_name


def own_page(link: SupporterLink, *, at: datetime) -> OwnPage:
    """The page behind a link, in a fixed number of queries."""
    relationship = link.relationship
    today = clock.local_day(at, relationship.chapter.zone)
    return OwnPage(
        relationship=relationship,
        today=today,
        commitments=_commitments(relationship, today),
        promises=_promises(relationship, today, at=at),
        is_stopped=is_do_not_contact(relationship.person),
        spaces=links_told(relationship.person, relationship.chapter),
    )


def _commitments(relationship: Relationship, today: date) -> list[Agreed]:
    soonest = F("on").asc(nulls_last=True), F("at").asc(nulls_last=True), "pk"
    open_now = Commitment.objects.open().filter(relationship=relationship).order_by(*soonest)
    latest = Counted.objects.filter(commitment=OuterRef("pk")).order_by("-at", "-pk").values("number")
    rows = list(open_now.annotate(counted=Subquery(latest[:1])).prefetch_related("set_ups", "steps"))
    confirmed = set(Reconfirmed.objects.filter(commitment__in=rows).values_list("commitment_id", flat=True))
    return [
        Agreed(
            commitment=row,
            days=(row.on - today).days if row.on else None,
            is_confirmed=row.pk in confirmed,
            arranged=sorted(row.set_ups.all(), key=lambda one: (one.made_at, one.pk)),
            steps=sorted(row.steps.all(), key=lambda one: (one.made_at, one.pk)),
            counted=row.counted or 0,
        )
        for row in rows
    ]


def _promises(relationship: Relationship, today: date, *, at: datetime) -> list[Promised]:
    """What is open, and what was kept lately."""
    standing = PromiseOutcome.objects.standing().filter(promise=OuterRef("pk"))
    rows = Promise.objects.filter(relationship=relationship).annotate(
        outcome_now=Subquery(standing.values("kind")[:1]), settled_at=Subquery(standing.values("at")[:1])
    )
    kept = Q(
        outcome_now__in=[PromiseOutcomeKind.KEPT, PromiseOutcomeKind.REPAIRED],
        settled_at__gte=at - PROMISES_SHOWN_FOR,
    )
    rows = rows.filter(Q(outcome_now__isnull=True) | kept).order_by("due_on", "pk")
    return [
        Promised(
            words=row.words,
            due_on=row.due_on,
            is_kept=row.outcome_now is not None,
            is_late=row.outcome_now is None and row.due_on < today,
        )
        for row in rows
    ]


# --- what is kept, behind the six digits ---

# What a person may say yes or no to on their own page: purpose, scope, and the way it needs on file.
ANSWERABLE: tuple[tuple[Purpose, str, WayKind | None], ...] = (
    (Purpose.REMINDERS, "email", WayKind.EMAIL),
    (Purpose.REMINDERS, "text", WayKind.PHONE),
    (Purpose.LIST, NEWS, None),
    (Purpose.KEEP_NOTES, "", None),
    (Purpose.SHARE_WITH_TEAM, "", None),
    (Purpose.ANONYMOUS_REPORTS, "", None),
    (Purpose.CALENDAR_DETAILS, "", WayKind.EMAIL),
)


@dataclass(frozen=True)
class Answerable:
    """One question of the ledger; `about` is the name of the list or space, or what may be shown where.

    waits: they told somebody yes, and a list takes only the yes they give by themselves (R-058).
    """

    purpose: Purpose
    scope: str
    answer: str
    about: str = ""
    waits: bool = False

    @property
    def is_yes(self) -> bool:
        return self.answer == Answer.GRANTED


def answerable(link: SupporterLink) -> list[Answerable]:
    """The questions of the consent ledger, each with what stands."""
    person = link.relationship.person
    on_file = set(ways_of(person).values_list("kind", flat=True))
    said = {
        (line.purpose, line.scope): line
        for line in Consent.objects.filter(person=person, superseded_at__isnull=True).defer("words")
    }
    usual = [_answered(purpose, scope, said) for purpose, scope, way in ANSWERABLE if way is None or way in on_file]
    return usual + [
        _answered(purpose, scope, said, about)
        for purpose, scope, about in [*_offered(link.relationship), *_mentioned(said)]
        if purpose is not Purpose.LIST or WayKind.EMAIL in on_file
    ]


def _answered(purpose: Purpose, scope: str, said: Answers, about: str = "") -> Answerable:
    line = said.get((purpose, scope))
    if line is None:
        return Answerable(purpose, scope, "", about)
    is_told = purpose is Purpose.LIST and line.answer == Answer.GRANTED and line.how not in BY_THEMSELVES
    return Answerable(purpose, scope, line.answer, about, waits=is_told)


def _offered(relationship: Relationship) -> list[tuple[Purpose, str, str]]:
    """The lists and spaces of the chapter the two are in (R-058, R-059); its news is among the usual questions."""
    chapter = [relationship.chapter]
    lists = [(Purpose.LIST, one.scope, one.name) for one in lists_of(chapter) if one.scope != NEWS]
    return lists + [(Purpose.SPACE, one.scope, one.name) for one in spaces_of(chapter)]


def _mentioned(said: Answers) -> list[tuple[Purpose, str, str]]:
    """Where they may be shown online, to take it back again; each was asked for by itself (R-049)."""
    scopes = sorted(scope for purpose, scope in said if purpose == Purpose.MENTION)
    found = [(Purpose.MENTION, scope, mention_said(scope)) for scope in scopes if mention_said(scope)]
    general = [(Purpose.MENTION, "", "")] if (Purpose.MENTION, "") in said else []
    return [*general, *found]


def kept_in_this_relationship(link: SupporterLink) -> list[dict[str, Any]]:
    """One plain dict for each thing kept about a person in one relationship: the kind of thing, when, its words.

    Notes are their author's alone: that there are some is said, so that the person can ask to have them read out.
    """
    relationship = link.relationship
    parts = (_on_file, _talks, _how_you_meet, _agreed, _contacts, _introductions, _handovers)
    rows = [row for part in parts for row in part(relationship)]
    notes = Note.objects.filter(relationship=relationship).count()
    if notes:
        rows.append({"what": "notes", "count": notes})
    return rows


def _on_file(relationship: Relationship) -> list[dict[str, Any]]:
    person, chapter = relationship.person, relationship.chapter
    rows: list[dict[str, Any]] = [{"what": "name", "words": person.name}]
    if person.pronouns:
        rows.append({"what": "pronouns", "words": person.pronouns})
    ways = ways_of(person).filter(chapter=chapter)
    rows += [{"what": str(way.get_kind_display()), "words": way.value, "at": way.added_at} for way in ways]
    tags = Tagging.objects.filter(person=person, tag__chapter=chapter).select_related("tag").order_by("at", "pk")
    rows += [{"what": str(row.tag.get_kind_display()), "words": row.tag.name, "at": row.at} for row in tags]
    standing = Said.objects.filter(person=person, chapter=chapter, answer=SaidAnswer.SAID, superseded_at__isnull=True)
    own = standing.order_by("at", "pk")
    rows += [{"what": str(row.get_kind_display()), "words": row.in_words, "at": row.at} for row in own]
    rows += [
        {"what": "field", "label": row.field.name, "words": row.in_words, "why": row.field.why, "at": row.at}
        for row in own_values(chapter, person.pk)
    ]
    stages = Membership.objects.filter(person=person, chapter=chapter, until__isnull=True)
    rows += [{"what": "stage", "words": str(row.get_stage_display()), "at": row.since} for row in stages]
    lines = Consent.objects.filter(person=person, chapter=chapter).order_by("at", "pk")
    rows += [
        {
            "what": str(line.get_purpose_display()),
            "words": line.words,
            "scope": line.scope,
            "answer": str(line.get_answer_display()),
            "at": line.at,
        }
        for line in lines
    ]
    return rows


def _talks(relationship: Relationship) -> list[dict[str, Any]]:
    talks = Meeting.objects.filter(relationship=relationship).with_state().order_by("made_at", "pk")
    asked = AskMade.objects.filter(meeting__relationship=relationship).select_related("ask").order_by("at", "pk")
    return [
        {"what": "one-on-one", "words": str(State(state).label), "at": starts_at or made_at}
        for state, starts_at, made_at in talks.values_list("state_now", "starts_at", "made_at")
    ] + [{"what": "ask", "words": row.title, "answer": str(row.get_answer_display()), "at": row.at} for row in asked]


def _how_you_meet(relationship: Relationship) -> list[dict[str, Any]]:
    """Whether they meet regularly, and who came in the organizer's stead."""
    rhythms = Rhythm.objects.filter(relationship=relationship).order_by("made_at", "pk")
    stand_ins = StandIn.objects.filter(meeting__relationship=relationship).select_related("to").order_by("at", "pk")
    return [{"what": "rhythm", "words": every_said(row.every_weeks), "at": row.made_at} for row in rhythms] + [
        {"what": "stand-in", "words": row.to.name, "at": row.at} for row in stand_ins
    ]


def _agreed(relationship: Relationship) -> list[dict[str, Any]]:
    commitments = Commitment.objects.filter(relationship=relationship).order_by("agreed_at", "pk")
    promises = Promise.objects.filter(relationship=relationship).order_by("made_at", "pk")
    return [
        {
            "what": "commitment",
            "words": ". ".join(filter(None, [row.what, row.goal, row.place, row.if_then])),
            "on": row.on,
            "at": row.agreed_at,
        }
        for row in commitments
    ] + [{"what": "promise", "words": row.words, "on": row.due_on, "at": row.made_at} for row in promises]


def _introductions(relationship: Relationship) -> list[dict[str, Any]]:
    sides = IntroductionSide.objects.filter(relationship=relationship).select_related("introduction")
    rows = sides.order_by("introduction__made_at", "pk")
    return [{"what": "introduction", "words": row.about_other, "at": row.introduction.made_at} for row in rows]


def _handovers(relationship: Relationship) -> list[dict[str, Any]]:
    """Who was to follow this organizer."""
    rows = Handover.objects.filter(relationship=relationship).select_related("to_organizer")
    return [
        {"what": "handover", "words": row.to_organizer.name, "at": row.proposed_at}
        for row in rows.order_by("proposed_at", "pk")
    ]


def _contacts(relationship: Relationship) -> list[dict[str, Any]]:
    contacts = Contact.objects.filter(relationship=relationship).order_by("at", "pk")
    items = FollowUp.objects.open().filter(relationship=relationship).order_by("due_at", "pk")
    return [
        {"what": "contact", "words": f"{row.get_channel_display()}: {row.get_kind_display()}", "at": row.at}
        for row in contacts
    ] + [{"what": "follow-up", "words": str(row.get_kind_display()), "at": row.due_at} for row in items]
