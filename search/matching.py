"""What each word of a query finds: in any form and spelling, in its synonyms, as a word begun, and corrected when unknown.

In: slots of phrases and an Index that scores documents for a single term. Out: documents with scores, slot by slot.
Documents are numbers here; knows no order of results.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain
from math import log
from typing import Protocol

import numpy as np

from search.model import Query
from search.proximity import stand_together
from search.scores import Mask, Scores, best, count, every, kept, mask
from search.spelling import code_pairs, is_code, parted, splits
from search.synonyms import Phrase, Slot, Synonyms
from search.text import readings, stem
from search.vocabulary import Vocabulary

OTHER = 0.8
"""Weight of a synonym, a correction or a completion beside what was typed."""
FEW = 8
"""Documents below which more is looked for: a word begun in a title is completed from all words, most words are enough."""
SHORTEST_COMPLETED, SHORTEST_JOINED = 3, 5
"""Letters of a word begun, and of two words written as one, from which they are looked for in the vocabulary."""
COMPLETIONS, CORRECTIONS = 6, 3


class Index(Protocol):
    """What ranking asks of an engine."""

    @property
    def size(self) -> int:
        """Number of documents."""

    @property
    def vocabulary(self) -> Vocabulary:
        """All words of the documents."""

    @property
    def quality(self) -> Scores:
        """Factor on the score of each document, by number."""

    def scores(self, term: str, /) -> Scores:
        """Documents that hold the folded `term` or another form of it."""

    def begun(self, prefix: str) -> Scores:
        """Documents with a word in their title or keywords that begins with the folded `prefix`."""

    def sequence(self, number: int, /) -> str:
        """The stems of a document: see `fields.Terms.sequence`."""


@dataclass(frozen=True, slots=True)
class Found:
    """A slot with the documents that hold one of its phrases."""

    slot: Slot
    scores: Scores
    count: int
    """Documents that hold one."""
    rarity: float
    is_code: bool
    is_mended: bool = False
    """Whether it was found by a correction only."""

    @property
    def typed(self) -> Phrase:
        """The words that it stands for."""
        return self.slot[0]


def find(query: Query, synonyms: Synonyms, index: Index) -> tuple[list[Found], str]:
    """What the words of `query` find, in their order, and the folded beginning of the last one when it may be unfinished."""
    pairs = code_pairs(query.text)
    prefix = readings(query.words[-1])[0][0] if query.prefix and not is_code(query.words[-1]) else ""
    slots = _joined(synonyms.expand(query.words), pairs, index.vocabulary)
    found = [_look_up(slot, index, coded=_is_code(slot, pairs)) for slot in slots]
    if prefix and not found[-1].is_code:
        found[-1] = _with(found[-1], (), [_begun(found[-1].typed, prefix, index)], index)
        if len(prefix) >= SHORTEST_COMPLETED and count(shared(found)) < FEW:
            completed = tuple((*found[-1].typed[:-1], word) for word in index.vocabulary.completions(prefix, COMPLETIONS))
            others = [_other(phrase, phrase, index) for phrase in completed]
            found[-1] = _with(found[-1], completed, others, index)
    return found, prefix


def mended(found: Found, index: Index) -> list[Found]:
    """The slot as it is when it found something, else its phrase word by word, or its word cut in two or corrected."""
    if found.count or found.is_code:
        return [found]
    if len(found.typed) > 1:
        return [_look_up(((word,),), index, coded=is_code(word)) for word in found.typed]
    (word,) = found.typed
    known = index.vocabulary
    halves = [half for half in splits(word) if all(map(known.frequency, half))]
    cut = _with(found, tuple(halves), [_together(half, index) for half in halves], index, mended=True)
    if cut.count:
        return [cut]
    corrections = tuple((its,) for its in known.corrections(word, CORRECTIONS))
    return [_with(found, corrections, [_other(phrase, phrase, index) for phrase in corrections], index, mended=True)]


def quoted(phrase: Phrase, index: Index) -> Scores:
    """Documents in which the words of `phrase` follow one another."""
    ways = (readings(word) for word in phrase)
    whole, parts = zip(*((way[0], way[-1]) for way in ways), strict=True)
    return best([_together(tuple(chain(*terms)), index) for terms in {whole, parts}])


def barred_by(query: Query, index: Index) -> Mask:
    """Documents that hold an excluded word in any form."""
    barred = np.zeros(index.quality.size, dtype=np.bool_)
    for word in query.excluded:
        barred |= _word(word, index) > 0
    return barred


def shared(found: Sequence[Found]) -> Scores:
    """Documents in all of `found`, scores added."""
    return every([its.scores for its in found])


def rarity(holders: int, size: int) -> float:
    """How much it says of a document that it is one of so many."""
    return log(1 + size / (1 + holders))


def _joined(slots: Sequence[Slot], pairs: AbstractSet[tuple[str, str]], known: Vocabulary) -> list[Slot]:
    """Neighbours that are also written as one word become one slot."""
    joined: list[Slot] = []
    for slot in slots:
        if joined and len(slot[0]) == len(joined[-1][0]) == 1:
            both = (joined[-1][0][0], slot[0][0])
            whole = "".join(both)
            if both in pairs or (len(whole) >= SHORTEST_JOINED and whole.isalnum() and known.frequency(whole)):
                joined[-1] = (both, (whole,))
                continue
        joined.append(slot)
    return joined


def _is_code(slot: Slot, pairs: AbstractSet[tuple[str, str]]) -> bool:
    return slot[0] in pairs or all(map(is_code, slot[0]))


def _look_up(slot: Slot, index: Index, *, coded: bool) -> Found:
    typed, *others = slot
    ways = [_phrase(typed, index), *(_other(phrase, typed, index) for phrase in others)]
    parts = parted(typed[0]) if len(typed) == 1 else None
    if parts:
        ways.append(_together(parts, index))
    return _found(slot if not parts else (*slot, parts), ways, index, is_code=coded)


def _with(found: Found, phrases: Slot, ways: Sequence[Scores], index: Index, *, mended: bool = False) -> Found:
    """`found` with other ways to find it."""
    wider = _found((*found.slot, *phrases), [found.scores, *ways], index, is_code=found.is_code)
    return replace(wider, is_mended=mended and wider.count > 0)


def _found(slot: Slot, ways: Sequence[Scores], index: Index, *, is_code: bool) -> Found:
    scores = best(ways)
    holders = count(scores)
    return Found(slot, scores, holders, rarity(holders, index.size), is_code)


def _phrase(phrase: Phrase, index: Index) -> Scores:
    return every([_word(word, index) for word in phrase])


def _other(phrase: Phrase, typed: Phrase, index: Index) -> Scores:
    # A long phrase that stands for one word must not count as many.
    return OTHER * len(typed) / len(phrase) * _phrase(phrase, index)


def _word(word: str, index: Index) -> Scores:
    return best([every([index.scores(term) for term in reading]) for reading in readings(word)])


def _begun(phrase: Phrase, prefix: str, index: Index) -> Scores:
    return every([*(_word(word, index) for word in phrase[:-1]), index.begun(prefix)])


def _together(terms: Phrase, index: Index) -> Scores:
    scores = every([index.scores(term) for term in terms])
    if len(terms) == 1:
        return scores
    stems = [stem(term) for term in terms]
    together = [number for number in np.flatnonzero(scores).tolist() if stand_together(stems, index.sequence(number))]
    return kept(scores, mask(together, scores.size))
