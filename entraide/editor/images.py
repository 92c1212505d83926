"""Images on their way into a fiche: checked, named after what they show, kept aside until the fiche that shows them is saved.

In: bytes and a text. Out: files in a folder of their own. An image keeps its name when it is sent twice.
"""

import hashlib
import re
import time
from pathlib import Path

import puremagic

from entraide.atomic import new_file
from entraide.drafting import slug_of
from entraide.errors import DraftError

TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".gif": "image/gif"}
LARGEST = 10_000_000
"""Bytes; above the size that the lint calls heavy, and far above what a page should hold."""
_ENDINGS = {".jpeg": ".jpg", ".jfif": ".jpg", ".jpe": ".jpg"}
_NAME = re.compile(r"[a-z0-9-]{1,60}\.(?:png|jpg|webp|gif)")
_IN_TEXT = re.compile(r"!\[[^\]]*\]\(\s*<?([a-z0-9-]{1,60}\.(?:png|jpg|webp|gif))\b")
_KEPT_SECONDS = 30 * 86400
_SLUG = 40


class Images:
    """The folder of images that no saved fiche shows yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, data: bytes, alt: str) -> str:
        """Keep an image that shows what `alt` says; gives its name. DraftError says what to do with one that cannot be used."""
        if len(data) > LARGEST:
            size = f"{len(data) / 1_000_000:.0f}"
            raise DraftError(
                f"L’image pèse {size} Mo, et 10 au plus sont admis : recadrez-la, ou réduisez-la à 1 200 pixels de large."
            )
        if not data:
            raise DraftError("Choisissez une image, ou collez une capture d’écran.")
        ending = _ending(data)
        if not slug_of(alt):
            raise DraftError(
                "Décrivez l’image en quelques mots, pour qui ne la voit pas : « Le bouton Notifs, en haut à droite »."
            )
        self._forget_old()
        name = f"{slug_of(alt)[:_SLUG].rstrip('-')}-{hashlib.sha256(data).hexdigest()[:8]}{ending}"
        if not (self._folder / name).exists():
            new_file(self._folder / name, data)
        return name

    def find(self, name: str) -> Path | None:
        """The image of that name, None when it is not here."""
        file = self._folder / name
        return file if _NAME.fullmatch(name) and file.is_file() else None

    def named_in(self, text: str) -> tuple[Path, ...]:
        """Those that a Markdown text shows."""
        return tuple(file for name in dict.fromkeys(_IN_TEXT.findall(text)) if (file := self.find(name)))

    def _forget_old(self) -> None:
        """Leave no image behind that was never used."""
        for file in self._folder.glob("*"):
            if file.stat().st_mtime < time.time() - _KEPT_SECONDS:
                file.unlink(missing_ok=True)


def markdown_of(name: str, alt: str) -> str:
    """What shows the image in a text."""
    words = " ".join(alt.replace("[", " ").replace("]", " ").split())
    return f"![{words}]({name})"


def _ending(data: bytes) -> str:
    """The ending for what the content is; DraftError for what is no image that browsers of today show safely."""
    try:
        found = puremagic.from_string(data)
    except (puremagic.PureError, ValueError):
        found = ""
    ending = _ENDINGS.get(found, found)
    if ending not in TYPES:
        raise DraftError(
            "Ce fichier n’est pas une image PNG, JPEG, WebP ou GIF : enregistrez-la en PNG, ou faites une capture d’écran."
        )
    return ending
