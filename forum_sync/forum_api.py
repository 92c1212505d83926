"""What the mirror asks of a Discourse forum: its categories, lists of topics, the feed of posts, whole topics, the account.

Comes in: a client. Goes out: shapes of `listed`, `topic` and `categories`. Knows no store; knows no HTTP but paths.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from forum_sync.categories import Categories, Category, CategoryAnswer, categories_of
from forum_sync.discourse import ForumClient
from forum_sync.errors import AccessError, ItemError
from forum_sync.listed import FeedAnswer, FeedPost, ListedTopic, PostsAnswer, TopicListAnswer, WholeTopic
from forum_sync.topic import Message, Topic

_Shape = TypeVar("_Shape", bound=msgspec.Struct)
_AT_ONCE = 50
"""Posts asked for by id in one request: the address stays well under 8 kB."""
_MOST_PAGES = 5000


class _Site(msgspec.Struct):
    categories: list[Category] = []


class _User(msgspec.Struct):
    admin: bool | None = False
    moderator: bool | None = False


class _Account(msgspec.Struct):
    current_user: _User


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of a list of topics, those that cannot be decoded left out; `last` when it lies beyond the end."""

    topics: tuple[ListedTopic, ...]
    last: bool


class ForumApi:
    """The forum behind `client`; raises what `ForumClient.read` and `read_item` raise."""

    def __init__(self, client: ForumClient) -> None:
        self.client = client

    @property
    def name(self) -> str:
        """The name of the source."""
        return self.client.name

    def check_account(self) -> None:
        """Raise AccessError when the key's account is of the staff: it would be shown what nobody else may see."""
        if not self.client.has_key:
            return
        user = self.client.read("/session/current.json", _Account).current_user
        if user.admin or user.moderator:
            raise AccessError(
                f"{self.name}: the key's account is an administrator or moderator, which is shown what is deleted or private; "
                "make an ordinary account, and a read-only key for it"
            )

    def categories(self) -> Categories:
        """All categories that may be seen, whichever way the forum's version lists them."""
        flat = self.client.read("/site.json", _Site).categories
        nested = self.client.read("/categories.json", CategoryAnswer, include_subcategories="true")
        return categories_of([*flat, *nested.category_list.categories])

    def topics(self, category: Category, page: int) -> ListPage:
        """Page `page` (from 0) of the topics of a category and of those below it, oldest first."""
        path = f"/c/{category.slug or '-'}/{category.id}.json"
        return self._list(path, order="created", ascending="true", page=page, per_page=100)

    def active_topics(self, page: int) -> ListPage:
        """Page `page` (from 0) of all topics, the one written in last first, after those that are pinned."""
        return self._list("/latest.json", order="activity", page=page)

    def feed(self, before: int | None) -> tuple[FeedPost, ...]:
        """The newest posts, or those before that id (or up to it: versions differ); those that cannot be decoded left out."""
        parameters = {} if before is None else {"before": before}
        rows = self.client.read("/posts.json", FeedAnswer, **parameters).latest_posts
        return tuple(post for row in rows if (post := _shaped(row, FeedPost)))

    def topic(self, topic_id: int) -> Topic:
        """The topic with all its posts. Raises GoneError, ItemError when it cannot be read to its end, SourceError."""
        item = f"{self.name}/{topic_id}"
        for _ in range(2):
            whole = self._head(topic_id, item)
            posts = {post.id: post for post in whole.post_stream.posts}
            if whole.post_stream.stream is None:
                posts |= {post.id: post for post in self._walk(topic_id, item, max(_numbers(posts), default=0))}
                wanted = set(posts)
            else:
                wanted = set(whole.post_stream.stream)
                posts |= self._posts(topic_id, item, sorted(wanted - posts.keys()))
            if wanted <= posts.keys():
                own = [post for number, post in posts.items() if number in wanted and post.topic_id in (None, topic_id)]
                return msgspec.structs.replace(whole, post_stream=msgspec.structs.replace(whole.post_stream, posts=own))
        raise ItemError(f"{item}: {len(wanted - posts.keys())} of {len(wanted)} posts are missing from the forum's answer")

    def _head(self, topic_id: int, item: str) -> WholeTopic:
        return self.client.read_item(f"/t/{topic_id}.json", WholeTopic, item)

    def _posts(self, topic_id: int, item: str, ids: list[int]) -> dict[int, Message]:
        found: dict[int, Message] = {}
        for start in range(0, len(ids), _AT_ONCE):
            asked = {"post_ids[]": ids[start : start + _AT_ONCE]}
            answer = self.client.read_item(f"/t/{topic_id}/posts.json", PostsAnswer, item, **asked)
            found |= {post.id: post for post in answer.post_stream.posts}
        return found

    def _walk(self, topic_id: int, item: str, last: int) -> Iterator[Message]:
        """The posts after number `last` of a topic that is too big to list its posts."""
        for _ in range(_MOST_PAGES):
            path = f"/t/{topic_id}/posts.json"
            answer = self.client.read_item(path, PostsAnswer, item, post_number=last, asc="true")
            fresh = [post for post in answer.post_stream.posts if post.post_number > last]
            if not fresh:
                return
            yield from fresh
            last = max(post.post_number for post in fresh)

    def _list(self, path: str, **parameters: Any) -> ListPage:
        rows = self.client.read(path, TopicListAnswer, **parameters).topic_list.topics
        return ListPage(topics=tuple(topic for row in rows if (topic := _shaped(row, ListedTopic))), last=not rows)


def _shaped(row: Any, shape: type[_Shape]) -> _Shape | None:
    try:
        return msgspec.convert(row, shape)
    except msgspec.ValidationError:
        return None


def _numbers(posts: dict[int, Message]) -> list[int]:
    return [post.post_number for post in posts.values()]
