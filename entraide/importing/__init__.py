"""Makes fiches of the articles of GLPI's knowledge base, again and again: what a person changed since stays as it is."""

from entraide.importing.outcome import Outcome, What
from entraide.importing.run import import_articles

__all__ = ["Outcome", "What", "import_articles"]
