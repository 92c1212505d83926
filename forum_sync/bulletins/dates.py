"""Dates as French people and file names write them.

Comes in: any text. Goes out: the date it gives, or None. Knows no format and no clock.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from forum_sync.words import fold

_MONTHS = ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_GAP = r"[ \t.-]*"
_MONTH = (
    r"(janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|"
    r"dec(?:embre)?)"
)
_WORDS = re.compile(rf"(?:(?<!n°)(?<!n° )\b(\d\d?)(?:er)?{_GAP})?(?<![a-z]){_MONTH}{_GAP}{_YEAR}")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.])(\d\d)\2(\d\d)(?!\d)")
_NUMBERS = re.compile(rf"(?<!\d)(\d\d?)([-/.])(\d\d?)\2{_YEAR}")
_NAME_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_NAME_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-.](\d\d)(?!\d)")

_TOP, _FURTHER = 500, 20_000
"""Characters at the top of a document among which its date is looked for, and its occasion."""
_DATE_LINE = 40
"""Characters of the longest line that is taken for a date line."""
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?"
_HERE = re.compile(
    rf"(?:le\s+)?{_WEEKDAY}(?:(?P<d>\d\d?)(?:er)?\s+{_MONTH}\b\.?(?:\s+{_YEAR})?|"
    r"(?P<day>\d\d?)(?P<sign>[-/.])(?P<month>\d\d?)(?P=sign)(?:20)?(?P<year>\d\d)(?!\d))"
)
_END_OF_MONTH = re.compile(rf"(?:la\s+)?fin\s+(?:(?:de|du\s+mois\s+de)\s+|d['’]\s?)?{_MONTH}\b(?:\s+{_YEAR})?")
_OCCASION = re.compile(
    r"\b(?:clubs?|compte[ -]rendu|lettre|bulletin|magazine|numero|edition|version|reunion|seance)\b((?:[^.\n]|\.(?=\d)){0,60})"
)
_DAY = r"\d\d?(?:er)?\s+[a-z]+\s+\d{4}"
_TERM = re.compile(
    r"\b(?:jusqu['’]au|avant le|expir\w+ (?:le|au)|a compter du|a partir du|des le|au plus tard le|d['’]ici (?:le|au)|"
    r"depuis le|(?:loi|decret|arrete|ordonnance|circulaire|deliberation)s?\b[^.\n]{0,40}? du)"
    rf"\s+{_DAY}|\bdu\s+{_DAY}\s+au\s+{_DAY}"
)
"""Dates of laws, and of when something begins or ends."""

_Found = tuple[int, str, str, str]
"""Place in the text, year, month, day."""


class Dated(NamedTuple):
    """A date that was read."""

    day: date
    month_only: bool
    """Whether nothing but the month was given, of which `day` is the first."""


class Mention(NamedTuple):
    """A date as it stands in a text, which may leave the year to the reader."""

    day: int | None
    """None for the last one of the month."""
    month: int
    year: int | None
    end: int
    """Where it ends in the folded text."""

    def of_year(self, year: int) -> date | None:
        """The date in that year, None where the calendar has none."""
        with suppress(ValueError):
            return date(year, self.month, self.day or monthrange(year, self.month)[1])
        return None


def mention_at(plain: str, start: int = 0) -> Mention | None:
    """The date at that place of a folded text: « le 31 mars », « 3/12/2026 », « fin juin 2027 »."""
    if end := _END_OF_MONTH.match(plain, start):
        return Mention(None, int(_number(end[1])), int(end[2]) if end[2] else None, end.end())
    found = _HERE.match(plain, start)
    if found is None:
        return None
    if found["d"]:
        return Mention(int(found["d"]), int(_number(found[2])), int(found[3]) if found[3] else None, found.end())
    month = int(found["month"])
    return Mention(int(found["day"]), month, 2000 + int(found["year"]), found.end()) if 1 <= month <= len(_MONTHS) else None


def date_in(text: str) -> date | None:
    """The first whole date of `text`, else the first day of the first month named in it."""
    found = dated_in(text)
    return found.day if found else None


def dated_in(text: str) -> Dated | None:
    """The first whole date of `text`, else the first month named in it."""
    plain = fold(text)
    return _dated(_first(_whole_dates(plain)), month_only=False) or _dated(_first(_months(plain)), month_only=True)


def dated_in_name(name: str) -> Dated | None:
    """The date in a file name: as in a text, or `20240612`, or the month `2024-06`."""
    plain = name.replace("_", "-")
    days = ((match.start(), match[1], match[2], match[3]) for match in _NAME_DAY.finditer(plain))
    months = ((match.start(), match[1], match[2], "1") for match in _NAME_MONTH.finditer(plain))
    return dated_in(plain) or _dated(_first(days), month_only=False) or _dated(_first(months), month_only=True)


def stated_date(title: str, text: str) -> Dated | None:
    """The date a document gives itself.

    It stands on a line of its own near its top, else in its title, else near its top, else where it tells of which meeting or
    issue it is (« les clubs utilisateurs de février 2020 »).
    """
    top = text[:_TOP]
    own_lines = (dated_in(line) for line in top.splitlines() if len(line) <= _DATE_LINE)
    stated = next(filter(None, own_lines), None) or dated_in(title) or dated_in(_without_terms(top))
    occasions = (dated_in(match[1]) for match in _OCCASION.finditer(_without_terms(text[:_FURTHER])))
    return stated or next(filter(None, occasions), None)


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


def _without_terms(text: str) -> str:
    """Folded, without such dates."""
    return _TERM.sub(" ", fold(text))


def _dated(day: date | None, *, month_only: bool) -> Dated | None:
    return Dated(day, month_only) if day else None


def _number(month: str) -> str:
    return str(next(number for number, start in enumerate(_MONTHS, 1) if month.startswith(start)))
