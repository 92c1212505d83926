"""Of each document the little that counting, filtering and ordering need, as small integers by its number.

In: facts of documents, part by part of an index. Out: columns, filters and facet counts. Knows no words and no engine.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import msgspec
import numpy as np
from numpy.typing import NDArray

from search.fields import quality
from search.model import FACETS, Facet, Trust
from search.scores import Mask, Numbers, Scores
from search.text import fold

_Values = tuple[str, ...]


class Facts(msgspec.Struct, frozen=True):
    """What a column keeps of a document; decoded from the stored Document, whose texts are skipped."""

    id: str
    kind: str
    version: str
    trust: Trust = "said"
    category: _Values = ()
    day: date | None = None
    software: _Values = ()
    themes: _Values = ()


_VALUES: Mapping[str, Callable[[Facts], _Values]] = {
    "kind": lambda its: (its.kind,),
    "category": lambda its: its.category,
    "software": lambda its: its.software,
    "theme": lambda its: its.themes,
    "year": lambda its: (str(its.day.year),) if its.day else (),
}
"""Values by facet; of a category the whole path, which filters by each of its labels."""


class Codes:
    """Small integers for the values that were ever seen; shared by all columns, so that these can be put one after another."""

    def __init__(self) -> None:
        self.values: Mapping[str, list[_Values]] = {facet: [] for facet in FACETS}
        self._numbers: Mapping[str, dict[_Values, int]] = {facet: {} for facet in FACETS}

    def code(self, facet: str, values: _Values) -> int:
        """The integer that stands for these values."""
        numbers = self._numbers[facet]
        if values not in numbers:
            numbers[values] = len(numbers)
            self.values[facet].append(values)
        return numbers[values]


class Columns:
    """Columns over documents numbered from 0."""

    def __init__(self, codes: Codes, facts: Sequence[Facts] = ()) -> None:
        self.ids = [its.id for its in facts]
        self.versions = [its.version for its in facts]
        self.days = _column(its.day.toordinal() if its.day else 0 for its in facts)
        self.facets = {facet: _column(codes.code(facet, values(its)) for its in facts) for facet, values in _VALUES.items()}
        self.trusts: list[Trust] = [its.trust for its in facts]
        self._codes = codes

    @classmethod
    def joined(cls, codes: Codes, parts: Sequence["Columns"]) -> "Columns":
        """Columns of which the numbers go on from part to part."""
        whole = cls(codes)
        for part in parts:
            whole.ids += part.ids
            whole.versions += part.versions
            whole.trusts += part.trusts
        if parts:
            whole.days = np.concatenate([part.days for part in parts])
            whole.facets = {facet: np.concatenate([part.facets[facet] for part in parts]) for facet in FACETS}
        return whole

    def qualities(self) -> Scores:
        """Factor on the score of each document; ages are counted from the newest one, so that no clock is needed."""
        kinds = [values[0] for values in self._codes.values["kind"]]
        ages = np.where(self.days > 0, self.days.max(initial=0) - self.days, np.nan)
        return quality([kinds[code] for code in self.facets["kind"].tolist()], self.trusts, ages)

    def matching(self, filters: Mapping[str, frozenset[str]]) -> Mask:
        """Documents that have, for each facet of `filters`, one of its folded values."""
        meant = np.ones(len(self.ids), dtype=np.bool_)
        for facet, wanted in filters.items():
            alike = _part_of if facet == "software" else _equal
            meets = [alike(map(_key, values), wanted) for values in self._codes.values[facet]]
            meant &= np.array(meets, dtype=np.bool_)[self.facets[facet]]
        return meant

    def counted(self, numbers: Numbers) -> Mapping[str, tuple[Facet, ...]]:
        """How many of these documents have each value, the most frequent first."""
        return {facet: self._counted(facet, numbers) for facet in FACETS}

    def _counted(self, facet: str, numbers: Numbers) -> tuple[Facet, ...]:
        counts = Counter[str]()
        for code, count in enumerate(np.bincount(self.facets[facet][numbers]).tolist()):
            values = self._codes.values[facet][code]
            for value in dict.fromkeys(values[:1] if facet == "category" else values) if count else ():
                counts[value] += count
        return tuple(Facet(value=value, count=count) for value, count in sorted(counts.items(), key=lambda it: (-it[1], it[0])))


def _column(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, dtype=np.int64)


def _key(value: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(value)).strip()


def _equal(values: Iterable[str], wanted: frozenset[str]) -> bool:
    keys = {_key(value) for value in wanted}
    return any(value in keys for value in values)


def _part_of(values: Iterable[str], wanted: frozenset[str]) -> bool:
    keys = [f" {_key(value)}" for value in wanted]
    return any(key in f" {value}" for value in values for key in keys)
