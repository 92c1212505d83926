"""What the mirror holds, as the pages of one build need it: lists, links between discussions, the discussions of fiches.

In: settings, the FAQ, the mirror. Out: a value that is kept between builds and follows single changes. Knows no file.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import nlargest
from itertools import chain

from entraide.config import Settings, first_forum
from entraide.deadlines import Coming, coming_of_bulletin
from entraide.faq import Faq, Fiche
from entraide.site.conversation import Conversation, make_conversation
from entraide.site.crosslinks import Crosslinks
from entraide.site.listings import Entry, Listing, Mirror, entry_of, read_listings
from forum_sync import Bulletin, Thread, Trouble

_NEVER = date.min
_TOP_HEADING = 4
_ANNOUNCING = frozenset({"newsletter", "news"})
"""Kinds of bulletins in which deadlines are announced; a report tells of what was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """The thread that a fiche names, ready to stand below its text."""

    thread: Thread
    conversation: Conversation

    @property
    def url(self) -> str:
        """The address of the thread's own page."""
        return f"/{self.thread.id}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """All that pages show of the mirror, threads and bulletins themselves aside. Nothing when MkDocs runs alone."""

    listings: tuple[Listing, ...] = ()
    crosslinks: Crosslinks = field(default_factory=Crosslinks)
    forum: str = ""
    """Name of the first forum, a live one before an archive: fiches name topics of it."""
    threads: Mapping[int, Thread] = field(default_factory=dict)
    """Those that fiches name and that are mirrored, by topic id."""
    fiches: Mapping[str, Fiche] = field(default_factory=dict)
    """Those that name a thread, by the id of that."""
    near: Mapping[str, Entry | None] = field(default_factory=dict)
    """The items that fiches may lead to, by address; None for what is not mirrored."""
    troubles: tuple[Trouble, ...] = ()
    """What could not be read, by id."""
    deadlines: tuple[Coming, ...] = ()
    """What newsletters and news set that was still to come when the mirror was read; bulletins change with a build only."""

    def updated(self, items: Mapping[str, Thread | Bulletin | None], faq: Faq, troubles: tuple[Trouble, ...]) -> "Mirrored":
        """The same once `items`, by id, are what the mirror holds, and `troubles` what it could not read.

        None stands for an item that is gone.
        """
        for name, item in items.items():
            self.crosslinks.note(name, item)
        named = {topic: items[name] for topic in _topics(faq) if (name := f"{self.forum}/{topic}") in items}
        threads = {topic: thread for topic, thread in {**self.threads, **named}.items() if isinstance(thread, Thread)}
        changed = {url: entry_of(item) if item else None for name, item in items.items() if (url := f"/{name}/") in self.near}
        listings = tuple(listing.updated(items) for listing in self.listings)
        return replace(self, listings=listings, threads=threads, near={**self.near, **changed}, troubles=troubles)

    def troubles_of(self, source: str) -> tuple[Trouble, ...]:
        """What of one source could not be read."""
        return tuple(trouble for trouble in self.troubles if trouble.source == source)

    def discussion(self, topic_id: int | None) -> Discussion | None:
        """The discussion of a fiche that names `topic_id`, None when it names none or one that is not mirrored."""
        thread = self.threads.get(topic_id) if topic_id else None
        if thread is None:
            return None
        conversation = make_conversation(thread, top=_TOP_HEADING, link=self.crosslinks.local)
        return Discussion(thread=thread, conversation=conversation)

    def near_items(self, urls: Iterable[str], number: int) -> list[Entry]:
        """The first of the items at `urls` that are mirrored."""
        return [entry for url in urls if (entry := self.near.get(url))][:number]

    def solved_threads(self, number: int) -> list[Entry]:
        """The threads with an accepted answer in which something was written last."""
        return nlargest(number, (entry for entry in self._entries() if entry.solved), key=_date_of_entry)

    def bulletins(self, number: int) -> list[Entry]:
        """The last newsletters, reports and news of the sources."""
        return nlargest(number, (entry for entry in self._entries() if entry.kind != "forum"), key=_date_of_entry)

    def _entries(self) -> chain[Entry]:
        return chain.from_iterable(listing.entries for listing in self.listings)


def read_mirrored(settings: Settings, faq: Faq, mirror: Mirror, *, today: date, near: Collection[str] = ()) -> Mirrored:
    """What `mirror` holds; `today` decides which deadlines are to come, `near` are the addresses that fiches may lead to."""
    forum = first_forum(settings)
    crosslinks = Crosslinks(settings.sources)
    found = {topic: mirror.item(f"{forum}/{topic}") for topic in _topics(faq)}
    deadlines: list[Coming] = []

    def note(name: str, item: Thread | Bulletin) -> None:
        crosslinks.note(name, item)
        if isinstance(item, Bulletin) and item.kind in _ANNOUNCING:
            deadlines.extend(coming_of_bulletin(item, today))

    listings = read_listings(settings, mirror, note)
    entries = {entry.url: entry for listing in listings for entry in listing.entries} if near else {}
    return Mirrored(
        listings=listings,
        crosslinks=crosslinks,
        forum=forum,
        threads={topic: item for topic, item in found.items() if isinstance(item, Thread)},
        fiches={f"{forum}/{fiche.topic_id}": fiche for fiche in faq.fiches if fiche.topic_id},
        near={url: entries.get(url) for url in near},
        troubles=mirror.quarantined(),
        deadlines=tuple(deadlines),
    )


def _topics(faq: Faq) -> set[int]:
    return {fiche.topic_id for fiche in faq.fiches if fiche.topic_id}


def _date_of_entry(entry: Entry) -> date:
    return entry.day or _NEVER
