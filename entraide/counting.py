"""Counts without anything about who is counted: in memory, then now and then in a file for each month, which only grows.

In: values that can be added up. Out: lines of `<folder>/2026-11.jsonl`. Knows neither what is counted nor HTTP.
"""

import logging
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Generic, Protocol, Self, TypeVar

import msgspec

from entraide.local_time import LOCAL_TIME

KEPT_MONTHS = 13
FLUSH_SECONDS = 30
_LARGEST = 5_000_000
_MOST_WAITING = 5000
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_log = logging.getLogger("entraide.counting")


class Countable(Protocol):
    """A value that stands for what was counted of one thing in some time; a msgspec.Struct."""

    @property
    def month(self) -> str:
        """`2026-11`: the file that it goes to."""

    @property
    def key(self) -> object:
        """What values that are added up have in common."""

    def add(self, other: Self, /) -> None:
        """Count in what another of the same key holds."""


C = TypeVar("C", bound=Countable)
T = TypeVar("T")


class CountLog(Generic[C]):
    """Counts in memory, written to `folder` now and then; every method may be called from any thread."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self._clock = clock
        self._counting = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[object, C] = {}

    def count(self, count: C) -> None:
        """Add `count` to what waits; when too much waits already, nothing new is counted."""
        with self._counting:
            if count.key in self._waiting:
                self._waiting[count.key].add(count)
            elif len(self._waiting) < _MOST_WAITING:
                self._waiting[count.key] = count

    def run(self, stop: threading.Event) -> None:
        """Write now and then until `stop` is set, and a last time then."""
        tidied = 0
        while True:
            today = self.today()
            if today.month != tidied:
                self.tidy(today)
                tidied = today.month
            stop.wait(FLUSH_SECONDS)
            self.flush()
            if stop.is_set():
                return

    def flush(self) -> None:
        """Append what was counted since the last time; what cannot be written is kept for the next time."""
        with self._writing:
            with self._counting:
                counts, self._waiting = self._waiting, {}
            try:
                _append(self.folder, counts.values())
            except OSError as error:
                _log.warning("%s: counts cannot be written: %s", self.folder, error.strerror)
                for count in counts.values():
                    self.count(count)

    def tidy(self, today: date) -> None:
        """Delete months that are too old."""
        tidy(self.folder, today)

    def today(self) -> date:
        """The day in local time."""
        return self._clock().astimezone(LOCAL_TIME).date()


def tidy(folder: Path, today: date, keep: Callable[[Path], None] = lambda _: None) -> None:
    """Delete months that are too old; of the others that are over, `keep` may leave less in the file."""
    for file in sorted(folder.glob("*.jsonl")):
        month = _MONTH.fullmatch(file.stem)
        age = (today.year - int(month[1])) * 12 + today.month - int(month[2]) if month else 0
        try:
            if age > KEPT_MONTHS:
                file.unlink()
            elif age > 0:
                keep(file)
        except OSError as error:
            _log.warning("%s: cannot be tidied: %s", file, error.strerror)


def month_before(month: str) -> str:
    """`2025-12` for `2026-01`."""
    year, number = map(int, month.split("-"))
    return f"{year - (number == 1)}-{(number + 10) % 12 + 1:02}"


def read_counts(file: Path, kind: type[T]) -> Iterator[T]:
    """The lines of a month; one that was cut short does not count, nor does a file that is not there."""
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError:
        return
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue


def rewrite(file: Path, counts: Iterable[object]) -> None:
    """Put `counts` in the place of what `file` holds, in one step."""
    beside = file.with_suffix(".new")
    beside.write_bytes(b"".join(map(_line, counts)))
    beside.replace(file)


def _append(folder: Path, counts: Iterable[Countable]) -> None:
    months: dict[str, list[bytes]] = {}
    for count in counts:
        months.setdefault(count.month, []).append(_line(count))
    for month, lines in months.items():
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{month}.jsonl").open("ab+", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                # A write that was cut short must not spoil the line that follows.
                lines[0] = lines[0] if file.read(1) == b"\n" else b"\n" + lines[0]
            if size < _LARGEST:
                file.write(b"".join(lines))


def _line(count: object) -> bytes:
    return msgspec.json.encode(count) + b"\n"
