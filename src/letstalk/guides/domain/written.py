"""Guides and agendas written out again for a pack: newest versions, and agendas as they were rewritten or copied."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from letstalk.campaigns.models import Campaign
from letstalk.campaigns.pack_agendas import MOST_SECTION_MINUTES, section_of
from letstalk.campaigns.pack_format import Agenda, Pack, Section
from letstalk.campaigns.pack_format import Guide as PackGuide
from letstalk.campaigns.pack_questions import Question, questions_of
from letstalk.campaigns.pack_reader import KEY
from letstalk.campaigns.pack_writing import as_in_pack, fit, key_for
from letstalk.guides.domain.adopt import SPOKEN, words_of_section
from letstalk.guides.models import AgendaTemplate, Guide, GuideVersion
from letstalk.guides.validators import LONGEST_NAME, LONGEST_POINT, LONGEST_SUCCESS

LONGEST_SECTION_NAME = 120
LONGEST = {"seen": 200, "do": 300} | dict.fromkeys(SPOKEN, LONGEST_POINT)


@dataclass(frozen=True)
class WrittenGuides:
    """The two sections of this room."""

    guides: tuple[PackGuide, ...]
    agendas: tuple[Agenda, ...]


@dataclass(frozen=True)
class Writing:
    """What everything written goes by: the campaign, the pack it was taken up from, the asks still on the menu."""

    campaign: Campaign
    base: Pack
    asks: Collection[str]

    def until(self, now: date | None, before: date | None) -> date | None:
        """What a pack has to say so that the day comes out again; the campaign's own day goes without saying."""
        return before if now == (before or self.campaign.current_until) else now

    def agenda_taken_up(self, key: str) -> Agenda | None:
        return next((agenda for agenda in self.base.agenda_templates if agenda.key == key), None)

    def every_text(self) -> list[str]:
        """All that is said in the sections of the pack's agendas, with its open words."""
        return [text for agenda in self.base.agenda_templates for part in agenda.sections for text in _texts(part)]


def written_for_pack(campaign: Campaign, *, base: Pack, asks: Collection[str]) -> WrittenGuides:
    """The campaign's guides and agendas as this chapter works with them now, its copies included.

    base: the pack as it was taken up, for its order and its open words. asks: the keys that are still on the menu; an
    agenda or an option that speaks of another lets go of it. A guide that an agenda draws on comes along from
    wherever it is. Raises ValueError for questions that no pack can hold.
    """
    writing = Writing(campaign, base, asks)
    templates = _in_order(_templates(campaign), [agenda.key for agenda in base.agenda_templates])
    guides = _written_guides(writing, templates)
    agendas: dict[UUID | None, Agenda] = {}
    for template in templates:
        original = agendas.get(template.copied_from_id)
        taken = [agenda.key for agenda in agendas.values()]
        agenda = _agenda(template, writing, guide=guides.get(template.guide_id), taken=taken)
        agendas[template.pk] = replace(agenda, adapted_from=original.key if original else "")
    return WrittenGuides(tuple(guides.values()), tuple(agendas.values()))


def _of_campaign(campaign: Campaign) -> Q:
    """Its rows, and the chapter's own copies from when it was in the campaign before."""
    anew = Q(campaign__key=campaign.key, copied_from__isnull=False)
    return (Q(campaign=campaign) | anew) & Q(chapter=campaign.chapter_id, retired_at__isnull=True)


def _templates(campaign: Campaign) -> list[AgendaTemplate]:
    """The agendas, each below the one it was adapted from."""
    rows = AgendaTemplate.objects.filter(_of_campaign(campaign)).select_related("guide")
    found = list(rows.order_by("name", "pk"))
    by_id: dict[UUID | None, AgendaTemplate] = {template.pk: template for template in found}

    def copies_deep(template: AgendaTemplate) -> int:
        original = by_id.get(template.copied_from_id)
        return 0 if original is None else copies_deep(original) + 1

    return sorted(found, key=copies_deep)


def _in_order(templates: list[AgendaTemplate], keys: list[str]) -> list[AgendaTemplate]:
    """As the pack has them, and what was added after that."""
    place = {key: number for number, key in enumerate(keys)}
    return sorted(templates, key=lambda template: place.get(template.key, len(keys)))


# --- guides ---


def _written_guides(writing: Writing, templates: Iterable[AgendaTemplate]) -> dict[UUID | None, PackGuide]:
    guides = _guides(writing, templates)
    newest = _newest_versions(guides.values())
    return {
        guide.pk: _guide(key, guide, newest[guide.pk], writing)
        for key, guide in guides.items()
        if guide.pk in newest and newest[guide.pk].body.get("questions")
    }


def _guides(writing: Writing, templates: Iterable[AgendaTemplate]) -> dict[str, Guide]:
    """Each guide under the key it gets in the pack: the campaign's own, then those that agendas bring along."""
    place = {guide.key: number for number, guide in enumerate(writing.base.guides)}
    rows = list(Guide.objects.filter(_of_campaign(writing.campaign)).order_by("title", "pk"))
    rows.sort(key=lambda guide: place.get(guide.key, len(place)))
    found: dict[str, Guide] = {}
    ids: set[UUID] = set()
    for guide in (*rows, *(template.guide for template in templates if template.guide)):
        if guide.pk not in ids:
            ids.add(guide.pk)
            is_free = guide.key not in found and KEY.fullmatch(guide.key)
            found[guide.key if is_free else key_for(guide.key, found, otherwise="guide")] = guide
    return found


def _newest_versions(guides: Iterable[Guide]) -> dict[UUID, GuideVersion]:
    versions = GuideVersion.objects.filter(guide__in=[guide.pk for guide in guides]).order_by("number")
    return {version.guide_id: version for version in versions}


def _guide(key: str, guide: Guide, version: GuideVersion, writing: Writing) -> PackGuide:
    body = version.body
    days = {one.key: one.current_until for one in writing.base.guides}
    return PackGuide(
        key=key,
        kind=guide.kind,
        title=fit(guide.title, most=LONGEST_NAME),
        version=version.number,
        language=body.get("language", "en"),
        partisan=body.get("partisan", False),
        current_until=writing.until(version.current_until, days.get(key)),
        credit=body.get("credit", ""),
        licence=body.get("licence", ""),
        questions=tuple(_with_known_asks(question, writing.asks) for question in questions_of(body["questions"])),
    )


def _with_known_asks(question: Question, asks: Collection[str]) -> Question:
    options = tuple(
        option if not option.ask or option.ask in asks else replace(option, ask="") for option in question.options
    )
    below = tuple(_with_known_asks(one, asks) for one in question.questions)
    return replace(question, options=options, questions=below)


# --- agendas ---


def _agenda(template: AgendaTemplate, writing: Writing, *, guide: PackGuide | None, taken: Collection[str]) -> Agenda:
    was = writing.agenda_taken_up(template.key)
    key = template.key if KEY.fullmatch(template.key) and template.key not in taken else ""
    success = [was.success] if was else [agenda.success for agenda in writing.base.agenda_templates]
    campaign = writing.campaign
    sections = _sections(template.sections, writing, was, ids=_ids_of(guide))
    return Agenda(
        key=key or key_for(template.name, taken, otherwise="agenda"),
        meeting_kind=template.meeting_kind,
        name=as_in_pack(template.name, {}, [was.name] if was else [], most=LONGEST_NAME),
        minutes=sum(section.minutes for section in sections) or template.minutes,
        guide=guide.key if guide else "",
        success=as_in_pack(template.success_words, campaign.variables, success, most=LONGEST_SUCCESS),
        success_rule=template.success_rule,
        current_until=writing.until(template.current_until, was.current_until if was else None),
        credit=_unless_campaigns(template.credit, was.credit if was else "", campaign.credit),
        licence=_unless_campaigns(template.licence, was.licence if was else "", campaign.licence),
        sections=sections,
    )


def _ids_of(guide: PackGuide | None) -> set[str]:
    return {question.id for question in guide.every_question()} if guide else set()


def _unless_campaigns(now: str, before: str, campaigns: str) -> str:
    return before if now == (before or campaigns) else fit(now, most=LONGEST_SUCCESS)


def _sections(
    sections: Iterable[Mapping[str, Any]], writing: Writing, was: Agenda | None, *, ids: Collection[str]
) -> tuple[Section, ...]:
    originals = {section.key: section for section in was.sections} if was else {}
    written: dict[str, Section] = {}
    for section in sections:
        found = _section(section, writing, originals.get(section.get("key", "")))
        is_free = found["key"] and found["key"] not in written
        key = found["key"] if is_free else key_for(found["name"], written, otherwise="section")
        questions = [id for id in found.get("questions", ()) if id in ids]
        asks = [ask for ask in found.get("asks", ()) if ask in writing.asks]
        written[key] = section_of({**found, "key": key, "questions": questions, "asks": asks})
    return tuple(written.values())


def _section(section: Mapping[str, Any], writing: Writing, original: Section | None) -> dict[str, Any]:
    """The section as a pack can hold it; its key is empty where it has none that would do."""
    originals = (_texts(original) if original else [], writing.every_text())

    def say(text: str, part: str) -> str:
        return as_in_pack(text, writing.campaign.variables, *originals, most=LONGEST[part])

    said = words_of_section(section, say)
    key = str(section.get("key", ""))
    minutes = min(MOST_SECTION_MINUTES, max(0, int(section.get("minutes", 0))))
    return {
        **said,
        **{part: [text for text in said[part] if text] for part in SPOKEN if part in said},
        "key": key if KEY.fullmatch(key) else "",
        "name": as_in_pack(section["name"], {}, [original.name] if original else [], most=LONGEST_SECTION_NAME),
        "minutes": minutes,
        "at_least": min(minutes, max(0, int(section.get("at_least", 0)))),
        "exit_signs": [sign for sign in said.get("exit_signs", ()) if sign["seen"] and sign["do"]],
    }


def _texts(section: Section) -> list[str]:
    spoken = [text for part in SPOKEN for text in getattr(section, part)]
    return spoken + [text for sign in section.exit_signs for text in (sign.seen, sign.do)]
