"""The words of an index with the number of documents that hold each: completes words begun and corrects words mistyped.

In: folded words with their frequencies. Out: known words. In memory, since an engine's own expansion costs seconds.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

_ONE_TYPO = 5
_TWO_TYPOS = 9
"""Least letters of a word in which one typo, or two, are mended."""


class Lexicon:
    """The words of one part of an index; immutable."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = frequencies
        self._sorted = sorted(frequencies)
        self._shelves: dict[tuple[str, int], list[str]] = {}
        for word in self._sorted:
            if word.isalpha():
                self._shelves.setdefault((word[0], len(word)), []).append(word)

    def frequency(self, word: str) -> int:
        """Documents that hold `word` in this very form."""
        return self._frequencies.get(word, 0)

    def beginning(self, prefix: str) -> Iterator[str]:
        """Words that begin with `prefix`."""
        start = bisect_left(self._sorted, prefix)
        return takewhile(lambda word: word.startswith(prefix), (self._sorted[at] for at in range(start, len(self._sorted))))

    def near(self, word: str, typos: int) -> Iterator[str]:
        """Words of letters that begin as `word` does and differ by so many typos at most."""
        for size in range(len(word) - typos, len(word) + typos + 1):
            shelf = self._shelves.get((word[0], size), ())
            # A typo is a letter missing, added, replaced, or swapped with its neighbour.
            for known, _, _ in process.extract_iter(word, shelf, scorer=OSA.distance, score_cutoff=typos):
                yield known


class Vocabulary:
    """The words of all parts of an index."""

    def __init__(self, *parts: Lexicon) -> None:
        self._parts = parts

    def frequency(self, word: str) -> int:
        """Documents that hold `word` in this very form."""
        return sum(part.frequency(word) for part in self._parts)

    def completions(self, prefix: str, most: int) -> tuple[str, ...]:
        """The most frequent words that begin with `prefix`."""
        found = {word for part in self._parts for word in part.beginning(prefix)}
        return tuple(sorted(found, key=self._rank)[:most])

    def corrections(self, word: str, most: int) -> tuple[str, ...]:
        """The nearest other words with the same first letter, the most frequent first; none for codes and short words."""
        if not word.isalpha() or len(word) < _ONE_TYPO:
            return ()
        found = set[str]()
        for typos in (1, 2) if len(word) >= _TWO_TYPOS else (1,):
            found = found or {known for part in self._parts for known in part.near(word, typos)} - {word}
        return tuple(sorted(found, key=self._rank)[:most])

    def _rank(self, word: str) -> tuple[int, str]:
        return -self.frequency(word), word
