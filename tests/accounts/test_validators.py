"""One validator for an email, wherever it comes from."""

import pytest
from django.core.exceptions import ValidationError

from letstalk.accounts.validators import clean_email, clean_zone


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("amina@example.org", "amina@example.org"),
        ("  Amina.Okafor+river@Example.ORG\n", "Amina.Okafor+river@example.org"),
        ("\u202aamina@example.org\u202c", "amina@example.org"),
        ("\u200bamina@example.org", "amina@example.org"),
    ],
)
def test_an_email_is_written_in_one_way(typed, clean):
    assert clean_email(typed) == clean


@pytest.mark.parametrize(
    "typed", ["", "amina", "amina@", "@example.org", "a b@example.org", "a@b@example.org", "ämina@example.org", "a@x"]
)
def test_what_can_be_no_email_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match=r"name@example\.org"):
        clean_email(typed)


def test_a_zone_is_one_that_exists():
    assert clean_zone(" Asia/Kolkata ") == "Asia/Kolkata"
    with pytest.raises(ValidationError):
        clean_zone("Asia/Nowhere")
