"""Each switch of the fake forum shows in its answers."""

from email.utils import parsedate_to_datetime

import pytest
import requests

from fakes.site import open_site


@pytest.fixture
def site():
    with open_site() as site:
        yield site


@pytest.mark.parametrize(
    ("switch", "period", "status", "media_type"),
    [("text_429", 7, 429, "text/plain"), ("json_429", 11, 429, "application/json"), ("html_502", 13, 502, "text/html")],
)
def test_a_counted_fault_hits_once_and_not_the_retry(site, switch, period, status, media_type):
    setattr(site.switches, switch, True)
    answers = [site.get("/site.json") for _ in range(period + 1)]
    assert [answer.status_code for answer in answers] == [200] * (period - 1) + [status, 200]
    assert answers[-2].headers["Content-Type"].startswith(media_type)
    assert ("Retry-After" in answers[-2].headers) == (switch == "text_429")


@pytest.mark.parametrize(
    ("switch", "period", "error"),
    [
        ("truncated", 17, requests.exceptions.ChunkedEncodingError),
        ("drop", 23, requests.ConnectionError),
        ("broken_json", 19, requests.JSONDecodeError),
    ],
)
def test_a_counted_fault_breaks_one_answer(site, switch, period, error):
    setattr(site.switches, switch, True)
    for _ in range(period - 1):
        site.read("/about.json")
    with pytest.raises(error):
        site.read("/about.json")
    assert site.read("/about.json")["about"]["stats"]["topics_count"] == 2


@pytest.mark.parametrize(
    ("switch", "value", "path", "expected"),
    [
        ("maintenance", True, "/site.json", (200, "text/html; charset=utf-8")),
        ("login_wall", True, "/site.json", (403, "application/json; charset=utf-8")),
        ("login_wall", True, "/site/basic-info.json", (200, "application/json; charset=utf-8")),
        ("login_redirect", True, "/site.json", (302, "text/html; charset=utf-8")),
        ("slug_redirect", True, "/t/1.json", (301, "text/html; charset=utf-8")),
        ("foreign_redirect", True, "/t/1.json", (302, "text/html; charset=utf-8")),
        ("loose_media_type", True, "/t/1.json", (200, "application/json;charset=UTF-8")),
        ("read_only", True, "/t/1.json", (503, "text/plain; charset=utf-8")),
        ("fail_topics", {1}, "/t/1.json", (500, "text/html; charset=utf-8")),
        ("redirect_past_end", False, "/t/1.json?page=2", (404, "application/json; charset=utf-8")),
        ("redirect_past_end", True, "/t/1.json?page=2", (301, "text/html; charset=utf-8")),
    ],
)
def test_a_switch_changes_the_kind_of_answer(site, switch, value, path, expected):
    setattr(site.switches, switch, value)
    answer = site.get(path, allow_redirects=False)
    assert (answer.status_code, answer.headers["Content-Type"]) == expected
    if answer.status_code == 301:
        assert site.get(path).json()["id"] == 1


def test_switches_that_change_what_is_in_an_answer(site):
    topic, switches = f"/t/{site.topic}.json", site.switches
    switches.missing_ids = True
    query = f"/t/{site.topic}/posts.json?post_ids[]={site.replies[0]}&post_ids[]={site.replies[1]}"
    assert [len(site.read(query)["post_stream"]["posts"]) for _ in range(2)] == [1, 2]
    switches.mega_topics, site.fake.mega_size = True, 5
    assert site.read(topic)["post_stream"]["isMegaTopic"]
    assert "stream" not in site.read(topic)["post_stream"]
    switches.tag_objects = True
    assert site.read(topic)["tags"][0]["name"] == site.row(site.topic)["tags"][0]["name"] == "pes"
    switches.wrong_types, switches.broken_topic = True, site.topic
    assert site.read(topic)["title"] == 5
    assert site.read(f"/t/{site.other}.json")["title"] == "Autre sujet"
    assert len(site.read("/latest.json?per_page=1")["topic_list"]["topics"]) == 2
    switches.per_page = True
    assert len(site.read("/latest.json?per_page=1")["topic_list"]["topics"]) == 1
    switches.muted = {site.category}
    assert site.read("/latest.json")["topic_list"]["topics"] == []
    assert len(site.read(f"/c/{site.category}.json")["topic_list"]["topics"]) == 2
    site.forum.create_category("Matériel")
    switches.lazy_categories = True
    assert len(site.read("/site.json")["categories"]) == 1
    assert len(site.read("/categories.json?include_subcategories=true")["category_list"]["categories"]) == 2


def test_the_clock_may_be_wrong_and_answers_slow(site):
    created = site.read(f"/t/{site.topic}.json")["created_at"]
    site.switches.clock_skew, site.switches.slow = 3600, 0.05
    answer = site.get(f"/t/{site.topic}.json")
    assert answer.json()["created_at"] > created
    assert (parsedate_to_datetime(answer.headers["Date"]) - site.forum.now).total_seconds() == pytest.approx(3600, abs=1)
    assert answer.elapsed.total_seconds() >= 0.05
