"""Tests of the page parts: tags that refuse what they do not know, and form rows that explain themselves."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django import forms
from django.http import HttpResponse
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls import include, path
from django.utils import translation

from letstalk.kit.templatetags import parts
from letstalk.kit.templatetags.initials import initials

KIT = Path(parts.__file__).resolve().parent.parent
DESK_PAGES = (
    "today",
    "one_on_ones",
    "people",
    "follow_ups",
    "campaign",
    "hearing",
    "settings",
    "chapter",
    "method",
    "sign_out",
    "source",
)

FIELD_PAGES = ("manifest", "shell")


def pages(names, door):
    return path("", include(([path(name, lambda request: HttpResponse(), name=name) for name in names], door)))


urlpatterns = [pages(DESK_PAGES, "desk"), pages(FIELD_PAGES, "field")]


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Names without hashes: these tests look at markup, not at collected files."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


class CommitmentForm(forms.Form):
    what = forms.CharField(label="What will she do?", help_text="In her words.")
    email = forms.EmailField(label="Email", required=False)
    on = forms.DateField(label="Date", required=False)
    at = forms.TimeField(label="Time", required=False)
    answer = forms.ChoiceField(label="Answer", widget=forms.RadioSelect, choices=[("yes", "Yes"), ("no", "No")])
    themes = forms.MultipleChoiceField(
        label="Themes", required=False, widget=forms.CheckboxSelectMultiple, choices=[("s", "Schools")]
    )
    agreed = forms.BooleanField(label="She agreed", required=False)


class PartsForm(CommitmentForm):
    name = forms.CharField()
    phone = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("first", "First conversation")])
    words = forms.CharField(required=False, widget=forms.Textarea)
    length = forms.ChoiceField(widget=forms.RadioSelect, choices=[("30", "Thirty minutes")])
    code = forms.CharField()


def draw(source: str, **variables) -> str:
    return Template("{% load parts %}" + source).render(Context(variables))


@pytest.mark.parametrize(
    ("source", "accepted"),
    [
        ('{% chip "Late" knd="late" %}', "text, kind, icon"),
        ('{% icon "gift" sise="large" %}', "name, size, label"),
        ('{% avatar "Imani" large=True %}', "name, size"),
        ('{% empty_state "Nobody" pic="users" %}{% endempty_state %}', "title, icon"),
        ('{% todo_item title="Call" notes="soon" %}{% endtodo_item %}', "title, note, icon, href"),
    ],
)
def test_a_misspelt_attribute_is_an_error_naming_the_accepted_ones(source, accepted):
    with pytest.raises(TemplateSyntaxError) as error:
        draw(source)

    assert str(error.value).endswith(f"It accepts: {accepted}.")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ('{% chip "x" kind="lte" %}', "{% chip %} has no kind “lte”. It has: brand, kept, late, soon."),
        ('{% avatar "x" size="huge" %}', "{% avatar %} has no size “huge”. It has: large, small."),
    ],
)
def test_a_value_a_tag_does_not_have_is_an_error_naming_those_it_has(source, sentence):
    with pytest.raises(TemplateSyntaxError, match=re.escape(sentence)):
        draw(source)


def test_an_icon_we_do_not_carry_is_an_error():
    with pytest.raises(TemplateSyntaxError, match="has no name “unicorn”"):
        draw('{% icon "unicorn" %}')


def test_an_icon_is_hidden_from_screen_readers_unless_it_has_a_label():
    assert draw('{% icon "gift" %}') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/kit/icons.svg#gift"></use></svg>'
    )
    assert draw('{% icon "arrow-left" label="Back" %}') == (
        '<svg class="icon turns" role="img" aria-label="Back"><use href="/static/kit/icons.svg#arrow-left"></use></svg>'
    )


def test_a_chip_escapes_what_people_typed():
    assert draw("{% chip text %}", text="<b>schools</b>") == '<span class="chip">&lt;b&gt;schools&lt;/b&gt;</span>'


@pytest.mark.parametrize(
    ("name", "badge"),
    [
        ("Imani Okafor", "I\u200cO"),
        ("Ana María de la Cruz", "A\u200cC"),
        ("Cher", "C"),
        ("ليلى حداد", "ل\u200cح"),
        ("王小明", "王"),
        ("🌻 Rosa", "🌻\u200cR"),
        ("👩🏾‍🌾 Farm", "👩🏾‍🌾\u200cF"),
        ("🇧🇷🇧🇷", "🇧🇷"),
        ("e\u0301lodie", "É"),
        ("नि", "नि"),
        ("ßen", "ß"),
        ("(Bob) --", "B"),
        ("  ", "·"),
    ],
)
def test_initials_are_whole_signs_of_any_script(name, badge):
    assert initials(name) == badge


def test_an_item_to_do_without_buttons_has_no_empty_place_for_them():
    assert draw('{% todo_item title="Call June" %}  {% endtodo_item %}') == (
        '<li><div class="words"><strong>Call June</strong></div></li>'
    )


def test_steps_say_which_one_is_now():
    assert draw('{% steps names now=2 label="Agenda" %}', names=["Purpose", "Story", "Ask"]) == (
        '<ol class="steps" aria-label="Agenda"><li class="done">Purpose</li>'
        '<li class="now" aria-current="step">Story</li><li>Ask</li></ol>'
    )


def test_a_button_repeated_in_a_list_says_what_it_is_about():
    drawn = draw('{% post_button "/done" "Done" about="Thank Dolores" entry=False %}', csrf_token="token")

    assert drawn == (
        '<form method="post" action="/done"><input type="hidden" name="csrfmiddlewaretoken" value="token">'
        '<button class="button">Done<span class="visually-hidden">: Thank Dolores</span></button></form>'
    )


def test_every_page_has_a_new_entry():
    first, second = draw("{% entry_id %}"), draw("{% entry_id %}")

    assert first != second
    assert UUID(re.search('value="([^"]+)"', first)[1]).version == 4


def test_a_form_that_comes_back_keeps_its_entry():
    entry = uuid4()

    drawn = draw("{% entry_id form %}", form=CommitmentForm({"entry": str(entry)}))

    assert drawn == f'<input type="hidden" name="entry" value="{entry}">'


def test_an_entry_that_is_no_uuid_is_replaced():
    drawn = draw("{% entry_id form %}", form=CommitmentForm({"entry": '"><script>'}))

    assert UUID(re.search('value="([^"]+)"', drawn)[1]).version == 4


def test_a_field_with_an_error_ties_hint_and_error_to_the_input():
    drawn = draw("{% field form.what %}", form=CommitmentForm({}))

    assert '<label class="label" for="id_what">What will she do?</label>' in drawn
    assert 'aria-describedby="id_what_helptext id_what_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert '<span class="hint" id="id_what_helptext">In her words.</span>' in drawn
    assert 'id="id_what_error"' in drawn
    assert "Please fill this in." in drawn


def test_the_form_s_own_words_for_an_empty_field_are_kept():
    form = CommitmentForm({})
    form.fields["what"].error_messages["required"] = "Write what she said she would do."

    assert "Write what she said she would do." in draw("{% field form.what %}", form=form)


def test_a_hint_given_by_the_page_is_tied_to_the_input():
    drawn = draw('{% field form.email hint="Only for reminders." %}', form=CommitmentForm())

    assert 'aria-describedby="id_email_helptext"' in drawn
    assert '<span class="soft">optional</span>' in drawn


def test_dates_and_times_use_the_browser_s_own_picker():
    form = CommitmentForm(initial={"on": "2026-11-28", "at": "18:00"})

    assert '<input type="date" name="on" value="2026-11-28" id="id_on">' in draw("{% field form.on %}", form=form)
    assert '<input type="time" name="at" value="18:00" id="id_at">' in draw("{% field form.at %}", form=form)


def test_what_was_typed_is_not_lost_when_it_is_no_date():
    assert 'value="Sunday"' in draw("{% field form.on %}", form=CommitmentForm({"on": "Sunday"}))


def test_radios_are_a_group_with_a_legend_and_boxes_to_tap():
    drawn = draw("{% field form.answer columns=3 %}", form=CommitmentForm({"answer": "no"}))

    assert drawn.lstrip().startswith('<fieldset class="field">')
    assert '<legend class="label">Answer</legend>' in drawn
    assert 'class="choices grid three"' in drawn
    assert drawn.count('<label class="choice"') == 2
    assert re.search(r'value="no"[^>]* checked', drawn)


def test_the_error_of_a_group_belongs_to_the_group():
    drawn = draw("{% field form.answer %}", form=CommitmentForm({}))

    assert 'aria-describedby="id_answer_error"' in drawn
    assert "Please choose." in drawn


def test_one_checkbox_stands_before_its_words():
    drawn = draw("{% field form.agreed %}", form=CommitmentForm())

    assert re.search(
        r'<label class="check" for="id_agreed"><input type="checkbox"[^>]*><span>She agreed</span></label>', drawn
    )


def test_the_summary_links_each_error_to_its_field_and_a_group_to_its_first_choice():
    form = CommitmentForm({"on": "Sunday"})
    form.add_error(None, "This page is older than what is kept.")

    drawn = draw("{% error_summary form %}", form=form)

    assert re.findall('href="#([^"]+)"', drawn) == ["id_what", "id_on", "id_answer_0"]
    assert 'role="alert" tabindex="-1" autofocus' in drawn
    assert "4 things need another look" in drawn
    assert "<strong>This page is older than what is kept.</strong>" in drawn


@pytest.mark.parametrize("form", [CommitmentForm(), CommitmentForm({"what": "Host", "answer": "yes"})])
def test_a_form_without_errors_has_no_summary(form):
    assert draw("{% error_summary form %}", form=form) == ""


def test_quick_choices_name_the_field_they_fill_and_show_which_it_holds():
    form = CommitmentForm(initial={"on": "2026-11-28"})

    drawn = draw("{% fills form.on choices %}", form=form, choices=[("2026-11-23", "Tomorrow"), ("2026-11-28", "Sat")])

    assert re.findall(r'data-fill="id_on" data-value="([^"]+)" aria-pressed="(\w+)" hidden', drawn) == [
        ("2026-11-23", "false"),
        ("2026-11-28", "true"),
    ]
    assert 'aria-label="Quick choices for Date"' in drawn


def test_a_field_tag_given_something_else_says_what_it_wants():
    with pytest.raises(TypeError, match=re.escape("such as form.email")):
        draw("{% field form %}", form=CommitmentForm())


def page(layout: str, **variables) -> str:
    return render_to_string(f"kit/{layout}.html", variables)


@pytest.mark.urls(__name__)
def test_the_desk_marks_where_one_is_and_what_is_late():
    drawn = page("desk", here="people", late_count=3, me_name="Rosa Vega", me_place="Eastside Huddle", csrf_token="t")

    assert re.findall(r'href="([^"]+)" aria-current="page"', drawn) == ["/people"]
    assert "3 late" in drawn
    assert "Eastside Huddle" in drawn


@pytest.mark.urls(__name__)
def test_the_demo_bar_is_on_every_page_of_a_demo_and_on_no_other():
    assert "demo-bar" in page("desk", is_demo=True)
    assert "demo-bar" not in page("desk", is_demo=False)


@pytest.mark.urls(__name__)
def test_a_right_to_left_language_turns_the_page():
    with translation.override("ar"):
        drawn = page("desk")

    assert '<html lang="ar" dir="rtl">' in drawn


def test_a_supporter_s_page_is_not_indexed_and_sends_no_referrer():
    drawn = page("public", place="Eastside Huddle")

    assert '<meta name="robots" content="noindex, nofollow">' in drawn
    assert '<meta name="referrer" content="no-referrer">' in drawn


def test_a_page_whose_form_has_errors_says_so_in_its_title():
    assert "<title>Another look:" in page("door", form=CommitmentForm({}))
    assert "<title>Another look:" not in page("door", form=CommitmentForm())


def test_no_template_of_the_kit_has_inline_style_or_script():
    """The Content-Security-Policy would refuse it, silently for whoever does not look at the console."""
    for template in (KIT / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)", text), template.name


def test_the_stylesheet_has_no_left_or_right():
    """R-to-l scripts: a physical property would stay behind when the page turns."""
    text = (KIT / "static/kit/css/kit.css").read_text(encoding="utf-8")

    assert not re.findall(r"(?m)^\s*(?:(?:margin|padding|border)-)?(?:left|right|top|bottom)\b[^:]*:", text)


@pytest.mark.urls(__name__)
def test_a_page_of_all_parts_can_be_drawn():
    variables = {
        "name": "Imani Okafor",
        "names": ["Imani Okafor", "🌻"],
        "form": PartsForm({}),
        "days": [],
        "hours": [],
        "ladder": ["Curious", "Hosting"],
    }

    drawn = page("parts", **variables)

    assert drawn.count('<section class="card') > 8
