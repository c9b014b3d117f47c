"""What happened in the demo: told by the same verbs an organizer uses, only earlier."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from letstalk.accounts.models import User
from letstalk.campaigns.domain.asks import add_ask
from letstalk.campaigns.models import Ask
from letstalk.campaigns.queries import asks_for
from letstalk.campaigns.validators import AskSuits, AskWords
from letstalk.campaigns.words import Again, Company
from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import Answer, OutcomeKind
from letstalk.followups import timings
from letstalk.followups.domain import commitments as following
from letstalk.followups.domain import items
from letstalk.followups.domain.closing import close, may_be_closed
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.debrief import (
    AskEntry,
    DebriefEntry,
    HeardEntry,
    HeldEntry,
    PromiseEntry,
    debrief,
)
from letstalk.followups.domain.hold import mark_held
from letstalk.followups.models import FollowUp
from letstalk.followups.words import Channel, ContactKind
from letstalk.guides.queries import agenda_for, proposed_questions, report_guide_version
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.meetings.domain import invite, plan, prepare, schedule
from letstalk.meetings.domain.offer import offer_times
from letstalk.meetings.domain.time_held import TimeTaken
from letstalk.meetings.models import Held, Meeting
from letstalk.meetings.words import Mode, Reply, Side
from letstalk.outbox.words import Channel as InvitationChannel
from letstalk.people.domain.adding import add_person
from letstalk.people.domain.bonds import say_bond
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.notes import jot
from letstalk.people.domain.said import write_down
from letstalk.people.domain.tags import tag
from letstalk.people.models import Chapter, Person, Relationship
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import BondKind, Purpose, SaidKind, TagKind
from letstalk.reports.domain.back import HeardWords, publish_heard, write_heard
from letstalk.reports.domain.send import send_report
from letstalk.reports.domain.wall import give_line, show_line
from letstalk.reports.models import Report, WallLine
from letstalk.reports.sweeps import run as draft_reports

REMINDERS_ASKED = "May I remind you by email of what we agreed?"


@dataclass
class Scene:
    """One organizer's huddle at one moment; days are counted back from it."""

    at: datetime
    chapter: Chapter
    organizer: User
    second: User
    by: User = field(init=False)

    def __post_init__(self) -> None:
        self.by = self.organizer
        self.menu: dict[str, Ask] = {ask.letter: ask for ask in asks_for(self.chapter, self.at) if ask.letter}

    def moment(self, days: float, hour: int = 18, minute: int = 0) -> datetime:
        """That hour, local, so many days ago (negative: ahead); never in the future when it is meant to be past."""
        on = clock.local_day(self.at, self.chapter.zone) - timedelta(days=days)
        then = clock.instant_or_nearest(on, time(hour, minute), self.chapter.zone)
        return min(then, self.at - timedelta(hours=2)) if days >= 0 else then

    def day(self, ahead: int) -> date:
        return clock.local_day(self.at, self.chapter.zone) + timedelta(days=ahead)

    def add(
        self, name: str, *, number: int | None, days: int, email: bool = True, issues: tuple[str, ...] = ()
    ) -> Person:
        """A person with a way or two, and what they said touches them."""
        at = self.moment(days)
        person = add_person(
            chapter=self.chapter,
            name=name,
            phone=f"+12025550{100 + number}" if number is not None else "",
            email=f"person{number}@example.org" if email and number is not None else "",
            by=self.by,
            at=at,
        )
        for issue in issues:
            tag(person=person, chapter=self.chapter, kind=TagKind.ISSUE, name=issue, by=self.by, at=at)
        return person

    def relationship(self, person: Person) -> Relationship:
        rows = Relationship.objects.current().select_related("person", "chapter", "organizer")
        return rows.get(person=person, organizer=self.by)

    def plan(self, person: Person, *, days: float, kind: MeetingKind = MeetingKind.INTRODUCTORY, **more) -> Meeting:
        template = agenda_for(kind, self.chapter)
        return plan.plan(
            relationship=self.relationship(person),
            kind=kind,
            template=template,
            by=self.by,
            at=self.moment(days),
            **more,
        )

    def agree(
        self, meeting: Meeting, *, starts_at: datetime, said: datetime, place: str = "Rosewater Café, back room", **more
    ):
        """At this time, or at the next one that no other one-on-one of hers holds."""
        there = clock.local(starts_at, self.chapter.zone)
        when = clock.LocalTime(on=there.date(), at=there.time(), zone=self.chapter.zone)
        more.setdefault("minutes", 45)
        try:
            return schedule.agree(meeting=meeting, when=when, place_words=place, by=self.by, at=said, **more)
        except TimeTaken as taken:
            return self.agree(meeting, starts_at=taken.free[0], said=said, place=place, **more)

    def prepare(self, meeting: Meeting, letters: str) -> None:
        prepare.choose_asks(meeting=meeting, asks=[self.menu[one] for one in letters], by=self.by, at=self.at)
        if meeting.guide_version:
            prepare.choose_questions(
                meeting=meeting, questions=proposed_questions(meeting.guide_version), by=self.by, at=self.at
            )

    def meet(self, person: Person, *, days: float, hour: int = 18, **entry) -> Meeting:
        """A one-on-one that was planned a week before, held, and written up the same evening."""
        meeting = self.plan(person, days=days + 7)
        starts_at = self.agree(meeting, starts_at=self.moment(days, hour), said=self.moment(days + 5)).starts_at
        written = starts_at + timedelta(hours=1)
        held = HeldEntry(began_at=starts_at, minutes=entry.pop("minutes", 42))
        debrief(meeting=meeting, entry=DebriefEntry(id=uuid.uuid4(), held=held, **entry), by=self.by, at=written)
        return meeting

    def heard(self, learned: str, why: str, issues: str) -> HeardEntry | None:
        version = report_guide_version(self.chapter)
        return HeardEntry(version=version, answers={"R1": learned, "R2": why, "R3": issues}) if version else None

    def asked(self, letter: str, answer: Answer, terms: Terms | None = None, **more) -> AskEntry:
        return AskEntry(ask=self.menu[letter], answer=answer, terms=terms, **more)

    def thank(self, meeting: Meeting, *, days: float, channel: Channel = Channel.LETTER) -> None:
        log_contact(
            relationship=self.relationship(meeting.person),
            channel=channel,
            kind=ContactKind.THANKS,
            by=self.by,
            at=self.at,
            happened_at=self.moment(days, 12),
        )

    def outcome(self, meeting: Meeting, kind: OutcomeKind, *, days: float) -> None:
        for commitment in Commitment.objects.open().filter(meeting=meeting):
            following.record_outcome(commitment=commitment, kind=kind, by=self.by, at=self.moment(days, 12))


def tell(scene: Scene) -> None:
    """Eastside Huddle: Rosa's people first, then Marcus's."""
    _next_today(scene)
    _second_conversation(scene)
    _thank_and_ask(scene)
    _promises(scene)
    _roads(scene)
    _quiet_and_new(scene)
    _many_held(scene)
    scene.by = scene.second
    _second_organizer(scene)
    scene.by = scene.organizer
    _who_knows_whom(scene)
    _asks_ahead(scene)
    _report_back(scene)
    _tell_what_was_heard(scene)


def _who_knows_whom(scene: Scene) -> None:
    """What some of Rosa's people are to each other, as they said and agreed to."""
    people = {person.name: person for person in Person.objects.filter(relationships__organizer=scene.by)}
    for one, kind, other in (
        ("Imani Okafor", BondKind.RELATED, "Ruth Okafor"),
        ("Dolores Kim", BondKind.BROUGHT, "Maya Lindgren"),
        ("Bea Thornton", BondKind.BROUGHT, "Maya Lindgren"),
        ("Maya Lindgren", BondKind.KNOWS, "Imani Okafor"),
        ("June Park", BondKind.HOUSEHOLD, "Dolores Kim"),
        ("Bea Thornton", BondKind.WORKS_WITH, "Priya Raman"),
        ("علي حسن", BondKind.INTRODUCED, "Samir Haddad"),
    ):
        say_bond(
            one=people[one],
            other=people[other],
            chapter=scene.chapter,
            kind=kind,
            both_said_yes=True,
            by=scene.by,
            at=scene.at,
        )


def _asks_ahead(scene: Scene) -> None:
    """What the huddle asks for in the next weeks: days with room, a role each, and what it brings along."""
    thursday = 1 + (3 - scene.day(1).weekday()) % 7
    saturday = 1 + (5 - scene.day(8).weekday()) % 7 + 7
    asks = (
        AskWords(
            title="Cook with us before the huddle",
            what="Soup for twenty, in the library kitchen",
            why="Whoever eats together stays to talk",
            on=scene.day(thursday),
            time=time(17, 30),
            again=Again.WEEK,
            until=scene.day(thursday + 28),
            places=4,
            place="Library, kitchen",
            suits=AskSuits(uses=("cooking",), minutes=90, company=Company.MEETS_PEOPLE, child_care=True, rung=3),
        ),
        AskWords(
            title="Interpret at the tenants’ table",
            what="Spanish and English, two hours, never alone",
            on=scene.day(saturday),
            time=time(10, 0),
            places=2,
            place="Community house",
            suits=AskSuits(
                uses=("interpreting",), issues=("rents",), minutes=120, languages=("en", "es"), child_care=True, rung=3
            ),
        ),
        AskWords(
            title="Ride bus 12 with us at night and count",
            what="One round, with a clipboard and tea",
            on=scene.day(saturday + 2),
            time=time(22, 0),
            again=Again.WEEK,
            until=scene.day(saturday + 16),
            places=6,
            place="Stop Elm Street",
            suits=AskSuits(issues=("night buses",), minutes=60, company=Company.WITH_SOMEONE, rung=3),
        ),
    )
    for words in asks:
        add_ask(chapter=scene.chapter, words=words, by=scene.by, at=scene.at)


def _next_today(scene: Scene) -> None:
    """Imani: the first conversation, in about an hour and twenty minutes, prepared and confirmed."""
    imani = scene.add("Imani Okafor", number=1, days=12, issues=("schools", "night buses"))
    tag(person=imani, chapter=scene.chapter, kind=TagKind.NEED, name="ground floor, quiet", by=scene.by, at=scene.at)
    jot(
        relationship=scene.relationship(imani),
        text="Came to the January march with her sister; never canvassed before.",
        by=scene.by,
        at=scene.moment(11),
    )
    first = scene.plan(imani, days=6, reason="Hear what brought her to the march, and what she would change here.")
    soon = scene.at + timedelta(minutes=80)
    starts_at = soon.replace(minute=30 if soon.minute >= 30 else 0, second=0, microsecond=0) + timedelta(minutes=30)
    scene.agree(first, starts_at=starts_at, said=scene.moment(5))
    schedule.confirm(meeting=first, by=scene.by, at=scene.moment(1))
    scene.prepare(first, "acd")


def _second_conversation(scene: Scene) -> None:
    """Maya: a first conversation behind, a commitment and a promise ahead, and the second one agreed."""
    maya = scene.add("Maya Lindgren", number=22, days=40, issues=("schools", "night buses"))
    tag(person=maya, chapter=scene.chapter, kind=TagKind.SKILL, name="good with kids", by=scene.by, at=scene.at)
    tag(person=maya, chapter=scene.chapter, kind=TagKind.NEED, name="ground floor, quiet", by=scene.by, at=scene.at)
    write_down(
        person=maya,
        chapter=scene.chapter,
        said={
            SaidKind.MOTIVE: ["belong", "useful"],
            SaidKind.WISH: ["speaking in public"],
            SaidKind.TIME: ["1 evening", "3 evening"],
            SaidKind.AMOUNT: ["120"],
        },
        source="their page",
        by=scene.by,
        at=scene.at,
    )
    record_answer(
        person=maya,
        chapter=scene.chapter,
        purpose=Purpose.REMINDERS,
        scope="email",
        answer=ConsentAnswer.GRANTED,
        how="one-on-one",
        words=REMINDERS_ASKED,
        by=scene.by,
        at=scene.moment(20),
    )
    first = scene.meet(
        maya,
        days=19,
        asks=(
            scene.asked(
                "a",
                Answer.YES,
                Terms(
                    what="Host a house meeting",
                    goal="5 people come, 2 book a one-on-one",
                    on=scene.day(4),
                    time=time(16, 0),
                    place="her kitchen",
                    if_then="If it is Friday after work, then I ring the three doors on my floor.",
                ),
            ),
        ),
        promises=(PromiseEntry(words="Bring a story to open with", due_on=scene.day(3)),),
        note="Marched in January with her sister. School closures were the first time she felt “we were many”. "
        "Worried about the night bus to the hospital where her mother works.",
        common_ground="We both grew up with a grandmother who ran everything.",
        heard=scene.heard(
            "People plan their days around one bus.", "We act because nobody else will.", "schools, night buses"
        ),
    )
    scene.thank(first, days=18)
    second = scene.plan(
        maya,
        days=6,
        kind=MeetingKind.DEBRIEF,
        reason="Look back on the postcard table; see if she would open her kitchen.",
        grew_from=first,
    )
    scene.agree(second, starts_at=scene.moment(-6, 18), said=scene.moment(5), place="Her kitchen")
    schedule.confirm(meeting=second, by=scene.by, at=scene.moment(1))
    scene.prepare(second, "acd")


def _thank_and_ask(scene: Scene) -> None:
    """Dolores is to be thanked, Marcus's outcome to be asked, Bea's details are still open."""
    dolores = scene.add("Dolores Kim", number=2, days=16, issues=("clinic hours",))
    scene.meet(
        dolores,
        days=1,
        hour=17,
        asks=(
            scene.asked(
                "b",
                Answer.YES,
                Terms(
                    what="Write ten postcards with the group",
                    goal="ten postcards posted",
                    on=scene.day(6),
                    time=time(10, 0),
                ),
            ),
        ),
        note="She told me about her first union vote, in 1989, and how her hands shook.",
        heard=scene.heard("The clinic closes before shifts end.", "Because waiting has not helped.", "clinic hours"),
    )
    marcus = scene.add("Marcus Ahlgren", number=3, days=30, issues=("schools",))
    testified = scene.meet(
        marcus,
        days=12,
        asks=(
            scene.asked(
                "c",
                Answer.YES,
                Terms(
                    what="Speak for two minutes at the school board",
                    goal="two minutes, his own words",
                    on=scene.day(-1),
                    time=time(19, 0),
                    place="District office",
                ),
            ),
        ),
    )
    scene.thank(testified, days=11, channel=Channel.EMAIL)
    bea = scene.add("Bea Thornton", number=4, days=20, issues=("rents",))
    vague = scene.meet(bea, days=5, asks=(scene.asked("c", Answer.YES, Terms(what="Help out at the tenants’ table")),))
    scene.thank(vague, days=4)


def _promises(scene: Scene) -> None:
    """Priya is owed a list that is two days late; another promise was made good, a third is kept."""
    priya = scene.add("Priya Raman", number=5, days=25, issues=("child care",))
    met = scene.meet(
        priya,
        days=9,
        asks=(scene.asked("e", Answer.NOT_NOW, revisit_on=scene.day(30)),),
        promises=(PromiseEntry(words="Send Priya the childcare list", due_on=scene.day(-2)),),
        note="Will say yes to a great deal once the mornings are covered.",
    )
    scene.thank(met, days=8, channel=Channel.CALL)
    june = scene.add("June Park", number=6, days=80, issues=("night buses",))
    old = scene.meet(june, days=44, promises=(PromiseEntry(words="Lend her the bus timetable", due_on=scene.day(-40)),))
    scene.thank(old, days=43)
    promise = Promise.objects.get(meeting=old)
    following.repair_promise(promise=promise, by=scene.by, at=scene.moment(38))
    _settle_check_in(scene, old, days=42)


def _settle_check_in(scene: Scene, meeting: Meeting, *, days: float) -> None:
    for item in FollowUp.objects.open().filter(set__meeting=meeting, step=timings.CHECK_IN):
        items.do(item=item, by=scene.by, at=scene.moment(days))


def _roads(scene: Scene) -> None:
    """Everything that can become of an invitation (b.1)."""
    tomas = scene.add("Tomás Brandt", number=7, days=3)
    nadia = scene.add("Nadia Aziz", number=8, days=4, issues=("night buses",))
    assert tomas and nadia  # both are new: nobody has asked them yet
    lee = scene.add("Lee", number=9, days=10, email=False)
    scene.plan(lee, days=2, reason="Knows everyone on the third floor.")
    invited = scene.plan(scene.add("Zoë O’Hara-Nguyễn", number=10, days=9), days=4)
    offer_times(
        meeting=invited,
        times=[clock.LocalTime(scene.day(ahead), time(18), scene.chapter.zone) for ahead in (3, 4, 5)],
        minutes=40,
        where=schedule.Where(place_words="Eastside Library, by the window"),
        channel=InvitationChannel.TEXT,
        words="Coffee this week? I’d like to hear what you think.",
        by=scene.by,
        at=scene.moment(3),
    )
    declined = scene.plan(scene.add("Björk Sturludóttir", number=11, days=30), days=20)
    invite.invite(meeting=declined, channel=InvitationChannel.CALL, words="", by=scene.by, at=scene.moment(18))
    invite.hear_no(meeting=declined, answer=Reply.DECLINED, by=scene.by, at=scene.moment(17))
    silent = scene.plan(scene.add("Owen Castellanos", number=12, days=40), days=35)
    invite.invite(
        meeting=silent, channel=InvitationChannel.EMAIL, words="Would you meet me?", by=scene.by, at=scene.moment(34)
    )
    invite.hear_no(meeting=silent, answer=Reply.NO_ANSWER, by=scene.by, at=scene.moment(18))
    dropped = scene.plan(scene.add("Greta Moll", number=13, days=40), days=38)
    plan.drop(meeting=dropped, by=scene.by, at=scene.moment(30))
    ahead = scene.plan(scene.add("علي حسن", number=14, days=12, issues=("clinic hours",)), days=3)
    scene.agree(ahead, starts_at=scene.moment(-2, 18), said=scene.moment(2), place="Public library, reading room")
    scene.prepare(ahead, "ae")
    far = scene.plan(scene.add("Samir Haddad", number=15, days=12), days=3, kind=MeetingKind.LEADERSHIP)
    scene.agree(
        far,
        starts_at=scene.moment(-5, 12),
        said=scene.moment(2),
        place="By video",
        mode=Mode.VIDEO,
        mode_reason="He works nights, 40 miles away.",
    )
    moved = scene.plan(scene.add("Carmen Ruiz", number=16, days=22), days=14)
    scene.agree(moved, starts_at=scene.moment(6), said=scene.moment(12))
    scene.agree(moved, starts_at=scene.moment(-3, 9), said=scene.moment(7))
    off = scene.plan(scene.add("Idris Bello", number=17, days=22), days=14)
    scene.agree(off, starts_at=scene.moment(5), said=scene.moment(12))
    schedule.call_off(meeting=off, whose=Side.PERSON, reason="Her shift changed.", by=scene.by, at=scene.moment(6))
    absent = scene.plan(scene.add("Yusuf Karaca", number=18, days=22), days=14)
    scene.agree(absent, starts_at=scene.moment(4), said=scene.moment(12))
    schedule.did_not_happen(meeting=absent, whose=Side.PERSON, by=scene.by, at=scene.moment(3))
    unwritten = scene.plan(scene.add("Ruth Okafor", number=19, days=15), days=8)
    scene.agree(unwritten, starts_at=scene.moment(1, 9), said=scene.moment(6))
    mark_held(meeting=unwritten, began_at=scene.moment(1, 9), minutes=35, by=scene.by, at=scene.moment(1, 11))
    chance = scene.plan(scene.add("Malik Johnson", number=20, days=15), days=7, is_spontaneous=True)
    debrief(
        meeting=chance,
        by=scene.by,
        at=scene.moment(6, 19),
        entry=DebriefEntry(
            id=uuid.uuid4(), held=HeldEntry(began_at=scene.moment(7), minutes=20), note="Met at the bus stop."
        ),
    )
    scene.thank(chance, days=6, channel=Channel.TEXT)


def _quiet_and_new(scene: Scene) -> None:
    """Someone the rhythm asks to be called, with nothing to ask for."""
    elena = scene.add("Elena Petrov", number=21, days=120, issues=("rents",))
    first = scene.meet(
        elena,
        days=60,
        asks=(
            scene.asked(
                "a",
                Answer.YES,
                Terms(what="Come to the huddle", goal="stay to the end", on=scene.day(-52), time=time(19, 0)),
            ),
        ),
    )
    scene.thank(first, days=59)
    scene.outcome(first, OutcomeKind.DONE, days=51)
    _settle_check_in(scene, first, days=42)
    jot(relationship=scene.relationship(elena), text="Ask about her choir next time.", by=scene.by, at=scene.moment(42))
    items.plan_own(
        relationship=scene.relationship(elena),
        words="Lend her the tenants’ handbook",
        due_at=scene.moment(-2),
        by=scene.by,
        at=scene.at,
    )


LEARNED = [
    ("Nobody knows who decides about the buses.", "Because our mothers work nights.", "night buses"),
    ("Two families share one flat on my street.", "Because rents doubled and wages did not.", "rents, night buses"),
    ("The school lost its music teacher.", "Because our children notice what is cut.", "schools"),
    ("People are tired, not indifferent.", "Because being asked in person is new.", "night buses, schools"),
    ("The clinic closes at four.", "Because sickness does not keep office hours.", "clinic hours, schools"),
    ("Everybody knows one landlord by name.", "Because one of us alone gets no answer.", "rents"),
]
MORE_PEOPLE = [
    "Abigail Stone",
    "Kwame Mensah",
    "Lucía Fernández",
    "Noor Rahman",
    "Patrick O’Dea",
    "Siobhán Byrne",
    "Tuan Pham",
    "Wanda Kowalski",
    "Xochitl Reyes",
    "Joaquín Ibarra",
    "Fatima Zahra",
    "Gus Lindgren",
]


def _many_held(scene: Scene) -> None:
    """A dozen one-on-ones over the campaign, with what came of them, so that counts and themes mean something."""
    ends = [OutcomeKind.DONE, OutcomeKind.DONE, OutcomeKind.PARTLY, OutcomeKind.MISSED, OutcomeKind.DONE, None]
    for place, name in enumerate(MORE_PEOPLE[:6]):
        _held_in_autumn(scene, name, place, ends[place])


def _second_organizer(scene: Scene) -> None:
    """Marcus holds one-on-ones too; Rosa leads the huddle and sees that they were held, and none of his notes."""
    for place, name in enumerate(MORE_PEOPLE[6:]):
        _held_in_autumn(scene, name, place + 6, [OutcomeKind.DONE, None, OutcomeKind.MISSED][place % 3])


def _held_in_autumn(scene: Scene, name: str, place: int, end: OutcomeKind | None) -> None:
    days = 46 - place
    person = scene.add(name, number=30 + place, days=days + 14)
    learned, why, issues = LEARNED[place % len(LEARNED)]
    terms = Terms(
        what="Bring two neighbours to the huddle", goal="two come along", on=scene.day(8 - days), time=time(19, 0)
    )
    met = scene.meet(
        person,
        days=days,
        asks=(scene.asked("a", Answer.YES, terms),),
        heard=scene.heard(learned, why, issues),
        issues=tuple(issues.split(", ")),
        minutes=30 + place,
    )
    scene.thank(met, days=days - 1, channel=Channel.EMAIL if place % 2 else Channel.CALL)
    if end is not None:
        scene.outcome(met, end, days=days - 9)
        _settle_check_in(scene, met, days=max(days - 21, 1))
    else:
        for commitment in Commitment.objects.open().filter(meeting=met):
            following.release(commitment=commitment, by=None, at=scene.moment(days - 5))
        _settle_check_in(scene, met, days=max(days - 21, 1))
    if place % 4 == 0 and may_be_closed(Meeting.objects.get(pk=met.pk)):
        close(meeting=Meeting.objects.get(pk=met.pk), by=scene.by, at=scene.moment(2))


def _report_back(scene: Scene) -> None:
    """Reports are drafted from what was heard; all but the newest two were looked at and sent."""
    draft_reports(at=scene.at)
    drafts = Report.objects.filter(chapter=scene.chapter, meeting__isnull=False).select_related("author", "meeting")
    held_at: dict[Any, datetime] = dict(Held.objects.standing().values_list("meeting", "began_at"))
    in_order = sorted(drafts, key=lambda report: held_at[report.meeting_id])
    for report in in_order:
        written_at = held_at[report.meeting_id] + timedelta(hours=2)
        Report.objects.filter(pk=report.pk).update(made_at=written_at)
        if report not in in_order[-2:]:
            send_report(report=report, by=report.author, at=written_at)


def _tell_what_was_heard(scene: Scene) -> None:
    """Those who were asked were told what came of it; two lines stand on the wall, a third waits to be looked at."""
    days = {"since_on": scene.at.date() - timedelta(days=60), "until_on": scene.at.date() - timedelta(days=14)}
    words = HeardWords(
        "Many of us wait for night buses that do not come, and worry about the schools. On the first Monday of next"
        " month we bring both to the council. Come along, or tell us what to say.",
        **days,
        is_public=True,
    )
    page = write_heard(chapter=scene.chapter, said=words, id=uuid.uuid4(), by=scene.by, at=scene.moment(3))
    publish_heard(page=page, by=scene.by, at=scene.moment(3))
    lines = (
        ("Nina", "My daughter should be able to walk home from the last bus."),
        ("", "Nobody should have to choose between the rent and the clinic."),
        ("Joe", "I have lived here for forty years, and I am not done."),
    )
    asked = "Yes, everybody may read this on this page. I can take it off at any time."
    given = [uuid.uuid4() for _line in lines]
    for id, (said_by, line) in zip(given, lines, strict=True):
        give_line(chapter=scene.chapter, words=line, said_by=said_by, consent_words=asked, id=id, at=scene.moment(5))
    for waiting in WallLine.objects.filter(pk__in=given[:2]):
        show_line(line=waiting, by=scene.by, at=scene.moment(4))
