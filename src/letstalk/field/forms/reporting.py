"""The report's own questions within a debrief, asked after one one-on-one (R-026)."""

from dataclasses import replace
from typing import Any

from letstalk.field.cards import prepared_for
from letstalk.guides.fields import FieldQuestions
from letstalk.guides.models import GuideVersion
from letstalk.guides.queries import variables_of
from letstalk.guides.walk import question_ids
from letstalk.meetings.models import Meeting


def questions_for(meeting: Meeting, version: GuideVersion, data: Any = None, *, on_paper: bool) -> FieldQuestions:
    """Those of a chapter's form, asked after this one-on-one.

    A sheet of paper does not know how many items will be named, so there each question is asked once, of all of them.
    """
    prepared = replace(prepared_for(meeting), variables=variables_of(version), chosen=None)
    if on_paper:
        prepared = replace(prepared, repeats=dict.fromkeys(question_ids(version.body), "once"))
    return FieldQuestions(version, prepared, data, everything=on_paper)
