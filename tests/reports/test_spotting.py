"""What a report must not carry is seen before it leaves, in any script and however it was typed (R-096)."""

import pytest

from letstalk.reports.validators import spot

KNOWN = ["Amina Okafor", "José Ruiz", "Will Hill", "王小明", "ليلى حداد", "Rosa"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Amina Okafor is worried about rents", [("Amina Okafor", "name")]),
        ("talked with amina about rents", [("amina", "name")]),
        ("Mrs Okafor said so", [("Okafor", "name")]),
        ("as JOSE put it", [("JOSE", "name")]),
        ("José’s street floods", [("José", "name")]),
        ("这是王小明说的", [("王小明", "name")]),
        ("قالت ليلى ذلك", [("ليلى", "name")]),
        ("write to someone@example.org", [("someone@example.org", "email")]),
        ("call (202) 555-0143 after six", [("(202) 555-0143", "phone")]),
        ("call +44 20 7946 0018", [("+44 20 7946 0018", "phone")]),
        ("the house at 12 Elm Street floods", [("12 Elm Street", "address")]),
        ("Musterstraße 12 steht leer", [("Musterstraße 12", "address")]),
        ("they will go up the hill", []),
        ("Will went up the Hill", [("Will", "name"), ("Hill", "name")]),
        ("rents went up by 300 in 2026, to 1,450 a month", []),
        ("17 people wait for the night bus, 12 of them every day", []),
        ("", []),
    ],
)
def test_names_phones_emails_and_addresses_are_spotted_and_plain_talk_is_not(text, found):
    spans = spot(text, names=KNOWN, region="US")

    assert [(span.text, str(span.kind)) for span in spans] == found
    assert all(text[span.start : span.end] == span.text for span in spans)
