"""Words that stand near one another: phrases, and what a document gains when the words of a query meet in it.

In: a document as lines of stems (see `fields.Terms.sequence`). Out: truths and bonuses. Knows no index and no weights of words.
"""

from collections.abc import Sequence
from itertools import pairwise

WINDOW = 8
"""Words between two others from which on they are not near."""


def stand_together(stems: Sequence[str], sequence: str) -> bool:
    """Whether these follow one another, in their order, on one line."""
    return f" {' '.join(stems)} " in sequence


def nearness(stems: Sequence[str], weights: Sequence[float], sequence: str) -> float:
    """Sum over neighbours in the query of their mean weight by how near they come: 1 for side by side, 0 beyond WINDOW."""
    wanted = frozenset(stems)
    lines = [places for line in sequence.split("\n") if len(places := _places(wanted, line)) > 1]
    pairs = zip(pairwise(stems), pairwise(weights), strict=True)
    return sum(sum(both) / 2 * max((_near(line, *pair) for line in lines), default=0.0) for pair, both in pairs)


def _places(wanted: frozenset[str], line: str) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, stem in enumerate(line.split()):
        if stem in wanted:
            places.setdefault(stem, []).append(place)
    return places


def _near(places: dict[str, list[int]], one: str, other: str) -> float:
    """The reciprocal of the least distance; one word too far when they come in the other order."""
    least, at, others = WINDOW + 1, 0, places.get(other, [])
    for place in places.get(one, ()):
        while at < len(others) and others[at] < place - WINDOW:
            at += 1
        for its in others[at : at + 2 * WINDOW]:
            if its > place + WINDOW:
                break
            least = min(least, its - place if its > place else place - its + 1)
    return 1 / least if least <= WINDOW else 0.0
