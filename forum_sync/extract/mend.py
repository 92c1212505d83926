"""Mends the characters and the cut words of a document's text.

Comes in: plain text, or HTML. Goes out: the same, mended, and what the index needs besides. Knows no format.
"""

import html
import re
import unicodedata
from typing import NamedTuple

from forum_sync.extract import ligatures, mojibake
from forum_sync.extract.hyphens import join_lines

_TAG = re.compile(r"(<!--.*?(?:-->|\Z)|<(?=[a-zA-Z/!?])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>?)", re.DOTALL)
"""Never fails where it starts, so that hostile text is passed over once."""
_BETWEEN = "\x1e"


class Mended(NamedTuple):
    """Text, and what it was."""

    text: str
    alternatives: tuple[str, ...]
    """Words in the other form that a hyphen at a line's end leaves in doubt."""
    before: str
    """The text as it was, when characters of it were guessed; else empty. Joined words and other spellings of the same
    character are no guesses."""


def mend(text: str) -> Mended:
    """Plain text whose lines end where they were set: characters, ligatures, and the words that its lines cut."""
    guessed, plain = _guess(text, broken=True)
    joined, alternatives = join_lines(guessed)
    return Mended(joined, alternatives, "" if guessed == plain else text)


def mend_line(text: str) -> str:
    """One line, as a title: its characters only."""
    return _guess(text, broken=False)[0]


def mend_html(body: str, *, broken: bool = False) -> Mended:
    """HTML: the characters between its tags; its broken ligatures only when it comes from a layout that can break them."""
    parts = _TAG.split(body)
    texts = [html.unescape(part).replace(_BETWEEN, "") for part in parts[::2]]
    whole = _BETWEEN.join(texts)
    guessed, plain = _guess(whole, broken=broken)
    for index, (old, new) in enumerate(zip(texts, guessed.split(_BETWEEN), strict=True)):
        if old != new:
            parts[2 * index] = html.escape(new, quote=False)
    return Mended("".join(parts), (), "" if guessed == plain else " ".join(whole.replace(_BETWEEN, " ").split()))


def _guess(text: str, *, broken: bool) -> tuple[str, str]:
    """The text with its characters put right; and with nothing but one spelling for each."""
    plain = _spell(text)
    guessed = _spell(mojibake.repair(plain))
    return (ligatures.repair(guessed) if broken else guessed), plain


def _spell(text: str) -> str:
    return unicodedata.normalize("NFC", ligatures.fold(text))
