"""Undoes UTF-8 that was read as windows-1252 (`Ã©` for é), once or twice over.

Comes in: text. Goes out: text. Knows which characters French documents hold, so that clean text stays as it is.
"""

import re

_UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
_BYTES = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in _UNDEFINED
}
"""What stands for a byte: itself as a control character, or what windows-1252 makes of it."""
_LEADS = {2: range(0xC2, 0xE0), 3: range(0xE0, 0xF0), 4: range(0xF0, 0xF5)}


def _class(values: range) -> str:
    return "[" + "".join(re.escape(mark) for mark, byte in _BYTES.items() if byte in values) + "]"


_SEQUENCE = re.compile("|".join(_class(leads) + f"{_class(range(0x80, 0xC0))}{{{size - 1}}}" for size, leads in _LEADS.items()))
_PLAUSIBLE = re.compile(
    "[\u0081\u008d\u008f\u0090\u009d\u00a0-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0300-\u0304\u0308\u0327\u02c6\u02dc\u2000-\u20cf"
    "\u2100-\u214f\u2190-\u22ff\u2460-\u27bf\ufb00-\ufb06\ufe0f\ufeff\U0001f000-\U0001faff]"
)
"""Decoded characters of a French document, and the controls of a second round; a clean `É…` would give another script."""
_LOST = re.compile(r"\u00c3 ( ?)|\u00e2\u20ac[\ufffd ]?(?=[\s.,;:!?)]|\Z)")
"""`à` and `”` whose second byte became a plain space or nothing."""
_CONTROLS = {byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in _UNDEFINED}
_ROUNDS = 3


def repair(text: str) -> str:
    """The text in which each sequence that can only be misread UTF-8 is what was meant."""
    found = False
    for _ in range(_ROUNDS):
        after = _SEQUENCE.sub(_decode, text)
        if after == text:
            break
        text, found = after, True
    if found:
        text = _LOST.sub(_restore, text)
    return text.translate(_CONTROLS)


def _decode(sequence: re.Match[str]) -> str:
    try:
        decoded = bytes(_BYTES[mark] for mark in sequence[0]).decode()
    except ValueError:
        return sequence[0]
    return decoded.replace("\ufeff", "") if _PLAUSIBLE.fullmatch(decoded) else sequence[0]


def _restore(lost: re.Match[str]) -> str:
    return "à " if lost[0].startswith("Ã") else "”"
