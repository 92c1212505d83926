"""The first mirror of a forum, killed at fifty random moments and started again each time, ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import threading
import time

import pytest
from fakes.discourse import FakeDiscourse
from fakes.generate import generate_forum
from forks import Fork

from forum_sync import Store

KILLS = 50
ASKING = 38
MORE_REQUESTS = 1.05
SECRET = {"ENTRAIDE_PSEUDONYM_SECRET": "secret-pour-les-essais"}


class Place:
    """A folder in which the forum is mirrored by `entraide sync`."""

    def __init__(self, path, fake):
        self.path = path
        path.mkdir()
        roots = [one.slug for one in fake.forum.categories.values() if one.parent is None and not one.restricted]
        source = (
            f"{{name: forum, type: discourse, url: '{fake.url}', categories: [{', '.join(roots)}], label: Forum, pace: 0s}}"
        )
        (path / "entraide.yml").write_text(f"sources: [{source}]", encoding="utf-8")

    def start(self):
        return Fork(["sync"], self.path, os.environ | SECRET)

    def finish(self):
        process = self.start()
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors

    def state(self):
        with Store.open(self.path / "var" / "mirror.db", read_only=True) as store:
            rows = store.database.rows("SELECT id, category, listed, read_at != '', gone_at FROM topic ORDER BY id")
            posts = store.database.rows("SELECT id, topic, signature, fed FROM post ORDER BY id")
            left = store.database.rows("SELECT count(*) FROM staged")
            return {item.id: item for item in store.items("forum")}, sorted(store.media_names()), rows, posts, left


@pytest.fixture(scope="module")
def fake():
    with FakeDiscourse(generate_forum(600, 4000, seed=3)) as fake:
        fake.feed_size = 4
        yield fake


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, fake):
    """The requests that a first mirror takes, and what is mirrored then."""
    place = Place(tmp_path_factory.mktemp("undisturbed") / "place", fake)
    place.finish()
    return len(fake.requests), place.state()


def test_a_first_mirror_killed_at_fifty_moments_ends_equal_with_hardly_more_requests(tmp_path, fake, undisturbed):
    requests, expected = undisturbed
    place, dice, asked = Place(tmp_path / "place", fake), random.Random(5), len(fake.requests)
    # While the forum is asked, a moment is a number of requests and some milliseconds; then, when threads are put together
    # without asking, a time after the start.
    moments = sorted(dice.sample(range(requests), ASKING))
    starts = [kill_at(place.start(), fake, asked + moment, dice.uniform(0, 0.02)) for moment in moments]
    fake.on_request = None
    starting = min(starts)
    killed = 0
    while killed < KILLS - ASKING and kill_after(place.start(), starting + dice.uniform(0, 0.1)):
        killed += 1
    if killed == KILLS - ASKING:
        place.finish()
    assert place.state() == expected
    assert len(fake.requests) - asked <= requests * MORE_REQUESTS
    assert killed >= (KILLS - ASKING) // 2, "the mirror was complete before it was killed often enough"


def kill_at(process, fake, number, delay):
    """Kill some time after the forum was asked for the `number`th time; how long the process took to its first request."""
    begun, first, reached = time.monotonic(), [], threading.Event()

    def note(_):
        first.append(time.monotonic() - begun)
        if len(fake.requests) > number:
            reached.set()

    fake.on_request = note
    while not reached.wait(0.05) and process.poll() is None:
        pass
    time.sleep(delay)
    kill(process)
    return first[0]


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def kill_after(process, seconds):
    """False when it had ended by itself."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill(process)
        return True
    process.communicate()
    return False
