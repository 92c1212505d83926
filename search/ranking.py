"""How a query is answered, whatever engine holds the words: all words, then corrected words, then most of them, then any.

In: a Query, Synonyms, and an Index that scores documents for a single term. Out: scores of the documents that answer.
Documents are numbers here; knows no files and no text of documents.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log
from typing import Protocol

from search.model import Query
from search.synonyms import Phrase, Slot, Synonyms
from search.text import readings, stem
from search.vocabulary import Vocabulary

Scores = Mapping[int, float]

OTHER = 0.8
"""Weight of a synonym, a correction or a completion beside what was typed."""
FEW = 8
"""With fewer documents than this, a word begun in a title is completed from the whole vocabulary too."""
SHORTEST_COMPLETED = 3
"""Letters of a word begun from which that is done."""
MOST = 0.6
"""Share of the words, weighed by rarity, that makes most of them."""
COMPLETIONS = 6
CORRECTIONS = 3


class Index(Protocol):
    """What ranking asks of an engine."""

    @property
    def size(self) -> int:
        """Number of documents."""

    @property
    def vocabulary(self) -> Vocabulary:
        """All words of the documents."""

    def scores(self, term: str) -> Scores:
        """Documents that hold the folded `term` or another form of it."""

    def begun(self, prefix: str) -> Scores:
        """Documents with a word in their title or keywords that begins with the folded `prefix`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Documents that answer and what they were found by."""

    scores: Scores
    relaxed: bool
    weights: Mapping[str, float]
    """Stems that were looked for, with their rarity."""
    prefix: str


def answer(query: Query, synonyms: Synonyms, index: Index, *, among: AbstractSet[int] | None = None) -> Answer:
    """The answer to a query that has words, taken `among` these documents or among all."""
    slots = list(synonyms.expand(query.words))
    found = [_find(slot, index) for slot in slots]
    prefix = readings(query.words[-1])[0][0] if query.prefix else ""
    if prefix:
        found[-1] = _best([found[-1], _begun(slots[-1][0], prefix, index)])
        if len(prefix) >= SHORTEST_COMPLETED and len(_all(found)) < FEW:
            completed = tuple((*slots[-1][0][:-1], word) for word in index.vocabulary.completions(prefix, COMPLETIONS))
            slots[-1] += completed
            found[-1] = _best([found[-1], *(_other(phrase, phrase, index) for phrase in completed)])
    scores = _kept(_all(found), among)
    relaxed = not scores
    if relaxed:
        pairs = [pair for slot, its in zip(slots, found, strict=True) for pair in _mended(slot, its, index)]
        slots, found = [slot for slot, _ in pairs], [its for _, its in pairs]
        scores = _relaxed(found, index.size, among)
    return Answer(scores=scores, relaxed=relaxed, weights=_weights(slots, found, index.size), prefix=prefix)


def _mended(slot: Slot, found: Scores, index: Index) -> list[tuple[Slot, Scores]]:
    """The slot as it is when it found something, else its phrase word by word, or its word corrected."""
    if found:
        return [(slot, found)]
    typed = slot[0]
    if len(typed) > 1:
        return [((phrase := (word,),), _find((phrase,), index)) for word in typed]
    corrections = tuple((word,) for word in index.vocabulary.corrections(typed[0], CORRECTIONS))
    return [(slot + corrections, _find(slot + corrections, index))]


def _relaxed(found: Sequence[Scores], size: int, among: AbstractSet[int] | None) -> Scores:
    attempts = (_all(found), _covering(found, size, MOST), _covering(found, size, 0))
    return next((scores for attempt in attempts if (scores := _kept(attempt, among))), {})


def _find(slot: Slot, index: Index) -> Scores:
    typed, *others = slot
    return _best([_phrase(typed, index), *(_other(phrase, typed, index) for phrase in others)])


def _phrase(phrase: Phrase, index: Index) -> Scores:
    return _all([_word(word, index) for word in phrase])


def _other(phrase: Phrase, typed: Phrase, index: Index) -> Scores:
    # A long phrase that stands for one word must not count as many.
    weight = OTHER * len(typed) / len(phrase)
    return {document: weight * score for document, score in _phrase(phrase, index).items()}


def _word(word: str, index: Index) -> Scores:
    return _best([_all([index.scores(term) for term in reading]) for reading in readings(word)])


def _begun(phrase: Phrase, prefix: str, index: Index) -> Scores:
    return _all([*(_word(word, index) for word in phrase[:-1]), index.begun(prefix)])


def _all(found: Sequence[Scores]) -> Scores:
    """Documents in all of `found`, scores added."""
    first, *others = sorted(found, key=len)
    if not others:
        return first
    shared: AbstractSet[int] = first.keys()
    for other in others:
        shared &= other.keys()
    return {document: sum(scores[document] for scores in found) for document in shared}


def _best(found: Sequence[Scores]) -> Scores:
    """Documents in any of `found`, each with its best score."""
    if len(found) == 1:
        return found[0]
    best: dict[int, float] = {}
    for scores in found:
        for document, score in scores.items():
            best[document] = max(score, best.get(document, 0))
    return best


def _covering(found: Sequence[Scores], size: int, share: float) -> Scores:
    """Documents that hold at least `share` of the words that any document holds, weighed by rarity; scores added."""
    covered: dict[int, float] = {}
    total: dict[int, float] = {}
    for scores in found:
        weight = _rarity(scores, size)
        for document, score in scores.items():
            covered[document] = covered.get(document, 0) + weight
            total[document] = total.get(document, 0) + score
    least = share * sum(_rarity(scores, size) for scores in found if scores)
    return {document: score for document, score in total.items() if covered[document] >= least}


def _kept(scores: Scores, among: AbstractSet[int] | None) -> Scores:
    return scores if among is None else {document: score for document, score in scores.items() if document in among}


def _rarity(scores: Scores, size: int) -> float:
    return log(1 + size / (1 + len(scores)))


def _weights(slots: Iterable[Slot], found: Iterable[Scores], size: int) -> Mapping[str, float]:
    """The rarity of each slot, shared out among the terms of a phrase."""
    weights: dict[str, float] = {}
    for slot, scores in zip(slots, found, strict=True):
        for place, phrase in enumerate(slot):
            rarity = _rarity(scores, size) * (OTHER if place else 1)
            for reading in (reading for word in phrase for reading in readings(word)):
                share = rarity / len(phrase) / len(reading)
                weights |= {stem(term): max(share, weights.get(stem(term), 0)) for term in reading}
    return weights
