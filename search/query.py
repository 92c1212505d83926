"""What was typed, turned into a Query: any string is accepted, and nothing is an operator.

In: text from a search box. Out: a bounded Query of normalised words. Knows no index and no synonyms.
"""

import unicodedata
from collections.abc import Iterable

from search.model import Query
from search.text import fold, tokens

LONGEST_TEXT = 300
MOST_WORDS = 16
MOST_HITS = 100


def parse(text: str, *, kinds: Iterable[str] = (), limit: int = 10, offset: int = 0, prefix: bool = False) -> Query:
    """The query that `text` asks; stop words never count, so that a query of nothing else has no words.

    `prefix` says that the last word may be unfinished; it is, unless something follows it. Never raises for any text;
    `limit` and `offset` are brought between 0 and their bounds.
    """
    clean = _clean(text)
    found = [token for token in tokens(clean) if token.whole]
    unfinished = prefix and bool(found) and found[-1].end == len(clean) and len(found) <= MOST_WORDS
    typed = [fold(clean[token.start : token.end]) for token in found[:MOST_WORDS]]
    # The last place of a repeated word is the one that may be unfinished.
    distinct = tuple(dict.fromkeys(reversed(typed)))[::-1]
    return Query(
        text=clean.strip(),
        words=distinct,
        prefix=unfinished,
        kinds=frozenset(kinds),
        limit=max(0, min(limit, MOST_HITS)),
        offset=max(0, offset),
    )


def _clean(text: str) -> str:
    """One line in NFC: control characters are spaces, invisible ones (soft hyphen, direction marks) are nothing."""
    plain = (_visible(char) for char in unicodedata.normalize("NFC", text[: 4 * LONGEST_TEXT]))
    line = "".join(plain).lstrip()[:LONGEST_TEXT]
    return " ".join(line.split()) + (" " if line[-1:].isspace() else "")


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    return " " if category.startswith("C") else char
