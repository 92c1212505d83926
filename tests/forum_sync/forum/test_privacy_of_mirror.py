"""The mirror holds nothing that not everyone may read, and no trace of what was taken back, down to the bytes of its file."""

import pytest
from fakes import phrases
from mirrors import KEY, make_rules
from sites import topics

from forum_sync import Key

STAFF = Key(username="admin_forum", secret="cle-equipe")


def test_a_key_of_the_staff_is_refused_before_anything_is_read(site):
    with site.mirror(key=STAFF) as mirror:
        report = mirror.look()
        [trouble] = report.troubles
        assert (trouble.access, trouble.source, trouble.item, report.read) == (True, "forum", "", 0)
        assert "administrator or moderator" in trouble.reason
        assert topics(mirror) == set()
    assert site.fake.requests == ["GET /session/current.json"]
    assert site.holds("Sujet 1", "Finances") == []


def test_an_account_that_joins_the_staff_is_refused_from_the_next_day(site):
    with site.mirror(key=KEY) as mirror:
        mirror.look()
        site.forum.user("miroir").staff = True
        asked = len(site.fake.requests)
        [trouble] = mirror.later(hours=25).look().troubles
        assert trouble.access
        assert site.fake.requests[asked:] == ["GET /session/current.json"]
        assert topics(mirror) == set(site.topics)


def test_a_restricted_category_is_never_stored_even_if_it_is_asked_for_and_the_key_may_see_it(site):
    site.forum.readers[site.equipe].add("miroir")
    under = site.forum.create_category("Discret", site.equipe)
    below = site.forum.create_category("Réservé", site.finances, restricted=True, slug="reserve")
    site.forum.readers[below].add("miroir")
    secret = [site.open("JETON-A", site.equipe), site.open("JETON-B", under), site.open("JETON-C", below)]
    with site.mirror("finances", "equipe", "discret", key=KEY) as mirror:
        [warning] = mirror.look().troubles
        assert "category discret, equipe" in warning.reason or "category equipe, discret" in warning.reason
        mirror.look(topics=tuple(secret))
        mirror.settle()
        assert topics(mirror) == set(site.topics)
        assert site.holds("JETON-A", "JETON-B", "JETON-C") == []


def test_private_messages_and_unlisted_topics_are_not_stored_even_if_a_notice_names_them(site):
    private, unlisted, elsewhere = site.open("JETON-A", user="miroir"), site.open("JETON-B"), site.open("JETON-C", site.other)
    site.forum.make_private(private)
    site.forum.unlist(unlisted)
    with site.mirror(key=KEY) as mirror:
        mirror.look()
        report = mirror.look(topics=(private, unlisted, elsewhere))
        assert report.troubles == ()
        assert topics(mirror) == set(site.topics)
        assert site.holds("JETON-A", "JETON-B", "JETON-C") == []


TAKEN_BACK = ("hide_post", "withdraw_post", "delete_post")


@pytest.mark.parametrize("staged", [False, True])
def test_posts_that_not_everyone_may_read_are_in_no_byte_of_a_first_mirror(site, staged, monkeypatch):
    monkeypatch.setattr("forum_sync.forum.stage._FEW", 0 if staged else 50)
    for operation in TAKEN_BACK:
        getattr(site.forum, operation)(site.reply(f"JETON-{operation}"))
    site.forum.whisper(site.topics[1], "loic56", "<p>JETON-whisper</p>")
    gone = site.open("JETON-topic")
    site.forum.delete_topic(gone)
    with site.mirror() as mirror:
        assert mirror.look().troubles == ()
        assert topics(mirror) == set(site.topics)
        assert site.holds("Sujet 1", "JETON") == ["Sujet 1"]


@pytest.mark.parametrize("operation", TAKEN_BACK)
def test_a_recent_post_that_is_taken_back_is_in_no_byte_after_the_next_look(site, operation):
    post = site.reply("JETON")
    with site.mirror() as mirror:
        mirror.look()
        assert site.holds("JETON")
        getattr(site.forum, operation)(post)
        mirror.later(minutes=5).look()
        assert site.holds("JETON") == []
        assert topics(mirror) == set(site.topics)


@pytest.mark.parametrize(("operation", "days"), [("delete_post", 1), ("hide_post", 14), ("withdraw_post", 14)])
def test_an_old_post_that_is_taken_back_is_in_no_byte_after_the_next_night_or_the_rotation(site, operation, days):
    post = site.reply("JETON")
    for number in range(20):
        site.reply(f"Suite {number}", site.topics[1])
    with site.mirror() as mirror:
        mirror.look()
        getattr(site.forum, operation)(post)
        for _ in range(days):
            mirror.later(hours=24).look()
        assert site.holds("JETON") == []


@pytest.mark.parametrize("operation", ["delete_topic", "unlist", "make_private"])
def test_a_topic_that_is_taken_back_leaves_neither_words_nor_images(site, operation):
    image = site.forum.upload(phrases.png(3), "png")
    topic = site.forum.create_topic("loic56", "Titre du JETON", site.finances, f"<p>JETON {phrases.lightbox(image)}</p>")
    with site.mirror() as mirror:
        mirror.look()
        assert len(mirror.store.media_names()) == 1
        getattr(site.forum, operation)(topic)
        mirror.later(minutes=5).look()
        assert topics(mirror) == set(site.topics)
        assert mirror.store.media_names() == set()
        assert site.holds("JETON", image, phrases.png(3)[-20:].decode("latin-1")) == []


def test_a_title_that_is_changed_leaves_no_trace(site):
    topic = site.open("JETON")
    with site.mirror() as mirror:
        mirror.look()
        site.forum.retitle(topic, "Autre titre")
        site.forum.edit_post(site.forum.topics[topic].posts[0].id, "<p>Autre texte</p>")
        mirror.later(minutes=5).look()
        assert site.holds("Autre titre", "JETON") == ["Autre titre"]


@pytest.mark.parametrize("key", [None, KEY])
def test_a_category_taken_out_of_the_rules_is_erased_at_once_though_the_forum_is_away(site, key):
    topic = site.open("JETON", site.other)
    with site.mirror("finances", "autre", key=key) as mirror:
        mirror.look()
        assert topic in topics(mirror)
        site.fake.stop()
        mirror.rules = make_rules(site.fake, "finances")
        mirror.later(days=2).look()
        assert topics(mirror) == set(site.topics)
        assert site.holds("JETON") == []
        site.fake.start()
        assert mirror.look().troubles == ()


@pytest.mark.parametrize("key", [None, KEY])
def test_a_category_that_is_closed_is_erased_by_the_next_night_however_big_it_is(site, key):
    closed = [site.open(f"JETON {number}", site.paie) for number in range(9)]
    site.forum.readers[site.paie].add("miroir")
    with site.mirror(key=key) as mirror:
        mirror.look()
        assert set(closed) <= topics(mirror)
        site.forum.restrict_category(site.paie)
        mirror.night()
        assert topics(mirror) == set(site.topics)
        assert site.holds("JETON") == []


def test_a_category_that_is_deleted_stops_the_mirror_until_it_is_taken_out_of_the_rules(site):
    site.open("Un sujet", site.other)
    with site.mirror("finances", "autre") as mirror:
        mirror.look()
        site.forum.restrict_category(site.other)
        [trouble] = mirror.night().troubles
        assert "category autre is not there" in trouble.reason
        mirror.rules = make_rules(site.fake, "finances")
        assert mirror.night().troubles == ()
        assert topics(mirror) == set(site.topics)


@pytest.mark.parametrize("key", [None, KEY])
def test_a_category_that_is_closed_while_it_is_being_listed_does_not_stop_the_mirror_for_ever(site, key):
    site.open("JETON", site.other)
    with site.mirror("autre", "finances", key=key) as mirror:
        mirror.look()
        site.fake.on_request = lambda line: line.startswith("GET /categories") and site.forum.restrict_category(site.other)
        assert "/c/autre/" in mirror.night().troubles[0].reason
        site.fake.on_request = None
        [trouble] = mirror.later(minutes=5).look().troubles
        assert "category autre is not there" in trouble.reason
        mirror.rules = make_rules(site.fake, "finances")
        assert mirror.later(minutes=5).look().troubles == ()
        assert topics(mirror) == set(site.topics)
        assert site.holds("JETON") == []


def test_a_category_is_followed_by_its_id_when_its_slug_changes(site):
    old = site.open("Un sujet", site.other)
    with site.mirror("finances", "autre") as mirror:
        mirror.look()
        category = site.forum.categories[site.other]
        category.slug, category.name = "divers", "Divers"
        new = site.open("Un autre sujet", site.other)
        assert mirror.night().troubles == ()
        assert {old, new} <= topics(mirror)
        assert {mirror.store.item(f"forum/{topic}").category for topic in (old, new)} == {("Divers",)}
