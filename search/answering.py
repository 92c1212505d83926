"""A query answered in full: hits with excerpts, what was given up, what to propose, and counts to narrow by.

In: a Query, Synonyms and the generation of an index. Out: Results. Knows no files.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np

from search import matching
from search.columns import Columns
from search.correction import replacements, rewritten, spelt, typed
from search.excerpt import make_hit
from search.model import Document, Hit, Query, Results
from search.ranking import MOST, Answer, answer
from search.scores import Mask, Numbers, count, leading
from search.short_answers import asked_for
from search.synonyms import Synonyms


class Source(matching.Index, Protocol):
    """What answering asks of an engine, beside what ranking does."""

    @property
    def columns(self) -> Columns:
        """Facts of all documents by number."""

    def document(self, number: int) -> Document:
        """The document as it was given."""

    def matching(self, filters: Mapping[str, frozenset[str]]) -> Mask:
        """Documents that `filters` keep."""


def respond(query: Query, synonyms: Synonyms, source: Source) -> Results:
    """The answer to `query`: none without words, unless it is narrowed by a kind or a filter."""
    filters = {**query.filters, **({"kind": query.kinds | query.filters.get("kind", frozenset())} if query.kinds else {})}
    if not query.words and not filters:
        return Results(query=query, total=0, hits=())
    among = source.matching(filters) if filters else None
    found = answer(query, synonyms, source, among=among) if query.words else _listed(query, source, source.matching(filters))
    return Results(
        query=query,
        total=count(found.scores),
        complete=found.complete,
        hits=tuple(_hit(query, found, source, int(number)) for number in _page(query, found, source)),
        relaxed=found.relaxed,
        dropped=typed(query, found.dropped),
        correction=_correction(query, found, source),
        facets=source.columns.counted(np.flatnonzero(found.scores)) if query.with_facets else {},
    )


def _hit(query: Query, found: Answer, source: Source, number: int) -> Hit:
    document = source.document(number)
    hit = make_hit(document, float(found.scores[number]), found.weights if query.with_excerpts else None, found.prefix)
    return replace(hit, short_answer=asked_for(document.short_answers, found.sought, found.prefix, MOST))


def _listed(query: Query, source: Source, among: Mask) -> Answer:
    scores = (among & ~matching.barred_by(query, source)).astype(np.float64)
    return Answer(
        scores=scores, complete=count(scores), relaxed=False, dropped=(), unknown=(), weights={}, sought=(), prefix=""
    )


def _page(query: Query, found: Answer, source: Source) -> Numbers:
    """The documents to show."""
    end = query.offset + query.limit
    if query.sort == "relevance" and query.words:
        return leading(found.scores, end)[query.offset :]
    ranked = leading(found.scores, found.scores.size)
    newest = np.argsort(-source.columns.days[ranked], kind="stable")
    return ranked[newest][query.offset : end]


def _correction(query: Query, found: Answer, source: Source) -> str:
    if not query.words:
        return ""
    others = replacements(query, found.unknown, count(found.scores), source.vocabulary)
    return rewritten(query, {word: _spelling(other, source) for word, other in others.items()}) if others else ""


def _spelling(word: str, source: Source) -> str:
    """The folded `word` as the document that has most of it spells it."""
    scores = source.scores(word)
    return spelt(word, source.document(int(scores.argmax()))) if scores.any() else word
