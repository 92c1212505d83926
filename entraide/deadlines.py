"""Which deadlines fiches, newsletters and news set, and which of them are still to come.

In: fiches and bulletins. Out: deadlines, each with the page that says it. Knows no page template, no index and no clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from entraide.dated.deadlines import Deadline, deadlines_in
from entraide.faq import Fiche, prose_lines
from forum_sync import Bulletin

_MARKS = re.compile(r"\*+|`|\[(?=[^\]\n]*\]\()|(?<=\w|[»”’)])\]\([^)\s]*\)")
_FRESH = timedelta(days=365)
"""Age of a bulletin up to which a day without a year may be to come."""
_FURTHEST = 10
"""Years from now on within which a deadline is looked for in older ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A deadline with the page that sets it."""

    deadline: Deadline
    url: str
    title: str

    @property
    def rank(self) -> tuple[date, str, str]:
        """The earliest first."""
        return self.deadline.day, self.title, self.url


def deadlines_of(fiche: Fiche) -> tuple[Deadline, ...]:
    """The deadlines of a fiche, the earliest first: those of its front matter, else those of its text."""
    if fiche.deadlines is not None:
        return tuple(Deadline(day=day, text=fiche.summary) for day in fiche.deadlines)
    keys = tuple((text, fiche.key_lines.get(key, 1)) for key, text in (("titre", fiche.title), ("resume", fiche.summary)))
    return _read(keys, fiche.body, fiche.body_line, fiche.published, fiche.reviewed)


@lru_cache(maxsize=10_000)
def _read(
    keys: tuple[tuple[str, int], ...], body: str, body_line: int, published: date | None, reviewed: date | None
) -> tuple[Deadline, ...]:
    """What lists, pages, rules and the index ask of each fiche again and again; texts come with their first line."""
    plain = _MARKS.sub("", _without_code(body))
    days: dict[date, Deadline] = {}
    for text, line in (*keys, (plain, body_line)):
        for deadline in deadlines_in(text, published):
            # Whoever read the fiche again after a day without a year meant that of each year, or a memory.
            if deadline.has_year or reviewed is None or reviewed <= deadline.day:
                days.setdefault(deadline.day, replace(deadline, line=line - 1 + deadline.line))
    return tuple(days[day] for day in sorted(days))


def _without_code(body: str) -> str:
    """The text with blank lines in the place of code."""
    if "```" not in body and "~~~" not in body:
        return body
    prose = dict(prose_lines(body))
    return "\n".join(prose.get(number, "") for number in range(body.count("\n") + 1))


def is_past(fiche: Fiche, today: date) -> bool:
    """Whether it has deadlines, and all are over; not of a fiche that is kept for memory, which says so already."""
    deadlines = () if fiche.is_outdated else deadlines_of(fiche)
    return bool(deadlines) and deadlines[-1].day < today


def coming_of_fiches(fiches: Iterable[Fiche], today: date) -> list[Coming]:
    """The deadlines of these fiches that are not over; none of a fiche that is kept for memory."""
    return [
        Coming(deadline=deadline, url=fiche.url, title=fiche.title)
        for fiche in fiches
        if not fiche.is_outdated
        for deadline in deadlines_of(fiche)
        if deadline.day >= today
    ]


def coming_of_bulletin(bulletin: Bulletin, today: date) -> list[Coming]:
    """The deadlines of a bulletin that are not over; most bulletins are old, and cost a look for a year."""
    is_fresh = bulletin.day is not None and bulletin.day >= today - _FRESH
    if not is_fresh and not any(str(year) in bulletin.text for year in range(today.year, today.year + _FURTHEST)):
        return []
    return [
        Coming(deadline=deadline, url=f"/{bulletin.id}/", title=bulletin.title)
        # A line of it is a paragraph.
        for deadline in deadlines_in(bulletin.text.replace("\n", "\n\n"), bulletin.day)
        if deadline.day >= today
    ]
