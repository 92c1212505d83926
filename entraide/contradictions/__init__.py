"""Fiches, discussions and documents that give different rates, amounts, dates or law wordings on one subject."""

from entraide.contradictions.compare import contradictions
from entraide.contradictions.model import Contradiction, Paragraph, Passage, Source
from entraide.contradictions.settled import read_settled, settle
from entraide.contradictions.texts import sources_of

__all__ = ["Contradiction", "Paragraph", "Passage", "Source", "contradictions", "read_settled", "settle", "sources_of"]
