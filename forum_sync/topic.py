"""The JSON of one Discourse topic, with all its posts, made into a Thread.

Comes in: the bytes of `/t/<id>.json`. Goes out: a Topic, then a Thread. Fields that are not named here are ignored, most
may be missing or null. Knows no folder and no network.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated, Any

import msgspec

from forum_sync.html.clean import Context, clean, text_of
from forum_sync.html.cooked_people import name_in_line
from forum_sync.html.masks import mask
from forum_sync.html.polls import decode_polls
from forum_sync.model import Post, Thread
from forum_sync.privacy import REAL_NAMES, People, Privacy
from forum_sync.words import line_of

_LIKE = 2
_MESSAGES = (1, 2)
_EVENT = 3
"""Post types; 4 is a whisper, which is never shown. What a later version may add is not shown either."""


Number = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
"""An id or a count: what a database can hold."""


class Tag(msgspec.Struct):
    """A tag as newer versions give it; older ones give its name."""

    name: str = ""


class Action(msgspec.Struct):
    """A count of one kind of reaction to a post."""

    id: int = 0
    count: int | None = 0


class Accepted(msgspec.Struct):
    """The accepted answer as the topic gives it."""

    post_number: int | None = None


class Message(msgspec.Struct):
    """A post as Discourse gives it."""

    id: Number
    post_number: Number
    created_at: datetime
    cooked: str | None = ""
    username: str | None = ""
    name: str | None = ""
    post_type: int = 1
    version: int | None = 1
    reply_to_post_number: Number | None = None
    action_code: str | None = ""
    actions_summary: list[Action] | None = None
    staff: bool | None = False
    moderator: bool | None = False
    admin: bool | None = False
    hidden: bool | None = False
    user_deleted: bool | None = False
    deleted_at: str | None = None
    accepted_answer: bool | None = False
    polls: Any = None
    """Decoded apart: a poll of an unknown shape must not make the post unreadable."""
    topic_id: Number | None = None
    updated_at: str | None = ""
    wiki: bool | None = False

    @property
    def shown(self) -> bool:
        """Whether everyone may read it."""
        withdrawn = self.hidden or self.user_deleted or self.deleted_at
        return not withdrawn and self.post_type in (*_MESSAGES, _EVENT)


class Stream(msgspec.Struct):
    """The posts of a topic, in no order that may be relied upon."""

    posts: list[Message] = []


class Topic(msgspec.Struct):
    """A topic as Discourse gives it."""

    title: str
    created_at: datetime
    post_stream: Stream
    slug: str | None = ""
    archetype: str | None = ""
    visible: bool | None = True
    deleted_at: str | None = None
    closed: bool | None = False
    pinned: bool | None = False
    pinned_globally: bool | None = False
    category_id: Number | None = None
    tags: list[str | Tag] | None = None
    accepted_answer: Accepted | bool | None = None

    @property
    def shown(self) -> bool:
        """Whether it is a listed discussion, not a private message, and has something to read."""
        return self.is_shown(REAL_NAMES)

    def is_shown(self, privacy: Privacy) -> bool:
        """Whether it is shown, and still has something to read without those who asked not to be mirrored."""
        public = self.archetype == "regular" and self.visible is not False and not self.deleted_at
        return public and any(post.post_type in _MESSAGES for post in self.posts_shown(privacy))

    def posts_shown(self, privacy: Privacy) -> Iterator[Message]:
        """The posts that everyone may read, without those of members who asked not to be mirrored."""
        return (post for post in self.post_stream.posts if post.shown and not privacy.is_out(post.username or ""))


_topic = msgspec.json.Decoder(Topic)


def decode_topic(data: bytes) -> Topic:
    """The topic in `data`. Raises ValueError, which names the field and quotes no content."""
    try:
        return _topic.decode(data)
    except RecursionError as error:
        raise ValueError("JSON is nested too deep") from error


def make_thread(  # noqa: PLR0913 - by name, except the topic
    topic: Topic,
    *,
    thread_id: str,
    kind: str,
    category: tuple[str, ...],
    context: Context,
    privacy: Privacy = REAL_NAMES,
) -> Thread:
    """The thread without media; `context` knows links and images.

    Raises ValueError when a post cannot be cleaned, and when nothing is left without those who asked not to be mirrored.
    """
    if not topic.is_shown(privacy):
        raise ValueError("has no message that may be shown")
    people = People(privacy=privacy, names=_names(topic, privacy))
    context = replace(context, names=people.names, privacy=privacy, masked=True)
    accepted = topic.accepted_answer.post_number if isinstance(topic.accepted_answer, Accepted) else None
    shown = sorted(topic.posts_shown(privacy), key=lambda post: post.post_number)
    posts = tuple(_post(post, context, accepted=bool(post.accepted_answer) or post.post_number == accepted) for post in shown)
    created_at = _utc(topic.created_at)
    return Thread(
        id=thread_id,
        kind=kind,
        title=name_in_line(mask(line_of(topic.title)), people),
        category=category,
        tags=tuple(mask(line_of(tag.name if isinstance(tag, Tag) else tag)) for tag in topic.tags or ()),
        created_at=created_at,
        active_at=max((post.created_at for post in posts if not post.event), default=created_at),
        closed=bool(topic.closed),
        pinned=bool(topic.pinned or topic.pinned_globally),
        origin="",
        posts=posts,
    )


def _names(topic: Topic, privacy: Privacy) -> dict[str, str]:
    """The name to show, by user name and, where they are not shown, by display name; both in small letters."""
    authors = {post.username: post.name or "" for post in topic.post_stream.posts if post.username}
    shown = {user: mask(privacy.shown(user, name)) for user, name in authors.items()}
    hidden = {name.casefold(): shown[user] for user, name in authors.items() if name and shown[user] != line_of(name)}
    names = hidden | {user.casefold(): name for user, name in shown.items()}
    # A name must be met before the one that is a part of it.
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def _post(post: Message, context: Context, *, accepted: bool) -> Post:
    event = (post.action_code or "other") if post.post_type == _EVENT else ""
    context = replace(context, polls=decode_polls(post.polls)) if post.polls else context
    html = "" if event else clean(post.cooked or "", context)
    return Post(
        id=post.id,
        number=post.post_number,
        author=mask(context.privacy.shown(post.username or "", post.name or "")),
        staff=bool(post.staff or post.moderator or post.admin),
        created_at=_utc(post.created_at),
        edited=(post.version or 1) > 1,
        html=html,
        text=text_of(html),
        reply_to=post.reply_to_post_number,
        likes=sum(action.count or 0 for action in post.actions_summary or () if action.id == _LIKE),
        accepted=accepted,
        member=context.privacy.member(post.username or ""),
        event=event,
    )


def _utc(time: datetime) -> datetime:
    """Raises ValueError for a date that some time zone could not express."""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    if aware.year in (MINYEAR, MAXYEAR):
        raise ValueError("has an impossible date")
    return aware.astimezone(UTC)
