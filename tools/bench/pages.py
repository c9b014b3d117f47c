"""The main pages of Let's Talk as Rosa uses them, and what everybody sees, with people of the demo's story."""

from django.urls import reverse

from letstalk.accounts.models import User
from letstalk.kit import clock
from letstalk.meetings.models import Meeting
from letstalk.meetings.words import State
from letstalk.people.domain.links import make_link
from letstalk.people.domain.notes import jot
from tools.bench.visits import ENTRY, NOTES, SEARCHES, Visit

ROSA = "Rosa Vega"
MAYA = "Maya Lindgren"  # one conversation behind her and one ahead


def visits() -> list[Visit]:
    """Every page. What they need is written first: twenty notes about one person, and a link to that person's page."""
    rosa = User.objects.get(name=ROSA)
    meetings = Meeting.objects.filter(organizer=rosa).with_state().select_related("relationship__person")
    coming = meetings.filter(person__name=MAYA, starts_at__gt=clock.now()).order_by("starts_at", "pk")[0]
    over = meetings.filter(person=coming.person_id, state_now__in=[State.DEBRIEFED, State.CLOSED])
    past = over.order_by("made_at", "pk")[0]
    write_notes(coming, by=rosa)
    token = make_link(relationship=coming.relationship, by=rosa, at=clock.now())
    people, about, slug = reverse("desk:people"), [coming.person_id], [coming.chapter.slug]
    return [
        Visit("today", "Today", reverse("desk:today")),
        Visit("people", "People", people),
        *(Visit(name, f"People, “{text}”", f"{people}?q={text}") for name, text in SEARCHES.items()),
        Visit("person", "A person", reverse("desk:person", args=about)),
        Visit("one_on_ones", "One-on-ones", reverse("desk:one_on_ones")),
        Visit("one_on_one", "One one-on-one", reverse("desk:one_on_one", args=[past.pk])),
        Visit("prepare", "Prepare", reverse("field:prepare", args=[coming.pk])),
        Visit("debrief", "Debrief form", reverse("field:debrief", args=[coming.pk])),
        Visit("follow_ups", "Follow-ups", reverse("desk:follow_ups")),
        Visit("supporter", "Supporter's page", reverse("public:supporter", args=[token]), is_signed_in=False),
        Visit("measures", "How we are doing", reverse("desk:measures")),
        Visit("action", "The action's page", reverse("public:action", args=slug), is_signed_in=False),
        Visit("graphics", "The action's graphics", reverse("public:action_graphics", args=slug), is_signed_in=False),
        Visit("heard", "What we heard", reverse("public:action_heard", args=slug), is_signed_in=False),
        Visit("jot", "Saving a note", reverse("desk:jot_note", args=about), {"text": "Likes to sing.", ENTRY: ""}),
    ]


def write_notes(meeting: Meeting, *, by: User) -> None:
    for number in range(1, NOTES + 1):
        jot(relationship=meeting.relationship, text=f"The {number}. thing we spoke of.", by=by, at=clock.now())
