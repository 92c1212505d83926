"""The values that cross the border of the search package: documents in, queries in, results out.

Knows no forum, no FAQ and no site; results carry no HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Trust = Literal["reviewed", "solved", "reported", "announced", "said", "past", "outdated"]
"""How far a document can be relied on: a reviewed fiche, a thread with an accepted answer, a report, a newsletter, what
somebody said, what is past its last deadline, and what is kept for memory only."""
Sort = Literal["relevance", "date"]
FACETS = ("kind", "category", "software", "theme", "year")
"""What results are counted by; a category counts under its first label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswer:
    """What a document answers in a few words to who asks for it by its name: a rate, a price."""

    name: str
    """Its words are searched like keywords."""
    text: str
    """As readers see it, for example `0,10 % (depuis le 1er janvier 2023)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing that can be found: a fiche, a thread, a newsletter, a report."""

    id: str
    """Unique over all kinds, stable over time, for example `fiche:materiel/impression/hors-ligne`."""
    kind: str
    title: str
    url: str
    """Absolute path on the site, for example `/forum/12/`."""
    version: str
    """Changes when anything about the document changes; lets a caller skip what is indexed already."""
    trust: Trust = "said"
    category: tuple[str, ...] = ()
    """Labels from the root down."""
    part_of: str = ""
    """Title of the whole of which this is a section: shown after the category and not searched, or each section would answer
    for all of them."""
    day: date | None = None
    keywords: tuple[str, ...] = ()
    software: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    question: str = ""
    """The symptom of a fiche, the first post of a thread: what a reader recognises their problem in."""
    answer: str = ""
    """The solution of a fiche, the accepted answers of a thread."""
    body: str = ""
    """All other text. Nothing stands in two of question, answer and body."""
    short_answers: tuple[ShortAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was asked, analysed once, the same for every engine."""

    text: str
    """What was typed, cleaned of control characters and cut to a bounded length."""
    words: tuple[str, ...] = ()
    """Normalised words that count, stop words left out, in the order typed."""
    prefix: bool = False
    """Whether the last word may be unfinished, as while typing."""
    phrases: tuple[tuple[str, ...], ...] = ()
    """Words that were quoted together: they must follow one another, stop words between them aside. They are in `words` too."""
    excluded: tuple[str, ...] = ()
    """Words that no result may hold."""
    kinds: frozenset[str] = frozenset()
    """Kinds to keep; empty for all."""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For some of FACETS, the folded values of which a result must have one; part of a name is enough for software."""
    sort: Sort = "relevance"
    with_facets: bool = False
    with_excerpts: bool = True
    """Whether hits have the passage that answers, which takes longer than finding them."""
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of an excerpt, which matches the query or does not."""

    text: str
    match: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document found, with the passage that shows why."""

    id: str
    kind: str
    title: str
    url: str
    category: tuple[str, ...]
    day: date | None
    trust: Trust
    score: float
    """Higher is better; comparable within one `Results` only."""
    excerpt: tuple[Span, ...]
    short_answer: ShortAnswer | None = None
    """The one of the document of which the name was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A value that results can be narrowed to."""

    value: str
    """As readers see it."""
    count: int
    """Results that have it, of all that match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to a query: `hits` is the page asked for, `total` counts all that match."""

    query: Query
    total: int
    hits: tuple[Hit, ...]
    complete: int = 0
    """How many hold all the words, be it a synonym or a correction of one; by relevance they come first."""
    relaxed: bool = False
    """Whether no document held all the words, so that some were given up or corrected."""
    dropped: tuple[str, ...] = ()
    """Words, as typed, that no document holds in any form, or that were given up."""
    correction: str = ""
    """The query with its unknown words corrected (« Vouliez-vous dire … »), '' when there is nothing to correct."""
    facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=dict)
    """By name in FACETS, the most frequent values first; made when `Query.with_facets`."""
