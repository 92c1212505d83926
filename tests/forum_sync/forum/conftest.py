"""Forums that are served, and a client of one of them."""

import time

import pytest
from fakes.discourse import FakeDiscourse
from mirrors import KEY
from scripted import make_scripted
from sites import Site

from forum_sync import ForumClient, Pace


@pytest.fixture
def fake():
    with make_scripted() as fake:
        yield fake


@pytest.fixture
def other():
    """Another host."""
    with FakeDiscourse() as fake:
        yield fake


@pytest.fixture
def rests():
    """How long the client rested, in seconds."""
    return []


@pytest.fixture
def client(fake, rests):
    pace = Pace(0, clock=time.monotonic, sleep=rests.append)
    client = ForumClient("forum", fake.url, pace=pace, agent="Essais/1 (dsi@exemple.fr)", key=KEY)
    yield client
    client.close()


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    with site.fake:
        yield site
