"""Words that stand for one another, used to widen a query; the index knows nothing of them, so a change needs no rebuild.

In: groups of phrases in normal spelling, then the words of a query. Out: slots of alternative phrases.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from search.text import readings, stem, words

Phrase = tuple[str, ...]
"""Words that must all be found."""
Slot = tuple[Phrase, ...]
"""Phrases of which one must be found; the first is what was typed."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Equivalents mean the same in both directions; an implication's term finds its targets as well, not the reverse.

    Spelling, accents, capitals, plurals and stop words make no difference. Without arguments there are none.
    """

    equivalents: tuple[tuple[str, ...], ...] = ()
    implications: tuple[tuple[str, tuple[str, ...]], ...] = ()
    _others: Mapping[Phrase, Slot] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pairs = [(term, other) for group in self.equivalents for term in group for other in group]
        pairs += [(term, other) for term, targets in self.implications for other in targets]
        object.__setattr__(self, "_others", _table(pairs))

    def expand(self, typed: Phrase) -> tuple[Slot, ...]:
        """`typed` cut into the longest known phrases from the left, each with its alternatives."""
        keys = _key(typed)
        longest = max(map(len, self._others), default=1)
        slots: list[Slot] = []
        at = 0
        while at < len(typed):
            sizes = range(min(longest, len(typed) - at), 1, -1)
            size = next((size for size in sizes if keys[at : at + size] in self._others), 1)
            slots.append((typed[at : at + size], *self._others.get(keys[at : at + size], ())))
            at += size
        return tuple(slots)


def _table(pairs: Iterable[tuple[str, str]]) -> dict[Phrase, Slot]:
    table: dict[Phrase, dict[Phrase, Phrase]] = {}
    for term, other in pairs:
        key, phrase = _key(words(term)), words(other)
        if key and phrase and _key(phrase) != key:
            table.setdefault(key, {}).setdefault(_key(phrase), phrase)
    return {key: tuple(others.values()) for key, others in table.items()}


def _key(phrase: Phrase) -> Phrase:
    """Stems of whole terms: the same for every spelling of a phrase."""
    return tuple(stem(readings(word)[0][0]) for word in phrase)
