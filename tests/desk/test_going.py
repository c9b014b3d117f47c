"""The review of what is no longer needed (h.2)."""

from django.urls import reverse

from letstalk.kit.models import Beat
from letstalk.people.domain.notes import jot
from letstalk.people.models import Note
from letstalk.reports.going import BEGAN
from tests.factories import a_person, a_role, relationship_of
from tests.moments import DAY, NOW

SECRET = "Her brother is out of work."


def written(cast):
    return jot(relationship=cast.relationship, text=SECRET, by=cast.organizer, at=NOW)


def test_the_review_tells_what_goes_within_the_month_and_keeps_or_lets_go_what_is_ticked(cast, client, at_hour):
    note = written(cast)
    other = a_person(cast.organizer, cast.chapter, "June Park")
    jot(relationship=relationship_of(other, cast.organizer), text="Sings.", by=cast.organizer, at=NOW)
    at_hour(NOW + 70 * DAY)
    client.force_login(cast.organizer)
    page = reverse("desk:going")

    told = client.get(page).content.decode()
    nothing = client.post(page, {"do": "keep"})
    client.post(page, {"do": "keep", "which": f"words-{cast.relationship.pk}"})
    after_keeping = client.get(page).content.decode()
    client.post(page, {"do": "let_go", "which": f"words-{relationship_of(other, cast.organizer).pk}"})

    assert SECRET not in told and "Amina Okafor" in told and "June Park" in told and "1 note" in told
    assert (nothing.status_code, "Tick what is meant first." in nothing.content.decode()) == (422, True)
    assert "Amina Okafor" not in after_keeping and "June Park" in after_keeping
    assert [row.pk for row in Note.objects.all()] == [note.pk]
    assert "Nothing goes within the month" in client.get(page).content.decode()


def test_nobody_keeps_or_lets_go_what_stands_in_anothers_review(cast, client, at_hour):
    written(cast)
    at_hour(NOW + 70 * DAY)
    a_role(cast.lead, cast.chapter)
    client.force_login(cast.lead)

    answer = client.post(reverse("desk:going"), {"do": "let_go", "which": f"words-{cast.relationship.pk}"})

    assert (answer.status_code, Note.objects.count()) == (422, 1)


def test_the_weekly_sheet_says_so_in_the_last_two_weeks_and_the_monthly_all_month(cast, client, at_hour):
    written(cast)
    Beat.objects.create(name=BEGAN, at=NOW)
    client.force_login(cast.organizer)
    week, month = reverse("desk:weekly_sheet"), reverse("desk:monthly_sheet")

    def told(days):
        at_hour(NOW + days * DAY)
        return [
            "goes within two weeks" in client.get(week).content.decode(),
            "1 note" in client.get(month).content.decode(),
        ]

    assert [told(days) for days in (59, 61, 77)] == [[False, False], [False, True], [True, True]]
