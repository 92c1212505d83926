"""The meetings of the clubs and the deadlines to come as iCalendar files (RFC 5545), to which a calendar can subscribe.

In: sessions, deadlines. Out: bytes, the same for the same days. Knows no file.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from entraide.agenda import Session
from entraide.deadlines import Coming


def calendar_of(sessions: Iterable[Session], *, name: str, summary: str, host: str) -> bytes:
    """A calendar called `name` with a whole day for each session; `summary` comes before its theme, `host` is the site's."""
    calendar = _calendar(name, "Clubs utilisateurs")
    for session in sessions:
        event = _event(session.day, f"{session.day}\n{session.place}", host)
        event.add("summary", f"{summary} : {session.theme}")
        event.add("location", session.place)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def deadlines_calendar(coming: Iterable[Coming], *, name: str, host: str, canonical: Callable[[str], str]) -> bytes:
    """A calendar called `name` with a whole day for each deadline; `canonical` gives the whole address of a page."""
    calendar = _calendar(name, "Échéances")
    for its in coming:
        event = _event(its.deadline.day, f"{its.deadline.day}\n{its.url}", host)
        event.add("summary", its.title)
        event.add("description", f"{its.deadline.text}\n\n{canonical(its.url)}".strip())
        event.add("url", canonical(its.url))
        # A reader is free on that day.
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(name: str, product: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Entraide//{product}//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def _event(day: date, key: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(key.encode()).hexdigest()[:16]}@{host}")
    # A time of the build would make each build differ.
    event.add("dtstamp", datetime.combine(day, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    return event
