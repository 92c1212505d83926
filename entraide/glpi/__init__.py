"""GLPI over HTTP: its knowledge base is read, tickets are added. Knows no fiche, no form and no outbox."""

from entraide.glpi.connection import Connection
from entraide.glpi.legacy import LegacyGlpi, LegacyKey, legacy_key

__all__ = ["Connection", "LegacyGlpi", "LegacyKey", "legacy_key"]
