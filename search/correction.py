"""« Vouliez-vous dire … »: a query with its unknown words replaced by the nearest known ones.

In: a query, and what is known of its words. Out: the text to propose. Knows no index but its vocabulary.
"""

from collections.abc import Mapping, Sequence

from search.model import Document, Query
from search.operators import read_operators
from search.text import fold, stem, tokens
from search.vocabulary import Vocabulary

SCARCE = 3
"""Results below which a word that is known, but rare, may be a slip too."""
_SPELLINGS = 3
"""Known words among which one of the same stem is looked for."""
_RARE, _MORE, _COMMON = 2, 10, 5
"""Documents that hold a word that may be a slip, at most; how many times more hold its neighbour, and how many at least."""


def replacements(query: Query, unknown: Sequence[str], total: int, known: Vocabulary) -> Mapping[str, str]:
    """Known words by the word of `query` in the place of which they are proposed."""
    found = {word: near[0] for word in unknown if (near := known.corrections(word, 1))}
    finished = query.words[:-1] if query.prefix else query.words
    if found:
        return {word: same for word in finished if (same := _respelt(word, known))} | found
    return {word: commoner for word in finished if (commoner := _commoner(word, known))} if total < SCARCE else {}


def spelt(word: str, document: Document) -> str:
    """The folded `word` with the accents that it has in `document`."""
    for text in (document.title, *document.keywords, document.question, document.answer, document.body):
        for token in tokens(text):
            if token.exact == word:
                return text[token.start : token.end].lower()
    return word


def typed(query: Query, words: Sequence[str]) -> tuple[str, ...]:
    """Folded words of `query` as they stand in its text."""
    spellings = {fold(query.text[token.start : token.end]): query.text[token.start : token.end] for token in tokens(query.text)}
    return tuple(spellings.get(word, word) for word in dict.fromkeys(words))


def rewritten(query: Query, others: Mapping[str, str]) -> str:
    """The text of `query` with `others` in the place of its words."""
    text, rest = query.text, read_operators(query.text).rest
    for token in reversed([token for token in tokens(rest) if token.whole]):
        if other := others.get(fold(rest[token.start : token.end])):
            text = text[: token.start] + other + text[token.end :]
    return text


def _respelt(word: str, known: Vocabulary) -> str:
    """The known spelling of a word that is found by its stem only, such as one that lacks a doubled letter."""
    near = () if known.frequency(word) else known.corrections(word, _SPELLINGS)
    return next((its for its in near if stem(its) == stem(word)), "")


def _commoner(word: str, known: Vocabulary) -> str:
    own = known.frequency(word)
    near = next(iter(known.corrections(word, 1)), "")
    is_slip = own <= _RARE and known.frequency(near) >= max(_COMMON, _MORE * own) and stem(near) != stem(word)
    return near if near and is_slip else ""
