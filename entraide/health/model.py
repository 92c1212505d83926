"""The values of the report on the health of the content: what is known, and sections of rows that say what to do.

Pure data: what is known comes from `gather`, what it means is in `sections`, how it is shown in `page`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from entraide.contradictions import Contradiction
from entraide.faq import Faq, Level, Problem
from entraide.searches import Count
from entraide.votes import Votes
from forum_sync import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A document of the mirror that somebody should look at, and why, in French."""

    title: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that sections look at."""

    today: date
    faq: Faq
    problems: tuple[Problem, ...]
    """Of the lint, as of today."""
    troubles: tuple[Trouble, ...]
    """What could not be read, its reason in French."""
    flagged: tuple[Flagged, ...]
    asked: Mapping[str, Count]
    """Searches of this month and the one before, by query."""
    rising: tuple[Count, ...]
    """Those of this month that were rarer in the one before."""
    votes: Mapping[str, Votes]
    """Opinions of the same two months, by fiche."""
    counted_since: str
    """The first month in which reads were counted, such as `2026-11`; '' where nothing counts them."""
    reads: Mapping[str, int]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A quotation with what it stands in."""

    title: str
    url: str
    place: str
    day: date | None
    text: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing to do."""

    title: str
    url: str = ""
    """Absolute path on the site, '' for what has no page."""
    place: str = ""
    """File and line."""
    detail: str = ""
    command: str = ""
    """Fixes this one, or begins to."""
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows of one kind, the worst first."""

    id: str
    title: str
    level: Level
    remedy: str
    """What to do about each row."""
    command: str
    """Fixes all, or shows more."""
    rows: tuple[Row, ...] = ()
    unknown: str = ""
    """Why nothing can be said, '' where it can."""
