"""Bytes to text, as French senders meant them: UTF-8 when it is, else what is declared, else windows-1252."""

import codecs
import re

_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig"}
_META = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_LATIN = {"ascii", "iso8859-1"}
"""Declared so, text with accents is nearly always windows-1252, which holds every character of the two."""


def decode(data: bytes, declared: str = "") -> str:
    """The text; never fails. `declared` is a charset that may be wrong, unknown or empty."""
    meta = _META.search(data[:2048])
    guesses = [_MARKS[mark] for mark in _MARKS if data.startswith(mark)]
    for charset in (*guesses, *_seven_bit(declared), "utf-8", declared, meta[1].decode() if meta else ""):
        try:
            name = codecs.lookup(charset).name
            return data.decode("cp1252" if name in _LATIN else charset)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _seven_bit(charset: str) -> list[str]:
    """A charset whose bytes look like ASCII, so that trying UTF-8 first would never find it."""
    return [charset] if charset.lower().startswith(("iso-2022", "hz", "utf-7")) else []
