"""French text analysis, the same for documents and queries: words, codes and compounds, folded, then stemmed.

In: any text. Out: tokens with their place in that very text, so that excerpts keep its accents. Knows no index and no query.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from search.stemmer import light_stem

_STOP_WORDS = """
    a afin ai aie arrive arriver arrives arrivez as au aucun aucune aussi autre autres aux avait avec avez avoir avons
    bonjour bonsoir ce ceci cela celle celles celui ces cet cette ceux chaque chez ci combien comme comment d dans de
    depuis des dois doit doivent donc dont du elle elles en entre es est et etaient etait etes etre eu eux faire fais
    fait fasse faudrait faut font hui ici il ils j je l la laquelle le lequel les lesquelles lesquels leur leurs lors
    lorsque lui m ma mais matin me meme memes merci mes moi mon n ne ni nos notre nous on ont or ou par parce pas peut
    peuvent peux plus pour pourquoi pourrais pourrait pouvoir puis puisque puisse qu quand que quel quelle quelles quels
    qui quoi s sa se sera serait ses si soit son sont sous suis sur svp t ta te tel telle telles tels tes toi ton tous
    tout toute toutes tres tu un une vers veut veux voici voila vos votre voudrais vous y
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Folded words that say nothing of a subject, question words among them."""

_MARK = "[\u0300-\u036f\u00ad\u200b-\u200d\u2060]"
_WORD = rf"(?:[^\W_ʼ]{_MARK}*)+"
_APOSTROPHES = "'’ʼ‘´`"
_JOINT = rf"(?:[-‐‑._/&@{_APOSTROPHES}]|(?<=\d),(?=\d))"
_CHUNK = re.compile(rf"{_WORD}(?:{_JOINT}{_WORD})*\*{{0,3}}")
_ELIDED = frozenset({*"cdjlmnst", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu", "entr"})
# The letter of an article of law (L2121-10) is a part of its own, so that it is found under each of its spellings.
_PART = re.compile(rf"\A[adlr](?=\d+[-.]\d)|{_WORD}", re.IGNORECASE)
_FOLDED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "’": "'", "ʼ": "'", "‘": "'", "´": "'", "`": "'"})
_ACCENTS = str.maketrans("àâäçéèêëîïôöùûüÿ", "aaaceeeeiioouuuy")
_LONGEST = 64
_MOST_PARTS = 6


class Token(NamedTuple):
    """A word, a code or a part of one, at text[start:end]."""

    exact: str
    """Folded; a compound without its joints (`e-mail` is `email`), a point between digits (`0,05` is `0.05`)."""
    stem: str
    start: int
    end: int
    whole: bool
    """False for a part of a compound, which follows the whole."""


class _Part(NamedTuple):
    exact: str
    start: int
    end: int


def fold(text: str) -> str:
    """Without case, accents, ligatures and typographic apostrophes; folding twice is folding once."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    kept = "".join(char for char in plain if unicodedata.category(char) not in {"Mn", "Cf"})
    return kept.casefold().translate(_FOLDED)


@lru_cache(maxsize=1 << 16)
def stem(term: str) -> str:
    """The stem of a folded term; a term that holds anything but letters is its own."""
    return light_stem(term) if term.isalpha() else term


def tokens(text: str) -> Iterator[Token]:
    """Every term of `text` that is not a stop word; a compound is followed by its parts, a code by each run of its parts."""
    for match in _CHUNK.finditer(text):
        place = match.start()
        for exact, stemmed, start, end, whole in _analysed(match[0]):
            yield Token(exact, stemmed, start + place, end + place, whole)


def matching(text: str, stems: Collection[str], prefix: str = "") -> Iterator[Token]:
    """The `tokens` of `text` with one of these stems, or that begin with the folded `prefix` when there is one."""
    initials = {its[0] for its in (*stems, prefix) if its}
    kept: dict[str, list[Token]] = {}
    for match in _CHUNK.finditer(text):
        chunk = match[0]
        if chunk not in kept:
            initial = chunk[0].lower().translate(_ACCENTS)
            # Most words are told apart by their first letter, which stems and accents leave alone.
            if initial not in initials and initial.isascii() and chunk.isalpha():
                kept[chunk] = []
            else:
                kept[chunk] = [
                    token for token in _analysed(chunk) if token.stem in stems or (prefix and token.exact.startswith(prefix))
                ]
        if kept[chunk]:
            place = match.start()
            for exact, stemmed, start, end, whole in kept[chunk]:
                yield Token(exact, stemmed, start + place, end + place, whole)


def words(text: str) -> tuple[str, ...]:
    """Folded words of `text` in order, stop words left out, compounds in one piece and as they are spelt."""
    return tuple(fold(text[token.start : token.end]) for token in tokens(text) if token.whole)


def readings(word: str) -> tuple[tuple[str, ...], ...]:
    """Ways to look for one of `words`: as a whole term and, for a compound, as all of its parts; numbers are not split."""
    parts, stars = _parts(word)
    groups: list[list[_Part]] = []
    for part in parts:
        if groups and _is_number_joint(groups[-1][-1].exact, part.exact):
            groups[-1].append(part)
        else:
            groups.append([part])
    pieces = tuple(piece for group in groups if _counts(piece := _joined(group)))
    whole = (_joined(parts) + stars,)
    return (whole,) if not pieces or pieces == whole else (whole, pieces)


@lru_cache(maxsize=1 << 16)
def _analysed(chunk: str) -> tuple[Token, ...]:
    # Nearly all words are plain; what follows gives the same for these, and takes much longer.
    plain = chunk.lower().translate(_ACCENTS)
    if plain.isascii() and plain.isalpha() and len(plain) <= _LONGEST:
        return () if plain in STOP_WORDS else (Token(plain, stem(plain), 0, len(chunk), whole=True),)
    parts, stars = _parts(chunk)
    if all(part.exact in STOP_WORDS for part in parts):
        return ()
    whole = _joined(parts) + stars
    found = [Token(whole, stem(whole), parts[0].start, len(chunk), whole=True)]
    if len(parts) > 1 or stars:
        runs = ((_joined(run), run[0].start, run[-1].end) for run in _runs(parts))
        found += [Token(exact, stem(exact), start, end, whole=False) for exact, start, end in runs if _counts(exact)]
    return tuple(found)


def _parts(chunk: str) -> tuple[list[_Part], str]:
    """Parts of a chunk without elided words before it, and the stars after it."""
    spelt = (_Part(_term(match[0]), match.start(), match.end()) for match in _PART.finditer(chunk))
    parts = [part for part in spelt if part.exact]
    while len(parts) > 1 and parts[0].exact in _ELIDED and chunk[parts[0].end] in _APOSTROPHES:
        parts.pop(0)
    return parts, "*" * (len(chunk) - len(chunk.rstrip("*")))


def _term(word: str) -> str:
    # Some letters fold to several words, or to an apostrophe.
    return "".join(char for char in fold(word) if char.isalnum())[:_LONGEST]


def _runs(parts: list[_Part]) -> Iterator[list[_Part]]:
    is_code = any(part.exact[0].isdigit() for part in parts) and len(parts) <= _MOST_PARTS
    for size in range(1, len(parts) if is_code else 2):
        for at in range(len(parts) - size + 1):
            yield parts[at : at + size]


def _joined(parts: list[_Part]) -> str:
    term = parts[0].exact
    for part in parts[1:]:
        term += f".{part.exact}" if _is_number_joint(term, part.exact) else part.exact
    return term[:_LONGEST]


def _counts(part: str) -> bool:
    """Whether a part of a compound is worth finding by itself, unlike the `e` of `e-mail`."""
    return part not in STOP_WORDS and (len(part) > 1 or part.isdigit())


def _is_number_joint(before: str, after: str) -> bool:
    return before[-1].isdigit() and after[0].isdigit()
