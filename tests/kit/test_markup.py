"""What is written into a page from Python is escaped, but for what is markup already."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from letstalk.kit.markup import fill, fill_each

UNKIND = "<script>alert('&')</script>"


def test_words_are_escaped_as_django_does_it_and_markup_stays():
    form = '<b title="{}">{}{name}</b>'
    values = (UNKIND, SafeString("<i>x</i>"))

    assert fill(form, *values, name=gettext_lazy("Today")) == format_html(form, *values, name=gettext_lazy("Today"))
    assert "<script>" not in fill(form, *values, name=UNKIND)
    assert isinstance(fill("{}", 3), SafeString)


def test_rows_stand_one_behind_the_other():
    assert fill_each("<li>{}</li>", [(UNKIND,), (2,)]) == format_html("<li>{}</li>", UNKIND) + "<li>2</li>"
    assert fill_each("<li>{}</li>", []) == ""
