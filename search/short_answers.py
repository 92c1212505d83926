"""The short answer of a document that a query asks for: the one of which the name holds most of what was looked for.

In: short answers, slots with their rarity. Out: one of them or none. Knows no index.
"""

from collections.abc import Iterable, Sequence

from search.model import ShortAnswer
from search.synonyms import Slot
from search.text import Token, readings, stem, tokens

_SHORTEST_BEGUN = 3
"""Letters of an unfinished word that may stand for a word of a name."""

Sought = Sequence[tuple[Slot, float]]
"""What was looked for: ways to say a word, and how rare it is."""


def asked_for(answers: Iterable[ShortAnswer], sought: Sought, prefix: str, share: float) -> ShortAnswer | None:
    """The first of those that fit best; None when none has such a `share` of what was looked for in its name."""
    every = sum(rarity for _, rarity in sought)
    best, most = None, share * every
    for answer in answers if every else ():
        names = [*tokens(answer.name)]
        covered = sum(rarity for slot, rarity in sought if _holds(names, slot))
        covered += sum(rarity for slot, rarity in sought[-1:] if not _holds(names, slot) and _is_begun(names, prefix))
        if covered >= most and (best is None or covered > most):
            best, most = answer, covered
    return best


def _holds(names: Sequence[Token], slot: Slot) -> bool:
    stems = {token.stem for token in names}
    return any(
        all(any({stem(term) for term in reading} <= stems for reading in readings(word)) for word in phrase) for phrase in slot
    )


def _is_begun(names: Sequence[Token], prefix: str) -> bool:
    return len(prefix) >= _SHORTEST_BEGUN and any(token.exact.startswith(prefix) for token in names)
