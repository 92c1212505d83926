"""What each reader of a synthetic forum may see, in which order, and the counts of a topic.

A viewer is None for an anonymous visitor, or a User. What costs time is kept until the next operation, so
change topics and posts through operations only.
"""

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from fakes.board import Board
from fakes.model import PRIVATE, PUBLIC, REGULAR, Post, Topic


@dataclass(slots=True)
class Counts:
    """Of the posts of a topic that everyone who may read it sees."""

    posts_count: int
    highest_post_number: int
    last_posted_at: datetime | None
    reply_count: int
    like_count: int
    last_user: int
    accepted: tuple[Post, ...]


class Listing(NamedTuple):
    """Which topics a list holds and in which order; `pinned` is "globally", or the category whose pinned ones come first."""

    categories: frozenset[int]
    order: str = "activity"
    ascending: bool = False
    pinned: str | int | None = None
    definitions: bool = True


def computed(method):
    """Computed once between two operations, for each viewer and argument."""

    @functools.wraps(method)
    def read(self, *arguments):
        key = (method.__name__, *map(_key, arguments))
        with self.lock:
            if key not in self.computed:
                self.computed[key] = method(self, *arguments)
            return self.computed[key]

    return read


def _key(argument):
    return argument if isinstance(argument, (int, tuple, frozenset)) else getattr(argument, "id", None)


class Views(Board):
    """A board that can be read."""

    def lineage(self, category):
        """The category and those above it."""
        while category is not None:
            found = self.categories[category]
            yield found
            category = found.parent

    def is_restricted(self, category) -> bool:
        return any(one.restricted for one in self.lineage(category))

    def visible_categories(self, viewer) -> frozenset[int]:
        return frozenset(number for number in self.categories if self._opens(viewer, number))

    def _opens(self, viewer, category):
        if viewer and viewer.staff:
            return True
        name = viewer.username if viewer else None
        return all(not one.restricted or name in self.readers[one.id] for one in self.lineage(category))

    def family(self, category) -> frozenset[int]:
        """A category and all those below it."""
        return frozenset(number for number in self.categories if category in {one.id for one in self.lineage(number)})

    def can_see(self, viewer, topic) -> bool:
        """By its address; an unlisted topic can be seen."""
        if viewer and viewer.staff:
            return True
        if topic.deleted_at:
            return False
        if topic.archetype == PRIVATE:
            return bool(viewer) and any(post.user == viewer.id for post in topic.posts)
        return topic.category in self.visible_categories(viewer)

    @computed
    def posts_for(self, viewer, topic) -> list[Post]:
        """The posts of a topic as the viewer's stream has them."""
        return list(topic.posts) if viewer and viewer.staff else [post for post in topic.posts if post.public]

    @computed
    def counts(self, topic) -> Counts:
        posts = [post for post in topic.posts if post.public]
        return Counts(
            posts_count=len(posts),
            highest_post_number=posts[-1].number if posts else 0,
            last_posted_at=max((post.created_at for post in posts), default=None),
            reply_count=sum(post.reply_to is not None for post in posts),
            like_count=sum(post.likes for post in posts),
            last_user=posts[-1].user if posts else topic.user,
            accepted=tuple(post for post in posts if post.accepted),
        )

    @computed
    def category_counts(self, category) -> tuple[int, int]:
        """Its own listed topics and their posts."""
        topics = [topic for topic in self._public_topics() if topic.category == category and not topic.definition]
        return len(topics), sum(self.counts(topic).posts_count for topic in topics)

    @computed
    def _public_topics(self) -> list[Topic]:
        return [topic for topic in self.topics.values() if topic.archetype == PUBLIC and topic.visible and not topic.deleted_at]

    def listed(self, viewer, listing) -> list[Topic]:
        """The topics of a Listing; staff see unlisted ones too."""
        shown = listing.categories & self.visible_categories(viewer)
        return self._listed(bool(viewer and viewer.staff), listing._replace(categories=shown))

    @computed
    def _listed(self, staff, listing):
        topics = self._public_topics()
        if staff:
            topics = [topic for topic in self.topics.values() if topic.archetype == PUBLIC and not topic.deleted_at]
        shown = listing.categories
        topics = [topic for topic in topics if topic.category in shown and (listing.definitions or not topic.definition)]
        topics.sort(key=_created if listing.order == "created" else _bumped, reverse=not listing.ascending)
        if listing.pinned is not None and listing.order != "created":
            topics.sort(key=lambda topic: not _pinned_in(topic, listing.pinned))
        return topics

    def feed(self, viewer) -> list[int]:
        """The ids of the posts in the feed, rising."""
        return self._feed(self.visible_categories(viewer))

    @computed
    def _feed(self, categories):
        topics = [topic for topic in self._public_topics() if topic.category in categories]
        return sorted(
            post.id for topic in topics for post in topic.posts if post.public and post.type == REGULAR and not post.hidden
        )


def _created(topic):
    return topic.created_at, topic.id


def _bumped(topic):
    return topic.bumped_at, topic.id


def _pinned_in(topic, place):
    return topic.pinned_globally if place == "globally" else topic.pinned and topic.category == place
