"""Step d: whoever would hold one-on-ones of their own is let in as an organizer, with nobody's notes (R-092)."""

import pytest
from django.urls import reverse

from letstalk.accounts.domain.links import use_sign_in_link
from letstalk.commitments.models import Commitment
from letstalk.commitments.words import Answer
from letstalk.followups import timings
from letstalk.followups.domain.commitments import release
from letstalk.followups.domain.debrief import AskEntry
from letstalk.followups.models import FollowUp
from letstalk.meetings.models import Meeting
from letstalk.people.access import notes_of, people_visible_to
from letstalk.people.domain.notes import jot
from letstalk.people.models import InvitedToOrganize, Role
from letstalk.people.words import RoleKind
from letstalk.reports.measures.developing import own_flake
from letstalk.stewardship.domain.next_organizers import AskThemFirst, NotTheirEmail, invite_to_organize
from tests.factories import a_person, a_role, a_user, relationship_of
from tests.moments import DAY, FIRM, NOW, debriefed

pytestmark = pytest.mark.django_db
AT = NOW + 2 * DAY
SECRET = "her brother is on night shift"


@pytest.fixture
def said_yes(cast, asks):
    """A yes to step d, noted down with all an organizer writes."""
    return debriefed(
        cast,
        asks=(AskEntry(answer=Answer.YES, ask=asks[3], terms=FIRM),),
        note=SECRET,
        read_back=SECRET,
        common_ground=SECRET,
        wants_from_us=SECRET,
    )


def invited(cast, email="amina@example.org"):
    return invite_to_organize(relationship=cast.relationship, email=email, by=cast.organizer, at=AT)


def proposed(cast):
    return FollowUp.objects.open().filter(step=timings.ORGANIZE, relationship=cast.relationship)


def test_r092_a_yes_to_step_d_proposes_it_and_letting_them_in_settles_that(cast, said_yes):
    before = proposed(cast).get()

    entered = invited(cast)

    assert before.about == Commitment.objects.get().pk
    assert not proposed(cast).exists()
    assert use_sign_in_link(token=entered.token, at=AT) == entered.role.user
    assert (entered.role.kind, entered.role.chapter) == (RoleKind.ORGANIZER, cast.chapter)
    cast.person.refresh_from_db()
    assert cast.person.user == entered.role.user
    assert InvitedToOrganize.objects.get().by == cast.organizer
    assert own_flake(cast.organizer, at=AT).developed_by == {entered.role.user.pk: cast.organizer.pk}


def test_a_yes_taken_back_is_no_longer_proposed(cast, said_yes):
    release(commitment=Commitment.objects.get(), by=cast.organizer, at=AT)

    assert not proposed(cast).exists()


def test_r092_whoever_has_not_said_yes_is_asked_first(cast):
    with pytest.raises(AskThemFirst):
        invited(cast)

    assert not InvitedToOrganize.objects.exists()


def test_only_whoever_is_in_touch_with_them_invites(cast, said_yes):
    with pytest.raises(AskThemFirst):
        invite_to_organize(relationship=cast.relationship, email="amina@example.org", by=cast.lead, at=AT)


def test_another_link_until_they_came_in_and_none_afterwards(cast, said_yes):
    first, second = invited(cast), invited(cast)
    use_sign_in_link(token=second.token, at=AT)
    second.role.user.set_password("a long enough one")
    second.role.user.save()

    third = invited(cast)

    assert first.token and second.token and first.token != second.token
    assert third.token == ""
    assert Role.objects.filter(user=second.role.user).count() == 1


def test_an_account_that_was_never_used_but_has_people_gets_no_link_from_here(cast, said_yes):
    entered = invited(cast)
    a_person(entered.role.user, cast.chapter, "Ben Ito")

    assert invited(cast).token == ""


def test_somebody_elses_account_is_not_taken_for_theirs(cast, said_yes):
    with pytest.raises(NotTheirEmail):
        invited(cast, email=cast.outsider.email)

    assert not Role.objects.filter(user=cast.outsider, chapter=cast.chapter).exists()


def test_whoever_signs_in_already_with_an_email_on_file_is_joined_without_a_link(cast, said_yes):
    account = a_role(a_user("Amina Okafor", email="amina@example.org"), cast.sibling)

    entered = invited(cast)

    assert (entered.role.user, entered.token) == (account, "")


def test_r092_nothing_the_first_organizer_wrote_is_readable_by_the_new_one(cast, said_yes, client):
    """Pages and queries: notes, answers, debriefs, people, even what is written about themselves."""
    other = a_person(cast.organizer, cast.chapter, "Ben Ito")
    jot(relationship=relationship_of(other, cast.organizer), text=SECRET, by=cast.organizer, at=NOW)
    new = invited(cast).role.user
    client.force_login(new)
    meeting, agreed = Meeting.objects.get(), Commitment.objects.get()
    follow_up = FollowUp.objects.filter(organizer=cast.organizer).first()
    closed = [
        *(reverse(name, args=[one.pk]) for one in (cast.person, other) for name in OF_A_PERSON),
        *(reverse(name, args=[meeting.pk]) for name in OF_A_MEETING),
        reverse("desk:commitment", args=[agreed.pk]),
        reverse("desk:follow_up_done", args=[follow_up.pk]),
    ]

    answers = {address: client.get(address).status_code for address in closed}
    pages = {name: client.get(reverse(name)) for name in OWN_PAGES}

    assert set(answers.values()) == {404}, answers
    assert {page.status_code for page in pages.values()} == {200}
    assert not [name for name, page in pages.items() if SECRET in text_of(page) or "Ben Ito" in text_of(page)]
    assert not people_visible_to(new).exists()
    assert not notes_of(new, cast.person).exists()


OF_A_PERSON = (
    "desk:person",
    "desk:kept_about",
    "desk:record_consent",
    "desk:invite_to_organize",
    "desk:supporter_link",
)
OF_A_MEETING = ("desk:one_on_one", "field:prepare", "field:debrief", "field:card")
OWN_PAGES = (
    "desk:today",
    "desk:people",
    "desk:one_on_ones",
    "desk:follow_ups",
    "desk:introductions",
    "desk:whom_next",
    "desk:how_asks_do",
    "desk:campaign",
    "desk:hearing",
    "desk:measures",
    "desk:stories",
    "desk:library",
    "desk:messages",
)


def text_of(page) -> str:
    return page.content.decode()


def test_r092_the_page_lets_them_in_and_shows_the_link_once(cast, said_yes, client):
    client.force_login(cast.organizer)
    address = reverse("desk:invite_to_organize", args=[cast.person.pk])

    before, after = client.get(address), client.post(address, {"email": "amina@example.org"})

    assert "amina@example.org" in text_of(before)
    assert "/enter/" in text_of(after) and "no-store" in after["Cache-Control"]
    assert "/enter/" not in text_of(client.get(address))
    assert client.post(address, {"email": "no address"}).status_code == 422


def test_the_page_says_to_ask_first(cast, client):
    client.force_login(cast.organizer)

    page = client.get(reverse("desk:invite_to_organize", args=[cast.person.pk]))

    assert "has not said yes" in text_of(page) and 'name="email"' not in text_of(page)
