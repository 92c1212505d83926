"""What a synthetic forum is made of: users, categories, topics and posts, without any rule."""

import html
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

REGULAR, SMALL_ACTION, WHISPER = 1, 3, 4
PUBLIC, PRIVATE = "regular", "private_message"


@dataclass(slots=True)
class User:
    id: int
    username: str
    name: str = ""
    staff: bool = False


@dataclass(slots=True)
class Category:
    id: int
    name: str
    slug: str
    parent: int | None = None
    restricted: bool = False
    definition: int | None = None
    """The topic that presents the category, if it has one."""


@dataclass(slots=True, eq=False)
class Post:
    id: int
    topic: int
    number: int
    user: int
    created_at: datetime
    updated_at: datetime
    cooked: str
    raw: str
    type: int = REGULAR
    reply_to: int | None = None
    version: int = 1
    hidden: bool = False
    user_deleted: bool = False
    deleted_at: datetime | None = None
    accepted: bool = False
    likes: int = 0
    action_code: str = ""
    original: str = ""
    """What was written before the author withdrew it."""

    @property
    def public(self) -> bool:
        """Whether who may read the topic sees it, be it as a mere notice."""
        return self.deleted_at is None and self.type != WHISPER


@dataclass(slots=True, eq=False)
class Topic:
    id: int
    title: str
    category: int | None
    user: int
    created_at: datetime
    bumped_at: datetime
    tags: tuple[str, ...] = ()
    archetype: str = PUBLIC
    visible: bool = True
    closed: bool = False
    archived: bool = False
    pinned: bool = False
    pinned_globally: bool = False
    definition: bool = False
    deleted_at: datetime | None = None
    last_number: int = 0
    """The highest post number ever given."""
    posts: list[Post] = field(default_factory=list)
    """All of them by number, deleted ones included."""

    @property
    def slug(self) -> str:
        return slug_of(self.title)


def slug_of(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "topic"


def raw_of(cooked: str) -> str:
    """A stand-in for what the author typed."""
    return html.unescape(re.sub(r"<[^>]*>", "", cooked))
