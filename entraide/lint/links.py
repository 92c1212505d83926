"""Rules about the links of a fiche. The disk is asked only whether a file exists that is no fiche."""

from pathlib import Path
from urllib.parse import unquote

from entraide.lint.rules import FicheRule, Found, Scope
from entraide.lint.text import Text


def broken(text: Text, scope: Scope) -> Found:
    """A relative link or image names a file that exists."""
    for number, target, is_image in text.targets:
        is_local = not target.startswith("#") and ":" not in target.partition("#")[0]
        if is_local and (file := text.place_of(target)) not in scope.places and not _is_file(file):
            what = "Déposez l’image à côté de la fiche, ou corrigez son nom" if is_image else "Corrigez le chemin du lien"
            yield number, f"« {target} » n’existe pas. {what} (majuscules et accents comptent)."


def broken_anchor(text: Text, scope: Scope) -> Found:
    """What follows # is the name of a heading there."""
    for number, target, _ in text.targets:
        path, sign, anchor = target.partition("#")
        there = scope.places.get(text.place_of(path)) if path else text
        if sign and there and unquote(anchor) not in there.anchors:
            names = ", ".join(f"#{name}" for name in sorted(there.anchors)) or "aucun"
            yield number, f"« {target} » ne mène à aucun titre. Titres de cette fiche : {names}."


def to_draft(text: Text, scope: Scope) -> Found:
    """No page leads to a fiche that is not published."""
    for number, target, _ in () if text.fiche.is_draft else text.targets:
        there = scope.places.get(text.place_of(target))
        if there and there.fiche.is_draft:
            yield number, f"« {target} » est un brouillon : publiez-le ou retirez le lien."


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:
        return False


RULES = (
    FicheRule("lien-casse", "erreur", broken),
    FicheRule("ancre-cassee", "erreur", broken_anchor),
    FicheRule("lien-brouillon", "erreur", to_draft),
)
