"""GLPI over HTTP: its knowledge base is read, tickets are added. Knows no fiche, no form and no outbox."""

from entraide.glpi.articles import Article, KnowledgeBase
from entraide.glpi.connection import Connection
from entraide.glpi.legacy import LegacyGlpi, LegacyKey, legacy_key
from entraide.glpi.opening import open_knowledge
from entraide.glpi.reading import DumpedKnowledge

__all__ = [
    "Article",
    "Connection",
    "DumpedKnowledge",
    "KnowledgeBase",
    "LegacyGlpi",
    "LegacyKey",
    "legacy_key",
    "open_knowledge",
]
