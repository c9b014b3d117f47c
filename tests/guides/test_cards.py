"""A question as it stands on a card: what can be tapped of it (R-065, R-079, R-080)."""

from letstalk.guides.cards import asked
from letstalk.guides.walk import walk


def on_card(question, answer=None):
    given = {} if answer is None else {question["id"]: answer}
    (step,) = walk({"questions": [question]}, given)
    return asked(step, answer)


def test_a_scale_from_nought_is_tapped_although_a_pack_leaves_out_the_nought():
    card = on_card({"id": "s", "kind": "scale", "text": "How sure?", "highest": 3, "labels": {"0": "not at all"}}, 0)

    assert [(tap.words, tap.is_on) for tap in card.main] == [
        ("0 · not at all", True),
        ("1", False),
        ("2", False),
        ("3", False),
    ]


def test_one_of_several_is_tapped_and_nothing_is_added_to_it():
    options = [{"id": "1", "text": "Bus"}, {"id": "2", "text": "Train"}]

    card = on_card({"id": "o", "kind": "choice", "text": "How?", "options": options})

    assert [tap.words for tap in (*card.main, *card.more)] == ["Bus", "Train"]
