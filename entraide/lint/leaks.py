"""The rule about what must not be published: access codes, bank and social security numbers, contacts of persons.

What is found is what the mirror masks; the contacts of the service (`site.contacts` of entraide.yml) may be shown.
"""

import re
from collections.abc import Iterator

from entraide.lint.rules import FicheRule, Found, Scope
from entraide.lint.text import Text
from forum_sync import mask

_HIDDEN = re.compile(r"\[([^\]\n]+) masquée?\]")
_CONTACTS = frozenset({"adresse électronique", "téléphone"})
_NUMBER = re.compile(r"^( *)[0-9]+(?=[.)] )", re.MULTILINE)
_BETWEEN = re.compile(r"(?<!:)\n\n")
"""Between paragraphs; a code may be one of its own, after the words for it."""


def leak(text: Text, scope: Scope) -> Found:
    """No code, no bank account, no social security number; no phone number and no e-mail address but those of the service."""
    for line, paragraph in _paragraphs(text):
        for number, what in _masked(paragraph, scope.public):
            if what in _CONTACTS:
                remedy = "retirez-le, ou ajoutez-le à « contacts » dans entraide.yml s’il est celui du service."
                yield line + number, f"Ceci ressemble au contact d’une personne ({what}) : {remedy}"
            else:
                yield line + number, f"Ceci ressemble à un secret ({what}) : retirez-le, et changez-le s’il a servi."


def _paragraphs(text: Text) -> Iterator[tuple[int, str]]:
    """Parts of the file with their line, for the numbers of steps are no reason to look into a text."""
    fiche = text.fiche
    values = {"titre": fiche.title, "resume": fiche.summary, "auteur": fiche.author}
    lists = {"sources": fiche.sources, "mots_cles": fiche.keywords}
    yield from ((text.key_line(key), value) for key, value in values.items())
    yield from ((text.key_line(key), value) for key, several in lists.items() for value in several)
    line = fiche.body_line
    for paragraph in _BETWEEN.split(_NUMBER.sub(r"\1", fiche.body)):
        yield line, paragraph
        line += paragraph.count("\n") + 2


def _masked(value: str, public: frozenset[str]) -> Iterator[tuple[int, str]]:
    """What is masked in a text, with its line from 0."""
    masked = mask(value, public)
    if masked != value:
        # What is masked holds no end of a line, so that lines stay in their place.
        for number, (before, after) in enumerate(zip(value.split("\n"), masked.split("\n"), strict=True)):
            yield from ((number, what) for what in (_HIDDEN.findall(after) if after != before else ()))


RULES = (FicheRule("fuite", "erreur", leak),)
