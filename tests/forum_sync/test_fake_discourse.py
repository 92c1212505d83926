"""The fake forum does what the real one is known to do, over HTTP, and each of its switches shows."""

import hashlib
import hmac
import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from fakes.discourse import FakeDiscourse
from fakes.generate import generate_forum
from fakes.site import open_site
from fakes.webhook import sign_webhook

MEMBER = {"Api-Key": "cle-miroir", "Api-Username": "miroir"}
STAFF = {"Api-Key": "cle-equipe"}


@pytest.fixture
def site():
    with open_site() as site:
        yield site


def topics_of(read, path):
    """The ids in a list, page after page until one is empty, as a client should."""
    seen, page = [], 0
    while rows := read(f"{path}{'&' if '?' in path else '?'}page={page}")["topic_list"]["topics"]:
        seen += [row["id"] for row in rows]
        page += 1
    return seen


def feed_of(read, size):
    """The ids in the feed, by the one algorithm that suits both versions."""
    seen, before = [], ""
    while before == "" or before > 1:
        rows = [row["id"] for row in read(f"/posts.json?before={before}")["latest_posts"]]
        seen += [row for row in rows if row not in seen]
        before = min(rows) if rows and before not in rows[:1] else (before or 0) - size
    return seen


@pytest.mark.parametrize("old_feed", [False, True])
@pytest.mark.parametrize("short_pages", [False, True])
def test_every_page_by_page_reading_covers_a_generated_forum(old_feed, short_pages):
    forum = generate_forum(60, 400, seed=3)
    with FakeDiscourse(forum) as fake, requests.Session() as session:
        fake.list_size, fake.feed_size = 7, 20
        fake.switches.old_feed, fake.switches.short_pages = old_feed, short_pages

        def read(path):
            return session.get(fake.url + path, timeout=5).json()

        listed = topics_of(read, "/latest.json?order=created&ascending=true")
        assert listed == sorted(set(listed))
        assert sorted(topics_of(read, "/latest.json")) == listed
        assert sorted(feed_of(read, 20), reverse=True) == forum.feed(None)[::-1]
        assert {forum.posts[post].topic for post in forum.feed(None)} <= set(listed)
        roots = read("/categories.json")["category_list"]["categories"]
        assert sorted(topic for root in roots for topic in topics_of(read, f"/c/{root['id']}.json")) == listed
        flat = read("/site.json")["categories"]
        assert sum(one["topic_count"] for one in flat) == len(listed)
        assert not any(one["read_restricted"] for one in flat)


def test_a_generated_forum_is_the_same_for_the_same_seed():
    one, two = (generate_forum(40, 200, seed=5) for _ in range(2))
    assert [post.cooked for post in one.posts.values()] == [post.cooked for post in two.posts.values()]
    assert {topic.id for topic in one.topics.values()} == set(range(1, 41))
    assert sum(post.type == 1 for post in one.posts.values()) == 200


def test_the_feed_has_two_meanings(site):
    site.fake.feed_size = 2
    last = max(site.forum.posts)
    assert [row["id"] for row in site.read(f"/posts.json?before={last}")["latest_posts"]] == [last - 1, last - 2]
    site.switches.old_feed = True
    assert [row["id"] for row in site.read(f"/posts.json?before={last}")["latest_posts"]] == [last, last - 1]
    for post in site.replies[1:3]:
        site.forum.delete_post(post)
    assert site.read(f"/posts.json?before={site.replies[2]}")["latest_posts"] == []
    row = site.read("/posts.json")["latest_posts"][0]
    assert (row["raw"], row["cooked"], row["topic_title"]) == ("Bonsoir", "<p>Bonsoir</p>", "Autre sujet")


def test_pinned_topics_come_first_by_activity_only(site):
    site.fake.list_size = 1
    site.forum.pin(site.topic)
    assert topics_of(site.read, "/latest.json") == [site.topic, site.other]
    assert topics_of(site.read, "/latest.json?order=created") == [site.other, site.topic]
    site.switches.pinned_first = False
    assert topics_of(site.read, "/latest.json") == [site.other, site.topic]


def test_more_topics_url_comes_with_full_pages_and_has_no_json(site):
    assert "more_topics_url" not in site.read("/latest.json")["topic_list"]
    site.fake.list_size = 2
    more = site.read("/latest.json?no_definitions=true")["topic_list"]["more_topics_url"]
    assert more == "/latest?no_definitions=true&page=1"
    assert "html" in site.get(more).headers["Content-Type"]
    assert site.read("/latest.json?page=1")["topic_list"]["topics"] == []


def test_a_topic_gives_a_chunk_and_all_its_ids_with_gaps_in_the_numbers(site):
    site.fake.chunk_size = 2
    site.forum.whisper(site.topic, "agathe", "<p>Entre nous</p>")
    site.forum.delete_post(site.replies[1])
    site.forum.close(site.topic)
    answer = site.read(f"/t/{site.topic}.json")
    assert len(answer["post_stream"]["posts"]) == 2
    assert (answer["posts_count"], answer["highest_post_number"], answer["closed"]) == (5, 7, True)
    assert "bumped_at" not in answer
    stream = answer["post_stream"]["stream"]
    query = "&".join(f"post_ids[]={post}" for post in reversed(stream))
    posts = site.read(f"/t/{site.topic}/posts.json?{query}&include_raw=1")["post_stream"]["posts"]
    assert [post["id"] for post in posts] == stream
    assert [post["post_number"] for post in posts] == [1, 2, 4, 5, 7]
    assert (posts[-1]["post_type"], posts[-1]["action_code"], "raw" in posts[0]) == (3, "closed.enabled", True)
    numbers = [post["post_number"] for post in site.read(f"/t/{site.topic}/posts.json?post_number=5")["post_stream"]["posts"]]
    assert numbers == [4, 2]
    rising = site.read(f"/t/{site.topic}/posts.json?post_number=2&asc=true")["post_stream"]["posts"]
    assert [post["post_number"] for post in rising] == [4, 5]
    staff = site.read(f"/t/{site.topic}.json", STAFF)["post_stream"]["stream"]
    assert len(staff) == 7


def test_only_an_edit_of_the_last_post_bumps(site):
    before = site.row(site.topic)["bumped_at"]
    site.forum.edit_post(site.replies[0], "<p>Corrigé</p>")
    site.forum.ninja_edit(site.replies[-1], "<p>En douce</p>")
    site.forum.rebake(site.replies[-1], "<p>En douce…</p>")
    assert site.row(site.topic)["bumped_at"] == before
    posts = site.read(f"/t/{site.topic}.json")["post_stream"]["posts"]
    assert [(post["version"], post["updated_at"] > post["created_at"]) for post in posts[1::3]] == [(2, True), (1, True)]
    site.forum.edit_post(site.replies[-1], "<p>Corrigé aussi</p>")
    assert site.row(site.topic)["bumped_at"] > before


def test_counts_follow_deletion_and_recovery(site):
    full = site.row(site.topic)
    site.forum.delete_post(site.replies[-1])
    less = site.row(site.topic)
    assert (less["posts_count"], less["highest_post_number"]) == (4, 4)
    assert less["last_posted_at"] < full["last_posted_at"]
    assert less["bumped_at"] == full["bumped_at"]
    site.forum.recover_post(site.replies[-1])
    assert site.row(site.topic) == full


def test_hidden_and_withdrawn_posts_show_a_notice(site):
    site.forum.hide_post(site.replies[0])
    site.forum.withdraw_post(site.replies[1])
    posts = site.read(f"/t/{site.topic}.json")["post_stream"]["posts"]
    assert posts[1]["hidden"]
    assert posts[1]["cooked_hidden"]
    assert "signalé" in posts[1]["cooked"]
    assert posts[2]["user_deleted"]
    assert site.replies[0] not in [row["id"] for row in site.read("/posts.json")["latest_posts"]]


def test_a_split_keeps_ids_and_bumps_in_the_past(site):
    moved = site.replies[1:3]
    old = site.forum.posts[moved[-1]].created_at
    before = site.row(site.topic)
    new = site.forum.split(site.topic, moved, "Une autre question")
    answer = site.read(f"/t/{new}.json")
    assert answer["post_stream"]["stream"] == moved
    assert [post["post_number"] for post in answer["post_stream"]["posts"]] == [1, 2]
    source = site.read(f"/t/{site.topic}.json")["post_stream"]["posts"]
    assert [post["post_number"] for post in source] == [1, 2, 3, 5]
    assert source[2]["action_code"] == "split_topic"
    assert source[2]["id"] > source[3]["id"]
    assert site.row(site.topic)["bumped_at"] == before["bumped_at"]
    assert site.forum.topics[new].bumped_at == old
    assert site.forum.topics[new].created_at > old


def test_a_moved_first_post_gets_a_new_id_and_a_merged_topic_goes(site):
    first = site.forum.topics[site.other].posts[0].id
    site.forum.merge(site.other, site.topic)
    posts = site.read(f"/t/{site.topic}.json")["post_stream"]["posts"]
    assert posts[-1]["cooked"] == "<p>Bonsoir</p>"
    assert posts[-1]["id"] > first
    assert site.get(f"/t/{site.other}.json").status_code == 404
    site.switches.detailed_404 = True
    assert site.get(f"/t/{site.other}.json").status_code == 410


def test_a_user_renamed_is_renamed_everywhere_but_in_mentions(site):
    site.forum.reply(site.topic, "agathe", '<p><a class="mention" href="/u/loic">@loic</a></p>')
    site.forum.rename_user("loic", "loic-b")
    posts = site.read(f"/t/{site.topic}.json")["post_stream"]["posts"]
    assert {post["username"] for post in posts} == {"agathe", "loic-b"}
    assert "@loic<" in posts[-1]["cooked"]


def test_readers_see_what_is_theirs(site):
    site.forum.restrict_category(site.category)
    assert site.get(f"/t/{site.topic}.json").status_code == 403
    assert site.get(f"/c/finances/{site.category}.json").status_code == 403
    assert site.read("/site.json")["categories"] == site.read("/posts.json")["latest_posts"] == []
    site.forum.readers[site.category].add("miroir")
    assert site.get(f"/t/{site.topic}.json", MEMBER).status_code == 200
    assert len(topics_of(lambda path: site.read(path, MEMBER), "/latest.json")) == 2


def test_private_unlisted_and_unknown_topics(site):
    site.forum.make_private(site.topic)
    site.forum.unlist(site.other)
    assert [site.get(f"/t/{topic}.json").status_code for topic in (site.topic, site.other, 99)] == [403, 200, 404]
    assert site.read("/latest.json")["topic_list"]["topics"] == site.read("/posts.json")["latest_posts"] == []
    assert site.read("/t/99.json")["error_type"] == "not_found"


def test_keys_tell_who_reads(site):
    assert site.get("/session/current.json").status_code == 404
    assert not site.read("/session/current.json", MEMBER)["current_user"]["admin"]
    assert site.read("/session/current.json", STAFF)["current_user"]["admin"]
    assert site.read("/site.json", {"Api-Key": "fausse"})["error_type"] == "invalid_access"
    site.switches.revoked_keys = True
    assert site.get("/site.json", MEMBER).status_code == 403


def test_uploads_solutions_and_writing(site):
    path = site.forum.upload(b"\x89PNG", "png")
    answer = site.get(path)
    assert (answer.content, answer.headers["Content-Type"]) == (b"\x89PNG", "image/png")
    assert "ETag" not in answer.headers
    site.forum.accept(site.replies[0])
    site.forum.accept(site.replies[2])
    assert site.read(f"/t/{site.topic}.json")["accepted_answer"]["post_number"] == 2
    assert site.row(site.topic)["has_accepted_answer"]
    assert requests.post(f"{site.fake.url}/posts.json", data={"raw": "x"}, timeout=5).status_code == 403
    assert site.fake.requests[-1] == "POST /posts.json"
    assert site.read("/__fake/requests.json") == {
        "requests": len(site.fake.requests),
        "uploads": 1,
        "bytes": site.fake.bytes_sent,
    }


def test_something_may_happen_between_two_requests(site):
    site.fake.on_request = lambda line: line == "GET /site.json" and site.forum.delete_topic(site.other)
    site.read("/site.json")
    assert site.get(f"/t/{site.other}.json").status_code == 404


def test_a_stopped_forum_cuts_its_connections_and_comes_back_at_the_same_address(site):
    site.read("/site.json")
    site.fake.stop()
    with pytest.raises(requests.ConnectionError):
        site.read("/site.json")
    site.fake.start()
    assert site.get("/site.json").status_code == 200


def test_a_slug_may_be_given_and_an_old_one_redirects(site):
    site.forum.retitle(site.topic, "Rejet résolu")
    assert site.get(f"/t/rejet-resolu/{site.topic}.json", allow_redirects=False).status_code == 200
    assert site.read(f"/t/rejet-d-un-flux/{site.topic}.json")["title"] == "Rejet résolu"


def test_impossible_operations_are_refused(site):
    forum = site.forum
    site.forum.delete_post(site.replies[0])
    for operation, arguments in [
        (forum.reply, (99, "loic", "")),
        (forum.reply, (site.topic, "inconnu", "")),
        (forum.reply, (site.topic, "loic", "", 77)),
        (forum.edit_post, (site.replies[0], "")),
        (forum.recover_post, (site.replies[1],)),
        (forum.split, (site.other, [site.replies[1]], "Titre")),
        (forum.merge, (site.topic, site.topic)),
        (forum.create_user, ("Loic",)),
    ]:
        with pytest.raises((KeyError, ValueError)):
            operation(*arguments)


def test_a_webhook_is_signed_over_its_bytes():
    data, headers = sign_webhook("secret", "post_edited", {"post": {"topic_id": 3}}, instance="http://127.0.0.1")
    assert headers["X-Discourse-Event-Type"] == "post"
    assert headers["X-Discourse-Event-Signature"] == "sha256=" + hmac.new(b"secret", data, hashlib.sha256).hexdigest()
    assert "X-Discourse-Event-Signature" not in sign_webhook("", "ping", {"ping": "OK"}, instance="")[1]


def test_it_runs_as_a_process_of_its_own():
    tests = str(Path(__file__).parent.parent)
    command = [sys.executable, "-m", "fakes.discourse", "--topics", "5", "--posts", "20", "--list-size", "2"]
    environment = os.environ | {"PYTHONPATH": tests}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            url = process.stdout.readline().strip()
            assert len(requests.get(f"{url}/latest.json", timeout=5).json()["topic_list"]["topics"]) == 2
        finally:
            process.kill()
