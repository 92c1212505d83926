"""Hints for a text that is read in a hurry, on a phone, or aloud by a machine."""

import re

from entraide.lint.rules import FicheRule, Found, Scope
from entraide.lint.text import Text

LONGEST_SENTENCE = 40
"""Words."""
LONGEST_TITLE, LONGEST_SUMMARY = 90, 300
"""Characters."""
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+")
_VAGUE = re.compile(r"\[(?:cliquez ici|cliquer ici|ici|lien|ce lien|voir ici|en savoir plus)\]\(", re.IGNORECASE)


def long_sentence(text: Text, _: Scope) -> Found:
    """A sentence is read in one breath."""
    for number, line in text.prose:
        if line.count(" ") >= LONGEST_SENTENCE and not line.lstrip().startswith("|"):
            for sentence in _SENTENCE_END.split(line):
                if (words := len(sentence.split())) > LONGEST_SENTENCE:
                    yield number, f"Phrase de {words} mots (« {' '.join(sentence.split()[:5])}… ») : coupez-la en deux."


def long_title(text: Text, _: Scope) -> Found:
    """A title fits in a list of results."""
    if len(text.fiche.title) > LONGEST_TITLE:
        yield text.key_line("titre"), f"Titre de {len(text.fiche.title)} caractères : visez moins de {LONGEST_TITLE}."


def long_summary(text: Text, _: Scope) -> Found:
    """A summary is one or two sentences."""
    if len(text.fiche.summary) > LONGEST_SUMMARY:
        yield text.key_line("resume"), f"Résumé de {len(text.fiche.summary)} caractères : une ou deux phrases suffisent."


def vague_link(text: Text, _: Scope) -> Found:
    """The words of a link say where it leads, read apart from the sentence."""
    for number, line in text.prose:
        if "](" in line and (found := _VAGUE.search(line)):
            yield number, f"« {found[0][1:-2]} » ne dit pas où mène le lien : liez les mots qui nomment la page."


RULES = (
    FicheRule("phrase-longue", "conseil", long_sentence),
    FicheRule("titre-long", "conseil", long_title),
    FicheRule("resume-long", "conseil", long_summary),
    FicheRule("lien-vague", "conseil", vague_link),
)
