"""Scores of all documents at once: vectors by document number in which 0 says that a document does not answer.

In: vectors of one length. Out: vectors, masks and numbers. Knows no word, no engine and no order of tiers.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
"""A score by document number."""
Mask = NDArray[np.bool_]
"""Whether a document is meant, by number."""
Numbers = NDArray[np.intp]
"""Document numbers."""


def every(found: Sequence[Scores]) -> Scores:
    """Documents in all of `found`, which is not empty, scores added."""
    if not found[1:]:
        return found[0]
    held = found[0] > 0
    for scores in found[1:]:
        held &= scores > 0
    total: Scores = np.where(held, np.sum(found, axis=0), 0.0)
    return total


def best(found: Sequence[Scores]) -> Scores:
    """Documents in any of `found`, which is not empty, each with its best score."""
    most: Scores = found[0] if not found[1:] else np.maximum.reduce(found)
    return most


def mask(numbers: Sequence[int] | Numbers, size: int) -> Mask:
    """These documents out of so many."""
    meant = np.zeros(size, dtype=np.bool_)
    meant[np.asarray(numbers, dtype=np.intp)] = True
    return meant


def kept(scores: Scores, among: Mask | None) -> Scores:
    """The scores of the documents that are meant; of all without a mask."""
    return scores if among is None else np.where(among, scores, 0.0)


def count(scores: Scores) -> int:
    """How many documents answer."""
    return int(np.count_nonzero(scores))


def leading(scores: Scores, most: int) -> Numbers:
    """The documents with the best scores, so many at most, the best first; equals in the order of their numbers."""
    numbers = np.flatnonzero(scores)
    if numbers.size > most > 0:
        # Sorting what is not asked for takes longer than all that came before.
        least = np.partition(scores[numbers], numbers.size - most)[numbers.size - most]
        numbers = numbers[scores[numbers] >= least]
    return numbers[np.argsort(-scores[numbers], kind="stable")][:most]
