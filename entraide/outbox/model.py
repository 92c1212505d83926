"""The values of the outbox: what an agent asks for, as a form understood it.

Pure data. Knows no form, no HTTP and no way of delivery.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["incident", "demande"]
"""Something is broken; something is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asks, as they say it."""

    name: str
    organisation: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One field of the form as it was filled in; fields that were left empty or out of sight are not among them."""

    label: str
    text: str
    """Plain text, one line feed between lines, no other control character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that was sent along and checked."""

    name: str
    """For people to read: no path, no control character."""
    media_type: str
    """By its content."""
    file: Path
    """Where it lies now; the outbox copies it."""
    is_attestation: bool = False
    """Whether it is the signed paper of an access request, which is kept apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """A filled form, checked, that has no number yet."""

    key: str
    """Random, made with the page: the same form sent twice is one request."""
    form: str
    """Id of the form, such as `incident`."""
    kind: Kind
    title: str
    category: tuple[str, ...]
    """Labels from the root down, such as `("Incident", "Logiciel", "Ressources Humaines")`."""
    urgency: int | None
    """2 (low) to 5 (very high), as GLPI counts; None for a form that does not ask."""
    requester: Requester
    answers: tuple[Answer, ...]
    """In the order of the form."""
    attachments: tuple[Attachment, ...] = ()
