"""The JSON of a Discourse forum's lists: topics as they are listed, posts as the feed gives them, and their signatures.

Comes in: decoded JSON. Goes out: shapes of which most fields may be missing. A signature is compared for inequality only: what
changes without anything to read having changed (views, likes) is not part of it. Knows no store and no network.
"""

import hashlib
from datetime import datetime
from typing import Any

import msgspec

from forum_sync.topic import Message, Number, Stream, Tag, Topic


class ListedTopic(msgspec.Struct):
    """A topic as a list gives it."""

    id: Number
    title: str
    created_at: datetime
    category_id: Number | None = None
    slug: str | None = ""
    posts_count: Number | None = 0
    highest_post_number: Number | None = 0
    last_posted_at: datetime | None = None
    bumped_at: datetime | None = None
    archetype: str | None = "regular"
    visible: bool | None = True
    closed: bool | None = False
    archived: bool | None = False
    pinned: bool | None = False
    pinned_globally: bool | None = False
    tags: list[str | Tag] | None = None
    has_accepted_answer: bool | None = False

    @property
    def signature(self) -> str:
        """Another one when the topic must be read again."""
        tags = sorted(tag.name if isinstance(tag, Tag) else tag for tag in self.tags or ())
        counts = (self.posts_count, self.highest_post_number, str(self.last_posted_at), str(self.bumped_at))
        state = (self.visible, self.closed, self.archived, self.pinned, self.pinned_globally, self.has_accepted_answer)
        return _digest((self.title, self.category_id, *tags, *counts, *map(bool, state)))

    @property
    def shown(self) -> bool:
        """Whether it is a public discussion, as far as the list tells."""
        return self.archetype == "regular" and self.visible is not False

    def topic(self, posts: list[Message]) -> Topic:
        """The topic that has these posts."""
        return Topic(
            title=self.title,
            created_at=self.created_at,
            post_stream=Stream(posts=posts),
            slug=self.slug,
            archetype=self.archetype,
            visible=self.visible,
            closed=self.closed,
            pinned=self.pinned,
            pinned_globally=self.pinned_globally,
            category_id=self.category_id,
            tags=self.tags,
        )


class TopicList(msgspec.Struct):
    """The inner part of a list; topics one by one, so that a broken one does not hide the others."""

    topics: list[Any]


class TopicListAnswer(msgspec.Struct):
    """One page of a list."""

    topic_list: TopicList


class FeedPost(Message, kw_only=True):
    """A post as the feed gives it: a message that names its topic and category."""

    topic_id: Number
    category_id: Number | None = None


class FeedAnswer(msgspec.Struct):
    """One page of the feed, newest first."""

    latest_posts: list[Any]


class PostStream(msgspec.Struct):
    """The posts in hand and the ids of all; a topic of very many posts sends no ids."""

    posts: list[Message] = []
    stream: list[Number] | None = None


class WholeTopic(Topic, kw_only=True):
    """A topic as it is answered, which may have more posts than it holds."""

    post_stream: PostStream  # type: ignore[assignment]
    posts_count: int | None = 0


class PostsAnswer(msgspec.Struct):
    """Posts that were asked for by id."""

    post_stream: Stream


def post_signature(post: Message, topic: int) -> str:
    """Another one when the post must be shown otherwise, or elsewhere; of a post without content, as of any other."""
    text = hashlib.sha256((post.cooked or "").encode()).hexdigest()
    state = (post.hidden, post.user_deleted, post.wiki, post.accepted_answer)
    return _digest((topic, post.post_number, post.version, *map(bool, state), post.username, text))


def _digest(values: tuple[object, ...]) -> str:
    return hashlib.sha256(msgspec.json.encode(values)).hexdigest()[:32]
