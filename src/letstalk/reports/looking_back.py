"""The organizer's clock by the week and by the month (section f): one sheet of each, for the screen and for paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, Outcome, Promise
from letstalk.commitments.queries import MISSES_BEFORE_A_REST
from letstalk.commitments.words import OutcomeKind
from letstalk.followups.queries import Today, not_spoken_with_since, today_page
from letstalk.graphics.print_sheets import Line, Mark, Part, PrepareSheet, shortened
from letstalk.kit import clock, days
from letstalk.kit.addresses import address
from letstalk.meetings.models import Slot
from letstalk.people.models import Relationship
from letstalk.people.queries.reaching import restricted
from letstalk.reports.going import going_for, many_said
from letstalk.reports.measures.definitions import DEFINITIONS, Figure, figures
from letstalk.reports.measures.seeing import WEEK, Seen, monday, own_seen
from letstalk.reports.models import Report, ReportSent
from letstalk.reports.queries import own_themes

MOST_LINES = 8
MOST_WORDS = 150
NON_ASKS = 2
READY_WITHIN = timedelta(days=60)
GOES_SOON = timedelta(days=14)
MONTH_WEEKS = 4


@dataclass(frozen=True)
class Item:
    """One line of a sheet. url: where it is dealt with; empty on a line that is only told."""

    text: str
    note: str = ""
    url: str = ""
    mark: Mark = "box"


@dataclass(frozen=True)
class Section:
    title: str
    items: list[Item]
    empty: str = ""


@dataclass(frozen=True)
class Sheet:
    """What stands on the page and on paper alike."""

    title: str
    facts: list[str]
    sections: list[Section]

    def printed(self) -> PrepareSheet:
        parts = [Part(section.title, [_line(item) for item in section.items]) for section in self.sections]
        empty = [Part(section.title, [Line(section.empty)]) for section in self.sections]
        chosen = [part if part.lines else other for part, other in zip(parts, empty, strict=True)]
        foot = _("For you alone. Tear it up when you are done.")
        return PrepareSheet(self.title, self.title, self.facts, chosen, foot)


def weekly_sheet(user: User, *, at: datetime) -> Sheet:
    """Twenty minutes: whom to see, promises due, who is cooling, two calls that ask for nothing, the report."""
    page = today_page(user, at=at)
    until = page.on + WEEK
    slots = list(_slots(user, since=at, until=at + WEEK))
    cooling = page.check_ins[:MOST_LINES]
    return Sheet(
        title=_("Your week"),
        facts=[_week_said(page)],
        sections=[
            Section(
                _("Whom to see"),
                [_slot(slot, page.on) for slot in slots[:MOST_LINES]]
                + [_person(one, _("not invited yet")) for one in page.invite_next[:3]],
                _("Nobody stands in the calendar. Whom would you like to get to know?"),
            ),
            Section(
                _("What you promised"),
                [_promise(promise, page.on) for promise in _promises(user, until=until)],
                _("No promise falls due this week."),
            ),
            Section(
                _("Who is cooling"),
                [_person(one.relationship, f"{one.warmth.label}, {_days_said(one.days)}") for one in cooling],
                _("Everybody has heard from you in time."),
            ),
            Section(
                _("Two calls that ask for nothing"),
                _just_to_talk(user, at=at, besides={one.relationship.pk for one in cooling}),
                _("Choose two yourself."),
            ),
            Section(_("To write up and report"), _reporting(user, page), _("All is written up and reported.")),
            *_going(user, at=at),
        ],
    )


def monthly_reflection(user: User, *, zone: str, at: datetime) -> Sheet:
    """Forty minutes: themes, who is ready for more, who is tired, what I said I would do, what to delete."""
    today = clock.local_day(at, zone)
    seen = own_seen(user, zone=zone, at=at)
    return Sheet(
        title=_("Your month"),
        facts=[_month_said(seen, today)],
        sections=[
            Section(_("In counts"), _counts(seen, today), _("Nothing to count this month.")),
            Section(
                _("What you heard"),
                [
                    Item(theme.name, _reports_said(theme.conversations), mark="")
                    for theme in own_themes(user)[:MOST_LINES]
                ],
                _("No report yet names an issue."),
            ),
            Section(
                _("Who may be ready for more"),
                [_person(one, _("did what they took on, and has nothing open")) for one in _ready(user, at=at)],
                _("Nobody stands out. That is fine."),
            ),
            Section(
                _("Who may be tired"),
                [_person(one, _("missed the last two: a smaller step, or a rest?")) for one in _tired(user)],
                _("Nobody missed twice in a row."),
            ),
            Section(
                _("What I said I would do"),
                [_promise(promise, today) for promise in _promises(user, until=None)],
                _("No promise is open."),
            ),
            Section(
                _("What is no longer needed"), _to_delete(user, at=at), _("Nothing is kept longer than it should.")
            ),
            Section(_("To think about"), [Item(words, mark="write") for words in _questions()]),
        ],
    )


# --- this week ---


def _week_said(page: Today) -> str:
    held = ngettext("One one-on-one held", "%(number)d one-on-ones held", page.week.held) % {"number": page.week.held}
    firm = ngettext("one commitment", "%(number)d commitments", page.week.commitments) % {
        "number": page.week.commitments
    }
    return _("So far this week: %(held)s, %(firm)s.") % {"held": held, "firm": firm}


def _slots(user: User, *, since: datetime, until: datetime) -> Iterable[Slot]:
    rows = Slot.objects.standing().filter(meeting__organizer=user, starts_at__gte=since, starts_at__lt=until)
    return rows.filter(meeting__person__erased_at__isnull=True).select_related("meeting__person").order_by("starts_at")


def _slot(slot: Slot, today: date) -> Item:
    said = days.moment_said(slot.starts_at, slot.zone, today)
    return Item(slot.meeting.person.name, said, slot.meeting.desk_url)


def _promises(user: User, *, until: date | None) -> list[Promise]:
    rows = Promise.objects.open().filter(organizer=user, person__erased_at__isnull=True)
    if until is not None:
        rows = rows.filter(due_on__lt=until)
    return list(rows.select_related("person").order_by("due_on", "pk")[:MOST_LINES])


def _promise(promise: Promise, today: date) -> Item:
    when = days.day_said(promise.due_on, today)
    note = _("%(name)s, due %(day)s") % {"name": promise.person.name, "day": when}
    return Item(shortened(promise.words, MOST_WORDS), note, promise.person.desk_url)


def _person(relationship: Relationship, note: str = "") -> Item:
    return Item(relationship.person.name, note, relationship.person.desk_url)


def _days_said(number: int) -> str:
    return ngettext("one day", "%(number)d days", number) % {"number": number}


def _just_to_talk(user: User, *, at: datetime, besides: set[Any]) -> list[Item]:
    """Whom nobody has spoken with for longest; never to move a number (L-3)."""
    known = Relationship.objects.filter(pk__in=not_spoken_with_since(user, at - timedelta(days=14)).values("pk"))
    spoken = known.exclude(pk__in=besides).filter(person__erased_at__isnull=True).select_related("person")
    return [_person(one) for one in spoken.order_by("since", "pk")[:NON_ASKS]]


def _reporting(user: User, page: Today) -> list[Item]:
    items = [
        Item(_("Write up the one-on-one with %(name)s") % {"name": meeting.person.name}, url=meeting.desk_url)
        for meeting in page.to_write_up[:MOST_LINES]
    ]
    unsent = Report.objects.filter(author=user).exclude(Exists(ReportSent.objects.filter(report=OuterRef("pk"))))
    drafts = unsent.count()
    if drafts:
        said = ngettext("Look at one report and send it", "Look at %(number)d reports and send them", drafts)
        items.append(Item(said % {"number": drafts}, url=address("desk:hearing")))
    return items


def _going(user: User, *, at: datetime) -> list[Section]:
    """That something goes within two weeks; else no section at all."""
    soon = [one for one in going_for(user, at=at) if one.goes_at <= at + GOES_SOON]
    line = Item(many_said(soon), url=address("desk:going"))
    return [Section(_("What is no longer needed"), [line])] if soon else []


# --- this month ---


def _month(today: date) -> tuple[date, date]:
    return monday(today) - (MONTH_WEEKS - 1) * WEEK, today


def _month_said(seen: Seen, today: date) -> str:
    held = seen.between(*_month(today)).share("M5").of
    said = ngettext("One one-on-one in the last four weeks.", "%(number)d one-on-ones in the last four weeks.", held)
    return said % {"number": held}


def _counts(seen: Seen, today: date) -> list[Item]:
    """Every quantity beside a quality: success and follow-through, promises, contacts that ask for nothing (e.1)."""
    counts = seen.between(*_month(today))
    items = []
    for code in ("M9", "M13", "M11", "M10", "M21"):
        first = figures(DEFINITIONS[code], counts)[0]
        if first.is_known:
            items.append(Item(str(DEFINITIONS[code].name), _of(first), mark=""))
    return items


def _of(figure: Figure) -> str:
    share = figure.share
    return _("%(number)d of %(of)d") % {"number": share.number, "of": share.of} if share else ""


def _reports_said(number: int) -> str:
    return ngettext("in one report", "in %(number)d reports", number) % {"number": number}


def _ready(user: User, *, at: datetime) -> list[Relationship]:
    """They did something lately and have nothing open: what they might grow into is for the two to find out."""
    mine = Commitment.objects.filter(relationship=OuterRef("pk"))
    done = Outcome.objects.standing().filter(
        commitment__relationship=OuterRef("pk"), kind=OutcomeKind.DONE, at__gte=at - READY_WITHIN
    )
    rows = _own(user).filter(Exists(done)).exclude(Exists(mine.open()))
    return list(rows.order_by("since", "pk")[:MOST_LINES])


def _tired(user: User) -> list[Relationship]:
    """Whose last two outcomes were misses (C-6)."""
    told = Outcome.objects.standing().filter(commitment__organizer=user).order_by("-at", "pk")
    last: dict[Any, list[str]] = {}
    for relationship, kind in told.values_list("commitment__relationship", "kind"):
        kinds = last.setdefault(relationship, [])
        if len(kinds) < MISSES_BEFORE_A_REST:
            kinds.append(kind)
    tired = [pk for pk, kinds in last.items() if kinds == [OutcomeKind.MISSED] * MISSES_BEFORE_A_REST]
    return list(_own(user).filter(pk__in=tired).order_by("since", "pk")[:MOST_LINES])


def _own(user: User) -> Any:
    own = Relationship.objects.current().filter(organizer=user, person__erased_at__isnull=True)
    return own.exclude(person__in=restricted()).select_related("person")


def _to_delete(user: User, *, at: datetime) -> list[Item]:
    """What goes within the month unless it is kept longer (h.2)."""
    going = going_for(user, at=at)
    url = address("desk:going")
    items = [Item(one.relationship.person.name, one.said, url, mark="box") for one in going[:MOST_LINES]]
    more = len(going) - MOST_LINES
    if more > 0:
        items.append(Item(ngettext("One more", "%(number)d more", more) % {"number": more}, url=url))
    return items


def _questions() -> list[str]:
    return [_("What did I learn?"), _("Whom did I not hear?"), _("What do I need, and of whom?")]


def _line(item: Item) -> Line:
    return Line(item.text, item.note, item.mark)
