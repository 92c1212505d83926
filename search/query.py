"""What was typed, turned into a Query: any string is accepted.

In: text from a search box and what was chosen beside it. Out: a bounded Query of normalised words. Knows no index, no synonyms.
"""

import unicodedata
from collections.abc import Iterable, Mapping

from search.model import FACETS, Query, Sort
from search.operators import read_operators
from search.text import fold, tokens

LONGEST_TEXT = 300
MOST_WORDS = 16
MOST_HITS = 100


def parse(  # noqa: PLR0913 — what a search box and the controls beside it say
    text: str,
    *,
    kinds: Iterable[str] = (),
    filters: Mapping[str, Iterable[str]] | None = None,
    sort: Sort = "relevance",
    with_facets: bool = False,
    with_excerpts: bool = True,
    limit: int = 10,
    offset: int = 0,
    prefix: bool = False,
) -> Query:
    """The query that `text` asks; stop words never count, so that a query of nothing else has no words.

    `prefix` says that the last word may be unfinished; it is, unless something follows it. Kinds and filters of the text
    come beside those given. Never raises for any text; `limit` and `offset` are brought between 0 and their bounds.
    """
    clean = _clean(text)
    operators = read_operators(clean)
    found = [token for token in tokens(operators.rest) if token.whole]
    unfinished = prefix and bool(found) and found[-1].end == len(clean) and len(found) <= MOST_WORDS
    typed = [fold(clean[token.start : token.end]) for token in found[:MOST_WORDS]]
    # The last place of a repeated word is the one that may be unfinished.
    distinct = tuple(dict.fromkeys(reversed(typed)))[::-1]
    return Query(
        text=clean.strip(),
        words=distinct,
        prefix=unfinished,
        phrases=tuple(phrase for phrase in operators.phrases if {*phrase} <= {*distinct}),
        excluded=operators.excluded[:MOST_WORDS],
        kinds=frozenset(kinds) | operators.kinds,
        filters=_merged(filters or {}, operators.filters),
        sort=sort,
        with_facets=with_facets,
        with_excerpts=with_excerpts,
        limit=max(0, min(limit, MOST_HITS)),
        offset=max(0, offset),
    )


def _merged(chosen: Mapping[str, Iterable[str]], typed: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """Values folded, by facet in one order; facets without values and names that are no facet are left out."""
    folded = {facet: frozenset(" ".join(fold(value).split()) for value in chosen.get(facet, ())) for facet in FACETS}
    merged = {facet: values.union(typed.get(facet, ())) for facet, values in folded.items()}
    return {facet: values - {""} for facet, values in merged.items() if values - {""}}


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
