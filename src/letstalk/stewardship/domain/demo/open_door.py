"""How people come to a one-on-one in the demo: places to meet in, hours, booking pages, and somebody who booked."""

import uuid
from itertools import islice

from django.http import QueryDict
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.domain.action_page import open_action_page
from letstalk.guides.fields import name_of
from letstalk.guides.surveying import OwnAnswers, survey_version
from letstalk.meetings.booking import behind
from letstalk.meetings.domain.availability import HoursWish, open_page, set_hours
from letstalk.meetings.domain.book import Asking, book
from letstalk.meetings.domain.places import PlaceWords, add_place
from letstalk.meetings.models import Place
from letstalk.reports.domain.surveys import send_survey
from letstalk.stewardship.domain.demo.story import Scene

EVENINGS = [(day, "17:00", "20:30") for day in range(5)]
SATURDAY = (5, "10:00", "13:00")


def open_the_door(scene: Scene) -> None:
    """The huddle's organizers can be met, she on a page of her own and both by the huddle's; one time is taken."""
    library, *_others = [_place(scene, words) for words in _places()]
    for organizer in (scene.organizer, scene.second):
        _set_hours(scene, organizer, library)
    own = open_page(chapter=scene.chapter, organizer=scene.organizer, by=scene.organizer, at=scene.at)
    open_page(chapter=scene.chapter, organizer=None, by=scene.organizer, at=scene.at)
    open_action_page(chapter=scene.chapter, places="Eastside\n10029\n10035", by=scene.organizer, at=scene.at)
    _answered_by_themselves(scene)
    starts = list(islice(behind(own, at=scene.at).starts(minutes=None, since=scene.moment(-6)), 1))
    if starts:
        words = _("How the rent letters are written, and whether anybody answers them.")
        asking = Asking(name="Mirela Popescu", way="+12025550171", words=words)
        book(page=own, starts_at=starts[0], asking=asking, minutes=None, at=scene.at)


def _answered_by_themselves(scene: Scene) -> None:
    """Some answered the questions on the action's page by themselves, in a month that is over."""
    version = survey_version(scene.chapter)
    if version is None:
        return
    for words in _their_answers():
        said = QueryDict(mutable=True)
        said.update({name_of(key): answer for key, answer in words.items()})
        answered = OwnAnswers(version, language=scene.chapter.language, data=said)
        consent = _("Yes, keep what is ticked here, without my name, and count it with what others say.")
        keep = [line.key for line in answered.would_keep()]
        send_survey(
            chapter=scene.chapter,
            answered=answered,
            keep=keep,
            consent_words=consent,
            id=uuid.uuid4(),
            at=scene.moment(35),
        )


def _place(scene: Scene, words: PlaceWords) -> Place:
    return add_place(chapter=scene.chapter, place=words, by=scene.organizer, at=scene.moment(50))


def _set_hours(scene: Scene, organizer: User, place: Place) -> None:
    wish = HoursWish(zone=scene.chapter.zone, weekly=[*EVENINGS, SATURDAY], most_per_week=6, place=place)
    set_hours(organizer=organizer, wish=wish, at=scene.moment(50))


def _places() -> list[PlaceWords]:
    return [
        PlaceWords(
            name=_("Eastside Library"),
            address=_("12 Canal Street"),
            area=_("Eastside"),
            transit=_("Bus 9 stops at the door"),
            cost=_("free"),
            hours=_("until 21:00, Saturdays until 14:00"),
            is_quiet=True,
            is_private=True,
            is_public=True,
            is_step_free=True,
            has_toilets=True,
        ),
        PlaceWords(
            name=_("Rosewater Café"),
            address=_("40 Mill Road"),
            area=_("Eastside"),
            transit=_("Bus 9, Mill Road"),
            cost=_("a cup of tea"),
            is_quiet=False,
            is_public=True,
            is_step_free=False,
            has_toilets=True,
        ),
        PlaceWords(
            name=_("Lakeside path, from the boathouse"),
            area=_("Harbor"),
            cost=_("free"),
            is_quiet=True,
            is_private=True,
            is_public=True,
            is_step_free=True,
        ),
    ]


def _their_answers() -> list[dict[str, str]]:
    """By the questions of the guide that ships."""
    tone = _("loud")
    return [
        {"Q6": "yes", "Q8": tone, "Q9": "yes", "Q10": "state", "Q11": _("The night bus"), "Q11c": "yes"},
        {"Q6": "yes", "Q8": f"{tone}, {_('tired')}", "Q9": "yes", "Q11": _("What the rent does to our street")},
        {"Q6": "no", "Q8": tone, "Q9": "yes", "Q10": "state", "Q11": _("Two schools in one building"), "Q11c": "yes"},
        {"Q6": "yes", "Q8": _("far away"), "Q9": "no", "Q11": _("The clinic closes at noon"), "Q11c": "no"},
        {"Q6": "yes", "Q8": tone, "Q9": "yes", "Q10": "both", "Q11": _("Nobody salts the hill"), "Q11c": "yes"},
        {"Q6": "yes", "Q8": tone, "Q9": "yes", "Q10": "federal", "Q11": _("The bridge"), "Q11c": "yes"},
        {"Q6": "no", "Q8": _("tired"), "Q9": "yes", "Q11": _("Night buses, and who cleans them"), "Q11c": "yes"},
    ]
