"""Who may enter where: every address as every role. A new address fails here until it is listed.

organizer (whose people these are), lead (of that chapter), administrator, outsider (organizer of a sibling chapter),
person (by link, no account), nobody. Whoever may not enter gets a 404, or the sign-in page when nobody is signed in.
"""

import csv
import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import load_workbook

import letstalk
from letstalk.accounts.domain.links import make_sign_in_link
from letstalk.accounts.models import User
from letstalk.campaigns.domain.action_page import open_action_page
from letstalk.campaigns.domain.asks import add_ask
from letstalk.campaigns.domain.shelf import add_story
from letstalk.campaigns.validators import AskWords, StoryWords
from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.words import Answer
from letstalk.followups.domain.debrief import AskEntry, DebriefEntry, PromiseEntry, debrief
from letstalk.followups.domain.handovers import propose as begin_handover
from letstalk.followups.domain.introductions import SideWish, propose, sides_of
from letstalk.followups.domain.messages import send_thank_you
from letstalk.followups.models import Clash, FollowUp, Pairing, PairingRound
from letstalk.guides.models import AgendaTemplate, Guide
from letstalk.guides.queries import report_guide_version, shipped_pages
from letstalk.kit import clock
from letstalk.kit.cells import begins_a_formula
from letstalk.meetings.domain.availability import open_page, set_other_hours
from letstalk.meetings.domain.calendars import make_feed
from letstalk.meetings.domain.links import make_meeting_link
from letstalk.meetings.domain.places import PlaceWords, add_place
from letstalk.meetings.models import BusyCalendar, Invitation, Meeting
from letstalk.outbox.domain.messages import plan
from letstalk.outbox.words import Channel
from letstalk.people.domain.fields import FieldWords, add_field
from letstalk.people.domain.importing import begin, check_some, understand
from letstalk.people.domain.in_touch import ask_around
from letstalk.people.domain.links import make_link
from letstalk.people.domain.lists import ListWords, make_list, make_space
from letstalk.people.domain.mailings import LETTER, LetterWords, write
from letstalk.people.domain.requests import ask_for
from letstalk.people.domain.tags import tag
from letstalk.people.models import Bond, BulkEdit, Chapter, LikelyPair, Merge, Person, Role, SavedFilter, Tag
from letstalk.people.words import FieldKind, RequestKind
from letstalk.reports.domain.back import HeardWords, publish_heard, write_heard
from letstalk.reports.domain.draft import write_report
from letstalk.reports.models import ToldBack, WallLine
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.merge import merge
from letstalk.stewardship.domain.packs import adopt_pack
from tests.factories import PASSWORD, a_person, relationship_of
from tests.moments import DAY, FIRM, HOUR, NOW, agree_on, held, planned

pytestmark = pytest.mark.django_db

ALL = "organizer lead administrator outsider person nobody"
SIGNED_IN = "organizer lead administrator outsider"
WORKERS = "organizer lead outsider"  # pages of one's own work and scope: each finds their own there
ORGANIZERS = "organizer outsider"
OWNER = "organizer"
CHAPTER = "organizer lead"
READERS = "organizer lead administrator"  # what belongs to the chapter, and to nobody beside it
EDITORS = "lead administrator"
LEAD = "lead"
ADMINISTRATOR = "administrator"
LINK = "person"
NOBODY_ASKED = ""  # whoever would follow: tests/desk/test_handovers.py
NOBODY_YET = ""  # whoever was asked to keep it: tests/desk/test_handing_over.py
STAND_IN = ""  # whoever was found for that one-on-one: tests/desk/test_before.py
GATEWAY = ""  # what the service for texts has signed: tests/public/test_gateway.py
NOT_ANY_MORE = ""  # the first visit, once there is an organization

OF_ONE_MEETING = {
    "public:invitation",
    "public:meeting_file",
    "public:take",
    "public:propose",
    "public:coming",
    "public:not_now",
    "public:no_contact",
}

WHO: dict[str, str] = {
    "ops:healthz": ALL,
    "desk:home": SIGNED_IN,
    "desk:welcome": NOT_ANY_MORE,
    "desk:welcome_demo": NOT_ANY_MORE,
    "desk:source": ALL,
    "desk:sign_in": ALL,
    "desk:sign_out": ALL,
    "desk:enter": ALL,  # whoever holds the one-time link
    "desk:today": SIGNED_IN,
    "desk:own_name": SIGNED_IN,
    "desk:people": WORKERS,
    "desk:add_person": ORGANIZERS,
    "desk:add_several": ORGANIZERS,
    "desk:whom_next": ORGANIZERS,  # each finds their own there
    "desk:files": WORKERS,
    "desk:take_out": WORKERS,
    "desk:file": OWNER,  # whoever brings it in
    "desk:file_columns": OWNER,
    "desk:bring_file_in": OWNER,
    "desk:pause_file": OWNER,
    "desk:go_on_with_file": OWNER,
    "desk:put_file_away": OWNER,
    "desk:take_file_back": OWNER,
    "desk:file_rows": OWNER,
    "desk:settle_row": OWNER,
    "desk:person": CHAPTER,
    "desk:edit_person": CHAPTER,
    "desk:jot_note": OWNER,
    "desk:log_contact": OWNER,
    "desk:take_back_contact": OWNER,
    "desk:add_promise": OWNER,
    "desk:add_commitment": OWNER,
    "desk:add_follow_up": OWNER,
    "desk:tag_person": CHAPTER,
    "desk:said": CHAPTER,
    "desk:keep_filter": WORKERS,  # with nothing asked it leads back to the list
    "desk:kept_filter": CHAPTER,
    "desk:remove_filter": CHAPTER,
    "desk:change_people": WORKERS,  # with nobody ticked it leads back to the list
    "desk:changes": WORKERS,
    "desk:change": OWNER,
    "desk:take_change_back": OWNER,
    "desk:tags": WORKERS,
    "desk:edit_tag": CHAPTER,  # who said it first, and the lead
    "desk:join_tag": CHAPTER,
    "desk:retire_tag": CHAPTER,
    "desk:fields": EDITORS,
    "desk:add_field": EDITORS,
    "desk:edit_field": EDITORS,
    "desk:move_field": EDITORS,
    "desk:end_field": EDITORS,
    "desk:bonds": WORKERS,
    "desk:person_bonds": CHAPTER,
    "desk:end_bond": CHAPTER,
    "desk:record_consent": CHAPTER,
    "desk:stop_contact": CHAPTER,
    "desk:restrict": CHAPTER,
    "desk:kept_file": CHAPTER,
    "desk:set_stage": CHAPTER,
    "desk:supporter_link": OWNER,
    "desk:revoke_link": OWNER,
    "desk:invite_to_organize": OWNER,
    "desk:kept_about": CHAPTER,
    "desk:erase_person": CHAPTER,
    "desk:settle_request": CHAPTER,
    "desk:one_on_ones": ORGANIZERS,
    "desk:plan": ORGANIZERS,
    "desk:log_spontaneous": ORGANIZERS,
    "desk:one_on_one": OWNER,
    "desk:settle_clash": OWNER,
    "desk:meeting_file": OWNER,
    "desk:describe": OWNER,
    "desk:invite": OWNER,
    "desk:hear_no": OWNER,
    "desk:held": OWNER,
    "desk:schedule": OWNER,
    "desk:confirm": OWNER,
    "desk:call_off": OWNER,
    "desk:no_show": OWNER,
    "desk:drop": OWNER,
    "desk:take_back": OWNER,
    "desk:set_aside": OWNER,
    "desk:close": OWNER,
    "desk:run_late": OWNER,
    "desk:find_stand_in": OWNER,
    "desk:end_stand_in": OWNER,
    "desk:begin_rhythm": OWNER,
    "desk:end_rhythm": OWNER,
    "desk:standing_in": STAND_IN,
    "desk:stood_in": STAND_IN,
    "desk:cannot_stand_in": STAND_IN,
    "desk:rate_place": OWNER,
    "desk:places": WORKERS,
    "desk:add_place": WORKERS,
    "desk:place": CHAPTER,
    "desk:retire_place": CHAPTER,
    "desk:commitment": CHAPTER,
    "desk:fill_in": OWNER,
    "desk:agree_anew": OWNER,
    "desk:record_outcome": OWNER,
    "desk:release": OWNER,
    "desk:set_up": OWNER,
    "desk:own_rhythm": OWNER,
    "desk:rest": OWNER,
    "desk:group_rhythm": LEAD,
    "desk:call_news": LEAD,
    "desk:hand_over_promise": OWNER,
    "desk:answer_handover": NOBODY_YET,
    "desk:count_toward": OWNER,
    "desk:count": OWNER,
    "desk:add_step": OWNER,
    "desk:keep_promise": OWNER,
    "desk:repair_promise": OWNER,
    "desk:let_promise_go": OWNER,
    "desk:follow_ups": ORGANIZERS,
    "desk:follow_up_done": OWNER,
    "desk:follow_up_waive": OWNER,
    "desk:thank": OWNER,
    "desk:cards": ORGANIZERS,  # each finds their own there
    "desk:messages": ORGANIZERS,
    "desk:send_again": OWNER,
    "desk:take_back_message": OWNER,
    "desk:campaign": SIGNED_IN,
    "desk:add_ask": LEAD,
    "desk:ask": READERS,
    "desk:asks_from_calendar": LEAD,
    "desk:take_in_calendar": LEAD,
    "desk:change_ask": LEAD,
    "desk:call_off_ask_day": LEAD,
    "desk:retire_ask": LEAD,
    "desk:hope_for_held": LEAD,
    "desk:adopt_campaign": LEAD,
    "desk:graphics": SIGNED_IN,
    "desk:packs": EDITORS,
    "desk:take_up_pack": EDITORS,
    "desk:pack_file": EDITORS,
    "desk:hearing": SIGNED_IN,
    "desk:measures": WORKERS,
    "desk:meanings": SIGNED_IN,
    "desk:chart_file": WORKERS,
    "desk:weekly_sheet": ORGANIZERS,
    "desk:weekly_pdf": ORGANIZERS,
    "desk:monthly_sheet": ORGANIZERS,
    "desk:monthly_pdf": ORGANIZERS,
    "desk:going": ORGANIZERS,
    "desk:report_back": ORGANIZERS,
    "desk:report": OWNER,
    "desk:send_report": OWNER,
    "desk:write_heard": LEAD,
    "desk:heard": "organizer lead",
    "desk:edit_heard": LEAD,
    "desk:publish_heard": LEAD,
    "desk:take_heard_back": LEAD,
    "desk:told": CHAPTER,
    "desk:wall": WORKERS,  # each their own chapter's
    "desk:show_line": LEAD,
    "desk:take_line_off": LEAD,
    "desk:method": SIGNED_IN,
    "desk:method_page": SIGNED_IN,
    "desk:edit_method_page": "lead administrator",
    "desk:library": SIGNED_IN,
    "desk:agenda": READERS,
    "desk:new_agenda": EDITORS,
    "desk:copy_agenda": EDITORS,
    "desk:retire_agenda": EDITORS,
    "desk:restore_agenda": EDITORS,
    "desk:edit_agenda": EDITORS,
    "desk:about_agenda": EDITORS,
    "desk:add_section": EDITORS,
    "desk:edit_section": EDITORS,
    "desk:publish_agenda": EDITORS,
    "desk:set_agenda_aside": EDITORS,
    "desk:guide": READERS,
    "desk:new_guide": EDITORS,
    "desk:bring_in_guide": EDITORS,
    "desk:guide_form": READERS,
    "desk:copy_guide": EDITORS,
    "desk:retire_guide": EDITORS,
    "desk:restore_guide": EDITORS,
    "desk:edit_guide": EDITORS,
    "desk:about_guide": EDITORS,
    "desk:add_question": EDITORS,
    "desk:edit_question": EDITORS,
    "desk:publish_guide": EDITORS,
    "desk:set_guide_aside": EDITORS,
    "desk:chapter": SIGNED_IN,
    "desk:edit_chapter": ADMINISTRATOR,
    "desk:add_chapter": ADMINISTRATOR,
    "desk:give_role": ADMINISTRATOR,
    "desk:end_role": ADMINISTRATOR,
    "desk:edit_apps": LEAD,
    "desk:edit_timings": LEAD,
    "desk:hand_over": CHAPTER,
    "desk:handovers": WORKERS,  # each finds their own there
    "desk:hand_over_several": WORKERS,
    "desk:handover": CHAPTER,
    "desk:answer_following": NOBODY_ASKED,
    "desk:handover_said": CHAPTER,
    "desk:handover_notes": OWNER,  # whoever wrote them
    "desk:handover_promise": CHAPTER,
    "desk:take_handover_back": CHAPTER,
    "desk:finish_handover": CHAPTER,
    "desk:introductions": ORGANIZERS,  # each finds their own there
    "desk:introduce": ORGANIZERS,
    "desk:introduction_answer": OWNER,
    "desk:let_introduction_be": OWNER,
    "desk:wishes_to_meet": OWNER,
    "desk:in_touch": LEAD,
    "desk:ask_around": LEAD,
    "desk:answer_in_touch": LEAD,
    "desk:twice": LEAD,
    "desk:same_as": LEAD,
    "desk:merged": LEAD,
    "desk:take_apart": LEAD,
    "desk:likely_pair": LEAD,
    "desk:two_people": LEAD,
    "desk:one_person": LEAD,
    "desk:pairing": LEAD,
    "desk:pairing_round": LEAD,
    "desk:pair_again": LEAD,
    "desk:hand_out": LEAD,
    "desk:let_round_go": LEAD,
    "desk:move_pairing": LEAD,
    "desk:leave_pairing_out": LEAD,
    "desk:brings": ORGANIZERS,
    "desk:lists": LEAD,
    "desk:add_list": LEAD,
    "desk:list": LEAD,
    "desk:edit_list": LEAD,
    "desk:close_list": LEAD,
    "desk:export_list": LEAD,
    "desk:write_letter": LEAD,
    "desk:letter": LEAD,
    "desk:begin_letter": LEAD,
    "desk:pause_letter": LEAD,
    "desk:go_on_with_letter": LEAD,
    "desk:stop_letter": LEAD,
    "desk:answer_about_letter": LEAD,
    "desk:discard_letter": LEAD,
    "desk:add_space": LEAD,
    "desk:close_space": LEAD,
    "desk:settings": SIGNED_IN,
    "desk:own_day": ORGANIZERS,
    "desk:availability": ORGANIZERS,
    "desk:add_other_hours": ORGANIZERS,
    "desk:drop_other_hours": OWNER,
    "desk:open_booking": ORGANIZERS,
    "desk:close_booking": ORGANIZERS,
    "desk:action_page": LEAD,
    "desk:chapter_booking": LEAD,
    "desk:offer": OWNER,
    "desk:accept": OWNER,
    "desk:agree_soon": OWNER,
    "desk:change_password": SIGNED_IN,
    "desk:mail_settings": ADMINISTRATOR,
    "desk:test_mail": ADMINISTRATOR,
    "desk:text_settings": ADMINISTRATOR,
    "desk:texts_off": ADMINISTRATOR,
    "desk:calendars": ORGANIZERS,  # each finds their own there
    "desk:make_feed": ORGANIZERS,
    "desk:feed_details": ORGANIZERS,
    "desk:revoke_feed": ORGANIZERS,
    "desk:read_calendar": OWNER,
    "desk:remove_calendar": OWNER,
    "desk:stories": ORGANIZERS,  # each finds their own shelf there
    "desk:add_story": ORGANIZERS,
    "desk:story": OWNER,
    "desk:remove_story": OWNER,
    "desk:take_story": OWNER,
    "desk:how_asks_do": "organizer lead outsider",
    "desk:weights": SIGNED_IN,
    "desk:settle_weights": LEAD,
    "desk:strategy": SIGNED_IN,
    "desk:write_strategy": "lead administrator",
    "field:shell": ALL,  # nothing about anybody is in it
    "field:service_worker": ALL,
    "field:manifest": ALL,
    "field:graphics": SIGNED_IN,
    "field:graphics_packet": SIGNED_IN,
    "field:me": SIGNED_IN,
    "field:entries": SIGNED_IN,  # each entry names its one-on-one and its owner: tests/field/test_sync.py
    "field:packet": OWNER,
    "field:prepare": OWNER,
    "field:card": OWNER,
    "field:debrief": OWNER,
    "field:paper": OWNER,
    "field:prepare_pdf": OWNER,
    "field:card_pdf": OWNER,
    "field:debrief_pdf": OWNER,
    "public:action": ALL,  # once a lead has opened it
    "public:join": ALL,
    "public:action_guide": ALL,
    "public:action_graphics": ALL,
    "public:action_design": ALL,
    "public:action_picture": ALL,
    "public:action_heard": ALL,
    "public:questions": ALL,
    "public:line": ALL,
    "public:own_line": ALL,  # a wrong secret says what a line that was taken off says
    "public:book": ALL,  # whoever holds the address; it is meant to be passed on
    "public:invitation": LINK,
    "public:meeting_file": LINK,
    "public:take": LINK,
    "public:coming": LINK,
    "public:propose": LINK,
    "public:not_now": LINK,
    "public:no_contact": LINK,
    "public:text_came_in": GATEWAY,
    "public:text_status": GATEWAY,
    "public:feed": ALL,  # whoever holds the secret address
    "public:supporter": LINK,
    "public:calendar_file": LINK,
    "public:on_it": LINK,
    "public:move_day": LINK,
    "public:ask_help": LINK,
    "public:let_go": LINK,
    "public:heard": LINK,
    "public:who_follows": LINK,
    "public:answer_who_follows": LINK,
    "public:introductions": LINK,
    "public:answer_introduction": LINK,
    "public:stop": LINK,
    "public:ask_erase": LINK,
    "public:close_link": LINK,
    "public:send_code": LINK,
    "public:kept": LINK,
    "public:correct": LINK,
    "public:consent": LINK,
    "public:hear_notes": LINK,
    "public:choose_language": LINK,
    "public:unsubscribe": ALL,  # and nobody learns by it whether the link was anyone's
    "public:confirm_list": NOT_ANY_MORE,  # whoever holds the link of a yes that waits: tests/public/test_lists.py
}


@dataclass(frozen=True)
class Place:
    """Everything an address can name, all of it the organizer's."""

    kwargs: dict[str, object]
    link_token: str


@pytest.fixture
def place(cast) -> Place:
    adopt_pack(pack=shipped_pack(), chapter=cast.organization, first_on=NOW.date(), by=cast.administrator, at=NOW)
    campaign = adopt_pack(pack=shipped_pack(), chapter=cast.chapter, first_on=NOW.date(), by=cast.lead, at=NOW)
    meeting = held(cast)
    debrief(
        meeting=meeting,
        entry=DebriefEntry(
            id=uuid.uuid4(),
            asks=(AskEntry(answer=Answer.YES, words="Come?", terms=FIRM),),
            promises=(PromiseEntry(words="the bus timetable"),),
        ),
        by=cast.organizer,
        at=NOW + DAY + HOUR,
    )
    clash = Clash.objects.create(
        chapter=cast.chapter, meeting=meeting, kind="debrief", by=cast.organizer, written_at=NOW, at=NOW
    )
    coming = planned(cast)
    agree_on(coming, cast, starts_at=clock.now() + DAY)
    item = FollowUp.objects.get(step="thank_you")
    message = send_thank_you(item=item, subject="Thank you", body="For your time.", by=cast.organizer, at=NOW + 2 * DAY)
    request = ask_for(relationship=cast.relationship, kind=RequestKind.SEE, words="", at=NOW)
    version = report_guide_version(cast.chapter)
    report = write_report(
        chapter=cast.chapter, author=cast.organizer, version=version, answers={"R1": "The bus is late."}, at=NOW
    )
    said = HeardWords("The bus is late.", since_on=NOW.date(), until_on=NOW.date() + 7 * DAY)
    page = write_heard(chapter=cast.chapter, said=said, id=uuid.uuid4(), by=cast.lead, at=NOW)
    publish_heard(page=page, by=cast.lead, at=NOW)
    ask = add_ask(chapter=cast.chapter, words=AskWords("Postcards", on=(NOW + 2000 * DAY).date()), by=cast.lead, at=NOW)
    library = add_place(chapter=cast.chapter, place=PlaceWords(name="Library"), by=cast.lead, at=NOW)
    words = StoryWords(title="The last bus", words="My mother walked home.")
    story = add_story(story=words, chapter=cast.chapter, by=cast.organizer, at=NOW)
    letters_to = make_list(
        chapter=cast.chapter,
        words=ListWords("Night bus", "", "Riverside Huddle"),
        is_news=False,
        id=uuid.uuid4(),
        by=cast.lead,
        at=NOW,
    )
    letter = write(list=letters_to, words=LetterWords("News", "A word."), id=uuid.uuid4(), by=cast.lead, at=NOW)
    copy = plan(
        kind=LETTER,
        about=letter.pk,
        recipient=cast.person.pk,
        by=None,
        chapter_id=cast.chapter.pk,
        channel=Channel.EMAIL,
        due_at=NOW,
        at=NOW,
    )
    space = make_space(
        chapter=cast.chapter, name="Chat", link="https://chat.example.org", id=uuid.uuid4(), by=cast.lead, at=NOW
    )
    importing = begin(chapter=cast.chapter, text="Name\n＝Ruth Abara\n", by=cast.organizer, at=NOW)
    understand(importing=importing, by=cast.organizer, at=NOW)
    check_some(importing=importing, at=NOW)
    # An address that is refused before anything is asked of the network.
    calendar = BusyCalendar.objects.create(
        organizer=cast.organizer,
        address="https://127.0.0.1/own.ics",
        address_key="k",
        added_at=NOW,
        next_at=NOW,
        read_at=NOW,
    )
    alike = a_person(cast.organizer, cast.chapter, "Amina Okafo")
    one, another = sorted((cast.person, alike), key=lambda person: str(person.pk))
    twice = LikelyPair.objects.create(
        chapter=cast.chapter, one=one, other=another, weight=7, start=-6, parts=[["given", "same", 5]], found_at=NOW
    )
    bond = Bond.objects.create(chapter=cast.chapter, one=one, other=another, kind="knows", at=NOW)
    word = tag(person=cast.person, chapter=cast.chapter, kind="issue", name="Rents", by=cast.organizer, at=NOW).tag
    shared = SavedFilter.objects.create(
        chapter=cast.chapter, owner=cast.organizer, name="Ours", clauses={"reach": "any"}, is_shared=True, made_at=NOW
    )
    several = BulkEdit.objects.create(chapter=cast.chapter, by=cast.organizer, kind="tag", tag=word, at=clock.now())
    known_there = a_person(cast.outsider, cast.sibling, "Amina", email="amina@example.org")
    asked = ask_around(person=known_there, words="She moved to us.", by=cast.outsider, at=clock.now())
    entered_again = a_person(cast.organizer, cast.chapter, "Amina O.")
    merge(from_=entered_again, to=cast.person, by=cast.lead, at=NOW)
    round = PairingRound.objects.create(
        chapter=cast.chapter, first_on=NOW.date(), last_on=NOW.date(), minutes=45, by=cast.lead, made_at=NOW
    )
    other = relationship_of(a_person(cast.organizer, cast.chapter, "Ben Ito"), cast.organizer)
    both = (SideWish(cast.relationship, "a neighbour who bakes"), SideWish(other, "somebody who sings"))
    introduction = propose(first=both[0], second=both[1], by=cast.organizer, at=NOW, id=uuid.uuid4())
    handover = begin_handover(
        relationship=cast.relationship, to=cast.founder, reason="", by=cast.organizer, at=clock.now()
    )
    return Place(
        kwargs={
            "handover_id": handover.pk,
            "what": "no",
            "introduction_id": introduction.pk,
            "side_id": next(side.pk for side in sides_of(introduction) if side.person_id == cast.person.pk),
            "round_id": round.pk,
            "pairing_id": Pairing.objects.create(round=round, person=cast.person, left="full").pk,
            "pair_id": twice.pk,
            "change_id": several.pk,
            "tag_id": word.pk,
            "filter_id": shared.pk,
            "bond_id": bond.pk,
            "merge_id": Merge.objects.get().pk,
            "asked_id": asked.pk,
            "person_id": cast.person.pk,
            "meeting_id": coming.pk,
            "commitment_id": Commitment.objects.get().pk,
            "promise_id": Promise.objects.get().pk,
            "follow_up_id": item.pk,
            "message_id": message.pk,
            "report_id": report.pk,
            "request_id": request.pk,
            "ask_id": ask.pk,
            "date_id": ask.dates.get().pk,
            "clash_id": clash.pk,
            "story_id": story.pk,
            "place_id": library.pk,
            "list_id": letters_to.pk,
            "letter_id": letter.pk,
            "copy_id": copy.pk,
            "space_id": space.pk,
            "import_id": importing.pk,
            "verdict": "new",
            "place": 1,
            "calendar_id": calendar.pk,
            "page_id": page.pk,
            "told_id": ToldBack.objects.get(page=page).pk,
            "line_id": WallLine.objects.create(
                chapter=cast.chapter, words="For the night bus.", consent_words="Yes", given_at=NOW
            ).pk,
            "campaign_id": campaign.pk,
            "chapter_id": cast.chapter.pk,
            "role_id": Role.objects.get(user=cast.organizer).pk,
            "slug": shipped_pages()[0].slug,
            "template_id": AgendaTemplate.objects.get(chapter=cast.chapter, key="why-we-resist").pk,
            "guide_id": Guide.objects.get(chapter=cast.chapter, key="why-we-resist").pk,
            "code": open_page(chapter=cast.chapter, organizer=None, by=cast.lead, at=NOW).code,
            "row_id": set_other_hours(
                organizer=cast.organizer, first_on=NOW.date(), last_on=NOW.date(), hours=[], at=NOW
            ).pk,
            "contact_id": uuid.uuid4(),
            "field_id": add_field(
                chapter=cast.chapter,
                kind=FieldKind.WORDS,
                words=FieldWords("Needs a lift", "To arrange who drives whom."),
                id=uuid.uuid4(),
                by=cast.lead,
                at=NOW,
            ).pk,
            "question_id": "Q6",
            "part": "purpose",
            "key": "rays",
            "picture": "road",
            "ending": "csv",
            "chapter_slug": open_action_page(chapter=cast.chapter, by=cast.lead, at=NOW).chapter.slug,
        },
        link_token=make_link(relationship=cast.relationship, at=clock.now()),
    )


@cache
def addresses() -> dict[str, URLPattern]:
    return dict(walk(get_resolver().url_patterns))


def walk(patterns, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}", pattern


def test_every_address_is_listed_with_who_may_enter():
    assert sorted(addresses()) == sorted(WHO)


def address(name: str, role: str, place: Place, cast) -> str:
    """The address as this role would type it: a link's token only where the role holds one."""
    kwargs = {key: place.kwargs.get(key) for key in addresses()[name].pattern.converters}
    if "token" in kwargs:
        kwargs["token"] = token_for(name, role, place, cast)
    return reverse(name, kwargs=kwargs)


def token_for(name: str, role: str, place: Place, cast) -> str:
    if name == "desk:enter":
        return make_sign_in_link(email=cast.organizer.email, at=clock.now())
    if name == "public:feed":
        return make_feed(organizer=cast.organizer, at=clock.now())
    if role != "person":
        return "A" * 22
    return meeting_link_for(cast, place) if name in OF_ONE_MEETING else place.link_token


def meeting_link_for(cast, place: Place) -> str:
    """By which the person answers an invitation; this one-on-one is agreed, and they were invited to it."""
    meeting = Meeting.objects.get(pk=place.kwargs["meeting_id"])
    Invitation.objects.get_or_create(meeting=meeting, channel="text", by=cast.organizer, defaults={"at": NOW})
    return make_meeting_link(meeting=meeting, at=clock.now())


@pytest.fixture
def visitors(cast) -> dict[str, Client]:
    return {role: visitor(role, cast) for role in ALL.split()}


def visitor(role: str, cast) -> Client:
    client = Client(REMOTE_ADDR="203.0.113.9")
    if role in SIGNED_IN.split():
        client.force_login(getattr(cast, role))
    return client


def as_before(client: Client) -> Client:
    """The same visitor, whom a visit that signs out or sets a cookie does not change for the next one."""
    again = Client(REMOTE_ADDR="203.0.113.9")
    again.cookies.load(client.cookies)
    return again


def is_in(response: HttpResponse) -> bool:
    sent_to_sign_in = response.status_code == 302 and response.headers["Location"].startswith(reverse("desk:sign_in"))
    return response.status_code not in (401, 404, 405) and not sent_to_sign_in


def test_only_those_listed_enter(cast, place, visitors):
    entered = {name: " ".join(who_enters(name, visitors, cast, place)) for name in WHO}

    assert entered == WHO


def who_enters(name: str, visitors: dict[str, Client], cast, place: Place) -> Iterator[str]:
    """The roles that get in by looking or by sending; whatever they changed is undone before the next one comes."""
    for role, client in visitors.items():
        if any(visit(as_before(client), method, address(name, role, place, cast)) for method in ("get", "post")):
            yield role


def visit(client: Client, method: str, url: str) -> bool:
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    assert response.status_code != 500, url
    return is_in(response)


def test_nobody_who_is_not_signed_in_learns_whether_a_thing_exists(cast, place):
    there = Client().get(reverse("desk:person", args=[cast.person.pk]))
    not_there = Client().get(reverse("desk:person", args=[uuid.uuid4()]))

    assert there.status_code == not_there.status_code == 302
    assert there.headers["Location"].split("?")[0] == not_there.headers["Location"].split("?")[0]


# What a form has to say before it gives a file; the other two sorts of it are in tests/people/test_taking_out.py.
ASKED_OF = {"desk:take_out": {"form": "xlsx", "holds": ["reach", "tags", "needs"], "password": PASSWORD}}
TABLES = ("text/csv", "spreadsheetml", "tab-separated", "text/vcard")
FORMULA = " ＝cmd|A1"


def test_no_table_that_leaves_holds_a_cell_that_begins_a_formula(cast, place, visitors):
    """Issue 8: every view that names a sort of table is found by its address, and gives one to be looked at."""
    for model in (Person, Chapter, User, Tag):
        model.objects.update(name=FORMULA)
    addressed = [name for name in WHO if addresses()[name].callback.__module__ in modules_of_tables()]

    met = {name: list(tables(name, visitors, cast, place)) for name in addressed}

    assert {addresses()[name].callback.__module__ for name, files in met.items() if files} == modules_of_tables()
    assert [(name, cell) for name, files in met.items() for file in files for cell in formulas(file)] == []
    assert sum(FORMULA.strip() in str(cells(file)) for files in met.values() for file in files) > 1


@cache
def modules_of_tables() -> set[str]:
    """Where a sort of table is named; each is to be one of the views, so that an address leads to it."""
    source = Path(letstalk.__file__).parent
    named = [path for path in source.rglob("*.py") if any(mime in path.read_text() for mime in TABLES)]
    return {".".join(("letstalk", *path.relative_to(source).with_suffix("").parts)) for path in named}


def tables(name: str, visitors: dict[str, Client], cast, place: Place) -> Iterator[tuple[str, bytes]]:
    """The tables an address gives the organizer and the lead, each with what sort it is."""
    for role in ("organizer", "lead"):
        for method in ("get", "post"):
            client = as_before(visitors[role])
            answer = getattr(client, method)(address(name, role, place, cast), ASKED_OF.get(name))
            if any(mime in answer.get("Content-Type", "") for mime in TABLES):
                yield answer["Content-Type"], b"".join(answer) if answer.streaming else answer.content


def cells(file: tuple[str, bytes]) -> list[tuple[str, str]]:
    """Each with its type: "s" where the format itself says that it is a text."""
    mime, content = file
    if "spreadsheetml" not in mime:
        return [("", cell) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    book = load_workbook(io.BytesIO(content))
    return [(one.data_type, str(one.value)) for sheet in book for row in sheet.iter_rows() for one in row]


def formulas(file: tuple[str, bytes]) -> list[str]:
    """A cell that a spreadsheet would reckon with: by its type, or by how it begins where the format has no types."""
    return [
        cell for kind, cell in cells(file) if kind == "f" or (not kind and begins_a_formula(cell) and cell[0] != "'")
    ]


def is_bare(cell: str) -> bool:
    return begins_a_formula(cell) and not cell.startswith("'")
