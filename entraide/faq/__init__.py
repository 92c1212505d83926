"""The FAQ: Markdown fiches by category, read strictly into frozen values."""

from entraide.faq.model import Category, Faq, Fiche, Level, Problem, Software, Theme
from entraide.faq.read import FRONT_MATTER, prose_lines, read_faq, split_sections
from entraide.faq.registers import read_synonyms
from entraide.faq.templates import TEMPLATES

__all__ = [
    "FRONT_MATTER",
    "TEMPLATES",
    "Category",
    "Faq",
    "Fiche",
    "Level",
    "Problem",
    "Software",
    "Theme",
    "prose_lines",
    "read_faq",
    "read_synonyms",
    "split_sections",
]
