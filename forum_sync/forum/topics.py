"""Reads the topics that are in the queue and stores them, erases what may not be mirrored (any more).

A topic whose posts were all staged from the feed is put together without asking the forum again.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from forum_sync.errors import GoneError, ItemError
from forum_sync.forum.images import Images
from forum_sync.forum.run import Run
from forum_sync.html.clean import Context
from forum_sync.model import Put, Remove, Thread
from forum_sync.topic import Topic, make_thread

SETTLING = timedelta(minutes=30)
"""A forum finishes fresh posts (previews of links, images) within that time: they are read once more after it."""
_LATER = timedelta(days=1)
"""Before images that could not be had the second time either are asked for again, with their topic."""
_IN_TWO_STEPS = ('class="poll"',)
"""What the feed does not give whole."""


def read_queue(run: Run, *, only: Collection[int] = ()) -> None:
    """Read all topics that are due, or `only` these of them; those too that are found to be on the way.

    Raises SourceError to end the pass.
    """
    done: set[int] = set()
    while due := [line for line in run.state.due(run.clock()) if line[0] not in done and (not only or line[0] in only)]:
        for number, (topic, settled) in enumerate(due, 1):
            done.add(topic)
            _read(run, topic, settled=settled)
            run.progress("topics", number, len(due))


def _read(run: Run, topic_id: int, *, settled: bool) -> None:
    try:
        topic = _staged(run, topic_id) or run.api.topic(topic_id)
        if topic.shown and topic.category_id not in run.categories.by_id and not run.renewed:
            run.renew_categories()
        if not topic.shown or not run.allows(topic_id, topic.category_id):
            run.erase(topic_id)
        else:
            _store(run, topic_id, topic, settled=settled)
        run.failures = 0
    except GoneError:
        run.vanish(topic_id)
    except ItemError as error:
        run.fail(topic_id, error)


def _staged(run: Run, topic_id: int) -> Topic | None:
    """The topic from the list and the feed, None when they do not give all of it."""
    listed = run.state.listed(topic_id)
    posts = run.state.staged(topic_id) if listed else []
    if not listed or not posts or len(posts) != listed.posts_count:
        return None
    if bool(listed.has_accepted_answer) != any(post.accepted_answer for post in posts):
        return None
    if any(mark in (post.cooked or "") for post in posts for mark in _IN_TWO_STEPS):
        return None
    return listed.topic(posts)


def _store(run: Run, topic_id: int, topic: Topic, *, settled: bool) -> None:
    images, listed = Images(run), run.state.listed(topic_id)
    thread = _thread(run, topic_id, topic, images) if topic.is_shown(run.rules.privacy) else None
    with run.state.database.transaction():
        write = Put(item=thread, signature=listed.signature if listed else "") if thread else Remove(id=run.item(topic_id))
        run.store.apply(run.name, [write])
        images.note()
        moved = run.state.note_read(topic_id, topic.category_id, topic.post_stream.posts, now=run.clock())
        run.state.enqueue(moved, run.clock())
        if images.postponed or (thread and not settled and _is_fresh(run, thread)):
            run.state.enqueue([topic_id], run.clock() + (_LATER if settled else SETTLING), settled=True)
    run.read += 1


def _thread(run: Run, topic_id: int, topic: Topic, images: Images) -> Thread:
    try:
        thread = make_thread(
            topic,
            thread_id=run.item(topic_id),
            kind="forum",
            category=run.categories.labels(topic.category_id),
            context=Context(link=run.rules.link, image=images.publish),
            privacy=run.rules.privacy,
        )
    except ValueError as error:
        raise ItemError(f"{run.item(topic_id)}: {error}") from error
    return replace(thread, origin=f"{run.rules.url}/t/{topic.slug or '-'}/{topic_id}", media=images.media)


def _is_fresh(run: Run, thread: Thread) -> bool:
    """Whether its newest post is, by the forum's clock, too young to be finished."""
    newest = run.state.newest()
    return bool(newest) and datetime.fromisoformat(newest) - thread.active_at < SETTLING


def relabel(run: Run) -> None:
    """Give each thread the present names of its categories."""
    for topic, category in run.state.mirrored().items():
        thread, labels = run.store.item(run.item(topic)), run.categories.labels(category)
        if isinstance(thread, Thread) and thread.category != labels:
            renamed = replace(thread, category=labels, media=run.store.media_of(thread.id))
            run.store.apply(run.name, [Put(item=renamed, signature="")])


def erase_disallowed(run: Run) -> None:
    """Erase what is in a category that may not be mirrored any more."""
    for topic, category in run.state.mirrored().items():
        if category not in run.allowed:
            run.erase(topic)
