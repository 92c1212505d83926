"""Requests that were not sent because a page answered, counted without anything about who says so: by form and month.

In: the id of a form. Out: lines of `var/avoided/2026-11.jsonl`, and the sums of a month. Knows no HTTP.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from entraide.counting import CountLog, read_counts


class Avoided(msgspec.Struct, kw_only=True):
    """How many requests a form was spared in a month."""

    month: str
    form: str
    number: int

    @property
    def key(self) -> tuple[str, str]:
        """A form in a month."""
        return self.month, self.form

    def add(self, other: "Avoided") -> None:
        """Count in what another holds."""
        self.number += other.number


class AvoidedLog(CountLog[Avoided]):
    """Requests avoided, counted in `folder`."""

    def avoided(self, form: str) -> None:
        """Count one."""
        self.count(Avoided(month=f"{self.today():%Y-%m}", form=form, number=1))


def read_avoided(folder: Path, month: str) -> Mapping[str, int]:
    """How many requests were avoided in a month, such as `2026-11`, by form."""
    found: dict[str, int] = {}
    for avoided in read_counts(folder / f"{month}.jsonl", Avoided):
        found[avoided.form] = found.get(avoided.form, 0) + avoided.number
    return found
