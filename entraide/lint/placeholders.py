"""Rules about what is still to be written: allowed in a draft, not in a fiche that is published."""

import re
from collections.abc import Iterator

from entraide.lint.rules import FicheRule, Found, Scope
from entraide.lint.text import Text

MARK = "À compléter"
"""How the drafts that are made here begin what a person must write."""
_OPEN = re.compile(
    rf"{MARK}|[(\[…]\s*(?:à (?:venir|compléter|définir|rédiger|préciser)|en cours)\s*[)\]…]|\b(?:TODO|FIXME|XXX)\b|Lorem ipsum"
)


def in_published(text: Text, _: Scope) -> Found:
    """Nothing is left to be written in what readers see."""
    for line, words in () if text.fiche.is_draft else _open(text):
        yield line, f"« {words} » : écrivez ce qui manque, ou remettez « statut: brouillon »."


def in_draft(text: Text, _: Scope) -> Found:
    """What is left to be written before a draft is published."""
    for line, words in _open(text) if text.fiche.is_draft else ():
        yield line, f"« {words} » : à écrire avant de publier."


def _open(text: Text) -> Iterator[tuple[int, str]]:
    values = ((text.key_line("titre"), text.fiche.title), (text.key_line("resume"), text.fiche.summary))
    for number, line in (*values, *(text.prose if _OPEN.search(text.fiche.body) else ())):
        if found := _OPEN.search(line):
            yield number, found[0]


RULES = (
    FicheRule("a-completer", "erreur", in_published),
    FicheRule("brouillon", "avertissement", in_draft),
)
