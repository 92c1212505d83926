"""Light French stemming of folded words: plural, gender and the commonest derivations, in the manner of Savoy's rules.

In: a folded word of letters. Out: its stem, which is not always a word. Knows no accents, no stop words and no text.
"""

from itertools import pairwise

_PLURALS = (("eaux", "eau", 5), ("aux", "al", 6), ("x", "", 4), ("s", "", 4))

_SUFFIXES = (
    ("isatrice", "iser", 10),
    ("isateur", "iser", 9),
    ("ificatrice", "ifier", 12),
    ("ificateur", "ifier", 11),
    ("ification", "ifier", 11),
    ("publication", "publier", 11),
    ("multiplication", "multiplier", 14),
    ("icatrice", "iquer", 11),
    ("icateur", "iquer", 10),
    ("ication", "iquer", 10),
    ("icable", "iquer", 10),
    ("issement", "ir", 10),
    ("ivement", "if", 9),
    ("atrice", "er", 9),
    ("ateur", "er", 8),
    ("ation", "er", 8),
    ("ition", "ir", 8),
    ("ative", "er", 8),
    ("atif", "er", 7),
    ("issant", "ir", 9),
    ("ement", "er", 9),
    ("trice", "teur", 7),
    ("euse", "eu", 6),
    ("elle", "el", 6),
    ("enne", "en", 6),
    ("ieme", "", 6),
    ("age", "er", 9),
    ("ail", "al", 6),
    ("ere", "er", 6),
    ("ive", "if", 6),
    ("ent", "er", 9),
)
"""Ending, what takes its place, least length of a word it is taken from; the first that fits is applied."""

_SHORTEST = 5
"""Words shorter than this keep their final letters."""


def light_stem(word: str) -> str:
    """The stem of `word`; a word of letters never stems to nothing."""
    return _trimmed(_replaced(_replaced(word, _PLURALS), _SUFFIXES))


def _replaced(word: str, rules: tuple[tuple[str, str, int], ...]) -> str:
    for ending, other, least in rules:
        if len(word) >= least and word.endswith(ending):
            return word.removesuffix(ending) + other
    return word


def _trimmed(word: str) -> str:
    if len(word) < _SHORTEST:
        return word
    single = word[0] + "".join(letter for before, letter in pairwise(word) if letter != before)
    for ending in ("r", "e", "e"):
        if len(single) >= _SHORTEST:
            single = single.removesuffix(ending)
    return single
