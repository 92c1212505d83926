"""The state of a synthetic forum, its clock, and what topics hang on: users, categories, uploads."""

import functools
import hashlib
import threading
from bisect import insort
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

from fakes.model import REGULAR, WHISPER, Category, Post, Topic, User, raw_of, slug_of

START = datetime(2024, 1, 8, 8, 0, 0, 120_000, tzinfo=UTC)
STEP = timedelta(seconds=3, milliseconds=7)


def operation(method):
    """A change made under the lock, a few seconds after the one before; what was computed is forgotten."""

    @functools.wraps(method)
    def run(self, *arguments, **named):
        with self.lock:
            self.now += STEP
            self.computed.clear()
            return method(self, *arguments, **named)

    return run


class Board:
    """Everything by id; ids rise and are never given twice. `now` may be set."""

    def __init__(self, start=START):
        self.lock = threading.RLock()
        self.now = start
        self.users: dict[int, User] = {}
        self.categories: dict[int, Category] = {}
        self.topics: dict[int, Topic] = {}
        self.posts: dict[int, Post] = {}
        self.uploads: dict[str, bytes] = {}
        self.readers: dict[int, set[str]] = defaultdict(set)
        """Who may read a restricted category, by user name."""
        self.computed: dict[tuple, object] = {}
        self._names: dict[str, User] = {}
        self._last: Counter[str] = Counter()
        self.create_user("system", "", staff=True)

    def tick(self, seconds):
        with self.lock:
            self.now += timedelta(seconds=seconds)

    def user(self, username) -> User:
        return self._names[username.lower()]

    def has_user(self, username) -> bool:
        return username.lower() in self._names

    @operation
    def create_user(self, username, name="", *, staff=False) -> int:
        if self.has_user(username):
            raise ValueError(f"{username}: taken")
        user = User(self._next("user"), username, name, staff)
        self.users[user.id] = self._names[username.lower()] = user
        return user.id

    @operation
    def rename_user(self, old, new, name=None):
        """Posts show the new name from now on; mentions that are already cooked keep the old one."""
        if new.lower() != old.lower() and self.has_user(new):
            raise ValueError(f"{new}: taken")
        user = self._names.pop(old.lower())
        self._names[new.lower()] = user
        user.username = new
        user.name = user.name if name is None else name
        for readers in self.readers.values():
            if old in readers:
                readers.remove(old)
                readers.add(new)

    @operation
    def create_category(self, name, parent=None, *, restricted=False, slug=None, about="") -> int:
        """`about`, when given, is cooked into the topic that presents the category, which `no_definitions` leaves out."""
        if parent is not None and parent not in self.categories:
            raise KeyError(parent)
        category = Category(self._next("category"), name, slug or slug_of(name), parent, restricted)
        self.categories[category.id] = category
        if about:
            topic = self.add_topic(f"À propos de la catégorie {name}", category.id, self.user("system"))
            self.add_post(topic, self.user("system"), about)
            topic.definition, category.definition = True, topic.id
        return category.id

    @operation
    def restrict_category(self, category, restricted=True):
        self.categories[category].restricted = restricted

    @operation
    def upload(self, data, extension) -> str:
        """The path under which `data` is served."""
        path = f"/uploads/default/original/1X/{hashlib.sha1(data).hexdigest()}.{extension.lstrip('.')}"
        self.uploads[path] = data
        return path

    def add_topic(self, title, category, user, tags=()) -> Topic:
        """A topic without posts, for the operations."""
        topic = Topic(self._next("topic"), title, category, user.id, self.now, self.now, tuple(tags))
        self.topics[topic.id] = topic
        return topic

    def add_post(self, topic, user, cooked, **fields) -> Post:
        """A post at the end of the topic, or at `number`, for the operations; moves no date of the topic."""
        number = fields.pop("number", None) or topic.last_number + 1
        fields = {"created_at": self.now, "updated_at": self.now, "raw": raw_of(cooked), "type": REGULAR} | fields
        post = Post(id=self._next("post"), topic=topic.id, number=number, user=user.id, cooked=cooked, **fields)
        self.posts[post.id] = post
        self.place(topic, post)
        return post

    def place(self, topic, post):
        """Put a post in its topic where its number says."""
        topic.last_number = max(topic.last_number, post.number)
        insort(topic.posts, post, key=lambda other: other.number)

    def live_topic(self, topic) -> Topic:
        found = self.topics[topic]
        if found.deleted_at:
            raise ValueError(f"topic {topic} is deleted")
        return found

    def live_post(self, post) -> Post:
        found = self.posts[post]
        if found.deleted_at:
            raise ValueError(f"post {post} is deleted")
        self.live_topic(found.topic)
        return found

    def is_last(self, post) -> bool:
        """Whether no post that others can see comes after it; a whisper never is."""
        last = next((other for other in reversed(self.topics[post.topic].posts) if other.public), None)
        return post is last and post.type != WHISPER

    def _next(self, kind) -> int:
        self._last[kind] += 1
        return self._last[kind]
