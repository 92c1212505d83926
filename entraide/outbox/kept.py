"""The values of the outbox once a request has a number: where it stands, which of its files have arrived.

Pure data. Knows no database and no way of delivery.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from entraide.outbox.model import NewRequest

State = Literal["waiting", "sending", "unsure", "held", "delivered"]
"""In line · a message is being handed over right now · a message was handed over, and nobody knows whether it was taken ·
the ticket is there, but GLPI refuses a file of it · arrived with all its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file of a request, and how far it came."""

    place: int
    """From 1, in the order of the form."""
    name: str
    media_type: str
    file: Path
    size: int
    """In bytes."""
    is_attestation: bool
    document: int | None
    """Its id in GLPI."""
    is_delivered: bool
    refusal: str
    """Why GLPI does not take it; '' while nothing speaks against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A request that is kept."""

    number: str
    """`2026-00042`: for people."""
    tag: str
    """`2026-00042-1f3a9c0e`: for GLPI and mail servers, which must never take one request for another."""
    state: State
    received_at: datetime
    due_at: datetime
    tries: int
    trouble: str
    ticket: int | None
    """Its id in GLPI."""
    delivered_at: datetime | None
    request: NewRequest
    """Without its attachments, which are `files`."""
    files: tuple[KeptFile, ...]
