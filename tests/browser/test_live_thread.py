"""A discussion that is open in a browser while something happens in it on the forum."""

import pytest
from fakes.discourse import FakeDiscourse
from fakes.forum import Forum
from live_forum import LiveProject, Served, wait_until

SOON = 15_000
"""Milliseconds; the promise is five seconds on a machine that does nothing else."""


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """A forum with one discussion of 25 messages, and the service that follows it."""
    forum = Forum()
    finances = forum.create_category("Finances")
    for name in ("jeanne_m", "paul_b"):
        forum.create_user(name, name)
    topic = forum.create_topic("jeanne_m", "Rejet du flux PES", finances, "<p>Le bordereau bloque.</p>")
    for number in range(2, 26):
        forum.reply(topic, "paul_b", f"<p>Message {number}, voyez le journal.</p>")
    with FakeDiscourse(forum) as fake:
        served = Served(LiveProject(tmp_path_factory.mktemp("live") / "project", fake, categories="finances"))
        served.forum, served.topic = forum, topic
        # The site is there before the forum is mirrored.
        wait_until(lambda: "message-25" in served.page(topic).text)
        yield served
        served.stop()


@pytest.fixture
def reading(browser, live):
    """The open page of the discussion."""
    context = browser.new_context(viewport={"width": 800, "height": 500})
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{live.address}/forum/{live.topic}/")
    yield page
    assert page.errors == []
    context.close()


def happened(live, event="post_created"):
    live.events = getattr(live, "events", 0) + 1
    assert live.notice(live.topic, event=event, event_id=str(live.events)).status_code == 202


def test_what_happens_in_a_discussion_is_shown_while_it_is_read(reading, live):
    reading.locator("summary").first.click()
    top = "document.getElementById('message-5').getBoundingClientRect().top"
    reading.evaluate("document.getElementById('message-5').scrollIntoView({behavior: 'instant'})")
    before = reading.evaluate(top)

    post = live.forum.reply(live.topic, "paul_b", "<p>Le correctif motneuf est là.</p>")
    happened(live)
    more = reading.get_by_role("button", name="1 nouveau message")
    more.wait_for(timeout=SOON)
    assert reading.get_by_role("status").filter(has_text="1 nouveau message").count() == 1
    assert abs(reading.evaluate(top) - before) < 2
    assert "26 messages" in reading.locator(".meta").inner_text()
    assert reading.locator("#message-6").is_visible()

    more.click()
    new = reading.get_by_text("motneuf")
    reading.locator("#message-26:focus").wait_for()
    more.wait_for(state="hidden", timeout=SOON)

    live.forum.edit_post(post, "<p>Le correctif motcorrige est là.</p>")
    happened(live, "post_edited")
    reading.get_by_text("motcorrige").wait_for(timeout=SOON)
    assert new.count() == 0

    live.forum.delete_post(post)
    happened(live, "post_destroyed")
    reading.get_by_text("motcorrige").wait_for(state="detached", timeout=SOON)
    assert reading.locator(".message").count() == 25


@pytest.fixture
def asked(reading, live):
    """Statuses of the answers to all that asks for the page, whose clock stands still."""
    statuses = []
    reading.on("response", lambda answer: statuses.append(answer.status) if answer.url.endswith(f"/{live.topic}/") else None)
    reading.clock.install()
    reading.reload()
    statuses.clear()
    return statuses


def test_as_long_as_nothing_happens_nothing_is_sent_again(reading, asked):
    for _ in range(100):
        if len(asked) < 3:
            reading.clock.run_for(1000)
            reading.wait_for_timeout(50)
    assert asked[1:3] == [304, 304]


def test_a_host_that_is_not_the_service_is_asked_once(reading, live, asked):
    def plain(route):
        answer = route.fetch()
        route.fulfill(response=answer, headers={name: value for name, value in answer.headers.items() if "live" not in name})

    reading.route(f"**/forum/{live.topic}/", plain)
    for _ in range(3):
        reading.clock.run_for(60_000)
        reading.wait_for_timeout(100)
    assert len(asked) == 1
