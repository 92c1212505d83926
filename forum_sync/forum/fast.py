"""The fast loop: a few requests that tell what was written, edited or deleted lately.

Comes in: the feed of posts and the list of topics by activity. Goes out: topics in the queue.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from forum_sync.decide import FeedPlace, changed_posts, changed_topics, next_place
from forum_sync.forum.run import Run
from forum_sync.listed import FeedPost, ListedTopic

_OVERLAP = timedelta(hours=1)
_MOST_WINDOWS = 400
_MOST_PAGES = 200


class Top(msgspec.Struct):
    """Up to which post the feed was read."""

    post: int = 0


def look(run: Run) -> None:
    """Put in the queue what changed since the last look."""
    _look_at_feed(run)
    _look_at_list(run)
    run.note_done("fast")


def _look_at_feed(run: Run) -> None:
    """The feed down to what was seen last time, and one window more: edits and deletions reach back a little."""
    top, place, newest, high = run.place("feed", Top) or Top(), FeedPlace(), 0, None
    for _ in range(_MOST_WINDOWS):
        before, posts = place.before, run.api.feed(place.before)
        ids = [post.id for post in posts]
        newest, place = max([newest, *ids]), next_place(place, ids, top=run.state.newest_post())
        if ids or before is not None:
            low = place.low(ids)
            run.state.enqueue(_changed(run, posts, run.state.fed(low, high)), run.clock())
            high = low
        if place.ended or (before is not None and (before <= top.post or not top.post)):
            break
    run.keep_place("feed", Top(post=max(top.post, newest)))


def _changed(run: Run, posts: tuple[FeedPost, ...], should_be: Mapping[int, int]) -> set[int]:
    known = run.state.posts([post.id for post in posts])
    open_to_us = [post for post in posts if run.allows(post.topic_id, post.category_id) or post.id in known]
    return changed_posts(known, should_be, open_to_us, {post.id for post in posts})


def _look_at_list(run: Run) -> None:
    """The topics written in since an hour before the newest post that is known, and on as long as one has changed."""
    newest = run.state.newest()
    until = datetime.fromisoformat(newest) - _OVERLAP if newest else None
    for page in range(_MOST_PAGES):
        listing = run.api.active_topics(page)
        changed = note_changes(run, listing.topics)
        times = [topic.bumped_at for topic in listing.topics if topic.bumped_at and not (topic.pinned or topic.pinned_globally)]
        if listing.last or (not changed and (until is None or min(times, default=until) <= until)):
            return


def note_changes(run: Run, topics: tuple[ListedTopic, ...], sweep: int = 0) -> bool:
    """Put in the queue those of the listed topics that are not as they were, and remember all; whether there was any."""
    open_to_us = {topic.id: topic for topic in topics if topic.shown and run.allows(topic.id, topic.category_id)}
    with run.state.database.transaction():
        signatures = run.state.signatures([topic.id for topic in topics])
        changed = changed_topics(signatures, open_to_us.values())
        run.state.note_listed([topic for topic in open_to_us.values() if topic.id in changed])
        if sweep:
            run.state.note_met(open_to_us, sweep)
        run.state.enqueue(changed, run.clock())
        run.state.enqueue(
            [topic for topic, signature in signatures.items() if signature and topic not in open_to_us], run.clock()
        )
    return bool(changed)
