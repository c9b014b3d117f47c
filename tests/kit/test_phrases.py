"""A phrase that is looked up once for each language says what Django's own tag says."""

import pytest
from django.template import Context, Engine, Template
from django.utils.translation import override

DJANGO = Engine(libraries={"django_i18n": "django.templatetags.i18n"})


@pytest.mark.parametrize(
    "tag",
    [
        '"Sunday"',
        '"Sunday" as day',
        "day",
        '"Sunday"|upper',
        '"Sunday" noop',
        '"100%"',
        '"<b>Sunday</b>"',
        "'x' context 'y'",
    ],
)
def test_a_phrase_is_what_django_says_in_each_language_in_turn(tag: str):
    ours = Template("{% load i18n %}{% translate " + tag + " %}{{ day }}")
    theirs = Template("{% load django_i18n %}{% translate " + tag + " %}{{ day }}", engine=DJANGO)

    for language in ("en", "de", "ar", "en", "de"):
        with override(language):
            given = Context({"day": "Sunday <3"})
            assert ours.render(given) == theirs.render(Context({"day": "Sunday <3"}))


def test_another_language_is_not_answered_with_the_words_of_the_first():
    sunday = Template('{% load i18n %}{% translate "Sunday" %}')

    with override("en"):
        first = sunday.render(Context())
    with override("de"):
        second = sunday.render(Context())

    assert (first, second) == ("Sunday", "Sonntag")
