"""Codes and their spellings: what must be found as it is written, or not at all.

In: words of a query as they were typed, or folded. Out: whether they are codes, and other ways to write them. Knows no index.
"""

import re

from search.text import STOP_WORDS

_ORDINAL = re.compile(r"\d+(?:er|re|ere|e|eme|nd|nde|h\d*|km|mo|go|ko|ans?)")
_DIGITS = re.compile(r"\d+(?:[.\-_/]\d+)+")
_RUNS = re.compile(r"([a-z]{2,6})(\d{1,6})")
_PAIR = re.compile(r"(?<![^\W\d_])([A-Za-z]{2,3}) (\d{1,6})(?![\w.,])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = frozenset({"mai", "oct", "nov", "dec", "fev", "avr"})
_SHORTEST_PART = 3


def is_code(word: str) -> bool:
    """Whether a folded word is a code: letters with digits, or digits with points or dashes; no ordinal, hour or quantity."""
    if not any(char.isdigit() for char in word) or _ORDINAL.fullmatch(word):
        return False
    return any(char.isalpha() for char in word) or bool(_DIGITS.fullmatch(word))


def code_pairs(text: str) -> frozenset[tuple[str, str]]:
    """Codes in two words, such as `CTP 250`, in any letters: two or three that mean nothing else, then no year; folded."""
    pairs = ((match[1].lower(), match[2]) for match in _PAIR.finditer(text) if not _YEAR.fullmatch(match[2]))
    return frozenset(pair for pair in pairs if pair[0] not in STOP_WORDS | _MONTHS)


def parted(word: str) -> tuple[str, str] | None:
    """A folded code of letters, then digits, as two words: `ctp250` as `ctp` and `250`."""
    match = _RUNS.fullmatch(word)
    return (match[1], match[2]) if match else None


def splits(word: str) -> list[tuple[str, str]]:
    """Every way to write a word of letters as two, each long enough to be one."""
    places = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1) if word.isalpha() else ()
    return [(word[:place], word[place:]) for place in places]
