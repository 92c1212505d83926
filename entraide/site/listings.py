"""What the mirror holds, as lists of pages: one entry per thread or bulletin, by source, newest first.

In: the mirror and the settings. Out: Listing values, small enough to be kept in memory for all items. Knows no HTML.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Protocol

from entraide.config import Settings, SourceSettings
from entraide.local_time import LOCAL_TIME
from forum_sync import Bulletin, Media, Thread, Trouble


class Mirror(Protocol):
    """What the site reads of the mirror; `forum_sync.Store` fits."""

    def items(self, source: str) -> Iterator[Thread | Bulletin]:
        """All items of a source; their `media` may be left empty."""

    def item(self, item_id: str) -> Thread | Bulletin | None:
        """The item of that id, None when there is none."""

    def media_names(self) -> Iterable[str]:
        """Names of all the files that items refer to."""

    def media(self, name: str) -> Media | None:
        """The file of that name, None when there is none."""

    def quarantined(self) -> tuple[Trouble, ...]:
        """What could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list."""

    url: str
    kind: str
    title: str
    rank: tuple[bool, str, str]
    """The greatest comes first in a list; no two entries have the same."""
    category: tuple[str, ...] = ()
    day: date | None
    """In local time; a thread's last activity, a bulletin's own date."""
    messages: int = 0
    last: int = 0
    """Number of a thread's last post."""
    solved: bool = False
    answered: bool = True
    """Whether somebody else than its author wrote in the thread."""
    closed: bool = False
    pinned: bool = False
    month_only: bool = False
    """Whether nothing but the month of `day` is known."""
    place: str = ""
    warnings: tuple[str, ...] = ()
    """Of a bulletin; see there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A source and its entries: pinned ones, then newest first, those without a date last."""

    source: SourceSettings
    entries: tuple[Entry, ...]

    @property
    def url(self) -> str:
        """The address of the list."""
        return f"/{self.source.name}/"

    @property
    def flagged(self) -> list[Entry]:
        """What somebody should look at."""
        return [entry for entry in self.entries if entry.warnings]

    def updated(self, items: Mapping[str, Thread | Bulletin | None]) -> "Listing":
        """The list once `items`, by id, are what the mirror holds; None stands for what is gone."""
        own = {f"/{name}/": item for name, item in items.items() if name.startswith(f"{self.source.name}/")}
        kept = [entry for entry in self.entries if entry.url not in own]
        return replace(self, entries=_sorted([*kept, *(entry_of(item) for item in own.values() if item)]))

    def by_year(self) -> list[tuple[int | None, tuple[Entry, ...]]]:
        """Entries by year, newest first; None stands for those without a date."""
        years = groupby(self.entries, key=lambda entry: entry.day.year if entry.day else None)
        return [(year, tuple(entries)) for year, entries in years]


def read_listings(
    settings: Settings, mirror: Mirror, note: Callable[[str, Thread | Bulletin], None] = lambda *_: None
) -> tuple[Listing, ...]:
    """The listings of all sources, in the order of the settings; `note` is told of each item on the way."""
    return tuple(_listing(source, mirror, note) for source in settings.sources)


def _listing(source: SourceSettings, mirror: Mirror, note: Callable[[str, Thread | Bulletin], None]) -> Listing:
    entries = []
    for item in mirror.items(source.name):
        entries.append(entry_of(item))
        note(item.id, item)
    return Listing(source=source, entries=_sorted(entries))


def _sorted(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.rank, reverse=True))


def _rank(item: Thread | Bulletin) -> tuple[bool, str, str]:
    if isinstance(item, Thread):
        return item.pinned, item.active_at.isoformat(), item.id
    return False, str(item.day or ""), item.id


def entry_of(item: Thread | Bulletin) -> Entry:
    """The line that stands for `item` in lists."""
    if isinstance(item, Bulletin):
        return Entry(
            url=f"/{item.id}/",
            kind=item.kind,
            title=item.title,
            rank=_rank(item),
            day=item.day,
            month_only=item.month_only,
            place=item.place,
            warnings=item.warnings,
        )
    posts = [post for post in item.posts if not post.event]
    return Entry(
        url=f"/{item.id}/",
        kind=item.kind,
        title=item.title,
        rank=_rank(item),
        category=item.category,
        day=item.active_at.astimezone(LOCAL_TIME).date(),
        messages=len(posts),
        last=item.posts[-1].number if item.posts else 0,
        solved=any(post.accepted for post in posts),
        answered=any(post.author != posts[0].author for post in posts),
        closed=item.closed,
        pinned=item.pinned,
    )
