"""One full-text index over any document, with French text analysis. Knows no forum, no FAQ and no site."""

from search.browser import browser_rules, cut_words, hidden_words, spellings
from search.engine import Engine
from search.errors import IndexLockedError, IndexUnreadableError, SearchError, UnknownEngineError
from search.evaluate import DEPTH, Figures, measure, measure_kinds, with_typo
from search.model import FACETS, Document, Facet, Hit, Query, Results, ShortAnswer, Sort, Span, Trust
from search.operators import KINDS
from search.query import parse
from search.registry import erase_index, move_index, open_engine
from search.synonyms import Synonyms
from search.text import fold, tokens

__all__ = [
    "DEPTH",
    "FACETS",
    "KINDS",
    "Document",
    "Engine",
    "Facet",
    "Figures",
    "Hit",
    "IndexLockedError",
    "IndexUnreadableError",
    "Query",
    "Results",
    "SearchError",
    "ShortAnswer",
    "Sort",
    "Span",
    "Synonyms",
    "Trust",
    "UnknownEngineError",
    "browser_rules",
    "cut_words",
    "erase_index",
    "fold",
    "hidden_words",
    "measure",
    "measure_kinds",
    "move_index",
    "open_engine",
    "parse",
    "spellings",
    "tokens",
    "with_typo",
]
