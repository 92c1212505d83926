"""Whatever happens on a forum, in any order, between passes or in the middle of one: the mirror ends equal to a fresh one."""

import itertools
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from fakes.discourse import FakeDiscourse
from fakes.forum import Forum
from fakes.switches import Switches
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mirrors import Mirror, fresh_state, make_rules

USERS = ("anne", "benoit", "chloe")
ON_POST = (
    *("edit_post", "ninja_edit", "rebake", "delete_post", "recover_post", "withdraw_post", "hide_post", "unhide_post"),
    *("accept", "unaccept", "like", "reply", "whisper", "split", "move_posts", "rename_user"),
)
ON_TOPIC = (
    *("create_topic", "delete_topic", "recover_topic", "retitle", "retag", "move_topic", "close", "reopen", "archive", "pin"),
    *("unpin", "unlist", "relist", "make_private", "make_public", "merge", "restrict_category"),
)
PLACES = st.integers(0, 10**4)
"""Taken modulo the number of topics, posts or users that there are."""
OPERATIONS = st.tuples(st.sampled_from(ON_POST + ON_TOPIC), PLACES, PLACES)
PASSES = {"minutes": {"minutes": 3}, "an hour": {"minutes": 65}, "a night": {"hours": 25}}
STEPS = OPERATIONS | st.tuples(st.sampled_from(sorted(PASSES)), st.integers(1, 12), st.none() | OPERATIONS)
"""Something that happens; or a pass, and what happens before its n-th request."""
names = itertools.count()


def make_forum():
    forum = Forum()
    for user in USERS:
        forum.create_user(user, user.title())
    finances = forum.create_category("Finances")
    categories = [finances, forum.create_category("Paie", finances), forum.create_category("Autre")]
    categories.append(forum.create_category("Équipe", restricted=True, slug="equipe"))
    for number in range(10):
        category = categories[(0, 1, 0, 1, 2)[number % 5]]
        topic = forum.create_topic("anne", f"Question numéro {number}", category, f"<p>Question {number}.</p>")
        for reply in range(number % 4):
            forum.reply(topic, "benoit", f"<p>Réponse {number} {reply}, @anne.</p>", reply_to=1)
    return forum, categories


def carry_out(forum, categories, operation):
    """Do one thing on the forum; what is not possible there is left undone."""
    name, first, second = operation
    topics, posts = sorted(forum.topics), sorted(forum.posts)
    topic, other, post = topics[first % len(topics)], topics[second % len(topics)], posts[first % len(posts)]
    user = sorted(one.username for one in forum.users.values() if one.username.rstrip("x") in USERS)[second % len(USERS)]
    category, title, text = categories[second % len(categories)], f"Titre numéro {second}", f"<p>Texte {second}, @benoit.</p>"
    some = [one.id for one in forum.topics[topic].posts][second % 2 :][:2]
    arguments = {
        "edit_post": (post, text), "ninja_edit": (post, text), "rebake": (post, text), "reply": (topic, user, text),
        "whisper": (topic, user, text), "split": (topic, some, title),
        "move_posts": ([post], other), "rename_user": (user, f"{user}x"), "create_topic": (user, title, category, text),
        "retitle": (topic, title), "retag": (topic, (f"mot-{second % 3}",)), "move_topic": (topic, category),
        "make_public": (topic, category), "merge": (topic, other), "restrict_category": (categories[1], bool(second % 2)),
    }  # fmt: skip
    try:
        getattr(forum, name)(*arguments.get(name, (post,) if name in ON_POST else (topic,)))
    except (KeyError, ValueError):
        return


def look(mirror, forum, categories, step):
    """A pass during which something happens."""
    name, wanted, operation = step
    numbers = itertools.count(1)
    mirror.fake.on_request = lambda _: operation and next(numbers) == wanted and carry_out(forum, categories, operation)
    mirror.later(**PASSES[name]).look()
    mirror.fake.on_request = None


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as path:
        yield Path(path)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(STEPS, min_size=1, max_size=15),
    old_feed=st.booleans(),
    staged=st.booleans(),
    sizes=st.tuples(st.sampled_from([3, 50]), st.sampled_from([3, 30]), st.sampled_from([3, 20])),
)
def test_any_sequence_of_operations_and_passes_ends_equal_to_a_fresh_mirror(folder, steps, old_feed, staged, sizes):
    forum, categories = make_forum()
    few = patch("forum_sync.forum.stage._FEW", 0 if staged else 50)
    fake = FakeDiscourse(forum, Switches(old_feed=old_feed))
    with few:
        fake.feed_size, fake.list_size, fake.chunk_size = sizes
        if old_feed:
            fake.feed_size = 50
        rules = make_rules(fake, "finances")
        with Mirror(folder / f"{next(names)}.db", fake, rules, wire=False) as mirror:
            mirror.look()
            for step in steps:
                if step[0] in PASSES:
                    look(mirror, forum, categories, step)
                else:
                    carry_out(forum, categories, step)
            assert mirror.later(days=15).look(accept_removals=True).troubles == ()
            assert mirror.state() == fresh_state(folder / f"{next(names)}.db", fake, rules, wire=False)
            last = mirror.store.last_change()
            assert mirror.night().troubles == ()
            assert mirror.later(minutes=3).look().read == 0
            assert mirror.store.last_change() == last
