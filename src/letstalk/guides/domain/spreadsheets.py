"""A question guide out of a spreadsheet: what an XLSForm holds becomes the draft of a chapter's own guide (R-084)."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.guides.domain.drafts import Change, take_step
from letstalk.guides.domain.templates import add_guide
from letstalk.guides.models import Guide
from letstalk.guides.queries import standing_of
from letstalk.guides.words import Did
from letstalk.kit.refusal import Refused
from letstalk.kit.saying import translated
from letstalk.people.models import Chapter

KEPT_AS_THEY_ARE = ("id", "kind", "when", "repeat", "compares", "consent")

_OPEN_WORD = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.+-]*)\}")


class NotAForm(Refused):
    """The file holds no question that can be carried."""


@dataclass(frozen=True)
class BroughtIn:
    """The guide a spreadsheet became, and what of the spreadsheet was not carried."""

    guide: Guide
    refused: Sequence[Any]


def bring_in(
    *, source: bytes, chapter: Chapter, title: str, by: User, at: datetime, id: uuid.UUID | None = None
) -> BroughtIn:
    """Make a guide of the chapter's own whose draft holds the form's questions; nothing is published yet.

    Without a title it is called as the form is. The same `id` twice is one guide with one draft. Raises NotAForm.
    """
    # Read when it is needed: most processes never open a workbook.
    from letstalk.guides.xlsform_in import NoForm, read_xlsform

    try:
        form = read_xlsform(source)
    except NoForm as reason:
        raise NotAForm(translated(reason.args[0], _), field="file") from None
    if not form.guide["questions"]:
        raise NotAForm(_("None of the questions in this file can be carried."), field="file")
    questions = with_words(form.guide["questions"], form.variables)
    with transaction.atomic():
        guide = add_guide(id=id, chapter=chapter, title=title.strip() or form.guide["title"], by=by, at=at)
        standing = standing_of(guide)
        if standing.draft is None:
            body = {**standing.body, "questions": questions}
            step = uuid.uuid5(guide.pk, "spreadsheet")
            take_step(id=step, subject=guide, change=Change(body, Did.ADDED), seen=standing.seen, by=by, at=at)
    return BroughtIn(guide, [replace(one, why=translated(one.why, _)) for one in form.refused])


def with_words(value: Any, variables: Mapping[str, str]) -> Any:
    """The same with what the form's open words stand for put in: a guide of one's own has no campaign to ask."""
    if isinstance(value, str):
        return _OPEN_WORD.sub(lambda match: variables.get(match[1]) or match[0], value)
    if isinstance(value, list):
        return [with_words(one, variables) for one in value]
    if isinstance(value, Mapping):
        return {name: one if name in KEPT_AS_THEY_ARE else with_words(one, variables) for name, one in value.items()}
    return value
