"""The client of a forum rests when it is asked to, tries again what may pass, and gives up in time."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from fakes.answers import JSON, error_of, page_of
from pydiscourse.exceptions import DiscourseServerError
from scripted import busy, read_list, read_topic

from forum_sync import ItemError, Pace, SourceError

MONTHS_AWAY = "Wed, 21 Oct 2099 07:28:00 GMT"


@pytest.mark.parametrize(
    ("answer", "least"),
    [
        (busy("40"), 40),
        (busy("1"), 5),
        (busy(), 5),
        (busy("bientôt"), 5),
        (busy("Wed, 21 Oct 2015 07:28:00 GMT"), 5),
        (error_of(429, "rate_limit"), 5),
        (busy(None, b'{"errors":["x"],"error_type":"rate_limit","extras":{"wait_seconds":23}}', JSON), 23),
        (busy("12", b'{"extras":{"wait_seconds":23}}', JSON), 23),
        (busy(None, b'{"extras":null,"error_type":4}', JSON), 5),
    ],
)
def test_it_rests_as_long_as_a_busy_forum_asks(fake, client, rests, answer, least):
    fake.switches.script = [answer]
    assert len(read_list(client)) == 1
    assert len(rests) == 1
    assert least <= rests[0] <= least + 1


def test_it_rests_until_the_date_that_a_busy_forum_tells(fake, client, rests):
    fake.switches.script = [busy(format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True))]
    read_list(client)
    assert 115 <= rests[0] <= 121


@pytest.mark.parametrize("answer", [busy("901"), busy(MONTHS_AWAY), busy(None, b'{"extras":{"wait_seconds":86400}}', JSON)])
def test_it_does_not_rest_for_more_than_a_quarter_of_an_hour(fake, client, rests, answer):
    for ask in (lambda: read_list(client), lambda: read_topic(client)):
        fake.switches.script = [answer]
        with pytest.raises(SourceError, match="come back later"):
            ask()
    assert rests == []
    assert len(fake.requests) == 2


def test_it_gives_up_after_five_tries(fake, client, rests):
    fake.switches.script = [busy("5")] * 9
    with pytest.raises(SourceError, match="come back later"):
        read_list(client)
    assert (len(fake.requests), len(rests)) == (5, 4)


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_forum_that_restarts_is_asked_again_after_longer_and_longer_rests(fake, client, rests, status):
    fake.switches.script = [page_of("Bad Gateway", status)] * 4
    assert len(read_list(client)) == 1
    assert rests == [2, 4, 8, 16]


def test_a_forum_that_is_away_is_an_error_of_the_source_and_of_no_topic(fake, client, rests):
    fake.stop()
    for ask in (lambda: read_list(client), lambda: read_topic(client)):
        with pytest.raises(SourceError, match="forum: /"):
            ask()
    assert len(rests) == 8
    with pytest.raises(ItemError):
        client.file(f"{fake.url}/image.png", 1000)
    fake.start()
    assert len(read_list(client)) == 1


def test_what_is_written_is_never_sent_twice(fake, client, rests):
    fake.switches.script = [page_of("Bad Gateway", 502)] * 2
    with pytest.raises(DiscourseServerError):
        client.create_post("Bonjour à tous", topic_id=1)
    assert (len(fake.requests), rests) == (1, [])


def test_an_answer_beyond_the_limit_is_not_read_to_its_end(fake, client, rests, monkeypatch):
    monkeypatch.setattr("forum_sync.discourse._MOST_JSON", 500)
    with pytest.raises(SourceError, match="too big"):
        read_list(client)
    path = fake.forum.upload(b"\x89PNG" * 1000, "png")
    assert client.file(fake.url + path, 3999) is None
    assert client.file(fake.url + path, 4000) == b"\x89PNG" * 1000
    assert rests == []


def test_a_few_requests_go_out_at_once_after_a_rest_and_then_one_by_one():
    now, rests = [1000.0], []

    def sleep(seconds):
        rests.append(seconds)
        now[0] += seconds

    pace = Pace(2, clock=lambda: now[0], sleep=sleep)
    for _ in range(8):
        pace.wait()
    assert rests == [2, 2, 2]
    now[0] += 3600
    for _ in range(6):
        pace.wait()
    assert rests == [2, 2, 2, 2]
    pace.pause(40)
    assert rests[-1] == 40
