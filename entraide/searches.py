"""What is searched for, counted without anything about who searches: by day and normalised query, in a file for each month.

In: what was typed, how much was found, what was opened. Out: lines of `var/searches/2026-11.jsonl`, which only grow while the
service runs, and a report of a month. Nothing that looks personal is kept. Knows no HTTP.
"""

import logging
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from entraide.local_time import LOCAL_TIME
from forum_sync import mask
from search import Engine, Results, SearchError, fold, parse

SHOWN_FROM = 3
"""Requests in a month from which on a query is shown; rarer ones may be somebody's own."""
KEPT_MONTHS = 13
_LISTED = 30
FLUSH_SECONDS = 30
_LARGEST = 5_000_000
_MOST_WAITING = 5000
_LONGEST = 100
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_NUMBER = re.compile(r"\S*?(?P<digits>\d(?:[ \u00a0\u202f./-]?\d)*)\S*")
"""With the word that it stands in, which may be a code."""
_SOMEONE = re.compile(r"\w@\w")
_SHORTEST_NUMBER, _LONGEST_CODE = 4, 8
"""Digits from which on a number must be known to the site, and beyond which it is that of a person or a file anyway."""
_log = logging.getLogger("entraide.searches")


class Count(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How often a query was asked on a day, how often nothing was found, how often a result was opened."""

    day: date
    query: str
    asked: int = 0
    empty: int = 0
    clicks: int = 0

    @property
    def requests(self) -> int:
        """Proposals that are opened as one types are no request of a results page."""
        return max(self.asked, self.clicks)

    def add(self, other: "Count") -> None:
        """Count in what another holds."""
        self.asked += other.asked
        self.empty += other.empty
        self.clicks += other.clicks


class SearchLog:
    """Counts in memory, written to `folder` now and then; every method may be called from any thread."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime], is_known: Callable[[str], bool]) -> None:
        """`is_known` says whether a number with its separators stands in what the site publishes."""
        self._folder = folder
        self._clock = clock
        self._is_known = is_known
        self._counting = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[tuple[date, str], Count] = {}

    def answered(self, results: Results) -> None:
        """A results page was asked for; the pages that follow it and its narrower versions are the same request."""
        query = results.query
        if not (query.offset or query.kinds or query.filters):
            self._add(query.text, asked=1, empty=int(results.total == 0))

    def clicked(self, text: str) -> None:
        """A result was opened."""
        self._add(text, clicks=1)

    def run(self, stop: threading.Event) -> None:
        """Write now and then until `stop` is set, and a last time then."""
        tidied = 0
        while True:
            today = self._today()
            if today.month != tidied:
                tidy(self._folder, today)
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
                _append(self._folder, counts.values())
            except OSError as error:
                _log.warning("%s: searches cannot be counted: %s", self._folder, error.strerror)
                with self._counting:
                    for key, count in counts.items():
                        self._waiting.setdefault(key, Count(day=count.day, query=count.query)).add(count)

    def _add(self, text: str, **counts: int) -> None:
        query = normalised(text, self._is_known)
        if not query:
            return
        count = Count(day=self._today(), query=query, **counts)
        with self._counting:
            if len(self._waiting) < _MOST_WAITING or (count.day, query) in self._waiting:
                self._waiting.setdefault((count.day, query), Count(day=count.day, query=query)).add(count)

    def _today(self) -> date:
        return self._clock().astimezone(LOCAL_TIME).date()


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
    for count in _read(folder / f"{month}.jsonl"):
        found.setdefault(count.query, Count(day=count.day.replace(day=1), query=count.query)).add(count)
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


def tidy(folder: Path, today: date) -> None:
    """Delete months that are too old; of the others that are over, forget the queries that are too rare to be shown."""
    for file in sorted(folder.glob("*.jsonl")):
        month = _MONTH.fullmatch(file.stem)
        age = (today.year - int(month[1])) * 12 + today.month - int(month[2]) if month else 0
        try:
            if age > KEPT_MONTHS:
                file.unlink()
            elif age > 0:
                _forget_rare(file)
        except OSError as error:
            _log.warning("%s: cannot be tidied: %s", file, error.strerror)


def month_before(month: str) -> str:
    """`2025-12` for `2026-01`."""
    year, number = map(int, month.split("-"))
    return f"{year - (number == 1)}-{(number + 10) % 12 + 1:02}"


def _forget_rare(file: Path) -> None:
    totals = read_month(file.parent, file.stem)
    counts = [*_read(file)]
    kept = [count for count in counts if totals[count.query].requests >= SHOWN_FROM]
    if len(kept) < len(counts):
        beside = file.with_suffix(".new")
        beside.write_bytes(b"".join(map(_line, kept)))
        beside.replace(file)


def _append(folder: Path, counts: Iterable[Count]) -> None:
    months: dict[str, list[bytes]] = {}
    for count in counts:
        months.setdefault(f"{count.day:%Y-%m}", []).append(_line(count))
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


def _line(count: Count) -> bytes:
    return msgspec.json.encode(count) + b"\n"


def _read(file: Path) -> Iterator[Count]:
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError:
        return
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=Count)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
