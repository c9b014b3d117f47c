"""A demo of any size for measuring: people with proportional history, the same for the same seed."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import models, transaction

from letstalk.accounts.domain.users import make_user
from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, Firmed, Outcome, Promise, PromiseOutcome
from letstalk.commitments.words import OutcomeKind, PromiseOutcomeKind
from letstalk.followups import timings
from letstalk.followups.models import Contact, FollowUp, FollowUpResult, FollowUpSet
from letstalk.followups.words import Channel, ContactKind, ResultKind
from letstalk.kit.lookup import lookup_key
from letstalk.kit.statements import insert
from letstalk.meetings.models import Debriefed, Held, Meeting, Slot
from letstalk.people.domain.organization import add_chapter, give_role
from letstalk.people.models import Chapter, Membership, Person, Relationship, Tag, Tagging, Way, folded
from letstalk.people.words import RoleKind, Stage, TagKind, WayKind

PEOPLE_AN_ORGANIZER = 60
ORGANIZERS_A_CHAPTER = 12
AT_ONCE = 2_000
# Rows point by id: a row that points by object costs half as much again.
Ids = dict[str, uuid.UUID]
ISSUES = ("schools", "night buses", "rents", "clinic hours", "child care", "clean water", "wages", "libraries")
GIVEN = (
    "Abena Ada Aisha Alejandro Amara Ana Anders Aoife Arjun Astrid Beatriz Björn Carlos Chen Chiara Dalia Darius "
    "David Dmitri Eira Elena Emeka Emma Farid Fatou Femi Gabriel Giulia Grace Hana Hassan Henrik Ida Ignacio Ilse "
    "Imani Ines Ivan Jamal Jin Joana José Jun Kaito Karim Katarzyna Keisha Kofi Lars Laila Leila Linh Lucía Magnus "
    "Maya Mei Miguel Mina Nadia Naledi Nikolai Noor Olga Oluwaseun Omar Otto Pablo Paola Parisa Pedro Petra Priya "
    "Rafael Rania Ravi Rosa Ruth Salma Samir Sana Sigrid Sofia Soledad Sven Tariq Teresa Thandi Thuy Tomás Uma Vera "
    "Wanjiru Xochitl Yara Yuki Yusuf Zahra Zanele Zoë"
).split()
FAMILY = (
    "Abdi Adeyemi Aguilar Ahmed Alvarez Andersen Aziz Bakker Banerjee Bauer Bello Bergström Bianchi Boateng Byrne "
    "Campos Castillo Chaudhry Chen Costa Cruz Dahl Das Diallo Dubois Eriksen Espinoza Farah Fernández Fischer "
    "Flores García Ghosh Gómez Haddad Hansen Hernández Hoang Hughes Ibarra Ito Jansen Jiménez Johansson Kamara Kaur "
    "Keller Khan Kim Kowalski Kumar Larsen Lee Lindqvist López Mahlangu Marín Martin Mbeki Mensah Meyer Moreno "
    "Mwangi Nakamura Navarro Nguyễn Nowak Nuñez Obi O’Brien Okafor Okoye Oliveira Ortiz Osei Park Patel Peña Petrov "
    "Pham Quispe Rahman Ramírez Rossi Ruiz Said Santos Sato Schmidt Sharma Silva Singh Sousa Suárez Svensson Tanaka "
    "Torres Tran Tshabalala Vega Verma Walsh Wójcik Yamada Yilmaz Zhang Zulu"
).split()


@dataclass(frozen=True)
class Crowd:
    """What was made."""

    people: int
    organizers: int
    chapters: int


def add_crowd(*, root: Chapter, known: list[tuple[User, Chapter]], people: int, seed: int, at: datetime) -> Crowd:
    """Add so many people under `root`, the first of them with the organizers already there.

    Rows are written in bulk and not by the verbs: a hundred thousand people take a minute or two.
    """
    chance = random.Random(seed)
    posts = list(_posts(root, known, people=people, at=at))
    made = 0
    while made < people:
        count = min(AT_ONCE, people - made)
        with transaction.atomic():
            _write(_histories(posts, made, count, chance=chance, at=at))
        made += count
    return Crowd(people=people, organizers=len(posts), chapters=len({chapter.pk for _user, chapter in posts}))


def _posts(
    root: Chapter, known: list[tuple[User, Chapter]], *, people: int, at: datetime
) -> Iterator[tuple[User, Chapter]]:
    """Who organizes where: those known first, then as many more as so many people need."""
    wanted = max(1, -(-people // PEOPLE_AN_ORGANIZER))
    yield from known[:wanted]
    chapter = root
    for number in range(wanted - len(known)):
        if number % ORGANIZERS_A_CHAPTER == 0:
            chapter = add_chapter(parent=root, name=f"Chapter {number // ORGANIZERS_A_CHAPTER + 1}", by=None, at=at)
        user = make_user(email=f"organizer{number}@example.org", password=None, name=f"Organizer {number + 1}", at=at)
        give_role(user=user, chapter=chapter, kind=RoleKind.ORGANIZER, by=None, at=at)
        yield user, chapter


def _histories(
    posts: list[tuple[User, Chapter]], start: int, count: int, *, chance: random.Random, at: datetime
) -> Iterator[models.Model]:
    for number in range(start, start + count):
        organizer, chapter = posts[number % len(posts)]
        yield from _history(number, organizer, chapter, chance=chance, at=at)


def _history(
    number: int, organizer: User, chapter: Chapter, *, chance: random.Random, at: datetime
) -> Iterator[models.Model]:
    since = at - timedelta(days=chance.randint(3, 400))
    name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
    person = Person(
        id=_id(chance),
        chapter_id=chapter.pk,
        name=name,
        name_folded=folded(name),
        added_by_id=organizer.pk,
        added_at=since,
    )
    met = chance.random() < 0.45
    did = met and chance.random() < 0.5
    stage = Stage.PARTICIPATING if did else Stage.CONNECTED if met else Stage.PROSPECTIVE
    yield person
    theirs = {"chapter_id": chapter.pk, "person_id": person.pk}
    relationship = Relationship(id=_id(chance), **theirs, organizer_id=organizer.pk, since=since)
    yield relationship
    yield Membership(id=_id(chance), **theirs, stage=stage, since=since)
    yield from _ways(number, theirs, chance=chance, since=since)
    shared = theirs | {"relationship_id": relationship.pk, "organizer_id": organizer.pk}
    if met:
        yield from _meeting(shared, chapter.zone, chance=chance, since=since, at=at, did=did)
    elif chance.random() < 0.4:
        then = since + (at - since) * chance.random()
        yield Contact(id=_id(chance), **shared, channel=Channel.TEXT, kind=ContactKind.NON_ASK, at=then)


def _ways(number: int, theirs: Ids, *, chance: random.Random, since: datetime) -> Iterator[models.Model]:
    email = f"crowd{number}@example.org"
    phone = f"+1202555{100 + number % 100:04d}"
    for kind, value, is_shared in ((WayKind.EMAIL, email, False), (WayKind.PHONE, phone, True)):
        yield Way(
            id=_id(chance),
            **theirs,
            kind=kind,
            value=value,
            key=lookup_key(kind, value),
            is_shared=is_shared,
            added_at=since,
        )


def _meeting(
    shared: Ids, zone: str, *, chance: random.Random, since: datetime, at: datetime, did: bool
) -> Iterator[models.Model]:
    by = {"by_id": shared["organizer_id"]}
    began = since + (at - since) * chance.random()
    meeting = Meeting(
        id=_id(chance), **shared, use="newcomer", purpose="about_us", reason="A first talk.", made_at=since
    )
    yield meeting
    there = {"meeting_id": meeting.pk}
    yield Slot(
        id=_id(chance),
        **there,
        starts_at=began,
        zone=zone,
        place_words="Library",
        **by,
        at=since,
    )
    yield Held(id=_id(chance), **there, began_at=began, minutes=chance.randint(25, 55), **by, at=began)
    yield Debriefed(id=_id(chance), **there, **by, at=began)
    yield Contact(id=_id(chance), **shared, **there, channel=Channel.MET, kind=ContactKind.MEETING, at=began)
    yield from _follow_up(shared, meeting, began, chance=chance, at=at)
    yield from _agreed(shared | there, zone, began, chance=chance, at=at, did=did)


def _follow_up(
    shared: Ids, meeting: Meeting, began: datetime, *, chance: random.Random, at: datetime
) -> Iterator[models.Model]:
    made = FollowUpSet(id=_id(chance), meeting_id=meeting.pk, made_at=began)
    yield made
    for step, hours in timings.SET_STEPS.items():
        due_at = began + timedelta(hours=hours)
        item = FollowUp(
            id=_id(chance),
            set_id=made.pk,
            **shared,
            kind=timings.KIND_OF_STEP[step],
            step=step,
            due_at=due_at,
            when_possible=step in timings.WHEN_POSSIBLE,
            planned_at=began,
            made_at=began,
        )
        yield item
        if due_at < at and chance.random() < 0.97:
            yield FollowUpResult(
                id=_id(chance), follow_up_id=item.pk, kind=ResultKind.DONE, by_id=shared["organizer_id"], at=due_at
            )


def _agreed(
    shared: Ids, zone: str, began: datetime, *, chance: random.Random, at: datetime, did: bool
) -> Iterator[models.Model]:
    by = {"by_id": shared["organizer_id"]}
    on = (began + timedelta(days=chance.randint(5, 20))).date()
    commitment = Commitment(
        id=_id(chance),
        **shared,
        what="Bring two neighbours",
        goal="two come along",
        on=on,
        at=time(19, 0),
        zone=zone,
        agreed_at=began,
    )
    yield commitment
    yield Firmed(id=_id(chance), commitment_id=commitment.pk, **by, at=began)
    if on < at.date() and (did or chance.random() < 0.98):
        kind = OutcomeKind.DONE if did else OutcomeKind.MISSED
        yield Outcome(id=_id(chance), commitment_id=commitment.pk, kind=kind, **by, at=began + timedelta(days=21))
    if chance.random() < 0.3:
        due_on = (began + timedelta(days=7)).date()
        promise = Promise(id=_id(chance), **shared, words="Send the timetable", due_on=due_on, made_at=began)
        yield promise
        if due_on < at.date() and chance.random() < 0.98:
            yield PromiseOutcome(
                id=_id(chance),
                promise_id=promise.pk,
                kind=PromiseOutcomeKind.KEPT,
                **by,
                at=began + timedelta(days=5),
            )


def _write(rows: Iterator[models.Model]) -> None:
    """Each table in one go, in the order in which the tables were first met: what is pointed at comes first."""
    tables: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    for model in (model for model in ORDER if model in tables):
        insert(model, tables[model])


ORDER: list[type[models.Model]] = [
    Person,
    Relationship,
    Membership,
    Way,
    Meeting,
    Slot,
    Held,
    Debriefed,
    Contact,
    FollowUpSet,
    FollowUp,
    FollowUpResult,
    Commitment,
    Firmed,
    Outcome,
    Promise,
    PromiseOutcome,
]


def _id(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def tag_some(*, root: Chapter, seed: int, at: datetime) -> int:
    """Give a fifth of everybody an issue that touches them."""
    chance = random.Random(seed)
    tags = {name: Tag.objects.get_or_create(chapter=root, kind=TagKind.ISSUE, name=name)[0] for name in ISSUES}
    people = Person.objects.filter(chapter__path__startswith=root.path).order_by("pk").values_list("pk", flat=True)
    rows = [
        Tagging(id=_id(chance), tag=tags[chance.choice(ISSUES)], person_id=pk, at=at)
        for pk in people.iterator()
        if chance.random() < 0.2
    ]
    return len(Tagging.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True))
