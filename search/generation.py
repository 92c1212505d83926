"""The index as one commit left it: documents are numbers, and what is read of them is kept as long as their segment lives.

In: a reader of Whoosh, whose leaves are segments that never change but for what is deleted from them. Out: what ranking asks.
Knows no query.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

import msgspec

from search import text
from search.bm25 import Bm25
from search.columns import Codes, Columns, Facts
from search.fields import LONGEST_BEGUN
from search.matching import Scores
from search.model import Document
from search.vocabulary import Lexicon, Vocabulary

_TERMS_KEPT, _FILTERS_KEPT = 512, 32


class Segment:
    """What is kept of one segment, whatever is deleted from it."""

    def __init__(self, leaf: Any, codes: Codes) -> None:
        stored = [leaf.stored_fields(number) for number in range(leaf.doc_count_all())]
        self.lengths: list[int] = [its["length"] for its in stored]
        self.columns = Columns(codes, [_FACTS.decode(its["payload"]) for its in stored])
        self._lexicon: Lexicon | None = None

    def lexicon(self, leaf: Any) -> Lexicon:
        """Its words, read at first through `leaf`."""
        if self._lexicon is None:
            self._lexicon = Lexicon({term.decode(): info.doc_frequency() for term, info in leaf.iter_field("exact")})
        return self._lexicon


_FACTS = msgspec.json.Decoder(Facts)
_DOCUMENT = msgspec.json.Decoder(Document)


class Generation:
    """See `ranking.Index`; documents are numbered over all segments, deleted ones included."""

    segments: Mapping[str, Segment]

    def __init__(self, whoosh: Any, last: "Generation | None" = None) -> None:
        self.number = whoosh.latest_generation()
        self._reader = whoosh.reader()
        self.codes: Codes = last.codes if last else Codes()
        known: Mapping[str, Segment] = last.segments if last else {}
        leaves = [(leaf, first) for leaf, first in self._reader.leaf_readers() if leaf.doc_count_all()]
        self._leaves: Sequence[tuple[Any, int]] = leaves
        names = [leaf.segment().segment_id() for leaf, _ in leaves]
        self.segments = {
            name: known.get(name) or Segment(leaf, self.codes) for name, (leaf, _) in zip(names, leaves, strict=True)
        }
        self.deleted = frozenset(first + number for leaf, first in leaves for number in _deleted(leaf))
        self.columns = Columns.joined(self.codes, [its.columns for its in self.segments.values()])
        # Bound here, so that what they keep dies with the generation.
        self.scores = lru_cache(maxsize=_TERMS_KEPT)(self._scores_of_word)
        self._filtered = lru_cache(maxsize=_FILTERS_KEPT)(self._matching)

    @property
    def size(self) -> int:
        """Number of documents."""
        return len(self.columns.ids) - len(self.deleted)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All words of the documents, of deleted ones too until their segment is written anew."""
        pairs = zip(self.segments.values(), self._leaves, strict=True)
        return Vocabulary(*(segment.lexicon(leaf) for segment, (leaf, _) in pairs))

    @cached_property
    def quality(self) -> Sequence[float]:
        """Factor on the score of each document."""
        return self.columns.qualities()

    def begun(self, prefix: str) -> Scores:
        """Documents with a word in their title or keywords that begins so."""
        return self._scores({"begun": prefix[:LONGEST_BEGUN]})

    def sequence(self, number: int) -> str:
        """The stems of a document: see `fields.Terms.sequence`."""
        return str(self._reader.stored_fields(number)["sequence"])

    def matching(self, filters: Mapping[str, frozenset[str]]) -> AbstractSet[int]:
        """Documents that `filters` keep; all without any."""
        return self._filtered(tuple(sorted(filters.items(), key=lambda it: it[0])))

    def document(self, number: int) -> Document:
        """The document as it was given."""
        return _DOCUMENT.decode(self._reader.stored_fields(number)["payload"])

    def numbers(self) -> Mapping[str, int]:
        """Numbers by id."""
        return {its: number for number, its in enumerate(self.columns.ids) if number not in self.deleted}

    def versions(self) -> dict[str, str]:
        """Versions by id."""
        return {its: self.columns.versions[number] for its, number in self.numbers().items()}

    def warm(self) -> None:
        """Read now what the first searches would wait for."""
        _ = self.vocabulary, self.quality, self._bm25

    def close(self) -> None:
        """Release the files."""
        self._reader.close()

    @cached_property
    def _bm25(self) -> Bm25:
        return Bm25([*chain.from_iterable(segment.lengths for segment in self.segments.values())], self.size)

    def _matching(self, filters: tuple[tuple[str, frozenset[str]], ...]) -> AbstractSet[int]:
        return frozenset(self.columns.matching(dict(filters)) - self.deleted)

    def _scores_of_word(self, term: str) -> Scores:
        return self._scores({"stems": text.stem(term), "exact": term})

    def _scores(self, terms: Mapping[str, str]) -> Scores:
        # Whoosh's own scorers take five times longer, and add fields that have saturated one by one.
        counts: dict[int, float] = {}
        for field, term in terms.items():
            for leaf, first in self._leaves:
                if (field, term) in leaf:
                    for numbers, weights in _blocks(leaf.postings(field, term)):
                        for number, weight in zip(numbers, weights, strict=True):
                            counts[first + number] = counts.get(first + number, 0.0) + weight
        for number in self.deleted & counts.keys():
            del counts[number]
        return self._bm25.scores(counts)


def _blocks(matcher: Any) -> Iterator[tuple[Sequence[int], Sequence[float]]]:
    """Numbers in a segment and weights of what is left of each block; numbers may be deleted ones."""
    matcher = getattr(matcher, "child", matcher)
    # A call for each number takes four times longer; both Whooshes hold a whole block at a time.
    while matcher.is_active() and hasattr(matcher, "_next_block"):
        matcher.id(), matcher.weight()
        at = matcher._i  # noqa: SLF001
        yield matcher._ids[at:], matcher._weights[at:]  # noqa: SLF001
        matcher._next_block()  # noqa: SLF001
    while matcher.is_active():
        yield (matcher.id(),), (matcher.weight(),)
        matcher.next()


def _deleted(leaf: Any) -> Iterator[int]:
    return iter(leaf.segment().deleted_docs()) if leaf.has_deletions() else iter(())
