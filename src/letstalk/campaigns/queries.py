"""Reads about campaigns: which one a chapter is in, where it stands, and what can be asked for."""

from datetime import date, datetime

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Length

from letstalk.campaigns.access import own_and_above, paths_above
from letstalk.campaigns.models import Action, Ask, Campaign
from letstalk.kit import clock
from letstalk.kit.statements import worked_out_once
from letstalk.people.models import Chapter


def current_campaign(chapter: Chapter, at: datetime) -> Campaign | None:
    """The campaign this chapter is in, its own before that of a node above (R-008); None without any.

    Of several at one node, the one whose days are now; else the one adopted last.
    """
    found = _adopted(paths=paths_above(chapter), at=at)
    here = [campaign for campaign in found if campaign.chapter_id == found[0].chapter_id]
    today = clock.local_day(at, chapter.zone)
    return next((one for one in here if one.first_on <= today <= one.last_on), here[0] if here else None)


@worked_out_once
def _adopted(*, paths: list[str], at: datetime) -> QuerySet[Campaign]:
    adopted = Campaign.objects.filter(ended_at__isnull=True, chapter__path__in=paths, adopted_at__lte=at)
    nearest = adopted.annotate(depth=Length("chapter__path")).select_related("chapter")
    return nearest.order_by("-depth", "-adopted_at", "pk")


def action_now(campaign: Campaign, day: date) -> Action | None:
    """The action of that day, the one this pack is for before others; None between actions."""
    number = campaign.day_number(day)
    running = campaign.actions.filter(from_day__lte=number, to_day__gte=number)
    return running.order_by("-is_ours", "-number").first()


def asks_for(chapter: Chapter, at: datetime) -> QuerySet[Ask]:
    """What can be asked for here and now: the five next steps a to e (R-091), then what has a day, then the rest.

    Asks of the chapter and of every node above it; neither retired, nor past, nor of a campaign it is not in.
    """
    now = clock.local(at, chapter.zone)
    past = Q(on__lt=now.date()) | Q(on=now.date(), at__lt=now.time())
    ours = Q(campaign__isnull=True) | Q(campaign=current_campaign(chapter, at))
    rows = Ask.objects.filter(ours, chapter__in=own_and_above(chapter), retired_at__isnull=True).exclude(past)
    without_letter = Case(When(letter="", then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.annotate(without_letter=without_letter).order_by(
        "without_letter", "letter", F("on").asc(nulls_last=True), F("at").asc(nulls_last=True), "title", "pk"
    )
