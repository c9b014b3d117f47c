"""A pack's guides and agendas become rows of a chapter (R-033, R-086)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.pack_format import Agenda, Pack
from letstalk.campaigns.pack_format import Guide as PackGuide
from letstalk.campaigns.pack_writing import filled
from letstalk.guides.models import AgendaTemplate, Guide, GuideVersion
from letstalk.guides.validators import LONGEST_POINT, LONGEST_SUCCESS
from letstalk.journal.models import record

# The parts of a section that are read aloud or to oneself, each a list of texts.
SPOKEN = ("duties", "points", "say", "do_not_say")


def adopt_guides(*, pack: Pack, campaign: Campaign, by: User | None, at: datetime) -> list[Guide]:
    """Make the campaign's guides, each with the version the pack holds, and its agendas. Callers hold a transaction.

    Guides keep their {variables}, which the walker fills; an agenda is copied as text, so its words are filled here.
    A copy of the chapter's own that comes back in a pack stays the row it is, so what was planned with it, and its link
    to the original, stay (R-036).
    """
    own_guides = {guide.key: guide for guide in _copies(Guide, campaign)}
    guides = {
        guide.key: _taken_along(guide, own_guides[guide.key], campaign, at=at)
        if guide.key in own_guides
        else _guide(guide, campaign, at=at)
        for guide in pack.guides
    }
    own = {template.key: template for template in _copies(AgendaTemplate, campaign)}
    made: dict[str, AgendaTemplate] = {}
    for agenda in pack.agenda_templates:
        template = own.get(agenda.key) or AgendaTemplate(key=agenda.key, chapter_id=campaign.chapter_id)
        for field, value in _fields(agenda, campaign, guides.get(agenda.guide)).items():
            setattr(template, field, value)
        if agenda.adapted_from:
            template.copied_from = made[agenda.adapted_from]
        template.save()
        made[agenda.key] = template
    record("guide.adopted", about=campaign, by=by, at=at, count=len(guides), agendas=len(pack.agenda_templates))
    return list(guides.values())


def words_of_section(section: Mapping[str, Any], say: Callable[[str, str], str]) -> dict[str, Any]:
    """The section with each of its texts said anew; `say` is given the text and the name of the part it stands in."""
    spoken = {part: [say(text, part) for text in section[part]] for part in SPOKEN if part in section}
    signs = [{name: say(sign[name], name) for name in ("seen", "do")} for sign in section.get("exit_signs", ())]
    return {**section, **spoken, **({"exit_signs": signs} if signs else {})}


def _copies(rows: Any, campaign: Campaign) -> list[Any]:
    """What the chapter adapted in this campaign and still uses: of the one it took up before, or of this one."""
    return list(
        rows.objects.filter(
            Q(campaign=campaign) | Q(campaign__key=campaign.key),
            chapter=campaign.chapter_id,
            copied_from__isnull=False,
            retired_at__isnull=True,
        )
    )


def _guide(source: PackGuide, campaign: Campaign, *, at: datetime) -> Guide:
    guide = Guide.objects.create(
        chapter_id=campaign.chapter_id, campaign=campaign, key=source.key, kind=source.kind, title=source.title
    )
    _version(source, guide, campaign, number=source.version, at=at)
    return guide


def _taken_along(source: PackGuide, guide: Guide, campaign: Campaign, *, at: datetime) -> Guide:
    """The chapter's own copy goes on in the campaign taken up anew; other questions are its next version (R-086)."""
    guide.campaign, guide.title = campaign, source.title
    guide.save(update_fields=["campaign", "title"])
    newest = guide.versions.order_by("-number").first()
    if newest is None or newest.body.get("questions") != source.to_dict()["questions"]:
        number = max(source.version, newest.number + 1 if newest else 1)
        _version(source, guide, campaign, number=number, at=at)
    return guide


def _version(source: PackGuide, guide: Guide, campaign: Campaign, *, number: int, at: datetime) -> GuideVersion:
    return GuideVersion.objects.create(
        guide=guide,
        number=number,
        body=source.to_dict() | {"version": number},
        current_until=source.current_until or campaign.current_until,
        published_at=at,
    )


def _fields(agenda: Agenda, campaign: Campaign, guide: Guide | None) -> dict[str, Any]:
    def say(text: str, _part: str) -> str:
        return filled(text, campaign.variables, most=LONGEST_POINT)

    return {
        "campaign": campaign,
        "meeting_kind": agenda.meeting_kind,
        "name": agenda.name,
        "minutes": agenda.minutes,
        "sections": [words_of_section(section.to_dict(), say) for section in agenda.sections],
        "guide": guide,
        "success_rule": agenda.success_rule,
        "success_words": filled(agenda.success, campaign.variables, most=LONGEST_SUCCESS),
        "current_until": agenda.current_until or campaign.current_until,
        "credit": agenda.credit or campaign.credit,
        "licence": agenda.licence or campaign.licence,
    }
