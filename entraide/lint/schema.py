"""Rules about the front matter of a fiche and the name of its file; what each key may hold is checked where it is read."""

import re

from entraide.lint.rules import FicheRule, Found, Scope
from entraide.lint.text import Text

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CURLY = re.compile(r"[“”‘].*[“”’]")


def address(text: Text, _: Scope) -> Found:
    """The name of the file makes a readable address, and not that of a category."""
    fiche = text.fiche
    name = fiche.id.rpartition("/")[2]
    if not _NAME.fullmatch(name):
        allowed = "lettres minuscules sans accent, chiffres et « - » seulement"
        yield 1, f"Renommez « {name}.md » : {allowed}, c’est l’adresse de la page."
    if name == "index" or fiche.id in {child.path for child in fiche.category.children}:
        yield 1, f"« {name} » est l’adresse de la page d’une catégorie : renommez le fichier."


def given_id(text: Text, _: Scope) -> Found:
    """A name that is given is in the form of an address."""
    given = text.fiche.given_id
    if given and not _NAME.fullmatch(given):
        yield text.key_line("id"), f"« {given} » : lettres minuscules sans accent, chiffres et « - » seulement."


def dates(text: Text, _: Scope) -> Found:
    """A review comes after the publication."""
    fiche = text.fiche
    if fiche.published and fiche.reviewed and fiche.reviewed < fiche.published:
        yield text.key_line("revu_le"), "« revu_le » est antérieur à « publie_le » : corrigez l’une des deux dates."


def curly_quotes(text: Text, _: Scope) -> Found:
    """A value is quoted with straight quotes; others would be shown."""
    for key, value in {"titre": text.fiche.title, "resume": text.fiche.summary}.items():
        if _CURLY.fullmatch(value):
            remedy = 'mettez des guillemets droits ("), ou n’en mettez pas.'
            yield text.key_line(key), f"Les guillemets autour de « {key} » s’afficheront : {remedy}"


RULES = (
    FicheRule("adresse", "erreur", address),
    FicheRule("id", "erreur", given_id),
    FicheRule("dates", "erreur", dates),
    FicheRule("guillemets", "avertissement", curly_quotes),
)
