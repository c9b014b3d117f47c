"""The report's part of a write-up asks whatever a guide can ask, and keeps what may be kept (R-026, R-068, R-071)."""

import json
import uuid
from typing import Any

import pytest
from django.urls import reverse

from letstalk.field.forms.debrief import DebriefForm
from letstalk.followups.write_up import write_up_page
from letstalk.guides.fields import name_of
from letstalk.guides.models import Guide, GuideVersion, SheetAnswer
from letstalk.guides.words import GuideKind
from letstalk.kit import clock
from letstalk.meetings.models import Debriefed
from letstalk.reports import sweeps
from letstalk.reports.models import Report
from letstalk.reports.queries import preview
from tests.field.test_debrief import met, page, typed
from tests.field.test_paper import codes

pytestmark = pytest.mark.django_db
__all__ = ["met", "page"]


def asks(id: str, kind: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, "text": text, "recording": "own_words"} | more


FLOORS = [{"id": "low", "text": "The lower floors"}, {"id": "high", "text": "The upper floors"}]
QUESTIONS = [
    asks("R1", "open", "Which issues?", collects="items", recording="theme"),
    asks("R2", "scale", "How loud is {item}?", repeat={"over": "R1", "default": "each"}, highest=3),
    asks("R3", "yes_no", "Is there a tenants’ group?", recording="yes_no"),
    asks("R4", "number", "How many are in it?", when={"question": "R3", "equals": "yes"}),
    asks("R5", "either_or", "Which floors come?", options=FLOORS),
    asks("R6", "multi", "Who else might?", options=FLOORS),
    asks("R7", "choice", "Whom to begin with?", options=FLOORS),
    asks("R8", "day", "When do they meet?"),
    asks("R9", "schedule", "When do we go?"),
    asks("R10", "scale", "The mood before?", highest=10, labels={"0": "flat", "10": "alive"}),
    asks("R11", "scale", "And after?", highest=10, compares={"with": "R10"}),
    asks("R12", "note", "Thank whoever opened the door."),
]


@pytest.fixture
def form(cast) -> GuideVersion:
    guide = Guide.objects.create(chapter=cast.chapter, key="report", kind=GuideKind.REPORT, title="What we heard")
    return GuideVersion.objects.create(guide=guide, number=1, body={"questions": QUESTIONS}, published_at=cast.at)


HEARD = {
    "heard-R1": "heating, bus stop",
    "heard-R2@heating": "0",
    "heard-R2@bus%20stop": "3",
    "heard-R3": "yes",
    "heard-R4": "12",
    "heard-R5": "both",
    "heard-R6": ["low", "high"],
    "heard-R7": "high",
    "heard-R8": "2026-12-01",
    "heard-R9|on": "2026-12-02",
    "heard-R9|at": "18:30",
    "heard-R9|place": "The hall",
    "heard-R10": "0",
    "heard-R11": "7",
}
KEPT = {
    "R1": ["heating", "bus stop"],
    "R3": "yes",
    "R4": 12,
    "R5": "both",
    "R6": ["low", "high"],
    "R7": "high",
    "R8": "2026-12-01",
    "R9": {"on": "2026-12-02", "at": "18:30", "place": "The hall"},
    "R10": 0,
    "R11": 7,
}


def kept() -> dict[str, Any]:
    return {row.question: row.value for row in SheetAnswer.objects.filter(item="")}


def kept_per_item() -> list[tuple[str, Any]]:
    rows = SheetAnswer.objects.exclude(item="")
    return sorted((row.value["item"], row.value["answer"]) for row in rows)


def asked(response) -> list[str]:
    return [row.step.key for row in response.context["form"].report_rows]


def test_answers_of_every_kind_are_kept_as_the_walker_takes_them(client, cast, page, form):
    client.post(page, typed(cast, **HEARD))

    assert kept() == KEPT
    assert kept_per_item() == [("bus stop", 3), ("heating", 0)]


def test_branch_is_asked_once_its_answer_is_there_and_what_is_typed_stays_r_071(client, cast, page, form):
    before = client.get(page)

    after = client.post(page, typed(cast, open="report", **{"heard-R1": "heating", "heard-R3": "yes", "note": "Mine"}))

    assert "R4" not in asked(before)
    assert {"R4", "R2@heating"} <= set(asked(after))
    assert "How loud is heating?" in after.text
    assert after.context["form"]["note"].value() == "Mine"
    assert not Debriefed.objects.exists()


def test_answer_behind_a_branch_that_is_closed_again_is_not_kept(client, cast, page, form):
    client.post(page, typed(cast, **HEARD | {"heard-R3": "no"}))

    assert "R4" not in kept()


@pytest.mark.parametrize(
    ("name", "wrong"),
    (
        ("heard-R4", "a dozen"),
        ("heard-R5", "roof"),
        ("heard-R6", ["low", "roof"]),
        ("heard-R8", "soon"),
        ("heard-R9|at", "late"),
        ("heard-R10", "11"),
        ("heard-R2@bus%20stop", "4"),
    ),
)
def test_answer_that_is_none_is_asked_again_beside_its_field(client, cast, page, form, name, wrong):
    response = client.post(page, typed(cast, **HEARD | {name: wrong}))

    assert response.status_code == 422
    assert response.context["form"].errors[name]
    assert not Debriefed.objects.exists()


def test_phone_sends_it_to_the_same_form(client, cast, met, form):
    client.force_login(cast.organizer)
    pairs = [[name, one] for name, value in HEARD.items() for one in (value if isinstance(value, list) else [value])]
    sent = {
        "id": str(uuid.uuid4()),
        "revision": str(uuid.uuid4()),
        "owner": str(cast.organizer.pk),
        "meeting": str(met.pk),
        "kind": "debrief",
        "made_at": clock.now().isoformat(),
        "fields": [*pairs, ["shown", f"report:{form.pk}"]],
    }

    receipt = client.post("/field/entries/", json.dumps(sent), content_type="application/json").json()

    assert receipt["receipt"] == "received"
    assert kept() == KEPT


def test_report_of_a_conversation_says_each_item_s_answer(client, cast, met, page, form):
    client.post(page, typed(cast, **HEARD))
    sweeps.run(at=clock.now())

    told = preview(Report.objects.get())

    said = {line.question: line.words for line in (*told.leaves, *told.stays)}
    assert said["How loud is heating?"] == "0"
    assert said["How loud is bus stop?"] == "3"
    assert said["The mood before?"] == "0 (flat)"
    assert said["When do we go?"] == "2026-12-02, 18:30, The hall"


def test_sheet_of_paper_asks_everything_once_and_is_typed_in_by_its_codes(client, cast, met, form):
    client.force_login(cast.organizer)
    address = reverse("field:paper", args=[met.pk])
    shown = client.get(address)
    coded = codes(shown)
    strokes = {
        "heard-R1": "heating, bus stop",
        "heard-R2": "2",
        "heard-R3": "1",
        "heard-R4": "12",
        "heard-R6": "1 2",
        "heard-R8": "1201",
        "heard-R10": "0",
    }

    given = {coded[name]: typed for name, typed in strokes.items()}
    response = client.post(address, given | {"shown": shown.context["form"]["shown"].value(), "entry": uuid.uuid4()})

    assert response.status_code == 302
    found = kept()
    assert (found["R2"], found["R4"], found["R6"], found["R10"]) == (2, 12, ["low", "high"], 0)


def test_paper_says_so_where_an_answer_is_not_asked_for(client, cast, met, form):
    client.force_login(cast.organizer)
    address = reverse("field:paper", args=[met.pk])
    shown = client.get(address)
    code = codes(shown)["heard-R4"]

    response = client.post(address, {code: "12", "shown": shown.context["form"]["shown"].value()})

    assert response.status_code == 422
    assert "asked only after another answer" in str(response.context["form"].errors[code])


def test_difference_between_two_ratings_is_shown(cast, met, form):
    data = {"heard-R10": "2", "heard-R11": "7"}
    written = DebriefForm(data, page=write_up_page(met, at=clock.now()), at=clock.now())

    rows = {row.step.id: row.step for row in written.report_rows}

    assert rows["R11"].compared == (2, 7, 5)


def test_name_of_a_field_is_fit_for_a_page_whatever_the_item_holds():
    name = name_of("R2@Heizung & Licht, “jetzt”")

    assert not set(name) & set(" &,“”")
