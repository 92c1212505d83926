"""Repairs ligatures: those that are one character, and those that a PDF's fonts turned into a symbol and spaces (`pro/ le`).

Comes in: text. Goes out: text. Knows the list of French words.
"""

import re
from collections import Counter
from typing import NamedTuple

from forum_sync.extract.french import is_word

_CODE_POINTS = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_PAIRS, _TRIPLES = ("fi", "ff", "tt", "fl", "fr", "ft", "ct", "st"), ("ffi", "ffl", "ffr")
"""A symbol is followed by one space less than its ligature has letters (measured on one magazine of 2015)."""
_LETTER = r"[^\W\d_]"
_SYMBOL = r"[!\"#$%&'()*+/;<=>@\[\\\]^`{|}~\d]"
_GLITCH = re.compile(
    rf"(?<!{_LETTER})(?P<left>(?:{_LETTER}{{1,30}}[-\u2010][ \t]*\r?\n[ \t]*)?{_LETTER}{{0,30}})"
    rf"(?P<symbol>{_SYMBOL})(?P<gap>[ ]{{1,2}})(?P<right>{_LETTER}{{1,30}}(?:[-\u2010][ \t]*\r?\n[ \t]*{_LETTER}{{1,30}})?)?"
)
_CUT = re.compile(r"[-\u2010]\s*")
_CLOSES = frozenset(")]}>!;'\"*0123456789")
"""What may end a word and be followed by a space."""
_OPENS = frozenset("([{")
"""What is never followed by a space."""
_ORDINALS = frozenset(["er", "ers", "re", "res", "nd", "nde", "nds", "ndes", "de", "eme", "ème", "km", "kg", "cm", "mm", "mn"])
"""What a number is followed by, one letter set aside."""
_ELIDED = frozenset(["c", "d", "j", "l", "m", "n", "qu", "s", "t"])
_ONE_LETTER_WORDS = "aàyô"
_ENOUGH = 3
_SHORT = 2
_NAME = re.compile(rf"\b{_LETTER}{{4,30}}\b")


class _Glitch(NamedTuple):
    start: int
    end: int
    key: tuple[str, int]
    fits: tuple[str, ...]
    """Ligatures that give a word."""
    doubtful: bool
    """Whether what stands there may as well be meant."""


def fold(text: str) -> str:
    """The text without characters that are ligatures; nothing else of it changes."""
    return text.translate(_CODE_POINTS)


def repair(text: str) -> str:
    """The text with its broken ligatures put right, when it has three or more; what gives no known word stays."""
    names = frozenset(_NAME.findall(text))
    found = [glitch for match in _GLITCH.finditer(text) if _may_be_broken(match) and (glitch := _look(match, names))]
    votes = Counter((glitch.key, ligature) for glitch in found if not glitch.doubtful for ligature in glitch.fits)
    if sum(not glitch.doubtful for glitch in found) < _ENOUGH:
        return text
    parts, done = [], 0
    for glitch in found:
        best = max(glitch.fits, key=lambda ligature, key=glitch.key: votes[key, ligature])  # type: ignore[misc]
        if not glitch.doubtful or votes[glitch.key, best] >= _ENOUGH:
            parts += [text[done : glitch.start], best]
            done = glitch.end
    return "".join((*parts, text[done:]))


def _may_be_broken(match: re.Match[str]) -> bool:
    """False for numbers (`4 ans`, `1 er`, `12 %`), for `word) word`, ` ; l’` and whatever else is written so on purpose."""
    left, symbol, right = match["left"], match["symbol"], match["right"] or ""
    elided = right.lower() in _ELIDED and match.string[match.end() : match.end() + 1] in {"'", "’"}
    if elided and (not left or _stands(left)):
        return False
    if left:
        return True
    before = match.string[match.start() - 1 : match.start()]
    if before and not before.isspace() and before not in "’'«(":
        return False
    if symbol.isdigit() and (len(right) == 1 or right.lower() in _ORDINALS):
        return False
    return bool(right) and (symbol in _OPENS or not _stands(right))


def _look(match: re.Match[str], names: frozenset[str]) -> _Glitch | None:
    left, symbol, right, gap = match["left"], match["symbol"], match["right"] or "", len(match["gap"])
    # Where spaces were made one, the longer ligatures have the gap of the shorter.
    likely, others = (_PAIRS, _TRIPLES) if gap == 1 else (_TRIPLES, ())
    fits = _words(left, likely, right) or _words(left, others, right)
    if fits:
        meant = symbol in _CLOSES and _stands(left) and _stands(right)
        if meant and min(len(left), len(right)) > _SHORT:
            return None
        return _Glitch(match.start("symbol"), match.end("gap"), (symbol, gap), fits, doubtful=meant)
    fits = tuple(ligature for ligature in _PAIRS if left + ligature in names)
    if fits and not _stands(left):
        return _Glitch(match.start("symbol"), match.start("gap") + 1, (symbol, 1), fits, doubtful=False)
    return None


def _words(left: str, ligatures: tuple[str, ...], right: str) -> tuple[str, ...]:
    return tuple(ligature for ligature in ligatures if right and _gives_word(left, ligature, right))


def _gives_word(left: str, ligature: str, right: str) -> bool:
    """Whether the parts make a word: also over the end of a line, and the last word of `OpenOffice`."""
    right = _CUT.sub("", right)
    word = _CUT.sub("", left) + ligature + right
    last = _CUT.split(left)[-1]
    tail = last[-1:] + ligature + right if last[-1:].isupper() and last[:-1] else ""
    return is_word(word) or is_word(last + ligature + right) or is_word(tail)


def _stands(part: str) -> bool:
    """Whether it is a word by itself; letters are in the list, but hardly ever in a text."""
    return (len(part) > 1 or part.lower() in _ONE_LETTER_WORDS) and is_word(part)
