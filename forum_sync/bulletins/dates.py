"""Dates as French people and file names write them.

Comes in: any text. Goes out: the date it gives, or None. Knows no document and no clock.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from forum_sync.words import fold

_MONTHS = ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_GAP = r"[ \t.-]*"
_WORDS = re.compile(
    rf"(?:(?<!n°)(?<!n° )\b(\d\d?)(?:er)?{_GAP})?(?<![a-z])"
    r"(janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|dec(?:embre)?)"
    rf"{_GAP}{_YEAR}"
)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.])(\d\d)\2(\d\d)(?!\d)")
_NUMBERS = re.compile(rf"(?<!\d)(\d\d?)([-/.])(\d\d?)\2{_YEAR}")
_NAME_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_NAME_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-.](\d\d)(?!\d)")

_Found = tuple[int, str, str, str]
"""Place in the text, year, month, day."""


def date_in(text: str) -> date | None:
    """The first whole date of `text`, else the first day of the first month named in it."""
    plain = fold(text)
    return _first(_whole_dates(plain)) or _first(_months(plain))


def date_in_name(name: str) -> date | None:
    """The date in a file name: as in a text, or `20240612`, or `2024-06` for the first day of a month."""
    plain = name.replace("_", "-")
    days = ((match.start(), match[1], match[2], match[3]) for match in _NAME_DAY.finditer(plain))
    months = ((match.start(), match[1], match[2], "1") for match in _NAME_MONTH.finditer(plain))
    return date_in(plain) or _first(days) or _first(months)


def _whole_dates(plain: str) -> Iterator[_Found]:
    for match in _WORDS.finditer(plain):
        if match[1]:
            yield match.start(), match[3], _number(match[2]), match[1]
    for match in _ISO.finditer(plain):
        yield match.start(), match[1], match[3], match[4]
    for match in _NUMBERS.finditer(plain):
        yield match.start(), match[4], match[3], match[1]


def _months(plain: str) -> Iterator[_Found]:
    for match in _WORDS.finditer(plain):
        yield match.start(), match[3], _number(match[2]), "1"


def _first(found: Iterable[_Found]) -> date | None:
    """The date that stands first and exists in the calendar."""
    for _, year, month, day in sorted(found):
        with suppress(ValueError):
            return date(int(year), int(month), int(day))
    return None


def _number(month: str) -> str:
    return str(next(number for number, start in enumerate(_MONTHS, 1) if month.startswith(start)))
