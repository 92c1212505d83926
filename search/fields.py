"""What of a document can be found and how much it counts: the one table of weights, and a document as terms by field.

In: a Document. Out: analysed terms. Knows no engine.
"""

from collections.abc import Iterator, Mapping

from search.model import Document
from search.text import tokens

STEMMED = {"title": 6.0, "keywords": 3.0, "question": 1.5, "answer": 1.0, "body": 1.0, "labels": 1.0}
FIELD_WEIGHTS = STEMMED | {"exact": 0.5, "begun": 4.0}
"""Factor on a count, field by field: `labels` are category, software and themes; `exact` is every word of all these, unstemmed;
`begun` is the beginnings of words of the title and the keywords."""
KIND_WEIGHTS = {"fiche": 1.15, "news": 1.0, "forum": 1.0, "club": 0.95, "newsletter": 0.9}
"""Factor on a document: what was reviewed before what was said, what was said before what was announced; 1 for others."""
SHORTEST_BEGUN, LONGEST_BEGUN = 2, 12
"""Characters of a word that is begun; beyond the longest, what follows makes no difference."""


def terms(document: Document) -> Mapping[str, list[str]]:
    """Terms by field, in the order of the text: stems, but for `exact` and `begun`."""
    texts = {
        "title": document.title,
        "keywords": "\n".join(document.keywords),
        "question": document.question,
        "answer": document.answer,
        "body": document.body,
        "labels": "\n".join((*document.category, *document.software, *document.themes)),
    }
    found = {field: list(tokens(text)) for field, text in texts.items()}
    return {
        **{field: [token.stem for token in its] for field, its in found.items()},
        "exact": [token.exact for its in found.values() for token in its],
        "begun": [part for field in ("title", "keywords") for token in found[field] for part in _beginnings(token.exact)],
    }


def _beginnings(term: str) -> Iterator[str]:
    return (term[:size] for size in range(SHORTEST_BEGUN, min(len(term), LONGEST_BEGUN) + 1))
