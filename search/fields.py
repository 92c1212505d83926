"""What of a document can be found and how much it counts: the one table of weights, and a document as terms by field.

In: a Document. Out: analysed terms with their places. Knows no engine.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from search.model import Document, Trust
from search.scores import Scores
from search.text import Token, tokens

STEMMED = {"title": 6.0, "keywords": 3.0, "question": 1.5, "answer": 1.0, "body": 1.0, "labels": 1.0}
FIELD_WEIGHTS = STEMMED | {"exact": 1.0, "begun": 4.0}
"""Factor on a count, field by field: `labels` are category, software and themes; `exact` is every word of all these, unstemmed;
`begun` is the beginnings of words of the title and the keywords."""
KIND_WEIGHTS = {"fiche": 1.06, "news": 1.0, "forum": 1.0, "club": 0.99, "newsletter": 0.98}
"""Factor on a document by its kind, which decides between equals; 1 for others."""
TRUST_WEIGHTS: Mapping[Trust, float] = {
    "reviewed": 1.1,
    "solved": 1.06,
    "reported": 1.02,
    "announced": 1.0,
    "said": 0.97,
    "past": 0.75,
    "outdated": 0.7,
}
"""Factor on a document by how far it can be relied on; what is past or outdated still answers where nothing else does."""
FRESHNESS, HALF_LIFE = 0.1, 3 * 365
"""What the newest document gains, and days after which half of that is left; one without a date gains as after these."""
SHORTEST_BEGUN, LONGEST_BEGUN = 2, 12
"""Characters of a word that is begun; beyond the longest, what follows makes no difference."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A document as an engine stores it: terms with their weights."""

    stems: Mapping[str, float]
    exact: Mapping[str, float]
    begun: Mapping[str, float]
    length: int
    sequence: str
    """Stems in the order of the text with a blank on either side, a line for each field: see `sequences`."""


def terms(document: Document) -> Terms:
    """The terms of `document`."""
    texts = {
        "title": document.title,
        "keywords": "\n".join((*document.keywords, *(its.name for its in document.short_answers))),
        "question": document.question,
        "answer": document.answer,
        "body": "\n".join((document.body, *(its.text for its in document.short_answers))),
        "labels": "\n".join((*document.category, *document.software, *document.themes)),
    }
    found = {field: list(tokens(text)) for field, text in texts.items()}
    every = [token.exact for its in found.values() for token in its]
    beginnings = (part for field in ("title", "keywords") for token in found[field] for part in _beginnings(token.exact))
    return Terms(
        stems=_weighed((field, token.stem) for field, its in found.items() for token in its),
        exact=_weighed(("exact", term) for term in every),
        begun=_weighed(("begun", part) for part in beginnings),
        length=len(every),
        sequence="\n".join(f" {' '.join(line)} " for its in found.values() for line in sequences(its)),
    )


def quality(kinds: Sequence[str], trusts: Sequence[Trust], ages: Scores) -> Scores:
    """Factors on documents: their kinds, how far they can be relied on, and their ages in days, NaN for one without a date."""
    kind = np.array([KIND_WEIGHTS.get(its, 1.0) for its in kinds])
    trust = np.array([TRUST_WEIGHTS[its] for its in trusts])
    age = np.where(np.isnan(ages), HALF_LIFE, np.maximum(ages, 0.0))
    factors: Scores = kind * trust * (1 + FRESHNESS * 0.5 ** (age / HALF_LIFE))
    return factors


def sequences(found: Sequence[Token]) -> list[list[str]]:
    """The stems of a text in order: with compounds as their parts and, where there are any, with compounds as a whole."""
    whole = [token.stem for token in found if token.whole]
    if len(whole) == len(found):
        return [whole] if whole else []
    parts: list[str] = []
    ends: dict[int, int] = {}
    for token, following in zip(found, [*found[1:], None], strict=True):
        is_simple = token.whole and (following is None or following.whole)
        # Of a code that is cut in several ways, only its single parts, which come first, follow one another.
        if is_simple or (not token.whole and token.start not in ends):
            parts.append(token.stem)
        ends = {} if token.whole else ends | {token.start: token.end}
    return [parts, whole]


def _weighed(found: Iterable[tuple[str, str]]) -> Mapping[str, float]:
    """The weight of each term, from pairs of field and term."""
    weights: dict[str, float] = {}
    for field, term in found:
        weights[term] = weights.get(term, 0.0) + FIELD_WEIGHTS[field]
    return weights


def _beginnings(term: str) -> Iterator[str]:
    return (term[:size] for size in range(SHORTEST_BEGUN, min(len(term), LONGEST_BEGUN) + 1))
