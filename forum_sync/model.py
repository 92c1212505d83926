"""The values of the mirror: what sources give (Summary, Thread, Bulletin), what is decided (intents) and what changed.

Knows no Discourse JSON, no SQL, no search and no site. All times are aware and in UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file that belongs to an item: an image of a post, the original of a document."""

    name: str
    """`<sha256 of the content>.<extension>`: the address by content under which pages refer to it as `media/<name>`."""
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message of a thread, or one event in its life."""

    id: int
    number: int
    """Place in the thread; numbers may have gaps."""
    author: str
    """Display name, already as it may be shown."""
    staff: bool
    created_at: datetime
    edited: bool
    html: str
    """Sanitised; headings at any level. Empty for an event.

    A local reference is an absolute path: `/<thread id>/#message-<post number>` to a message, `/media/<name>` to a file.
    A link to another discussion of a live forum stays an address of the forum: whether it is mirrored changes with time.
    """
    text: str
    """Plain text for the search: no quote of another post, no markup."""
    reply_to: int | None = None
    """Number of the post answered."""
    likes: int = 0
    accepted: bool = False
    member: str = ""
    """Token of the author, by which all of one member is found; says nothing of who it is."""
    event: str = ""
    """Discourse action code (`closed.enabled`) when this is an event and not a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A discussion of the forum, posts by number."""

    id: str
    """`<source name>/<topic id>`."""
    kind: str
    title: str
    category: tuple[str, ...]
    """Labels of the forum's categories, root first."""
    tags: tuple[str, ...]
    created_at: datetime
    active_at: datetime
    """Time of the newest post."""
    closed: bool
    pinned: bool
    origin: str
    """Address on the forum, empty when there is none (an archive)."""
    posts: tuple[Post, ...]
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a document, to download."""

    name: str
    """As its sender named it, in one line."""
    media: str
    """Name in the `media` of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A newsletter, a club report or a news item: one document with a date."""

    id: str
    """`<source name>/<slug>`."""
    kind: str
    title: str
    day: date | None
    html: str
    """Sanitised."""
    text: str
    month_only: bool = False
    """Whether nothing but the month of `day` is known, of which it is the first."""
    day_from: str = ""
    """Where the date was found: `facts` beside the document, `header`, `content` or `name`; empty without date."""
    session: str = ""
    """What the meeting that a report tells of is called."""
    place: str = ""
    software: tuple[str, ...] = ()
    """As named beside the document, before anything is found in its text."""
    pages: tuple[int, ...] = ()
    """For each heading in `html`, in order, the page of the original on which it stands; empty where there are no pages."""
    alternatives: tuple[str, ...] = ()
    """Words in the other form that a hyphen at a line's end leaves in doubt: for the index only."""
    unrepaired: str = ""
    """The text as it was, when characters of it had to be repaired."""
    warnings: tuple[str, ...] = ()
    """What a technician should look at; see `forum_sync.bulletins.make`."""
    origin: str = ""
    """Address of the document on the web, empty for a file."""
    original: str = ""
    """Name in `media` of the file itself, to download."""
    attachments: tuple[Attachment, ...] = ()
    media: tuple[Media, ...] = ()


Item = Thread | Bulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a listing says of one item without reading it."""

    id: str
    signature: str
    """Compared for inequality only: another signature means that the item must be read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPost:
    """A post of a live forum as it was last seen."""

    topic: int
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where to go on in a listing; its text means something to its source only."""

    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a source's listing; `next` is None on the last."""

    summaries: tuple[Summary, ...]
    next: Cursor | None = None
    complete: bool = True
    """False where what is not listed may still be there, so that nothing is removed."""
    resume: Cursor | None = None
    """Where the next pass begins, once all of this one is stored; None for the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Intent: read this item and store it under this signature."""

    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Intent: the item is gone from its source; erase it."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Intent: store this item in place of what has its id."""

    item: Item
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """Intent: the item cannot be read in this state; remember why, and do not try again until its signature changes.

    An older copy of the item, if there is one, is kept.
    """

    summary: Summary
    reason: str


Intent = Read | Remove
Write = Put | Remove | Quarantine


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line of the store's change feed: the only way by which the index and the pages learn of anything.

    `removed` items are no longer in the store. Sequence numbers rise and are never used twice.
    """

    sequence: int
    kind: str
    id: str
    removed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An item, or a whole source, that could not be read; `reason` is one line and quotes no content."""

    source: str
    item: str
    reason: str
    access: bool = False
    """Whether the source wants a key, or another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one sync pass did, counted."""

    read: int
    unchanged: int
    removed: int
    troubles: tuple[Trouble, ...]
    swept: bool = False
    """Whether the pass ended the daily comparison of a forum's topics."""
