"""Messages as items: their ids, and how their bytes become bulletins.

Comes in: headers or whole messages, as bytes. Goes out: ids and Bulletins. Knows no mailbox and no server.
"""

import hashlib
from email.parser import BytesHeaderParser

from forum_sync.bulletins.make import MAX_BYTES, make_bulletin
from forum_sync.errors import ItemError
from forum_sync.extract import ExtractError
from forum_sync.extract.eml.headers import day_of, header_of, subject_of
from forum_sync.extract.formats import sniff
from forum_sync.html.masks import NOBODY
from forum_sync.model import Bulletin
from forum_sync.words import slug_of

_NO_SUBJECT = "message"
_MAX_SLUG = 60
_MAX_HEAD = 200_000


def item_of(source: str, data: bytes) -> str:
    """The id of a message, of which `data` may be the headers only: `<source>/<day>-<subject>-<digits>`.

    The digits come from its Message-ID, by which the same message is known wherever it is kept, else from `data`.
    """
    head = BytesHeaderParser().parsebytes(data[:_MAX_HEAD])
    day, subject = day_of(head), slug_of(subject_of(head))[:_MAX_SLUG].strip("-")
    key = header_of(head, "message-id").encode() or data
    parts = [day.isoformat() if day else "", subject, hashlib.sha256(key).hexdigest()[:8]]
    return f"{source}/{'-'.join(filter(None, parts))}"


def read_message(data: bytes, *, source: str, item_id: str, kind: str, public: frozenset[str] = NOBODY) -> Bulletin:
    """The bulletin that the message holds. Raises ItemError when it is too big, no message, or broken."""
    try:
        _check(data)
        return make_bulletin(data, item_id=item_id, kind=kind, name=_NO_SUBJECT, public=public)
    except (ValueError, ExtractError) as error:
        raise ItemError(f"{source}: {item_id.removeprefix(f'{source}/')}: {error}") from error


def _check(data: bytes) -> None:
    """Anything else would be taken for a plain text, and the names in its headers be published."""
    if len(data) <= MAX_BYTES and sniff(data) != "eml":
        raise ExtractError("is no message")
