"""The key to a person's own page, and the six digits asked for before anything that cannot be taken back."""

from datetime import timedelta

import pytest
from django.http import Http404

from letstalk.accounts.models import Attempt
from letstalk.journal.models import Entry
from letstalk.people.access import link_or_404
from letstalk.people.domain.codes import TooManyCodes, check_code, make_code
from letstalk.people.domain.links import NoLongerTheirs, make_link, revoke, revoke_all
from letstalk.people.domain.relationships import end
from letstalk.people.models import ContactCode, SupporterLink
from tests.factories import AT

MINUTE = timedelta(minutes=1)


@pytest.fixture
def link(cast):
    return link_or_404(cast.link_token, AT)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_link_holds_128_random_bits_and_only_its_hash_is_kept(cast):
    token = make_link(relationship=cast.relationship, at=AT)

    assert len(token) == 22
    assert token not in str(list(SupporterLink.objects.values()))
    assert token not in str(list(Entry.objects.values()))
    assert token != cast.link_token


def test_earlier_links_go_on_working(cast):
    make_link(relationship=cast.relationship, at=AT)

    assert link_or_404(cast.link_token, AT)


def test_no_link_is_made_for_those_no_longer_in_touch(cast):
    end(relationship=cast.relationship, by=None, at=AT)

    with pytest.raises(NoLongerTheirs):
        make_link(relationship=cast.relationship, at=AT)


def test_a_link_revoked_twice_keeps_its_first_time(cast, link):
    revoke(link=link, by=cast.organizer, at=AT)
    revoke(link=link, by=None, at=AT + MINUTE)

    assert link.revoked_at == AT
    assert Entry.objects.filter(kind="people.link_revoked").count() == 1


def test_all_links_are_revoked_at_once(cast):
    second = make_link(relationship=cast.relationship, at=AT)

    assert revoke_all(relationship=cast.relationship, by=None, at=AT + MINUTE) == 2

    for token in (cast.link_token, second):
        with pytest.raises(Http404):
            link_or_404(token, AT + MINUTE)


def test_a_code_is_good_once(link):
    code = make_code(link=link, at=AT)

    assert len(code) == 6
    assert code.isdigit()
    assert check_code(link=link, code=f" {code[:3]} {code[3:]}", at=AT + MINUTE)
    assert not check_code(link=link, code=code, at=AT + MINUTE)


def test_a_code_is_good_for_ten_minutes(link):
    code = make_code(link=link, at=AT)

    assert not check_code(link=link, code=code, at=AT + 10 * MINUTE)


def test_a_code_may_be_guessed_at_five_times(link):
    code = make_code(link=link, at=AT)
    for _try in range(5):
        assert not check_code(link=link, code=wrong(code), at=AT)

    assert not check_code(link=link, code=code, at=AT)


def test_a_new_code_gives_no_new_guesses(link):
    first = make_code(link=link, at=AT)
    for _try in range(5):
        check_code(link=link, code=wrong(first), at=AT)

    second = make_code(link=link, at=AT + MINUTE)

    assert not check_code(link=link, code=second, at=AT + MINUTE)
    assert check_code(link=link, code=second, at=AT + 10 * MINUTE)


def test_a_new_code_replaces_the_one_before(link):
    first, second = make_code(link=link, at=AT), make_code(link=link, at=AT + MINUTE)

    assert first == second or not check_code(link=link, code=first, at=AT + MINUTE)
    assert check_code(link=link, code=second, at=AT + MINUTE)


def test_a_code_belongs_to_its_link(cast, link):
    code = make_code(link=link, at=AT)
    other = link_or_404(make_link(relationship=cast.relationship, at=AT), AT)

    assert not check_code(link=other, code=code, at=AT)


@pytest.mark.parametrize("typed", ["", "abcdef", "12345", "1234567", "١٢٣"])
def test_what_is_no_code_is_wrong(link, typed):
    make_code(link=link, at=AT)

    assert not check_code(link=link, code=typed, at=AT)


def test_only_so_many_codes_are_sent(link):
    for _code in range(5):
        make_code(link=link, at=AT)

    with pytest.raises(TooManyCodes):
        make_code(link=link, at=AT + 59 * MINUTE)

    assert make_code(link=link, at=AT + 60 * MINUTE)


def test_neither_the_code_nor_the_tries_can_be_read(link):
    code = make_code(link=link, at=AT)
    check_code(link=link, code=code, at=AT)

    kept = f"{list(ContactCode.objects.values('code_hash'))}{list(Attempt.objects.values('key'))}"
    assert code not in kept
    assert str(link.pk) not in kept
