"""What an extraction gives, or why it gives nothing."""

from datetime import date

import msgspec


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file inside a document: an image that its text shows, or an attachment to download."""

    name: str
    """For an image, the address in `Extract.html` that it stands for; for an attachment, its name in one line."""
    content_type: str
    """Told by its content."""
    data: bytes


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote about a document, beside it or at its head; empty where nothing is said."""

    title: str = ""
    day: date | None = None
    session: str = ""
    place: str = ""
    software: tuple[str, ...] = ()
    public: bool = False
    """Whether the file itself may be offered whatever it holds."""


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a document."""

    title: str
    """As the document states it; empty when it does not."""
    day: date | None
    """From a header or metadata that can be trusted; not from the text."""
    html: str
    """Not sanitised."""
    facts: Facts = Facts()
    """What its front matter says, which is trusted before all."""
    pages: tuple[int, ...] = ()
    """For each heading (h1 to h6) in `html`, in order, the page on which it stands, from 1; empty where there are no pages."""
    alternatives: tuple[str, ...] = ()
    """Words in the other form that a hyphen at a line's end leaves in doubt: for the index only."""
    unrepaired: str = ""
    """The text as it was, when characters of it had to be repaired."""
    images: tuple[File, ...] = ()
    attachments: tuple[File, ...] = ()
    unread_pages: tuple[int, ...] = ()
    """Pages, from 1, that hold no text but a picture of it."""


class ExtractError(Exception):
    """The document cannot be read; the message is one line and quotes no content."""
