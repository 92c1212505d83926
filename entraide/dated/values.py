"""Values that hold for a time: a rate, a price, a threshold, from a day on and perhaps up to another.

In: values in any order. Out: one series for each name, what it is worth on a day, and where its periods do not fit together.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedValue:
    """What something is worth over a period."""

    name: str
    amount: str
    """As it is shown: `0,10`."""
    unit: str
    since: date
    """The first day; the first of all where no beginning is known."""
    until: date | None
    """The last day, None as long as no end is known."""
    source: str
    line: int
    """Of the file in which it stands, from 1."""

    @property
    def shown(self) -> str:
        """The amount with its unit."""
        return f"{self.amount} {self.unit}".rstrip()

    @property
    def begins(self) -> bool:
        """Whether the day is known from which on it holds."""
        return self.since > date.min

    def holds(self, day: date) -> bool:
        """Whether `day` is one of its period, both ends included."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All values of one name, the earliest first."""

    name: str
    values: tuple[DatedValue, ...]

    def at(self, day: date) -> DatedValue | None:
        """The value of that day, None before the first and after the end of the last; where two overlap, the later one."""
        return next((value for value in reversed(self.values) if value.holds(day)), None)

    def after(self, day: date) -> DatedValue | None:
        """The next value that begins after `day` and is known already."""
        return next((value for value in self.values if value.since > day), None)

    def overlaps(self) -> Iterator[tuple[DatedValue, DatedValue]]:
        """Neighbours that hold on the same day."""
        return ((one, other) for one, other in pairwise(self.values) if one.until is None or one.until >= other.since)

    def gaps(self) -> Iterator[tuple[date, date, DatedValue]]:
        """First and last day without a value, and the value that comes after."""
        for one, other in pairwise(self.values):
            if one.until is not None and one.until + _DAY < other.since:
                yield one.until + _DAY, other.since - _DAY, other


def series_of(values: Iterable[DatedValue]) -> tuple[Series, ...]:
    """The values by name, however it is capitalised, in the order in which names appear."""
    named: dict[str, list[DatedValue]] = {}
    for value in values:
        named.setdefault(value.name.casefold(), []).append(value)
    return tuple(
        Series(name=its[0].name, values=tuple(sorted(its, key=lambda value: (value.since, value.until or date.max))))
        for its in named.values()
    )
