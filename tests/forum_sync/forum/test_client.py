"""The client of a forum: one connection that gives its key to nobody else and tells what went wrong in its own words."""

import time
from contextlib import suppress

import pytest
from fakes.answers import JSON, TEXT, Answer, error_of, json_of, page_of, redirect_to
from hypothesis import given
from hypothesis import strategies as st
from mirrors import KEY
from pydiscourse.exceptions import DiscourseServerError
from scripted import SECRET_TEXT, busy, read_list, read_topic

from forum_sync import AccessError, ForumApi, ForumClient, ItemError, Key, Pace, SourceError
from forum_sync.errors import GoneError
from forum_sync.pacing import BURST


def test_all_requests_go_over_one_connection(fake, client, monkeypatch):
    opened, process = [], fake._server.process_request
    monkeypatch.setattr(fake._server, "process_request", lambda *given: (opened.append(given), process(*given)))
    for _ in range(5):
        read_list(client)
        client.file(f"{fake.url}/uploads/absente.png", 1000)
    assert (len(opened), len(fake.requests)) == (1, 10)


def test_the_methods_of_pydiscourse_work_through_it(fake, client):
    assert [category["name"] for category in client.categories()] == ["Finances"]
    assert client.topic("rejet-dun-flux", 1)["title"] == "Rejet d’un flux"
    assert [post["id"] for post in client.posts(1, [2])["post_stream"]["posts"]] == [2]
    assert [topic["id"] for topic in client.latest_topics()["topic_list"]["topics"]] == [1]
    assert [post["id"] for post in client.latest_posts(before=2)["latest_posts"]] == [1]
    fake.switches.fail_topics = {1}
    with pytest.raises(DiscourseServerError) as caught:
        client.topic("rejet-dun-flux", 1)
    assert caught.value.response.status_code == 500


def test_each_request_says_who_asks_and_in_whose_name(fake, client):
    read_list(client)
    headers = fake.headers[-1]
    assert (headers["api-username"], headers["api-key"]) == ("miroir", "cle-miroir")
    assert (headers["user-agent"], headers["accept"]) == ("Essais/1 (dsi@exemple.fr)", "application/json")
    assert "cle-miroir" not in fake.requests[-1]


def test_without_a_key_none_is_sent(fake):
    client = ForumClient("forum", f"{fake.url}/", pace=Pace(0, clock=time.monotonic, sleep=time.sleep), agent="Essais")
    read_list(client)
    client.close()
    assert not {"api-key", "api-username", "cookie", "authorization"} & fake.headers[-1].keys()
    assert not client.has_key
    assert fake.requests == ["GET /latest.json?order=activity"]


def test_the_key_is_given_to_no_other_host_for_images(fake, other, client):
    path = other.forum.upload(b"\x89PNG", "png")
    assert client.file(other.url + path, 1000) == b"\x89PNG"
    assert not {"api-key", "api-username"} & other.headers[-1].keys()
    own = fake.forum.upload(b"\x89PNG", "png")
    assert client.file(fake.url + own, 1000) == b"\x89PNG"
    assert fake.headers[-1]["api-key"] == "cle-miroir"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_never_followed(fake, other, client, status):
    for ask in (lambda: read_list(client), lambda: read_topic(client)):
        fake.switches.script = [redirect_to(f"{other.url}/latest.json", status)]
        with pytest.raises(SourceError, match="another host"):
            ask()
    fake.switches.script = [redirect_to(f"{other.url}/image.png", status)]
    assert client.file(f"{fake.url}/image.png", 1000) is None
    assert other.requests == []


def test_redirects_on_the_same_host_are_followed_with_the_key_three_times_at_most(fake, client):
    fake.switches.script = [
        redirect_to("/t/ancien-titre/1.json?page=1"),
        redirect_to(f"{fake.url}/t/plus-ancien/1.json?page=1"),
    ]
    assert read_topic(client).title == "Rejet d’un flux"
    assert fake.requests[-1] == "GET /t/rejet-dun-flux/1.json?page=1"
    assert {headers["api-key"] for headers in fake.headers} == {"cle-miroir"}
    fake.switches.script = [redirect_to("/t/1.json")] * 10
    with pytest.raises(SourceError, match="circles"):
        read_topic(client)
    assert len(fake.switches.script) == 6


@pytest.mark.parametrize("page", ["/login", "/session/sso?return_path=%2F"])
def test_a_redirect_to_the_login_page_means_that_a_key_is_needed(fake, client, page):
    for ask in (lambda: read_list(client), lambda: read_topic(client)):
        fake.switches.script = [redirect_to(page, 302)]
        with pytest.raises(AccessError, match="needs a key"):
            ask()


def test_no_cookie_is_kept(fake, client):
    fake.switches.script = [Answer(200, b'{"topic_list":{"topics":[]}}', JSON, {"Set-Cookie": "_t=jeton; path=/"})]
    read_list(client)
    read_list(client)
    assert "cookie" not in fake.headers[-1]


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_topic_that_is_not_to_be_seen_is_gone_and_not_asked_for_again(fake, client, rests, status):
    fake.switches.script = [error_of(status, "not_found")]
    with pytest.raises(GoneError, match=rf"forum/1: not there \({status}\)"):
        read_topic(client)
    assert (len(fake.requests), rests) == (1, [])


def test_a_topic_behind_a_login_wall_is_not_gone(fake, client):
    fake.switches.script = [error_of(403, "not_logged_in")]
    with pytest.raises(AccessError, match="needs a key"):
        read_topic(client)


@pytest.mark.parametrize("answer", [page_of("Erreur", 500), Answer(200, b'{"title": 5}'), Answer(200, b'{"title": "Rej')])
def test_a_topic_that_alone_cannot_be_read_is_named(fake, client, answer):
    fake.switches.script = [answer] * 5
    with pytest.raises(ItemError, match=r"^forum/1: "):
        read_topic(client)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (page_of("Maintenance"), "web page"),
        (error_of(422, "not_found"), "answers 422"),
        (page_of("Erreur", 500), "answers 500"),
        (Answer(200, b'{"topic_list": 3}'), "topic_list"),
        (Answer(200, b'{"topic_list": '), "no JSON"),
        (Answer(200, b"[" * 50_000), "no JSON"),
        (Answer(204), "answers 204"),
    ],
)
def test_an_answer_that_is_no_list_is_an_error_of_the_source(fake, client, answer, words):
    fake.switches.script = [answer] * 5
    with pytest.raises(SourceError, match=words) as caught:
        read_list(client)
    assert not isinstance(caught.value, AccessError)


def test_a_refused_key_is_told_from_a_forum_closed_to_visitors(fake, client):
    fake.switches.revoked_keys = True
    with pytest.raises(AccessError, match="the key is refused"):
        read_list(client)


def test_json_is_taken_under_any_spelling_of_its_type(fake, client):
    fake.switches.loose_media_type = True
    assert len(read_list(client)) == 1


def test_an_image_that_is_not_there_is_none_and_one_that_may_come_back_an_error(fake, client):
    assert client.file(f"{fake.url}/uploads/default/absente.png", 1000) is None
    for answer in (busy("1"), page_of("Bad Gateway", 502), page_of("Bad Gateway", 503)):
        fake.switches.script = [answer]
        with pytest.raises(ItemError):
            client.file(f"{fake.url}/image.png", 1000)


def errors_of(fake, client):
    """Every kind of error there is, with those that caused it."""
    body = json_of({"errors": [SECRET_TEXT], "title": SECRET_TEXT, "topic_list": SECRET_TEXT, "created_at": SECRET_TEXT}).body
    for status in (200, 302, 400, 403, 404, 422, 429, 500, 502, 503):
        for media_type in (JSON, TEXT, "text/html"):
            for ask in (read_list, read_topic):
                headers = {"Location": "http://127.0.0.1:1/?api_key=cle-miroir"} if status == 302 else {}
                fake.switches.script = [Answer(status, body, media_type, headers)] * 5
                with pytest.raises((SourceError, ItemError)) as caught:
                    ask(client)
                yield caught.value


def test_no_error_quotes_an_answer_or_the_key(fake, client):
    for error in errors_of(fake, client):
        assert error.__cause__ is not None
        while error is not None:
            assert SECRET_TEXT not in f"{error} {error!r}"
            assert KEY.secret not in f"{error} {error!r}"
            error = error.__cause__  # noqa: PLW2901


def test_nothing_that_is_printed_tells_the_key(client):
    shown = f"{client!r} {client} {Key(username='miroir', secret='cle-miroir')!r} {client.fingerprint} {ForumApi(client)!r}"
    assert KEY.secret not in shown


def test_another_key_has_another_fingerprint(fake, client):
    pace = Pace(0, clock=time.monotonic, sleep=time.sleep)
    others = [
        ForumClient("forum", fake.url, pace=pace, agent="Essais", key=key) for key in (None, Key(username="a", secret="b"))
    ]
    assert len({client.fingerprint, *(one.fingerprint for one in others)}) == 3
    assert not any(one.close() for one in others)


@pytest.mark.parametrize("address", ["http://[", "http://[::1/latest.json", "//", "http://x:port/", "http://127.0.0.1:99999/"])
def test_a_redirect_to_what_is_no_address_is_an_error_like_others(fake, client, address):
    for ask in (lambda: read_list(client), lambda: read_topic(client)):
        fake.switches.script = [redirect_to(address)] * 5
        with pytest.raises(SourceError, match=r"forum: /"):
            ask()
    fake.switches.script = [redirect_to(address)] * 5
    with suppress(ItemError):
        assert client.file(f"{fake.url}/image.png", 1000) is None


@given(interval=st.floats(0.1, 10), pauses=st.lists(st.floats(0, 100)))
def test_a_pace_lets_a_few_requests_out_at_once_and_no_more_than_its_rate_in_the_long_run(interval, pauses):
    now, times = [1000.0], []

    def sleep(seconds):
        assert 0 < seconds <= interval + 1e-6
        now[0] += seconds

    pace = Pace(interval, clock=lambda: now[0], sleep=sleep)
    for pause in pauses:
        now[0] += pause
        pace.wait()
        times.append(now[0])
    for first, start in enumerate(times):
        for number, end in enumerate(times[first:], 1):
            assert number <= BURST + (end - start) / interval + 1e-6
