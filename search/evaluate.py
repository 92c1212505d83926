"""How good rankings are, against judgements of what the right answers are.

In: ids found by query, best first, and the ids that are right. Out: figures between 0 and 1. Knows no engine and no file.
"""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from search.text import STOP_WORDS, fold

DEPTH = 10
"""Results of which the place counts."""
_CUTS = (1, 3, 5, 10)
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{5,}(?![\w-])")
"""A word that can have a typo: long enough to be recognised, no part of a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of a set of queries; with N of them, one query is 1/N of each share."""

    queries: int
    mrr: float
    """Mean of 1 over the place of the first right answer among the first ten, 0 when there is none."""
    hits: Mapping[int, float]
    """Share of queries with a right answer among the first 1, 3, 5 and 10."""
    empty: float
    """Share of queries that found nothing at all."""


def measure(found: Mapping[str, Sequence[str]], right: Mapping[str, AbstractSet[str]]) -> Figures:
    """Figures over the queries of `found`; a section (`id#section`) is as right as the document it is of."""
    places = [_place(ids, right.get(query, frozenset())) for query, ids in found.items()]
    number = max(1, len(places))
    return Figures(
        queries=len(places),
        mrr=sum(1 / place for place in places if place) / number,
        hits={cut: sum(0 < place <= cut for place in places) / number for cut in _CUTS},
        empty=sum(not ids for ids in found.values()) / number,
    )


def measure_kinds(
    found: Mapping[str, Sequence[str]], right: Mapping[str, AbstractSet[str]], kinds: Mapping[str, str]
) -> dict[str, Figures]:
    """Figures by kind of query, `kinds` being that of each query."""
    return {
        kind: measure({query: ids for query, ids in found.items() if kinds[query] == kind}, right)
        for kind in sorted({kinds[query] for query in found})
    }


def failures(found: Mapping[str, Sequence[str]], right: Mapping[str, AbstractSet[str]], cut: int) -> tuple[str, ...]:
    """The queries without a right answer among the first `cut`."""
    return tuple(query for query, ids in found.items() if not 0 < _place(ids, right.get(query, frozenset())) <= cut)


def with_typo(text: str) -> str:
    """`text` with a typo in its longest word that counts, always the same: two letters swapped, one lost, doubled or replaced.

    The first letter stays, as it does when people mistype; acronyms, codes and short words have no typo.
    """
    words = [match for match in _WORD.finditer(text) if not match[0].isupper() and fold(match[0]) not in STOP_WORDS]
    longest = max(words, key=lambda match: len(match[0]), default=None)
    if longest is None:
        return text
    word = longest[0]
    # Letters as numbers: any text gives the same typo on any machine.
    seed = sum(map(ord, text))
    place = 1 + seed % (len(word) - 2)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    kinds = (after[0] + letter + after[1:], after, letter + letter + after, ("e" if letter != "e" else "a") + after)
    typed = before + kinds[seed // 7 % len(kinds)]
    return text[: longest.start()] + (typed if typed != word else before + after) + text[longest.end() :]


def _place(ids: Sequence[str], right: AbstractSet[str]) -> int:
    """The place of the first right answer among the first ten, from 1; 0 when there is none."""
    for place, found in enumerate(ids[:DEPTH], 1):
        if found in right or found.partition("#")[0] in right:
            return place
    return 0
