"""BM25F: what a term says of the documents that hold it, from weighted counts over their fields.

In: the length of every document, then the counts of those that hold the term. Out: scores. Knows no engine, no field, no word.
"""

from math import log

import numpy as np
from numpy.typing import NDArray

from search.scores import Numbers, Scores

SATURATION = 1.2
"""k1: how soon more of the same term stops counting."""
LENGTH_NORMALISATION = 0.45
"""b: how much length counts against a document; beyond this, long pages sink."""


class Bm25:
    """Scores over one state of an index; `lengths` are terms by document number, `size` the documents not deleted."""

    def __init__(self, lengths: NDArray[np.int64], size: int) -> None:
        mean = float(lengths.mean()) if lengths.any() else 1.0
        fixed = 1 - LENGTH_NORMALISATION
        self._discounts = SATURATION * (fixed + LENGTH_NORMALISATION * lengths.astype(np.float64) / mean)
        self._size = size

    def scores(self, numbers: Numbers, counts: Scores) -> Scores:
        """By document number, from the weighted counts of `numbers`: the rarer the term and the more of it, the higher."""
        scores = np.zeros_like(self._discounts)
        rarity = log(1 + self._size / (0.5 + numbers.size))
        scores[numbers] = rarity * counts / (counts + self._discounts[numbers])
        return scores
