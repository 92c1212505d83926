"""Rules about the headings of a fiche."""

import re

from entraide.faq import TEMPLATES
from entraide.lint.rules import FicheRule, Found, Scope
from entraide.lint.text import Text

_HEADING = re.compile(r"(#{1,6}) ")


def missing_section(text: Text, _: Scope) -> Found:
    """The headings of the template are there."""
    headings = {heading for heading, _ in text.fiche.sections}
    for heading in TEMPLATES[text.fiche.type]:
        if heading not in headings:
            yield 1, f"Il manque la section « ## {heading} » du modèle « {text.fiche.type} » : ajoutez-la, avec son texte."


def empty_section(text: Text, _: Scope) -> Found:
    """There is text under the headings of the template."""
    for place, (heading, content) in enumerate(text.fiche.sections):
        if heading in TEMPLATES[text.fiche.type] and not content:
            yield _line(text, place), f"La section « ## {heading} » est vide : écrivez son texte dessous."


def double_section(text: Text, _: Scope) -> Found:
    """A heading of the template stands once: the search reads the question and the answer under it."""
    seen: set[str] = set()
    for place, (heading, _content) in enumerate(text.fiche.sections):
        if heading in seen and heading in TEMPLATES[text.fiche.type]:
            yield _line(text, place), f"La section « ## {heading} » est déjà plus haut : réunissez les deux."
        seen.add(heading)


def order_of_sections(text: Text, _: Scope) -> Found:
    """The headings of the template stand in its order."""
    wanted = TEMPLATES[text.fiche.type]
    present = [heading for heading in dict.fromkeys(heading for heading, _ in text.fiche.sections) if heading in wanted]
    if present != [heading for heading in wanted if heading in present]:
        yield 1, f"Les sections doivent suivre l’ordre du modèle : {', '.join(wanted)}."


def title_heading(text: Text, _: Scope) -> Found:
    """The title stands in the front matter, so the body has no level-1 heading."""
    for number, line in text.prose:
        if line.startswith("# "):
            yield number, "Le titre est celui de l’en-tête ; utilisez « ## » dans le texte."


def skipped_level(text: Text, _: Scope) -> Found:
    """Headings go down one level at a time, for those who move from one to the next."""
    last = 2
    for number, line in text.prose:
        if line.startswith("#") and (found := _HEADING.match(line)):
            level = len(found[1])
            if level > last + 1:
                yield number, f"Ce titre saute un niveau : écrivez « {'#' * (last + 1)} » au lieu de « {found[1]} »."
            last = max(level, 2)


def _line(text: Text, place: int) -> int:
    """The line of the section at that place; text before the first heading is a section without one."""
    headings = [number for number, line in text.prose if line.startswith("## ")]
    return headings[place - (text.fiche.sections[0][0] == "")]


RULES = (
    FicheRule("section-manquante", "erreur", missing_section),
    FicheRule("section-vide", "erreur", empty_section),
    FicheRule("section-double", "erreur", double_section),
    FicheRule("sections-ordre", "erreur", order_of_sections),
    FicheRule("titre-double", "erreur", title_heading),
    FicheRule("titres-niveaux", "avertissement", skipped_level),
)
