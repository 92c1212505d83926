"""The index as one commit left it: documents are numbers, and what is read of them is kept as long as their segment lives.

In: segments, which never change but for what is deleted from them. Out: what ranking asks.
Knows no query.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from search import text
from search.bm25 import Bm25
from search.columns import Codes, Columns, Facts
from search.fields import LONGEST_BEGUN
from search.model import Document
from search.scores import Mask, Scores, mask
from search.vocabulary import Lexicon, Vocabulary

_POSTINGS_KEPT, _SCORES_KEPT, _FILTERS_KEPT = 1024, 64, 32
"""Terms of a segment, and terms and filters of a generation, of which what was read is kept."""
Postings = tuple[NDArray[np.int32], NDArray[np.float32]]
"""Documents of a segment, and the weights of a term in them."""
_NO_POSTINGS: Postings = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)


_FACTS = msgspec.json.Decoder(Facts)
_DOCUMENT = msgspec.json.Decoder(Document)


class Segment:
    """One segment and what was read of it, whatever is deleted from it since; `leaf` is Whoosh's reader of it."""

    def __init__(self, leaf: Any, codes: Codes) -> None:
        self.leaf = leaf
        stored = [leaf.stored_fields(number) for number in range(leaf.doc_count_all())]
        self.lengths = np.array([its["length"] for its in stored], dtype=np.int64)
        self.columns = Columns(codes, [_FACTS.decode(its["payload"]) for its in stored])
        self._postings = OrderedDict[tuple[str, str], Postings]()

    @cached_property
    def lexicon(self) -> Lexicon:
        """Its words."""
        return Lexicon({term.decode(): info.doc_frequency() for term, info in self.leaf.iter_field("exact")})

    def postings(self, field: str, term: str) -> Postings:
        """What it holds of a term, some deleted documents included."""
        key = field, term
        known = self._postings.pop(key, None)
        if known is None:
            known = _read_postings(self.leaf.postings(field, term)) if key in self.leaf else _NO_POSTINGS
        self._postings[key] = known
        if len(self._postings) > _POSTINGS_KEPT:
            self._postings.popitem(last=False)
        return known


class Generation:
    """See `ranking.Index`; documents are numbered over all segments, deleted ones included."""

    def __init__(
        self, number: int, codes: Codes, segments: Mapping[str, Segment], deleted: Mapping[str, Sequence[int]]
    ) -> None:
        """`segments` by name, and the numbers of the documents `deleted` from each."""
        self.number, self.codes, self.segments = number, codes, segments
        sizes = [its.lengths.size for its in segments.values()]
        self._firsts = [0, *accumulate(sizes)][:-1]
        self.columns = Columns.joined(codes, [its.columns for its in segments.values()])
        gone = [first + its for name, first in zip(segments, self._firsts, strict=True) for its in deleted.get(name, ())]
        self._deleted = mask(gone, sum(sizes))
        self.size = sum(sizes) - len(gone)
        """Number of documents."""
        # Bound here, so that what they keep dies with the generation.
        self.scores = lru_cache(maxsize=_SCORES_KEPT)(self._scores_of_word)
        self._filtered = lru_cache(maxsize=_FILTERS_KEPT)(self._matching)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All words of the documents, of deleted ones too until their segment is written anew."""
        return Vocabulary(*(segment.lexicon for segment in self.segments.values()))

    @cached_property
    def quality(self) -> Scores:
        """Factor on the score of each document."""
        return self.columns.qualities()

    def begun(self, prefix: str) -> Scores:
        """Documents with a word in their title or keywords that begins so."""
        return self._scores({"begun": prefix[:LONGEST_BEGUN]})

    def sequence(self, number: int) -> str:
        """The stems of a document: see `fields.Terms.sequence`."""
        return str(self._stored(number)["sequence"])

    def matching(self, filters: Mapping[str, frozenset[str]]) -> Mask:
        """Documents that `filters` keep; all without any."""
        return self._filtered(tuple(sorted(filters.items(), key=lambda it: it[0])))

    def document(self, number: int) -> Document:
        """The document as it was given."""
        return _DOCUMENT.decode(self._stored(number)["payload"])

    def numbers(self) -> Mapping[str, int]:
        """Numbers by id."""
        return {self.columns.ids[number]: int(number) for number in np.flatnonzero(~self._deleted)}

    def versions(self) -> dict[str, str]:
        """Versions by id."""
        return {its: self.columns.versions[number] for its, number in self.numbers().items()}

    def warm(self) -> None:
        """Read now what the first searches would wait for."""
        _ = self.vocabulary, self.quality, self._bm25

    def close(self, but: Collection[str] = ()) -> None:
        """Release the files of all segments but these."""
        for name, segment in self.segments.items():
            if name not in but:
                segment.leaf.close()

    def _stored(self, number: int) -> Mapping[str, Any]:
        place = bisect_right(self._firsts, number) - 1
        stored: Mapping[str, Any] = [*self.segments.values()][place].leaf.stored_fields(number - self._firsts[place])
        return stored

    @cached_property
    def _bm25(self) -> Bm25:
        lengths = [segment.lengths for segment in self.segments.values()]
        return Bm25(np.concatenate([np.empty(0, dtype=np.int64), *lengths]), self.size)

    def _matching(self, filters: tuple[tuple[str, frozenset[str]], ...]) -> Mask:
        return self.columns.matching(dict(filters)) & ~self._deleted

    def _scores_of_word(self, term: str) -> Scores:
        return self._scores({"stems": text.stem(term), "exact": term})

    def _scores(self, terms: Mapping[str, str]) -> Scores:
        # Whoosh's own scorers take far longer, and add fields that have saturated one by one.
        counts = np.zeros(len(self.columns.ids))
        for segment, first in zip(self.segments.values(), self._firsts, strict=True):
            for field, term in terms.items():
                numbers, weights = segment.postings(field, term)
                counts[numbers + first] += weights
        counts[self._deleted] = 0.0
        holders = np.flatnonzero(counts)
        scores = self._bm25.scores(holders, counts[holders])
        scores.flags.writeable = False
        return scores


def _read_postings(matcher: Any) -> Postings:
    """Every document of a matcher and its weight there, some deleted ones included."""
    blocks = [*_blocks(getattr(matcher, "child", matcher))]
    if not blocks:
        return _NO_POSTINGS
    return (
        np.concatenate([np.asarray(numbers, dtype=np.int32) for numbers, _ in blocks]),
        np.concatenate([np.asarray(weights, dtype=np.float32) for _, weights in blocks]),
    )


def _blocks(matcher: Any) -> Iterator[tuple[Sequence[int], Sequence[float]]]:
    # A call for each number takes four times longer; both Whooshes hold a whole block at a time.
    while matcher.is_active() and hasattr(matcher, "_next_block"):
        matcher.id(), matcher.weight()
        at = matcher._i  # noqa: SLF001
        yield matcher._ids[at:], matcher._weights[at:]  # noqa: SLF001
        matcher._next_block()  # noqa: SLF001
    while matcher.is_active():
        yield (matcher.id(),), (matcher.weight(),)
        matcher.next()
