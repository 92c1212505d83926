"""What the pages of one build are made from, and the selections that templates ask of it.

In: settings, the FAQ, the lists of the mirror, the day. Knows no HTML and no MkDocs.
"""

from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from itertools import chain

from entraide.config import Settings
from entraide.faq import Category, Faq, Fiche
from entraide.site.listings import Entry, Listing

_NEVER = date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that a build shows."""

    settings: Settings
    faq: Faq
    today: date
    """Decides which fiches are due for review."""
    listings: tuple[Listing, ...] = ()

    def canonical(self, url: str) -> str:
        """The whole address of the page at `url`, '' for a page without address of its own."""
        return self.settings.site.url.rstrip("/") + url if url else ""

    def count(self, category: Category) -> int:
        """Number of fiches in `category` and below."""
        return len(self.faq.under(category))

    def fiches_in(self, category: Category) -> tuple[Fiche, ...]:
        """Fiches of `category` itself."""
        return tuple(fiche for fiche in self.faq.fiches if fiche.category.path == category.path)

    def overdue(self, fiche: Fiche) -> bool:
        """Whether the fiche's review should have been made."""
        due = fiche.review_due()
        return due is not None and due < self.today

    def recent_fiches(self, number: int) -> list[Fiche]:
        """The last reviewed or published, news and outdated ones aside."""
        fiches = [fiche for fiche in self.faq.fiches if not (fiche.is_news or fiche.is_outdated)]
        return nlargest(number, fiches, key=lambda fiche: fiche.reviewed or fiche.published or _NEVER)

    def news(self, number: int) -> list[Fiche]:
        """The last news, outdated ones aside."""
        fiches = [fiche for fiche in self.faq.fiches if fiche.is_news and not fiche.is_outdated]
        return nlargest(number, fiches, key=lambda fiche: fiche.published or _NEVER)

    def solved_threads(self, number: int) -> list[Entry]:
        """The threads with an accepted answer in which something was written last."""
        return nlargest(number, (entry for entry in self._entries() if entry.solved), key=_date_of_entry)

    def bulletins(self, number: int) -> list[Entry]:
        """The last newsletters, reports and news of the sources."""
        return nlargest(number, (entry for entry in self._entries() if entry.kind != "forum"), key=_date_of_entry)

    def category(self, path: str) -> Category | None:
        """The category of that path, None when there is none."""
        return next((category for category in self.faq.walk() if category.path == path), None)

    def _entries(self) -> chain[Entry]:
        return chain.from_iterable(listing.entries for listing in self.listings)


def _date_of_entry(entry: Entry) -> date:
    return entry.day or _NEVER
