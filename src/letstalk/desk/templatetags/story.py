"""Notes in a person's story, drawn here and not in a template, because there may be twenty of them on a page."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from letstalk.kit.templatetags.parts import icon
from letstalk.kit.templatetags.times import moment_of
from letstalk.people.models import Note

register = template.Library()

NOTE = (
    '<li class="past"><div class="card close stack tight"><p class="pre-line" dir="auto">{}</p>'
    '<div class="row apart"><small>{} {}</small><small>{}</small></div></div></li>'
)


@register.simple_tag
def story_note(note: Note, zone: str, today: date, viewer_zone: str) -> SafeString:
    """The words, that nobody else can read them, and when they were written."""
    written = moment_of(note.at, zone, today, viewer_zone)
    return format_html(NOTE, note.text, icon("lock"), _("Only you can read this"), written)
