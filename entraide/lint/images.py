"""Rules about the images of a fiche: said in words, light, and from this site only."""

import re
from pathlib import Path

from entraide.lint.rules import FicheRule, Found, Scope
from entraide.lint.text import Text

HEAVIEST = 500_000
"""Bytes."""
_WITHOUT = re.compile(r"!\[\s*\]\(\s*<?([^)\s>]+)|<img(?![^>]*\balt=[\"'][^\"']*\S)[^>]*>")
_FILE_NAME = re.compile(
    r"!\[\s*([^\]]*\.(?:png|jpe?g|gif|webp|svg)|(?:image|capture|img|screenshot)[ _\d-]*)\s*\]", re.IGNORECASE
)


def without_text(text: Text, _: Scope) -> Found:
    """An image has words for those who do not see it, and for the search."""
    for number, line in text.prose:
        if "![" in line or "<img" in line:
            for found in _WITHOUT.finditer(line):
                example = "![Le bouton Notifs, en haut à droite](image.png)"
                reason = (
                    f"L’image « {found[1] or found[0]} » n’a pas de texte de remplacement : dites ce qu’elle montre, {example}."
                )
                yield number, reason


def vague_text(text: Text, _: Scope) -> Found:
    """The words say what is seen."""
    for number, line in text.prose:
        if "![" in line:
            for found in _FILE_NAME.finditer(line):
                yield number, f"« {found[1]} » ne dit pas ce que montre l’image : décrivez-la en quelques mots."


def too_heavy(text: Text, _: Scope) -> Found:
    """An image is light enough for a slow line."""
    for number, target, is_image in text.targets:
        if is_image and ":" not in target and (size := _size(text.place_of(target))) > HEAVIEST:
            weight = f"{size / 1_000_000:.1f}".replace(".", ",")
            remedy = "recadrez l’image sur ce qui compte, réduisez-la à 1 200 pixels de large, sous 0,5 Mo."
            yield number, f"« {target} » pèse {weight} Mo : {remedy}"


def from_elsewhere(text: Text, _: Scope) -> Found:
    """No image is asked of another site, which would learn who reads, and which the page refuses."""
    for number, target, is_image in text.targets:
        if is_image and target.startswith(("http:", "https:", "//")):
            yield number, f"« {target} » est sur un autre site et ne s’affichera pas : copiez l’image à côté de la fiche."


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


RULES = (
    FicheRule("image-sans-texte", "erreur", without_text),
    FicheRule("image-distante", "erreur", from_elsewhere),
    FicheRule("image-lourde", "avertissement", too_heavy),
    FicheRule("image-texte-vague", "conseil", vague_text),
)
