"""A notice that a Discourse forum sends when something changed: which topic to look at, and nothing more.

Comes in: the raw body and the headers. Goes out: a Notice. Pure. What a notice says of posts is never used: it may be private,
or deleted since; the topic is read again in the name of the mirror.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from forum_sync.errors import MirrorError


class NoticeError(MirrorError):
    """The notice is not of this forum, not signed as agreed, or no notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`topic` is None when there is nothing to look at (a test of the forum, a member's change)."""

    event_id: str
    topic: int | None


class _Post(msgspec.Struct):
    topic_id: int | None = None


class _Topic(msgspec.Struct):
    id: int | None = None


class _Body(msgspec.Struct):
    post: _Post | None = None
    topic: _Topic | None = None
    solved: _Post | None = None


def read_notice(body: bytes, headers: Mapping[str, str], *, url: str, secret: str) -> Notice:
    """The notice in `body`; `url` is the forum's address. Raises NoticeError, which quotes nothing of the body."""
    given = headers.get("x-discourse-event-signature", "")
    wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise NoticeError("the signature does not fit")
    if headers.get("x-discourse-instance", "").rstrip("/") != url.rstrip("/"):
        raise NoticeError("sent by another forum")
    try:
        notice = msgspec.json.decode(body, type=_Body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NoticeError("not the JSON of a notice") from error
    post, topic = notice.post or notice.solved, notice.topic
    number = post.topic_id if post else topic.id if topic else None
    return Notice(event_id=headers.get("x-discourse-event-id", ""), topic=number)
