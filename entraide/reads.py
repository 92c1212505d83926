"""How often the page of each fiche is opened, counted without anything about who opens it: by fiche and month.

In: that a page was asked for. Out: lines of `var/reads/2026-11.jsonl`, and the sum of all months that are kept. Knows no HTTP.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from entraide.counting import CountLog, read_counts


class Reads(msgspec.Struct, kw_only=True):
    """How often a fiche was opened in a month."""

    month: str
    fiche: str
    reads: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """A fiche in a month."""
        return self.month, self.fiche

    def add(self, other: "Reads") -> None:
        """Count in what another holds."""
        self.reads += other.reads


class ReadLog(CountLog[Reads]):
    """What is read, counted in `folder`."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime], is_known: Callable[[str], bool]) -> None:
        """`is_known` says whether there is a fiche of that id."""
        super().__init__(folder, clock=clock)
        self._is_known = is_known

    def opened(self, fiche: str) -> None:
        """The page of a fiche was opened; what is no fiche is not counted."""
        if fiche and self._is_known(fiche):
            self.count(Reads(month=f"{self.today():%Y-%m}", fiche=fiche, reads=1))


def read_reads(folder: Path) -> tuple[str, Mapping[str, int]]:
    """The first month that was counted, '' for none, and how often each fiche was opened since."""
    found, files = Counter[str](), sorted(folder.glob("[0-9]*-[0-9]*.jsonl"))
    for file in files:
        for count in read_counts(file, Reads):
            found[count.fiche] += count.reads
    return files[0].stem if files else "", found
