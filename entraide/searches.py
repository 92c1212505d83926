"""What is searched for, counted without anything about who searches: by day and normalised query, in a file for each month.

In: what was typed, how much was found, what was opened. Out: lines of `var/searches/2026-11.jsonl`, which only grow while the
service runs, and a report of a month. Nothing that looks personal is kept. Knows no HTTP.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from entraide.counting import CountLog, month_before, read_counts, rewrite, tidy
from forum_sync import mask
from search import Engine, Results, SearchError, fold, parse

SHOWN_FROM = 3
"""Requests in a month from which on a query is shown; rarer ones may be somebody's own."""
_LISTED = 30
_LONGEST = 100
_NUMBER = re.compile(r"\S*?(?P<digits>\d(?:[ \u00a0\u202f./-]?\d)*)\S*")
"""With the word that it stands in, which may be a code."""
_SOMEONE = re.compile(r"\w@\w")
_SHORTEST_NUMBER, _LONGEST_CODE = 4, 8
"""Digits from which on a number must be known to the site, and beyond which it is that of a person or a file anyway."""


class Count(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How often a query was asked on a day, how often nothing was found, how often a result was opened."""

    day: date
    query: str
    asked: int = 0
    empty: int = 0
    clicks: int = 0

    @property
    def month(self) -> str:
        """The month of the day."""
        return f"{self.day:%Y-%m}"

    @property
    def key(self) -> tuple[date, str]:
        """A query on a day."""
        return self.day, self.query

    @property
    def requests(self) -> int:
        """Proposals that are opened as one types are no request of a results page."""
        return max(self.asked, self.clicks)

    def add(self, other: "Count") -> None:
        """Count in what another holds."""
        self.asked += other.asked
        self.empty += other.empty
        self.clicks += other.clicks


class SearchLog(CountLog[Count]):
    """What is searched for, counted in `folder`."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime], is_known: Callable[[str], bool]) -> None:
        """`is_known` says whether a number with its separators stands in what the site publishes."""
        super().__init__(folder, clock=clock)
        self._is_known = is_known

    def answered(self, results: Results) -> None:
        """A results page was asked for; the pages that follow it and its narrower versions are the same request."""
        query = results.query
        if not (query.offset or query.kinds or query.filters):
            self._add(query.text, asked=1, empty=int(results.total == 0))

    def clicked(self, text: str) -> None:
        """A result was opened."""
        self._add(text, clicks=1)

    def tidy(self, today: date) -> None:
        """Delete months that are too old; of the others that are over, forget the queries that are too rare to be shown."""
        tidy(self.folder, today, keep=_forget_rare)

    def _add(self, text: str, **counts: int) -> None:
        query = normalised(text, self._is_known)
        if query:
            self.count(Count(day=self.today(), query=query, **counts))


def known_to(engine: Callable[[], Engine]) -> Callable[[str], bool]:
    """Whether something the engine finds holds all of a number."""

    def is_known(number: str) -> bool:
        try:
            words = number.replace('"', " ")
            results = engine().search(parse(f'"{words}"', limit=1, with_excerpts=False))
        except SearchError:
            return False
        return results.total > 0 and not results.relaxed

    return is_known


def normalised(text: str, is_known: Callable[[str], bool]) -> str:
    """The folded words of a query in order, '' for one that has none, is long, or looks as if it held something personal."""
    query = parse(text)
    kept = " ".join(query.words)
    if not kept or len(kept) > _LONGEST or _SOMEONE.search(text) or mask(query.text) != query.text:
        return ""
    for match in _NUMBER.finditer(fold(query.text)):
        digits = sum(char.isdigit() for char in match["digits"])
        if digits >= _SHORTEST_NUMBER and (digits > _LONGEST_CODE or not is_known(match[0])):
            return ""
    return kept


def read_month(folder: Path, month: str) -> dict[str, Count]:
    """What was counted in a month, such as `2026-11`, by query; a line that was cut short does not count."""
    found: dict[str, Count] = {}
    for count in read_counts(folder / f"{month}.jsonl", Count):
        found.setdefault(count.query, Count(day=count.day.replace(day=1), query=count.query)).add(count)
    return found


def requests_of(folder: Path, today: date) -> Mapping[str, int]:
    """How often each normalised query was asked in this month and the one before it."""
    months = (f"{today:%Y-%m}", month_before(f"{today:%Y-%m}"))
    found: Counter[str] = Counter()
    for month in months:
        found.update({query: count.requests for query, count in read_month(folder, month).items()})
    return found


def report(counts: Mapping[str, Count], before: Mapping[str, Count]) -> dict[str, list[Count]]:
    """What a technician should know of a month, `before` being the one before it; queries that are rare are in no list."""
    shown = [count for count in counts.values() if count.requests >= SHOWN_FROM]
    gains = {count.query: count.requests - (before[count.query].requests if count.query in before else 0) for count in shown}
    return {
        "frequent": _top(shown, lambda count: count.requests),
        "without_result": _top([count for count in shown if 2 * count.empty > count.asked], lambda count: count.empty),
        "without_click": _top([count for count in shown if not count.clicks and not count.empty], lambda count: count.asked),
        "rising": _top(
            [count for count in shown if gains[count.query] >= max(SHOWN_FROM, count.requests / 2)],
            lambda count: gains[count.query],
        ),
    }


def _top(counts: Iterable[Count], size: Callable[[Count], int]) -> list[Count]:
    return sorted(counts, key=lambda count: (-size(count), count.query))[:_LISTED]


def _forget_rare(file: Path) -> None:
    totals = read_month(file.parent, file.stem)
    counts = [*read_counts(file, Count)]
    kept = [count for count in counts if totals[count.query].requests >= SHOWN_FROM]
    if len(kept) < len(counts):
        rewrite(file, kept)
