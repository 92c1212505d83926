"""The words of an index with the number of documents that hold each: completes words begun and corrects words mistyped.

In: folded words with their frequencies. Out: known words. In memory, since an engine's own expansion costs seconds.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import takewhile

_ONE_TYPO = 5
_TWO_TYPOS = 9
"""Least letters of a word in which one typo, or two, are mended."""


class Vocabulary:
    """Immutable; make another when the index changes."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = frequencies
        self._sorted = sorted(frequencies)
        self._letters: dict[str, list[tuple[str, int]]] = {}
        for word in self._sorted:
            if word.isalpha():
                self._letters.setdefault(word[0], []).append((word, _letters(word)))

    def completions(self, prefix: str, most: int) -> tuple[str, ...]:
        """The most frequent words that begin with `prefix`."""
        start = bisect_left(self._sorted, prefix)
        found = takewhile(lambda word: word.startswith(prefix), (self._sorted[at] for at in range(start, len(self._sorted))))
        return tuple(sorted(found, key=self._rank)[:most])

    def corrections(self, word: str, most: int) -> tuple[str, ...]:
        """The nearest words with the same first letter, the most frequent first; none for codes and short words."""
        if not word.isalpha() or len(word) < _ONE_TYPO:
            return ()
        found: list[str] = []
        for typos in (1, 2) if len(word) >= _TWO_TYPOS else (1,):
            found = found or sorted(self._near(word, typos), key=self._rank)
        return tuple(found[:most])

    def _near(self, word: str, typos: int) -> Iterator[str]:
        letters = _letters(word)
        for known, its_letters in self._letters.get(word[0], ()):
            # A typo changes at most two letters of the set, so that few words need the slow comparison.
            alike = abs(len(known) - len(word)) <= typos and (letters ^ its_letters).bit_count() <= 2 * typos
            if alike and distance(word, known) <= typos:
                yield known

    def _rank(self, word: str) -> tuple[int, str]:
        return -self._frequencies[word], word


def distance(one: str, other: str) -> int:
    """Typos between two words: letters missing, added, replaced, or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, its in enumerate(other, 1):
            cost = min(line[-1] + 1, last[column] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


def _letters(word: str) -> int:
    """The set of letters as bits; letters that are 64 apart share one."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 64)
    return bits
