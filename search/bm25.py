"""BM25F: what a term says of the documents that hold it, from weighted counts over their fields.

In: the length of every document, then counts by document. Out: scores. Knows no engine, no field and no word.
"""

from collections.abc import Mapping, Sequence
from math import log

SATURATION = 1.2
"""k1: how soon more of the same term stops counting."""
LENGTH_NORMALISATION = 0.45
"""b: how much length counts against a document; beyond this, long pages sink."""


class Bm25:
    """Scores over one state of an index; `lengths` are terms by document number, `size` the documents not deleted."""

    def __init__(self, lengths: Sequence[int], size: int) -> None:
        mean = sum(lengths) / len(lengths) if any(lengths) else 1
        fixed = 1 - LENGTH_NORMALISATION
        self._discounts = [SATURATION * (fixed + LENGTH_NORMALISATION * length / mean) for length in lengths]
        self._size = size

    def scores(self, counts: Mapping[int, float]) -> Mapping[int, float]:
        """The rarer the term over all documents, and the more of it in one, the higher."""
        rarity = log(1 + self._size / (0.5 + len(counts)))
        return {number: rarity * count / (count + self._discounts[number]) for number, count in counts.items()}
