"""The lists of a forum: all its threads, the solved ones, those that nobody answered, those of each category.

In: a Listing. Out: views of it, cut into pages, each with its address. Knows no HTML and no word but those of addresses.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown.extensions.toc import slugify

from entraide.site.listings import Entry, Listing

PER_PAGE = 200
"""Threads on one page of a list."""
SOLVED, UNANSWERED, _CATEGORY = "resolues", "sans-reponse", "rubrique-"
_LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Some threads of a forum, in the order of its list; `name` ends its address and is '' for all of them."""

    url: str
    name: str
    category: tuple[str, ...] = ()
    """Labels from the root; empty for a view that is of no category."""
    entries: tuple[Entry, ...]

    @property
    def total(self) -> int:
        """How many threads there are."""
        return len(self.entries)

    def pages(self) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
        """The address of each page and what it lists; there is always one."""
        starts = range(0, len(self.entries) or 1, PER_PAGE)
        return tuple((self._page(number), self.entries[start : start + PER_PAGE]) for number, start in enumerate(starts, 1))

    def _page(self, number: int) -> str:
        return self.url if number == 1 else f"{self.url}page-{number}/"


def views_of(listing: Listing) -> tuple[View, ...]:
    """All threads, the solved, the unanswered, then every category that has some, by label; one holds those below it."""
    entries = listing.entries
    return (
        View(url=listing.url, name="", entries=entries),
        View(url=f"{listing.url}{SOLVED}/", name=SOLVED, entries=tuple(entry for entry in entries if entry.solved)),
        View(url=f"{listing.url}{UNANSWERED}/", name=UNANSWERED, entries=tuple(e for e in entries if not e.answered)),
        *_categories(listing),
    )


def category_view_url(listing: Listing, category: tuple[str, ...]) -> str:
    """The address of the list of a category; '' for none."""
    return f"{listing.url}{_name(category)}/" if category else ""


def _categories(listing: Listing) -> Iterator[View]:
    below: dict[tuple[str, ...], list[Entry]] = {}
    for entry in listing.entries:
        for depth in range(1, len(entry.category) + 1):
            below.setdefault(entry.category[:depth], []).append(entry)
    # Two labels that make the same address share a list, under the first of them.
    named: dict[str, tuple[tuple[str, ...], list[Entry]]] = {}
    for category in sorted(below, key=_in_order):
        named.setdefault(_name(category), (category, []))[1].extend(below[category])
    for name, (category, entries) in named.items():
        # A list that is shared must be put in order again.
        ordered = tuple(sorted(entries, key=lambda entry: entry.rank, reverse=True))
        yield View(url=f"{listing.url}{name}/", name=name, category=category, entries=ordered)


def _in_order(category: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """By letters without accents, then as they are."""
    return tuple(slugify(label, " ") for label in category), category


@cache
def _name(category: tuple[str, ...]) -> str:
    slug = "-".join(slugify(label, "-") for label in category)[:_LONGEST].strip("-")
    return _CATEGORY + (slug or f"{zlib.crc32(' '.join(category).encode()):x}")
