"""Words that stand near one another: the places of phrases, and what a document gains when the words of a query meet in it.

In: places of terms by field. Out: truths and bonuses. Knows no index and no weights of words.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

Places = Mapping[str, Sequence[int]]
"""Places of one term in one document, by field."""

WINDOW = 8
"""Words between two others beyond which they are not near."""


def stand_together(places: Sequence[Places]) -> bool:
    """Whether the terms follow one another, in their order, in one field."""
    first, *others = places
    for field, starts in first.items():
        following = [frozenset(other.get(field, ())) for other in others]
        if any(all(start + ahead in its for ahead, its in enumerate(following, 1)) for start in starts):
            return True
    return False


def nearness(places: Sequence[Places], weights: Sequence[float]) -> float:
    """Sum over neighbours in the query of their mean weight by how near they come: 1 for side by side, 0 beyond WINDOW."""
    pairs = zip(pairwise(places), pairwise(weights), strict=True)
    return sum(sum(both) / 2 * _near(one, other) for (one, other), both in pairs)


def _near(one: Places, other: Places) -> float:
    return max((_nearest(places, other[field]) for field, places in one.items() if field in other), default=0.0)


def _nearest(one: Sequence[int], other: Sequence[int]) -> float:
    """The reciprocal of the least distance; one word too far when they come in the other order."""
    least, at = WINDOW + 1, 0
    for place in one:
        while at < len(other) and other[at] < place - WINDOW:
            at += 1
        for its in other[at:]:
            if its > place + WINDOW:
                break
            least = min(least, its - place if its > place else place - its + 1)
    return 1 / least if least <= WINDOW else 0.0
