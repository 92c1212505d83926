"""Documents as what a search inside the page needs: a small page each for Pagefind, and a table of facts to narrow and sort by.

In: documents and synonyms. Out: HTML, values for JSON. Knows no files.
"""

from collections.abc import Mapping, Sequence
from html import escape

import msgspec

from search import FACETS, Document, Synonyms, cut_words, hidden_words

END = "¶"
"""Ends what excerpts may show."""
_KINDS = {"fiche": 1.15, "news": 1.0, "forum": 1.0, "club": 0.95, "newsletter": 0.9}
"""Weight of a text by kind, what was reviewed before what was said; 1 for others."""
_OUTDATED = 0.6
_TITLE = 7
_KEYWORDS = 3
_LONGEST_TALK = 1000
"""Words of what nobody accepted in a discussion: the first ones are found, and carried with each result."""


def page_of(document: Document, synonyms: Synonyms) -> str:
    """The page that Pagefind indexes."""
    data = {
        "title": document.title,
        "url": document.url,
        "kind": document.kind,
        "category": " > ".join(filter(None, (*document.category, document.part_of))),
        "date": document.day and document.day.isoformat(),
        "trust": document.trust,
        "short_answers": document.short_answers,
    }
    # A filter is not searched, unlike Pagefind's other data: an address must not answer a number.
    filters = f'<i data-pagefind-filter="data[title]" title="{escape(msgspec.json.encode(data).decode())}"></i>'
    weight = _KINDS.get(document.kind, 1.0) * (_OUTDATED if document.trust in {"past", "outdated"} else 1)
    texts = (document.question, document.answer, _shortened(document))
    seen = "".join(f'<p data-pagefind-weight="{weight:.2f}">{_text(text)}</p>' for text in texts if text)
    names = (answer.name for answer in document.short_answers)
    labels = (*document.keywords, *names, *document.category, *document.software, *document.themes)
    keywords = f'<p data-pagefind-weight="{_KEYWORDS}">{_text(" ; ".join(labels))}</p>'
    texts_only = (answer.text for answer in document.short_answers)
    hidden = f"<p>{_text(' ; '.join((*texts_only, *hidden_words(document, synonyms))))}</p>"
    title = f'<h1 data-pagefind-weight="{_TITLE * weight:.2f}">{_text(document.title)}</h1>'
    body = f"{title}{filters}{seen}<p>{END}</p>{keywords}{hidden}"
    return f'<!doctype html><html lang="fr"><body><main data-pagefind-body>{body}</main></body></html>'


def facts_of(documents: Sequence[Document]) -> Mapping[str, object]:
    """Columns over numbered documents: days, and for each facet the number of a set of values; of a category its path."""
    values: dict[str, dict[tuple[str, ...], int]] = {facet: {} for facet in FACETS}
    rows = [_values(document) for document in documents]
    columns = {
        facet: [known.setdefault(its, len(known)) for its in (row[facet] for row in rows)] for facet, known in values.items()
    }
    days = [document.day.toordinal() if document.day else 0 for document in documents]
    return {"days": days, "values": {facet: list(known) for facet, known in values.items()}, "columns": columns}


def _values(document: Document) -> Mapping[str, tuple[str, ...]]:
    return {
        "kind": (document.kind,),
        "category": document.category,
        "software": document.software,
        "theme": document.themes,
        "year": (str(document.day.year),) if document.day else (),
    }


def _shortened(document: Document) -> str:
    words = document.body.split(" ")
    return document.body if document.kind != "forum" else " ".join(words[:_LONGEST_TALK])


def _text(text: str) -> str:
    return escape(cut_words(text))
