"""The feed of posts is walked to its end whichever way the forum pages, and each window tells what is no longer there."""

from bisect import bisect_left, bisect_right

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forum_sync.decide import FeedPlace, changed_posts, changed_topics, next_place
from forum_sync.listed import FeedPost, ListedTopic, post_signature
from forum_sync.model import KnownPost
from forum_sync.topic import Tag

WINDOW = 50
IDS = st.one_of(
    st.sets(st.integers(1, 400)),
    st.integers(1, 300).map(lambda newest: set(range(1, newest + 1))),
    st.sets(st.integers(1, 20_000), max_size=8),
    st.tuples(st.integers(60, 600), st.sets(st.integers(1, 600))).map(lambda pair: set(range(1, pair[0])) - pair[1]),
)


def newer_window(ids, before):
    """The 50 highest ids below `before`."""
    end = len(ids) if before is None else bisect_left(ids, before)
    return ids[max(0, end - WINDOW) : end]


def older_window(ids, before, newest):
    """Those of the 50 ids up to `before`, or to the newest post that there ever was."""
    last = newest if before is None else before
    return ids[bisect_right(ids, last - WINDOW) : bisect_right(ids, last)]


def walk(window, newest, top=0):
    """The windows down to the end, each with its place before and after; fails when there are more than `newest` needs."""
    place = FeedPlace()
    for _ in range(newest // WINDOW + 3):
        ids = window(place.before)
        yield place, ids, (place := next_place(place, ids, top=top))
        if place.ended:
            return
    raise AssertionError("no end")


@given(ids=IDS.map(sorted))
@example(ids=list(range(1, 51)))
@example(ids=[*range(1, 50), 51])
def test_the_feed_of_today_is_seen_whole_from_the_top(ids):
    windows = walk(lambda before: newer_window(ids, before), max(ids, default=0))
    assert sorted({post for _, window, _ in windows for post in window}) == ids


@given(ids=IDS.map(sorted), unseen=st.integers(0, 200))
def test_the_feed_of_former_versions_is_seen_whole_though_windows_are_empty(ids, unseen):
    newest = max(ids, default=0) + unseen
    windows = walk(lambda before: older_window(ids, before, newest), newest, top=newest)
    assert sorted({post for _, window, _ in windows for post in window}) == ids


@given(ids=IDS.map(sorted), old=st.booleans(), unseen=st.integers(0, 120))
def test_each_window_speaks_for_its_own_stretch_of_ids_and_none_is_left_out(ids, old, unseen):
    newest = max(ids, default=0) + (unseen if old else 0)
    high = None
    windows = walk(lambda one: older_window(ids, one, newest) if old else newer_window(ids, one), newest, top=newest)
    for _, window, place in windows:
        low = place.low(window)
        assert high is None or low <= high
        assert {post for post in ids if low <= post and (high is None or post < high)} <= set(window)
        high = low
    assert high <= min(ids, default=high)


@given(number=st.integers(150, 5000), gap=st.integers(1, 9))
def test_the_feed_of_today_takes_one_request_for_fifty_posts_and_two_to_be_sure_of_its_end(number, gap):
    ids = list(range(1, number * gap, gap))
    assert len(list(walk(lambda before: newer_window(ids, before), ids[-1]))) <= len(ids) // WINDOW + 3


def make_post(number, topic, text="<p>Bonjour</p>", **fields):
    given_fields = {"id": number, "post_number": 1, "created_at": "2026-01-05T08:00:00Z", "cooked": text, "topic_id": topic}
    return FeedPost(**given_fields | fields)


def known_as(*posts):
    return {post.id: KnownPost(topic=post.topic_id, signature=post_signature(post, post.topic_id)) for post in posts}


def test_a_post_as_it_was_has_nothing_read():
    assert changed_posts(known_as(make_post(7, 1)), {7: 1}, [make_post(7, 1)], {7}) == set()


def test_new_and_edited_and_renamed_posts_have_their_topics_read():
    known = known_as(make_post(7, 1), make_post(8, 2))
    posts = [make_post(7, 1, "<p>Bonsoir</p>"), make_post(8, 2, username="agathe"), make_post(9, 3)]
    assert changed_posts(known, {}, posts, {7, 8, 9}) == {1, 2, 3}


def test_a_post_that_moved_has_both_topics_read():
    assert changed_posts(known_as(make_post(7, 1)), {}, [make_post(7, 2)], {7}) == {1, 2}


def test_a_post_that_should_be_there_and_is_not_has_its_topic_read():
    assert changed_posts({}, {7: 1, 8: 2}, [], {8}) == {1}


def test_a_post_of_a_category_that_is_not_mirrored_is_there_all_the_same():
    assert changed_posts({}, {7: 1}, [], {7}) == set()


def make_listed(number, **fields):
    return ListedTopic(**{"id": number, "title": "Rejet d’un flux", "created_at": "2026-01-05T08:00:00Z"} | fields)


def test_a_topic_as_it_was_listed_is_not_read_and_a_new_one_or_one_that_never_was_read_is():
    same = make_listed(1).signature
    assert changed_topics({1: same, 2: ""}, [make_listed(1), make_listed(2), make_listed(3)]) == {2, 3}


@pytest.mark.parametrize(
    "field",
    [
        {"title": "Rejet de deux flux"}, {"category_id": 4}, {"tags": ["paie"]}, {"posts_count": 2}, {"highest_post_number": 2},
        {"last_posted_at": "2020-01-05T08:00:00Z"}, {"bumped_at": "2020-01-05T08:00:00Z"}, {"closed": True}, {"archived": True},
        {"pinned": True}, {"pinned_globally": True}, {"visible": False}, {"has_accepted_answer": True},
    ],
    ids=lambda field: next(iter(field)),
)  # fmt: skip
def test_whatever_of_a_listed_topic_is_shown_to_readers_has_it_read_again(field):
    assert changed_topics({1: make_listed(1).signature}, [make_listed(1, **field)]) == {1}


def test_tags_as_objects_and_in_another_order_are_the_same_tags():
    named, shaped = ["paie", "budget"], [Tag(name="budget"), Tag(name="paie")]
    assert make_listed(1, tags=named).signature == make_listed(1, tags=shaped).signature
