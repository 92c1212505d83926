"""The meetings of the clubs as an iCalendar file (RFC 5545), which a calendar can subscribe to.

In: sessions. Out: bytes, the same for the same sessions. Knows no file.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event

from entraide.agenda import Session


def calendar_of(sessions: Iterable[Session], *, name: str, summary: str, host: str) -> bytes:
    """A calendar called `name` with a whole day for each session; `summary` comes before its theme, `host` is the site's."""
    calendar = Calendar()
    calendar.add("prodid", "-//Entraide//Clubs utilisateurs//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for session in sessions:
        event = Event()
        key = hashlib.sha256(f"{session.day}\n{session.place}".encode()).hexdigest()[:16]
        event.add("uid", f"{key}@{host}")
        # A time of the build would make each build differ.
        event.add("dtstamp", datetime.combine(session.day, time(), UTC))
        event.add("dtstart", session.day)
        event.add("dtend", session.day + timedelta(days=1))
        event.add("summary", f"{summary} : {session.theme}")
        event.add("location", session.place)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
