"""Sealed fields: unreadable in the database, bound to their row, and ordinary to use ("Kept secret", b.1 Erased)."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core import serializers
from django.db import connection, transaction

from letstalk.kit.models import KeyProof
from letstalk.kit.sealed import CannotOpen, SealedBytes, SealedJSON, seal, unseal
from letstalk.outbox.models import Message

pytestmark = pytest.mark.django_db

TEXTS = ["a", "Amina said: bring two neighbours.", "مرحبا", "👩🏾‍🤝‍👩🏻", "x" * 100_000, "\0\r\n "]


@pytest.fixture
def proof():
    """`proof(phrase)` is a row with one sealed field."""

    def make(phrase, key_id=1):
        return KeyProof.objects.create(key_id=key_id, phrase=phrase)

    return make


def fetch(row):
    return KeyProof.objects.get(pk=row.pk)


def raw_phrases():
    with connection.cursor() as cursor:
        cursor.execute("SELECT phrase FROM kit_keyproof ORDER BY key_id")
        return [bytes(row[0]) for row in cursor.fetchall()]


@pytest.mark.parametrize("text", TEXTS)
def test_words_come_back_as_they_were_written(proof, text):
    assert fetch(proof(text)).phrase == text


def test_words_cannot_be_read_in_the_database(proof):
    proof("Amina said yes")

    (raw,) = raw_phrases()

    assert b"Amina" not in raw
    assert raw[0] == 1  # the key id stands in front
    assert len(raw) == 1 + 12 + len("Amina said yes") + 16


def test_the_same_words_look_different_each_time(proof):
    proof("the same", key_id=1)
    proof("the same", key_id=2)

    first, second = raw_phrases()
    assert first != second


def test_nothing_written_stays_nothing_and_can_be_asked_for(proof):
    empty, full = proof("", key_id=1), proof("words", key_id=2)

    assert raw_phrases()[0] == b""
    assert fetch(empty).phrase == ""
    assert list(KeyProof.objects.filter(phrase=b"")) == [empty]
    assert list(KeyProof.objects.exclude(phrase=b"")) == [full]


def test_a_value_moved_to_another_row_does_not_open(proof):
    mine, other = proof("mine", key_id=1), proof("other", key_id=2)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kit_keyproof SET phrase = (SELECT phrase FROM kit_keyproof WHERE key_id = 1) WHERE key_id = 2"
        )

    assert fetch(mine).phrase == "mine"
    with pytest.raises(CannotOpen, match="does not belong there"):
        _ = fetch(other).phrase


def test_a_value_moved_to_another_column_does_not_open():
    token = seal("words", about="table.subject|1")

    with pytest.raises(CannotOpen):
        unseal(token, about="table.body|1")


def test_an_altered_value_does_not_open():
    token = bytearray(seal("words", about="here"))
    token[-1] ^= 1

    with pytest.raises(CannotOpen):
        unseal(bytes(token), about="here")


def test_a_value_sealed_with_a_lost_key_says_so(settings):
    token = seal("words", about="here")
    settings.LETSTALK_KEYS = replace(settings.LETSTALK_KEYS, field={2: b"2" * 32})

    with pytest.raises(CannotOpen, match="Sealed with key 1, which is not among the keys"):
        unseal(token, about="here")


def test_a_new_key_seals_and_the_old_one_still_opens(settings, proof):
    before = proof("before", key_id=1)
    settings.LETSTALK_KEYS = replace(settings.LETSTALK_KEYS, field=settings.LETSTALK_KEYS.field | {2: b"2" * 32})

    after = proof("after", key_id=2)

    assert [raw[0] for raw in raw_phrases()] == [1, 2]
    assert (fetch(before).phrase, fetch(after).phrase) == ("before", "after")


@pytest.mark.parametrize("ask", [{"phrase": "words"}, {"phrase__in": ["words"]}])
def test_a_row_is_never_looked_up_by_its_words(proof, ask):
    proof("words")

    with pytest.raises(TypeError, match="never look it up by its words"):
        list(KeyProof.objects.filter(**ask))


def test_update_with_words_is_refused_since_it_does_not_know_the_row(proof):
    row = proof("before")

    with pytest.raises(TypeError, match=r"write it with save\(\)"), transaction.atomic():
        KeyProof.objects.update(phrase="after")

    assert fetch(row).phrase == "before"


def test_update_can_empty_the_field(proof):
    row = proof("words")

    KeyProof.objects.update(phrase=b"")

    assert fetch(row).phrase == ""


def test_saving_a_row_that_was_only_read_leaves_the_sealed_value_as_it_is(proof):
    row = fetch(proof("words"))
    before = raw_phrases()

    row.save()

    assert raw_phrases() == before
    assert fetch(row).phrase == "words"


def test_changed_words_are_saved_and_refreshed(proof):
    row = proof("before")
    elsewhere = fetch(row)
    elsewhere.phrase = "after"
    elsewhere.save(update_fields=["phrase"])

    assert row.phrase == "before"
    row.refresh_from_db()
    assert row.phrase == "after"


def test_a_deferred_field_is_fetched_and_opened_when_it_is_read(proof, django_assert_num_queries):
    proof("words")
    row = KeyProof.objects.defer("phrase").get()

    with django_assert_num_queries(1):
        assert row.phrase == "words"
    with django_assert_num_queries(0):
        assert row.phrase == "words"


def test_values_give_the_sealed_bytes_and_no_words(proof):
    proof("words")

    (value,) = KeyProof.objects.values_list("phrase", flat=True)

    assert isinstance(value, SealedBytes)
    assert repr(value) == "<sealed, 34 bytes>"


def test_rows_made_in_bulk_are_sealed_too():
    KeyProof.objects.bulk_create([KeyProof(key_id=number, phrase=f"number {number}") for number in (1, 2)])

    assert [row.phrase for row in KeyProof.objects.order_by("key_id")] == ["number 1", "number 2"]
    assert not any(b"number" in raw for raw in raw_phrases())


def test_rows_changed_in_bulk_are_refused_rather_than_written_in_the_clear(proof):
    row = proof("before")
    row.phrase = "after"

    with pytest.raises(TypeError):
        KeyProof.objects.bulk_update([row], ["phrase"])


def test_a_dump_holds_the_words_for_whoever_may_make_one(proof):
    proof("words")

    assert '"phrase": "words"' in serializers.serialize("json", KeyProof.objects.all())


@pytest.mark.parametrize("value", [None, [], {}, [{"name": "one.ics", "text": "é"}], 0, False, "text"])
def test_json_comes_back_as_it_was_written(at, value):
    message = Message(chapter_id=uuid4(), kind="a.b", about=uuid4(), recipient=uuid4(), planned_at=at, due_at=at)
    message.attachments = value
    message.save()

    assert isinstance(Message._meta.get_field("attachments"), SealedJSON)
    assert Message.objects.get(pk=message.pk).attachments == value


@pytest.fixture
def at():
    from letstalk.kit.clock import now

    return now()
