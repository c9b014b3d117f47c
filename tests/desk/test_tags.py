"""The page of a chapter's words: who may mend which, and how."""

import pytest
from django.urls import reverse

from letstalk.people.domain.tags import tag
from letstalk.people.models import Tag
from tests.factories import AT

pytestmark = pytest.mark.django_db


def test_a_word_is_mended_joined_and_retired_from_its_page(desk, cast, cost):
    about = {"person": cast.person, "chapter": cast.chapter, "kind": "issue", "by": cast.organizer, "at": AT}
    word = tag(name="rent", **about).tag
    before = cost(desk, reverse("desk:tags"))
    other = tag(name="night buses", **about).tag
    page = reverse("desk:edit_tag", args=[word.pk])

    taken = desk.post(page, {"name": "Night Buses", "seen": "rent"})
    stale = desk.post(page, {"name": "rents", "seen": "something else"})
    desk.post(page, {"name": "rents", "seen": "rent"})
    desk.post(reverse("desk:join_tag", args=[other.pk]), {"to": str(word.pk)})

    assert (taken.status_code, stale.status_code) == (422, 422)
    assert 'value="Night Buses"' in taken.content.decode()
    assert [(one.name, one.retired_at is None) for one in Tag.objects.order_by("name")] == [
        ("night buses", False),
        ("rents", True),
    ]
    assert "rents" in desk.get(reverse("desk:tags")).content.decode()
    desk.post(reverse("desk:retire_tag", args=[other.pk]))
    assert Tag.objects.offered().count() == 2
    assert cost(desk, reverse("desk:tags")) == before
