"""One full-text index over any document, with French text analysis. Knows no forum, no FAQ and no site."""

from search.engine import Engine
from search.errors import IndexLockedError, IndexUnreadableError, SearchError, UnknownEngineError
from search.evaluate import DEPTH, Figures, measure, measure_kinds, with_typo
from search.model import Document, Hit, Query, Results, Span
from search.query import parse
from search.registry import erase_index, open_engine
from search.synonyms import Synonyms
from search.text import fold

__all__ = [
    "DEPTH",
    "Document",
    "Engine",
    "Figures",
    "Hit",
    "IndexLockedError",
    "IndexUnreadableError",
    "Query",
    "Results",
    "SearchError",
    "Span",
    "Synonyms",
    "UnknownEngineError",
    "erase_index",
    "fold",
    "measure",
    "measure_kinds",
    "open_engine",
    "parse",
    "with_typo",
]
