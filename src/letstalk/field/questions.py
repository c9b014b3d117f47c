"""The questions of a one-on-one as its screens show them: those carried, and the tree they were chosen from."""

from collections.abc import Iterator
from dataclasses import dataclass

from letstalk.guides.queries import QuestionLine, proposed_questions, questions_of
from letstalk.meetings.models import Meeting
from letstalk.meetings.wordings import prepared_of


@dataclass(frozen=True)
class Group:
    """Questions that belong together in the chooser; what speaks of 2016 says so once, for all of them (R-069)."""

    is_about_2016: bool
    lines: list[QuestionLine]


def carried(meeting: Meeting) -> list[str]:
    """The chosen ids in their order; until something is chosen, those the guide proposes (R-066)."""
    if meeting.questions or meeting.guide_version is None:
        return list(meeting.questions)
    return proposed_questions(meeting.guide_version)


def carried_lines(meeting: Meeting) -> list[QuestionLine]:
    found = {line.id: line for line in every_line(meeting)}
    return [found[id] for id in carried(meeting) if id in found]


def every_line(meeting: Meeting) -> list[QuestionLine]:
    """All questions of the guide, each before its branches."""

    def below(lines: tuple[QuestionLine, ...] | list[QuestionLine]) -> Iterator[QuestionLine]:
        for line in lines:
            yield line
            yield from below(line.children)

    return list(below(_lines(meeting)))


def groups(meeting: Meeting) -> list[Group]:
    """The outermost questions: first those for any year, then those about 2016. Branches open by themselves."""
    lines = _lines(meeting)
    dated = [line for line in lines if line.is_about_2016]
    others = [line for line in lines if not line.is_about_2016]
    return [Group(is_2016, found) for is_2016, found in ((False, others), (True, dated)) if found]


def _lines(meeting: Meeting) -> list[QuestionLine]:
    """In the words chosen for this one-on-one (R-070)."""
    return questions_of(meeting.guide_version, prepared_of(meeting)) if meeting.guide_version else []


def moved(ids: list[str], id: str, *, by: int) -> list[str]:
    """The same list with one id a place earlier or later."""
    if id not in ids:
        return ids
    place = ids.index(id)
    other = min(max(place + by, 0), len(ids) - 1)
    order = list(ids)
    order[place], order[other] = order[other], order[place]
    return order
