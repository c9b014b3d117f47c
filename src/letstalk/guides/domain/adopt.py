"""A pack's guides and agendas become rows of a chapter (R-033, R-086)."""

from datetime import datetime

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.pack_format import Agenda, Pack
from letstalk.campaigns.pack_format import Guide as PackGuide
from letstalk.guides.models import AgendaTemplate, Guide, GuideVersion
from letstalk.guides.validators import LONGEST_POINT, LONGEST_SUCCESS
from letstalk.guides.walk import fill
from letstalk.journal.models import record


def adopt_guides(*, pack: Pack, campaign: Campaign, by: User | None, at: datetime) -> list[Guide]:
    """Make the campaign's guides, each with the version the pack holds, and its agendas. Callers hold a transaction.

    Guides keep their {variables}, which the walker fills; an agenda is copied as text, so its words are filled here.
    """
    guides = {guide.key: _guide(guide, campaign, at=at) for guide in pack.guides}
    AgendaTemplate.objects.bulk_create(
        _template(agenda, campaign, guides.get(agenda.guide)) for agenda in pack.agenda_templates
    )
    record("guide.adopted", about=campaign, by=by, at=at, count=len(guides), agendas=len(pack.agenda_templates))
    return list(guides.values())


def _guide(source: PackGuide, campaign: Campaign, *, at: datetime) -> Guide:
    guide = Guide.objects.create(
        chapter_id=campaign.chapter_id, campaign=campaign, key=source.key, kind=source.kind, title=source.title
    )
    GuideVersion.objects.create(
        guide=guide,
        number=source.version,
        body=source.to_dict(),
        current_until=source.current_until or campaign.current_until,
        published_at=at,
    )
    return guide


def _template(agenda: Agenda, campaign: Campaign, guide: Guide | None) -> AgendaTemplate:
    return AgendaTemplate(
        chapter_id=campaign.chapter_id,
        campaign=campaign,
        meeting_kind=agenda.meeting_kind,
        key=agenda.key,
        name=agenda.name,
        minutes=agenda.minutes,
        sections=[_section(section.to_dict(), campaign.variables) for section in agenda.sections],
        guide=guide,
        success_rule=agenda.success_rule,
        success_words=fill(agenda.success, campaign.variables)[0][:LONGEST_SUCCESS],
        credit=agenda.credit or campaign.credit,
        licence=agenda.licence or campaign.licence,
    )


def _section(section: dict, variables: dict[str, str]) -> dict:
    return section | {"points": [fill(point, variables)[0][:LONGEST_POINT] for point in section["points"]]}
