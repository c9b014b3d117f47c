"""Runs where other people's calendar software is installed: reads iCalendar texts and says what each made of them.

In: {"texts": {name: text}, "window": [from, until]}; with a window, every occurrence within it.
Out: {reader: {name: [event, ...] or "what went wrong"}}.
"""

import json
import sys
from datetime import UTC, datetime


def main():
    asked = json.load(sys.stdin)
    readers = {"icalendar": by_icalendar, "ical": by_ical, "vobject": by_vobject}
    said = {
        reader: {name: attempt(read, text, asked["window"]) for name, text in asked["texts"].items()}
        for reader, read in readers.items()
    }
    json.dump(said, sys.stdout)


def attempt(read, text, window):
    try:
        return sorted(read(text, window), key=lambda event: event["start"])
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError) as trouble:
        return f"{type(trouble).__name__}: {trouble}"


def event(uid, sequence, starts, ends, attendee, status):
    return {
        "uid": str(uid),
        "sequence": int(sequence or 0),
        "start": in_utc(starts),
        "end": in_utc(ends),
        "attendee": str(attendee).lower().removeprefix("mailto:"),
        "status": str(status),
    }


def in_utc(then):
    if not isinstance(then, datetime):
        return then.isoformat()
    if then.tzinfo is None:
        raise ValueError("a time without a zone")
    return f"{then.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def by_icalendar(text, window):
    import icalendar

    calendar = icalendar.Calendar.from_ical(text)
    broken = [error for part in calendar.walk() for error in part.errors]
    if broken:
        raise ValueError(broken)
    events = calendar.walk("VEVENT")
    if window[0]:
        return [times_of(starts, ends) for starts, ends in expanded(events, window)]
    return [
        event(
            one["UID"],
            one.get("SEQUENCE", 0),
            one["DTSTART"].dt,
            one["DTEND"].dt,
            one.get("ATTENDEE", ""),
            one.get("STATUS", ""),
        )
        for one in events
    ]


def expanded(events, window):
    """The occurrences of one series: its rule on the clock on the wall, as RFC 5545 has it (3.3.10)."""
    from dateutil.rrule import rrulestr

    master = next(one for one in events if "RECURRENCE-ID" not in one)
    moved = {one["RECURRENCE-ID"].dt: one for one in events if "RECURRENCE-ID" in one}
    start, length = master["DTSTART"].dt, master["DURATION"].dt
    rule = dict(master["RRULE"])
    until = rule.pop("UNTIL")[0].astimezone(start.tzinfo).replace(tzinfo=None)
    skipped = {value.dt for row in as_list(master.get("EXDATE")) for value in row.dts}
    text = f"FREQ={rule['FREQ'][0]};INTERVAL={rule['INTERVAL'][0]};UNTIL={until:%Y%m%dT%H%M%S}"
    for wall in rrulestr(text, dtstart=start.replace(tzinfo=None)):
        then = wall.replace(tzinfo=start.tzinfo)
        if then in skipped:
            continue
        other = moved.get(then)
        begins = other["DTSTART"].dt if other else then
        yield begins, begins.astimezone(UTC) + (other["DURATION"].dt if other else length)


def as_list(found):
    return found if isinstance(found, list) else [found] if found else []


def times_of(starts, ends):
    return {"start": in_utc(starts), "end": in_utc(ends)}


def by_ical(text, window):
    from ical.calendar_stream import IcsCalendarStream

    calendar = IcsCalendarStream.calendar_from_ics(text)
    if window[0]:
        since, until = (datetime.strptime(one, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for one in window)
        found = calendar.timeline_tz(UTC).overlapping(since, until)
        return [times_of(one.dtstart, one.end) for one in found]
    return [
        event(
            one.uid,
            one.sequence,
            one.dtstart,
            one.end,
            one.attendees[0].uri if one.attendees else "",
            one.status.value if one.status else "",
        )
        for one in calendar.events
    ]


def by_vobject(text, window):
    import vobject

    calendar = vobject.readOne(text)
    if window[0]:
        return [times_of(*span) for span in spans_by_vobject(calendar)]
    return [
        event(
            one.uid.value,
            one.sequence.value,
            one.dtstart.value,
            one.dtend.value,
            one.attendee.value if hasattr(one, "attendee") else "",
            one.status.value,
        )
        for one in calendar.vevent_list
    ]


def spans_by_vobject(calendar):
    moved = {one.recurrence_id.value: one for one in calendar.vevent_list if hasattr(one, "recurrence_id")}
    master = next(one for one in calendar.vevent_list if not hasattr(one, "recurrence_id"))
    length = master.duration.value
    for then in master.getrruleset(addRDate=True):
        begins = moved[then].dtstart.value if then in moved else then
        yield begins, in_utc_at(begins) + length


def in_utc_at(then):
    return then.astimezone(UTC) if isinstance(then, datetime) else then


if __name__ == "__main__":
    main()
