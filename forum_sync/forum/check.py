"""A first look at a forum: what would stop its mirror, what it would leave out, and what it would cost the forum.

Comes in: the forum and the rules. Goes out: findings as codes and values, in no language, and without a word of any post. Asks
at most twelve times, a busy forum more often. Stores nothing.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from forum_sync.categories import Categories
from forum_sync.errors import AccessError, ItemError, SourceError
from forum_sync.forum.rules import Rules
from forum_sync.forum_api import ForumApi
from forum_sync.html.clean import Context, clean
from forum_sync.listed import ListedTopic, TopicListAnswer, WholeTopic
from forum_sync.topic import Message, Tag

Status = Literal["ok", "warn", "fail"]
_PAGE, _WINDOW, _IN_FIRST, _AT_ONCE, _FEW = 30, 50, 20, 50, 50
_START = 3
"""Requests for the account and the categories."""
_PER_LOOK = 3
"""Requests of a pass that finds nothing new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: `facts["case"]` tells what was found, the other facts go with it.

    When it fails, `facts["access"]` tells whether a key is wanted or another one.
    """

    subject: str
    status: Status
    facts: Mapping[str, Any]


def check_forum(api: ForumApi, rules: Rules, *, pace: float) -> tuple[Finding, ...]:
    """Look at one thing after the other; ends early when nothing more can be asked. `pace`: seconds between requests."""
    return tuple(_Look(api, rules, pace).findings())


class _Basic(msgspec.Struct):
    login_required: bool | None = False


class _User(msgspec.Struct):
    admin: bool | None = False
    moderator: bool | None = False


class _Session(msgspec.Struct):
    current_user: _User


class _Stats(msgspec.Struct):
    topics_count: int | None = None
    posts_count: int | None = None
    topic_count: int | None = None
    post_count: int | None = None


class _AboutForum(msgspec.Struct):
    version: str | None = ""
    stats: _Stats = msgspec.field(default_factory=_Stats)


class _About(msgspec.Struct):
    about: _AboutForum


class _Row(ListedTopic, kw_only=True):
    has_accepted_answer: bool | msgspec.UnsetType | None = msgspec.UNSET  # type: ignore[assignment]


class _Look:
    """A look that is under way, and what it has met."""

    def __init__(self, api: ForumApi, rules: Rules, pace: float) -> None:
        self._api = api
        self._rules = rules
        self._pace = pace
        self._walled = False
        self._categories = Categories({})
        self._allowed: frozenset[int] = frozenset()
        self._size = (0, 0)
        self._topics: dict[int, ListedTopic] = {}
        self._posts: dict[int, Message] = {}
        self._newest = 0

    def findings(self) -> Iterator[Finding]:
        """All of them, one by one."""
        steps: dict[str, Callable[[], Iterator[Finding]]] = {
            "reach": self._reach,
            "access": self._access,
            "categories": self._look_at_categories,
            "about": self._look_at_size,
            "lists": self._look_at_lists,
            "topic": self._look_at_topic,
            "feed": self._look_at_feed,
            "images": self._look_at_images,
            "estimate": self._estimate,
        }
        for subject, step in steps.items():
            for finding in self._attempt(subject, step):
                yield finding
                if finding.status == "fail" and (subject == "reach" or finding.facts["access"]):
                    return

    def _attempt(self, subject: str, step: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
        try:
            yield from step()
        except (SourceError, ItemError) as error:
            access = isinstance(error, AccessError)
            status: Status = "warn" if subject == "about" and not access else "fail"
            reason = str(error).removeprefix(f"{self._api.name}: ")
            yield _finding(subject, status, "refused" if access else "unreadable", reason=reason, access=access)

    def _reach(self) -> Iterator[Finding]:
        try:
            self._walled = bool(self._api.client.read("/site/basic-info.json", _Basic).login_required)
        except AccessError:
            self._walled = True
        if urlsplit(self._rules.url).scheme == "https":
            yield _finding("reach", "ok", "https", url=self._rules.url)
        else:
            yield _finding("reach", "warn", "http", url=self._rules.url)

    def _access(self) -> Iterator[Finding]:
        if self._api.client.has_key:
            user = self._api.client.read("/session/current.json", _Session).current_user
            if user.admin or user.moderator:
                yield _finding("access", "fail", "staff", access=True)
            else:
                yield _finding("access", "ok", "key")
        elif self._walled:
            yield _finding("access", "fail", "wall", access=True)
        else:
            yield _finding("access", "ok", "open")

    def _look_at_categories(self) -> Iterator[Finding]:
        """The configured ones: there or not, open to everyone or not."""
        categories = self._categories = self._api.categories()
        named = {str(name): categories.named(name) for name in self._rules.categories}
        ids = {name: category.id for name, category in named.items() if category}
        closed = tuple(name for name, number in ids.items() if categories.is_restricted(number))
        mirrored = tuple(name for name in ids if name not in closed)
        unknown = tuple(name for name in named if name not in ids)
        self._allowed = categories.under(ids.values())
        open_ids = [number for number in categories.by_id if not categories.is_restricted(number)]
        public = tuple(category.slug or str(category.id) for category in categories.roots(open_ids))
        facts: dict[str, Any] = {"mirrored": mirrored, "closed": closed, "public": public}
        if unknown:
            yield _finding("categories", "fail", "unknown", unknown=unknown, access=False, **facts)
        elif not self._allowed:
            yield _finding("categories", "fail", "nothing", access=False, **facts)
        elif closed:
            yield _finding("categories", "warn", "closed", **facts)
        else:
            yield _finding("categories", "ok", "open", **facts)

    def _look_at_size(self) -> Iterator[Finding]:
        about = self._api.client.read("/about.json", _About).about
        topics = about.stats.topics_count or about.stats.topic_count or 0
        self._size = (topics, about.stats.posts_count or about.stats.post_count or 0)
        version = about.version or "?"
        if topics:
            yield _finding("about", "ok", "counted", version=version, topics=topics, posts=self._size[1])
        else:
            yield _finding("about", "warn", "uncounted", version=version)

    def _look_at_lists(self) -> Iterator[Finding]:
        """The list of all topics by activity, then that of one category, of which topics are mirrored."""
        rows = self._api.client.read("/latest.json", TopicListAnswer, order="activity", page=0).topic_list.topics
        shaped = [row for row in map(_row, rows) if row]
        listed: list[ListedTopic] = [*shaped]
        for root in self._categories.roots(self._allowed)[:1]:
            listed += self._api.topics(root, 0).topics
        describing = self._categories.describing()
        self._topics = {
            topic.id: topic
            for topic in listed
            if topic.shown and topic.category_id in self._allowed and topic.id not in describing
        }
        if self._topics:
            yield _finding("lists", "ok", "read")
        else:
            yield _finding("lists", "warn", "empty")
        tags = [tag for row in shaped for tag in row.tags or ()]
        if any(isinstance(tag, Tag) for tag in tags):
            yield _finding("tags", "ok", "objects")
        elif tags:
            yield _finding("tags", "ok", "names")
        else:
            yield _finding("tags", "ok", "none")
        if any(row.has_accepted_answer is not msgspec.UNSET for row in shaped):
            yield _finding("solved", "ok", "present")
        else:
            yield _finding("solved", "ok", "absent")

    def _look_at_topic(self) -> Iterator[Finding]:
        """The longest of those that come in one answer."""
        sizes = {number: topic.posts_count or 0 for number, topic in self._topics.items()}
        if not sizes:
            yield _finding("topic", "warn", "empty")
            return
        short = {number: size for number, size in sizes.items() if size <= _IN_FIRST}
        number = max(short, key=lambda topic: (short[topic], topic)) if short else min(sizes, key=lambda topic: sizes[topic])
        whole = self._api.client.read_item(f"/t/{number}.json", WholeTopic, f"{self._api.name}/{number}")
        self._posts |= {post.id: post for post in whole.post_stream.posts}
        yield _finding("topic", "ok", "read", posts=len(whole.post_stream.posts))

    def _look_at_feed(self) -> Iterator[Finding]:
        """Asked for what comes before its newest post, the older kind of feed gives that post again."""
        posts = self._api.feed(None)
        if not posts:
            yield _finding("feed", "warn", "empty")
            return
        self._newest = max(post.id for post in posts)
        before = self._api.feed(self._newest)
        self._posts |= {post.id: post for post in (*posts, *before) if post.category_id in self._allowed}
        if self._newest in {post.id for post in before}:
            yield _finding("feed", "ok", "inclusive", newest=self._newest)
        else:
            yield _finding("feed", "ok", "exclusive", newest=self._newest)

    def _look_at_images(self) -> Iterator[Finding]:
        """The hosts from which the images of the posts that were met may not be fetched, the most frequent first."""
        hosts: Counter[str] = Counter()

        def note(address: str) -> None:
            host = urlsplit(self._rules.link(address) or "").netloc
            if host and host != urlsplit(self._rules.url).netloc and self._rules.image(address) is None:
                hosts[host] += 1

        for post in self._posts.values():
            try:
                clean(post.cooked or "", Context(link=self._rules.link, image=note))
            except ValueError:
                continue
        if hosts:
            yield _finding("images", "warn", "elsewhere", hosts=tuple(sorted(hosts, key=lambda host: (-hosts[host], host))))
        elif self._posts:
            yield _finding("images", "ok", "own")

    def _estimate(self) -> Iterator[Finding]:
        """Requests of a first mirror, as if every topic of the forum was to be mirrored; images are not counted."""
        topics, posts = self._size[0] or len(self._topics), self._size[1] or self._newest
        lists = math.ceil(topics / _PAGE) + len(self._categories.roots(self._allowed))
        one_by_one = topics + math.ceil(max(0, posts - _IN_FIRST * topics) / _AT_ONCE)
        windows = math.ceil(self._newest / _WINDOW) + 1
        by_feed = topics > _FEW and self._newest and windows < one_by_one
        requests = _START + lists + (windows if by_feed else one_by_one)
        minutes = requests * self._pace / 60
        yield _finding("estimate", "ok", "counted", requests=requests, minutes=minutes, pace=self._pace, per_look=_PER_LOOK)


def _finding(subject: str, status: Status, case: str, **facts: Any) -> Finding:
    return Finding(subject=subject, status=status, facts={"case": case, **facts})


def _row(row: object) -> _Row | None:
    try:
        return msgspec.convert(row, _Row)
    except msgspec.ValidationError:
        return None
