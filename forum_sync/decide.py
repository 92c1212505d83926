"""What to do, from what is known and what is listed. Pure: knows no store, no source and no clock."""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from forum_sync.listed import FeedPost, ListedTopic, post_signature
from forum_sync.model import KnownPost, Page, Read, Remove

_WINDOW = 50
"""Ids that one window of the older feed spans."""


def decide(known: Mapping[str, str], page: Page) -> tuple[Read, ...]:
    """Read what is new on `page` or has another signature than the one in `known`."""
    return tuple(Read(summary=summary) for summary in page.summaries if known.get(summary.id) != summary.signature)


def decide_removed(known: Mapping[str, str], seen: Collection[str]) -> tuple[Remove, ...]:
    """Remove what is known and was not seen; to be asked only after a listing that went to its end."""
    return tuple(Remove(id=item_id) for item_id in known if item_id not in seen)


def changed_topics(signatures: Mapping[int, str], listed: Iterable[ListedTopic]) -> set[int]:
    """The listed topics that are new or have another signature than the one in `signatures`."""
    return {topic.id for topic in listed if signatures.get(topic.id) != topic.signature}


def changed_posts(
    known: Mapping[int, KnownPost], should_be: Mapping[int, int], posts: Iterable[FeedPost], seen: Collection[int]
) -> set[int]:
    """Topics to read after one window of the feed.

    `known`: the window's posts as they were. `should_be`: posts that it should hold, with their topics. `seen`: the ids in it.
    """
    topics = {topic for post, topic in should_be.items() if post not in seen}
    for post in posts:
        before = known.get(post.id)
        if before is None or before.signature != post_signature(post, post.topic_id):
            topics |= {post.topic_id} | ({before.topic} if before else set())
    return topics


class FeedPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where to go on in the feed of posts, which has two ways of paging.

    Today, `before` gives the 50 posts with the highest ids below it, and nothing only at the end. Until 2025 it gave those of
    the 50 ids up to and including it that may be seen: perhaps none, long before the end.
    """

    before: int | None = None
    old: bool | None = None
    """Which way this forum pages; None until a window has told."""

    @property
    def ended(self) -> bool:
        """Whether there is nothing further down."""
        return self.before is not None and self.before < 1

    def low(self, ids: Collection[int]) -> int:
        """The lowest id of which the window with the posts `ids`, just before this place, tells whether it is there."""
        return (self.before or 0) + 1 if self.old or not ids else min(ids)


def next_place(place: FeedPlace, ids: Collection[int], *, top: int = 0) -> FeedPlace:
    """The place after a window that was asked for at `place` and holds the posts `ids`.

    `top` is the highest id that is known otherwise: of the old way, the window of the newest posts may hold none to be seen.
    """
    old = place.old
    if place.before in ids:
        old = True
    elif ids and max(ids) - min(ids) >= _WINDOW:
        old = False
    if place.before is None:
        return FeedPlace(before=min(ids), old=old) if ids else FeedPlace(before=top, old=True)
    if old:
        return FeedPlace(before=place.before - _WINDOW, old=old)
    if ids:
        return FeedPlace(before=min(ids), old=old)
    return FeedPlace(before=0 if old is False else place.before - _WINDOW, old=old)
