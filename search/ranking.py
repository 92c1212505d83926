"""How a query is answered, whatever engine holds the words: all words, then corrected words, then most of them, then any.

In: a Query, Synonyms, and an Index. Out: the documents that answer, the best first.
Documents are numbers here; knows no files and no text of documents.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nlargest

from search.matching import FEW, OTHER, Found, Index, Scores, barred_by, find, mended, quoted, shared
from search.model import Query
from search.proximity import nearness
from search.synonyms import Synonyms
from search.text import readings, stem

MOST, SOME = 0.6, 0.3
"""Shares of the words, weighed by rarity, that make most of them, and some."""
NEARNESS = 0.8
"""What it counts that neighbours of the query stand side by side, beside the rarity of each."""
HEAD = 50
"""Documents, the best ones, of which it is looked where the words stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Documents that answer, and what they were found by."""

    ranked: Sequence[tuple[int, float]]
    """Documents with their scores, the best first."""
    relaxed: bool
    dropped: tuple[str, ...]
    """Words that no document holds, even corrected, or that the best one lacks."""
    unknown: tuple[str, ...]
    """Words that no document holds as they were typed."""
    weights: Mapping[str, float]
    """Stems that were looked for, with their rarity."""
    prefix: str


def answer(query: Query, synonyms: Synonyms, index: Index, *, among: AbstractSet[int] | None = None) -> Answer:
    """The answer to a query that has words, taken `among` these documents or among all."""
    found, prefix = find(query, synonyms, index)
    among = _narrowed(query, index, among)
    tiers = [_kept(shared(found), among)]
    relaxed = not tiers[0]
    if relaxed and not all(its.is_code for its in found):
        found = [part for its in found for part in mended(its, index)]
        tiers = [_kept(shared(found), among)]
    if len(tiers[0]) < FEW and len(found) > 1:
        tiers += _wider(found, among, (MOST, SOME, 0) if relaxed else (MOST,))
    ranked = _ranked(tiers, found, index)
    best = ranked[0][0] if ranked else -1
    return Answer(
        ranked=ranked,
        relaxed=relaxed and bool(ranked),
        dropped=_words(its for its in found if relaxed and best not in its.scores),
        unknown=_words(its for its in found if its.is_mended or not its.scores),
        weights=_weights(found),
        prefix=prefix,
    )


def _narrowed(query: Query, index: Index, among: AbstractSet[int] | None) -> AbstractSet[int] | None:
    """The documents that hold every phrase and no excluded word; where words are excluded, `among` is given."""
    for phrase in query.phrases:
        held = quoted(phrase, index).keys()
        among = held if among is None else among & held
    barred = barred_by(query, index)
    return among - barred if among and barred else among


def _wider(found: Sequence[Found], among: AbstractSet[int] | None, shares: Sequence[float]) -> list[Scores]:
    """Documents that hold such a share of the words, or the next where those are few; each has all codes that exist."""
    for its in found:
        if its.is_code and its.scores:
            among = its.scores.keys() if among is None else among & its.scores.keys()
    tiers: list[Scores] = []
    for share in shares:
        tiers.append(_kept(_covering(found, share), among))
        if len(tiers[-1]) >= FEW:
            break
    return tiers


def _covering(found: Sequence[Found], share: float) -> Scores:
    """Documents that hold at least `share` of the words that any document holds, weighed by rarity; scores added."""
    rarest = sorted((its for its in found if its.scores), key=lambda its: -its.rarity)
    left = sum(its.rarity for its in rarest)
    least = share * left
    covered: dict[int, float] = {}
    for its in rarest:
        # What has none of the rarer words can no longer hold enough.
        fresh = its.scores if left >= least else its.scores.keys() & covered.keys()
        left -= its.rarity
        for document in fresh:
            covered[document] = covered.get(document, 0) + its.rarity
    enough = [document for document, weight in covered.items() if weight >= least]
    total = dict.fromkeys(enough, 0.0)
    for its in rarest:
        scores = its.scores
        for document in scores.keys() & total.keys():
            total[document] += scores[document]
    return total


def _ranked(tiers: Sequence[Scores], found: Sequence[Found], index: Index) -> list[tuple[int, float]]:
    """Documents in the order of the tiers, then by score; the scores of a tier lie above those of the next."""
    quality, above = index.quality, 0.0
    ranked: list[tuple[int, float]] = []
    seen = set[int]()
    weighed = [{document: score * quality[document] for document, score in tier.items()} for tier in tiers]
    for tier in weighed:
        for document in seen:
            tier.pop(document, None)
        _add_nearness(tier, found, index)
        seen |= tier.keys()
    for tier in reversed(weighed):
        order = sorted(sorted(tier), key=tier.__getitem__, reverse=True)
        ranked = [(document, tier[document] + above) for document in order] + ranked
        above = ranked[0][1] if ranked else 0.0
    return ranked


def _add_nearness(scores: dict[int, float], found: Sequence[Found], index: Index) -> None:
    terms = [(stem(term), its.rarity) for its in found for word in its.typed for term in readings(word)[-1]]
    if not terms[1:]:
        return
    stems, weights = zip(*terms, strict=True)
    for document in nlargest(HEAD, scores, key=scores.__getitem__):
        near = nearness(stems, weights, index.sequence(document))
        scores[document] += NEARNESS * near * index.quality[document]


def _kept(scores: Scores, among: AbstractSet[int] | None) -> Scores:
    return scores if among is None else {document: score for document, score in scores.items() if document in among}


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
