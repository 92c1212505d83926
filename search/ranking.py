"""How a query is answered, whatever engine holds the words: all words, then corrected words, then most of them, then any.

In: a Query, Synonyms, and an Index. Out: the documents that answer, the best first.
Documents are numbers here; knows no files and no text of documents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from search.matching import FEW, OTHER, Found, Index, barred_by, find, mended, quoted, shared
from search.model import Query
from search.proximity import nearness
from search.scores import Mask, Scores, count, kept, leading
from search.short_answers import Sought
from search.synonyms import Synonyms
from search.text import readings, stem

MOST, SOME = 0.6, 0.3
"""Shares of the words, weighed by rarity, that make most of them, and some."""
SENTENCE = 4
"""Words from which on a query is a sentence, of which some are enough."""
NEARNESS = 0.8
"""What it counts that neighbours of the query stand side by side, beside the rarity of each."""
HEAD = 50
"""Documents, the best ones, of which it is looked where the words stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Documents that answer, and what they were found by."""

    scores: Scores
    """Documents that answer."""
    complete: int
    """How many hold all the words, be it corrected."""
    relaxed: bool
    dropped: tuple[str, ...]
    """Words that no document holds, even corrected, or that the best one lacks."""
    unknown: tuple[str, ...]
    """Words that no document holds as they were typed."""
    weights: Mapping[str, float]
    """Stems that were looked for, with their rarity."""
    sought: Sought
    """The ways to say each word that any document holds, with its rarity."""
    prefix: str


def answer(query: Query, synonyms: Synonyms, index: Index, *, among: Mask | None = None) -> Answer:
    """The answer to a query that has words, taken `among` these documents or among all."""
    found, prefix = find(query, synonyms, index)
    among = _narrowed(query, index, among)
    tiers = [kept(shared(found), among)]
    relaxed = not tiers[0].any()
    if relaxed and not all(its.is_code for its in found):
        found = [part for its in found for part in mended(its, index)]
        tiers = [kept(shared(found), among)]
    if count(tiers[0]) < FEW and len(found) > 1:
        # A word more is meant to narrow an answer; of a sentence not every word is meant.
        shares = (MOST, SOME, 0) if relaxed or len(found) >= SENTENCE else (MOST,)
        tiers.append(_wider(found, among, shares))
    scores = _in_tiers(tiers, found, index)
    first = int(scores.argmax()) if scores.any() else None
    return Answer(
        scores=scores,
        complete=count(tiers[0]),
        relaxed=relaxed and first is not None,
        dropped=_words(its for its in found if relaxed and (first is None or not its.scores[first])),
        unknown=_words(its for its in found if its.is_mended or not its.count),
        weights=_weights(found),
        sought=[(its.slot, its.rarity) for its in found if its.count],
        prefix=prefix,
    )


def _narrowed(query: Query, index: Index, among: Mask | None) -> Mask | None:
    """The documents that hold every phrase and no excluded word."""
    if not query.phrases and not query.excluded:
        return among
    meant = np.ones(index.quality.size, dtype=np.bool_) if among is None else among
    for phrase in query.phrases:
        meant = meant & (quoted(phrase, index) > 0)
    return meant & ~barred_by(query, index)


def _wider(found: Sequence[Found], among: Mask | None, shares: Sequence[float]) -> Scores:
    """Documents that hold such a share of the words, or the next where those are few; each has all codes that exist."""
    for its in found:
        if its.is_code and its.count:
            among = its.scores > 0 if among is None else among & (its.scores > 0)
    total: Scores = np.sum([its.scores for its in found], axis=0)
    covered = np.sum([its.rarity * (its.scores > 0) for its in found], axis=0)
    every = sum(its.rarity for its in found if its.count)
    tier = total
    for share in shares:
        tier = kept(kept(total, covered >= share * every), among)
        if count(tier) >= FEW:
            break
    return tier


def _in_tiers(tiers: Sequence[Scores], found: Sequence[Found], index: Index) -> Scores:
    """One score for each document: those of a tier lie above those of the next."""
    merged = np.zeros_like(tiers[0])
    for tier in reversed(tiers):
        weighed = tier * index.quality
        _add_nearness(weighed, found, index)
        merged = np.where(tier > 0, weighed + merged.max(initial=0.0), merged)
    return merged


def _add_nearness(scores: Scores, found: Sequence[Found], index: Index) -> None:
    terms = [(stem(term), its.rarity) for its in found for word in its.typed for term in readings(word)[-1]]
    if not terms[1:]:
        return
    stems, weights = zip(*terms, strict=True)
    for document in leading(scores, HEAD):
        near = nearness(stems, weights, index.sequence(int(document)))
        scores[document] += NEARNESS * near * index.quality[document]


def _words(found: Iterable[Found]) -> tuple[str, ...]:
    return tuple(word for its in found for word in its.typed)


def _weights(found: Iterable[Found]) -> Mapping[str, float]:
    """The rarity of each slot, shared out among the terms of a phrase."""
    weights: dict[str, float] = {}
    for its in found:
        for place, phrase in enumerate(its.slot):
            rarity = its.rarity * (OTHER if place else 1)
            for reading in (reading for word in phrase for reading in readings(word)):
                share = rarity / len(phrase) / len(reading)
                weights |= {stem(term): max(share, weights.get(stem(term), 0)) for term in reading}
    return weights
