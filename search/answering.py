"""A query answered in full: hits with excerpts, what was given up, what to propose, and counts to narrow by.

In: a Query, Synonyms and the generation of an index. Out: Results. Knows no files.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from search import matching
from search.columns import Columns
from search.correction import replacements, rewritten, spelt, typed
from search.excerpt import make_hit
from search.model import Document, Query, Results
from search.ranking import Answer, answer
from search.synonyms import Synonyms


class Source(matching.Index, Protocol):
    """What answering asks of an engine, beside what ranking does."""

    @property
    def columns(self) -> Columns:
        """Facts of all documents by number."""

    def document(self, number: int) -> Document:
        """The document as it was given."""

    def matching(self, filters: Mapping[str, frozenset[str]]) -> AbstractSet[int]:
        """Documents that `filters` keep."""


def respond(query: Query, synonyms: Synonyms, source: Source) -> Results:
    """The answer to `query`: none without words, unless it is narrowed by a kind or a filter."""
    filters = {**query.filters, **({"kind": query.kinds | query.filters.get("kind", frozenset())} if query.kinds else {})}
    if not query.words and not filters:
        return Results(query=query, total=0, hits=())
    among = source.matching(filters) if filters or query.excluded else None
    found = answer(query, synonyms, source, among=among) if query.words else _listed(query, source, among or frozenset())
    ranked = found.ranked
    if query.sort == "date" or not query.words:
        days = source.columns.days
        ranked = sorted(ranked, key=lambda it: -days[it[0]])
    page = ranked[query.offset : query.offset + query.limit]
    return Results(
        query=query,
        total=len(ranked),
        hits=tuple(make_hit(source.document(number), score, found.weights, found.prefix) for number, score in page),
        relaxed=found.relaxed,
        dropped=typed(query, found.dropped),
        correction=_correction(query, found, source),
        facets=source.columns.counted(number for number, _ in ranked) if query.with_facets else {},
    )


def _listed(query: Query, source: Source, among: AbstractSet[int]) -> Answer:
    ranked: Sequence[tuple[int, float]] = [(number, 0.0) for number in sorted(among - matching.barred_by(query, source))]
    return Answer(ranked=ranked, relaxed=False, dropped=(), unknown=(), weights={}, prefix="")


def _correction(query: Query, found: Answer, source: Source) -> str:
    if not query.words:
        return ""
    others = replacements(query, found.unknown, len(found.ranked), source.vocabulary)
    return rewritten(query, {word: _spelling(other, source) for word, other in others.items()}) if others else ""


def _spelling(word: str, source: Source) -> str:
    """The folded `word` as the document that has most of it spells it."""
    scores = source.scores(word)
    return spelt(word, source.document(max(scores, key=scores.__getitem__))) if scores else word
