"""What an extractor gives, and the error it raises."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What was found in a document."""

    title: str
    """As the document states it; empty when it does not."""
    day: date | None
    """From a header or metadata that can be trusted; not from the text."""
    html: str
    """Not sanitised."""


class ExtractError(Exception):
    """The document cannot be read; the message is one line and quotes no content."""
