"""What a mirror costs the forum: the first one, one that was broken off, and the looks after it."""

from collections import Counter

import pytest
from fakes.discourse import FakeDiscourse
from fakes.forum import Forum
from fakes.generate import generate_forum
from mirrors import Mirror, fresh_state, make_rules

CATEGORIES = ("finances", "ressources-humaines", "population", "materiel")


@pytest.fixture(scope="module")
def large():
    """A forum of 1,000 topics and 7,000 posts."""
    with FakeDiscourse(generate_forum(1000, 7000)) as fake:
        yield fake


@pytest.fixture(scope="module")
def mirrored(large, tmp_path_factory):
    """Its mirror, and the requests that this took."""
    with Mirror(tmp_path_factory.mktemp("large") / "mirror.db", large, make_rules(large, *CATEGORIES)) as mirror:
        report = mirror.look()
        assert report.troubles == ()
        yield mirror, tuple(large.requests), report


@pytest.fixture
def medium():
    with FakeDiscourse(generate_forum(64, 320, seed=7)) as fake:
        fake.list_size = 20
        yield fake


@pytest.fixture
def small(tmp_path):
    """An empty forum of one category, and its mirror."""
    forum = Forum()
    forum.create_user("agathe", "Agathe")
    forum.create_category("Finances")
    with FakeDiscourse(forum) as fake, Mirror(tmp_path / "mirror.db", fake, make_rules(fake, "finances")) as mirror:
        yield forum, mirror


def open_topic(forum, title="Question", replies=0):
    topic = forum.create_topic("agathe", title, 1, "<p>Bonjour</p>")
    for number in range(replies):
        forum.reply(topic, "agathe", f"<p>Réponse {number}</p>")
    return topic


def asked(mirror, **wanted):
    """The requests of one pass, and its report."""
    before = len(mirror.fake.requests)
    report = mirror.look(**wanted)
    return mirror.fake.requests[before:], report


def shown_topics(forum):
    """Ids of the topics that everyone may read."""
    seen = forum.visible_categories(None)
    return {
        topic.id
        for topic in forum.topics.values()
        if topic.category in seen and topic.visible and topic.archetype == "regular" and not topic.deleted_at
    }


def test_a_first_mirror_takes_far_fewer_requests_than_there_are_topics(large, mirrored):
    mirror, requests, report = mirrored
    items, media = mirror.state()
    assert {int(item.rpartition("/")[2]) for item in items} == shown_topics(large.forum)
    assert report.read == len(items) > 950
    assert len(media) > 20
    kinds = Counter(line.removeprefix("GET /").split("/")[0].split("?")[0] for line in requests)
    assert kinds["posts.json"] <= max(large.forum.posts) // 50 + 2
    assert kinds["uploads"] == len(media)
    assert kinds["t"] < 90
    assert len(requests) - len(media) < 350


def test_each_topic_of_it_is_as_if_it_had_been_read_alone(medium, tmp_path, monkeypatch):
    rules = make_rules(medium, *CATEGORIES)
    fresh, few = fresh_state(tmp_path / "fresh.db", medium, rules), len(medium.requests)
    monkeypatch.setattr("forum_sync.forum.stage._FEW", 10_000)
    assert fresh_state(tmp_path / "alone.db", medium, rules) == fresh
    assert len(medium.requests) - few > 1.5 * few


def test_an_idle_look_takes_three_requests_and_an_idle_night_one_list(mirrored):
    mirror, requests, _ = mirrored
    mirror.later(hours=2).look()
    last = mirror.store.last_change()
    requests, report = asked(mirror.later(minutes=10))
    assert [line.split("?")[0] for line in requests] == ["GET /posts.json", "GET /posts.json", "GET /latest.json"]
    assert (report.read, report.swept) == (0, False)
    requests, report = asked(mirror.later(hours=24))
    assert report.swept
    assert len(requests) < 170
    assert mirror.store.last_change() == last


def test_an_edit_of_an_old_post_is_found_when_a_notice_names_its_topic(mirrored):
    mirror, _, _ = mirrored
    forum, topic = mirror.fake.forum, min(shown_topics(mirror.fake.forum))
    post = forum.topics[topic].posts[0]
    text = post.cooked
    forum.edit_post(post.id, "<p>Texte corrigé</p>")
    requests, report = asked(mirror.later(minutes=5), topics=(topic,))
    assert requests[0] == f"GET /t/{topic}.json"
    assert len(requests) <= 2 + len(forum.topics[topic].posts) // 50
    assert (report.read, report.troubles) == (1, ())
    assert "Texte corrigé" in mirror.store.item(f"forum/{topic}").posts[0].html
    forum.edit_post(post.id, text)
    mirror.look(topics=(topic,))


def test_fresh_posts_are_read_once_more_when_the_forum_has_finished_them(small):
    forum, mirror = small
    topic = open_topic(forum)
    mirror.look()
    forum.like(forum.topics[topic].posts[0].id)
    assert asked(mirror.later(minutes=20))[1].read == 0
    assert asked(mirror.later(minutes=11))[1].read == 1
    assert mirror.store.item(f"forum/{topic}").posts[0].likes == 1
    assert asked(mirror.later(minutes=40))[1].read == 0


@pytest.mark.parametrize("old_feed", [False, True])
def test_a_first_mirror_that_is_broken_off_anywhere_goes_on_where_it_was(medium, tmp_path, old_feed):
    medium.switches.old_feed = old_feed
    rules = make_rules(medium, *CATEGORIES)
    fresh = fresh_state(tmp_path / "fresh.db", medium, rules)
    whole = len(medium.requests)
    assert whole > 30
    for number in range(1 + old_feed, whole + 1, 5):
        path = tmp_path / f"{number}.db"
        broken_off(medium, path, rules, number)
        before = len(medium.requests)
        with Mirror(path, medium, rules) as mirror:
            assert mirror.later(minutes=70).look().troubles == ()
            assert mirror.state() == fresh
        # A topic whose images could not be had is read again with them.
        assert number + len(medium.requests) - before <= whole + len(fresh[1]) + 5


def broken_off(fake, path, rules, number):
    """A pass that has no answer any more from its request of that number."""
    last = len(fake.requests) + number

    def break_off(_):
        if len(fake.requests) >= last:
            raise ConnectionError

    fake.on_request = break_off
    with Mirror(path, fake, rules) as mirror:
        troubles = mirror.look().troubles
        assert [(trouble.source, trouble.item, trouble.access) for trouble in troubles] in ([], [("forum", "", False)])
    fake.on_request = None


def test_what_is_staged_is_too_old_after_a_day(medium, tmp_path):
    rules, path = make_rules(medium, *CATEGORIES), tmp_path / "mirror.db"
    broken_off(medium, path, rules, 16)
    with Mirror(path, medium, rules) as mirror:
        assert mirror.store.database.rows("SELECT count(*) FROM staged") > [(0,)]
        post = medium.forum.feed(None)[-1]
        medium.forum.rebake(post, "<p>Rendu autrement</p>")
        assert mirror.night().troubles == ()
        assert mirror.store.database.rows("SELECT count(*) FROM staged") == [(0,)]
        assert mirror.state() == fresh_state(tmp_path / "fresh.db", medium, rules)


@pytest.mark.parametrize("mega", [False, True])
def test_a_topic_of_150_posts_is_read_whole_and_kept_so(small, mega):
    forum, mirror = small
    mirror.fake.switches.mega_topics, mirror.fake.mega_size = mega, 100
    topic = open_topic(forum, replies=149)
    requests, report = asked(mirror)
    assert report.troubles == ()
    assert [post.number for post in mirror.store.item(f"forum/{topic}").posts] == list(range(1, 151))
    assert sum(line.startswith(f"GET /t/{topic}") for line in requests) == (9 if mega else 4)
    forum.reply(topic, "agathe", "<p>Encore</p>")
    mirror.later(minutes=5).look()
    forum.delete_post(forum.topics[topic].posts[74].id)
    mirror.night()
    numbers = [post.number for post in mirror.store.item(f"forum/{topic}").posts]
    assert numbers == [number for number in range(1, 152) if number != 75]


def test_a_topic_that_was_split_off_old_posts_is_found_by_the_next_night(small):
    forum, mirror = small
    old = open_topic(forum, "Ancienne question", replies=4)
    forum.tick(30 * 86_400)
    for number in range(70):
        open_topic(forum, f"Question {number}")
    mirror.look()
    new = forum.split(old, [post.id for post in forum.topics[old].posts[2:4]], "Autre question")
    assert forum.topics[new].bumped_at < forum.topics[old + 1].created_at
    mirror.night()
    assert [post.text for post in mirror.store.item(f"forum/{new}").posts] == ["Réponse 1", "Réponse 2"]
    assert [post.event or post.text for post in mirror.store.item(f"forum/{old}").posts] == [
        *("Bonjour", "Réponse 0"),
        *("split_topic", "Réponse 3"),
    ]


def test_many_posts_between_two_looks_are_all_found_by_the_feed(small):
    forum, mirror = small
    topics = [open_topic(forum, f"Question {number}") for number in range(80)]
    mirror.look()
    mirror.later(hours=2).look()
    for topic in topics:
        for number in range(3):
            forum.reply(topic, "agathe", f"<p>Suite {number}</p>")
    mirror.later(minutes=5).look()
    assert {len(item.posts) for item in mirror.store.items()} == {4}


def test_everything_is_read_again_when_that_is_wanted(small):
    forum, mirror = small
    topics = [open_topic(forum, f"Question {number}") for number in range(5)]
    mirror.look()
    for topic in topics:
        forum.like(forum.topics[topic].posts[0].id)
    _, report = asked(mirror.later(minutes=5), full=True)
    assert report.read == 5
    assert {item.posts[0].likes for item in mirror.store.items()} == {1}


def test_topics_written_in_since_a_date_are_read_again(small):
    forum, mirror = small
    open_topic(forum, "Ancienne question")
    forum.tick(86_400)
    since = forum.now
    recent = open_topic(forum, "Question récente")
    mirror.look()
    mirror.later(hours=2).look()
    forum.like(forum.topics[recent].posts[0].id)
    _, report = asked(mirror.later(minutes=5), since=since)
    assert report.read == 1
    assert mirror.store.item(f"forum/{recent}").posts[0].likes == 1


def test_a_post_at_the_edge_between_two_windows_of_the_older_feed_is_missed_when_it_is_hidden(small):
    forum, mirror = small
    mirror.fake.switches.old_feed = True
    topics = [open_topic(forum, f"Question {number}", replies=2) for number in range(40)]
    mirror.look()
    mirror.later(hours=2).look()
    for number in range(100):
        forum.reply(topics[0], "agathe", f"<p>Suite {number}</p>")
    edge = max(forum.posts) - 149
    forum.hide_post(edge)
    requests, _ = asked(mirror.later(minutes=5))
    assert [line for line in requests if line.endswith(f"before={edge}")]
    assert edge not in {post.id for item in mirror.store.items() for post in item.posts}


def test_the_newest_posts_of_the_older_feed_need_not_be_open_to_anyone(small):
    forum, mirror = small
    mirror.fake.switches.old_feed = True
    topics = [open_topic(forum, f"Question {number}", replies=2) for number in range(60)]
    forum.make_private(open_topic(forum, "Message privé", replies=60))
    requests, report = asked(mirror)
    assert (report.read, report.troubles) == (60, ())
    assert len(requests) < 30
    post = forum.reply(topics[3], "agathe", "<p>Encore</p>")
    forum.make_private(open_topic(forum, "Message privé", replies=60))
    mirror.later(hours=2).look()
    mirror.later(hours=2).look()
    requests, report = asked(mirror.later(minutes=5))
    assert report.read == 0
    assert not any("/t/" in line for line in requests)
    forum.rebake(post, "<p>Rendu autrement</p>")
    assert asked(mirror.later(minutes=5))[1].read == 1
    assert mirror.store.item(f"forum/{topics[3]}").posts[-1].text == "Rendu autrement"
