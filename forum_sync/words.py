"""Small shapes of words: one line, folded for comparison, fit for an address. Knows no HTML."""

import re
import unicodedata


def line_of(text: str, limit: int = 200) -> str:
    """A name or a title as one line of printable text, cut to `limit` characters."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:limit].strip()


def fold(text: str) -> str:
    """The text in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def slug_of(text: str) -> str:
    """The words of the text in `a-z0-9`, joined by hyphens; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text).replace("°", "")).strip("-")
