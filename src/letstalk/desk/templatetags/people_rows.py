"""The rows of the list of people, drawn here and not in a template, because there are fifty of them on a page."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from letstalk.desk import saying
from letstalk.kit.addresses import address
from letstalk.kit.markup import fill, fill_each
from letstalk.kit.templatetags.parts import avatar, chip
from letstalk.people.queries import PersonRow
from letstalk.people.words import Stage

register = template.Library()

# The box is for several to be changed at once; the form of its name stands above the list.
ROW = (
    '<li><input type="checkbox" name="person" form="several" value="{}" aria-label="{}">{}'
    '<div class="words"><a class="main-link" href="{}"><bdi>{}</bdi></a><small>{}</small></div>'
    '<div class="side">{}{}{}</div></li>'
)
# Two taps from the list: this one, and how.
TALKED = '<a class="button small quiet" href="{}?back=people">{}<span class="visually-hidden">: {}</span></a>'


@register.simple_tag
def people_rows(
    rows: Iterable[PersonRow], spoken: dict[UUID, datetime], left_alone: Collection[UUID], now: datetime
) -> SafeString:
    """Who it is, when this organizer last spoke with them or who else does, where they stand, and whose data rests."""
    # Worked out once for all rows.
    talked = pgettext("button that logs a contact", "We talked")
    tick = pgettext("chooses a person in a list", "Choose %(name)s")
    alone = chip(pgettext("what is kept about a person", "left alone for now"), kind="soon")
    stages = {stage: _stage(stage) for stage in ["", *Stage]}
    return fill_each(
        ROW,
        (
            (
                row.id,
                tick % {"name": row.name},
                avatar(row.name),
                address("desk:person", row.id),
                row.name,
                _known_by(row, spoken.get(row.id), now),
                alone if row.id in left_alone else "",
                stages[row.stage],
                fill(TALKED, address("desk:log_contact", row.id), talked, row.name) if row.is_mine else "",
            )
            for row in rows
        ),
    )


def _known_by(row: PersonRow, last: datetime | None, now: datetime) -> str:
    if last is not None:
        return _("spoke %(ago)s") % {"ago": saying.ago_said(last, now)}
    if row.is_mine:
        return _("not spoken yet")
    if row.organizers:
        return _("with %(names)s") % {"names": ", ".join(row.organizers)}
    return pgettext("a person without an organizer", "nobody’s own yet")


def _stage(stage: str) -> SafeString:
    if not stage:
        return SafeString("")
    return chip(str(Stage(stage).label), kind="" if stage == Stage.PROSPECTIVE else "brand")
