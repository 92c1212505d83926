"""The check before a first mirror: every condition is told apart, in few requests, and without a word of a post."""

import inspect
import re
import time
from types import SimpleNamespace

import pytest
from fakes.answers import error_of, json_of
from fakes.discourse import FakeDiscourse
from fakes.forum import Forum
from fakes.generate import generate_forum
from fakes.shapes import Shapes

from entraide import forum_check
from entraide.config import ForumSettings, Settings
from entraide.errors import ConfigError
from entraide.forum_check import check_source
from entraide.world import World
from forum_sync import ForumApi, ForumClient, Key, Pace, Privacy, Rules, check_forum

MEMBER = Key(username="miroir", secret="cle-miroir")
STAFF = Key(username="admin_forum", secret="cle-equipe")
WRONG = Key(username="miroir", secret="autre")
SECRETS = {"ENTRAIDE_PSEUDONYM_SECRET": "secret-pour-les-essais"}
TERMS = "Vérifiez que les conditions d’utilisation du forum autorisent un miroir."


class Site:
    """A small forum with an open and a closed category."""

    def __init__(self):
        self.forum = Forum()
        self.finances = self.forum.create_category("Finances", about="<p>Présentation</p>")
        self.team = self.forum.create_category("Équipe", restricted=True)
        self.forum.create_user("agathe", "Agathe")
        self.topic = self.forum.create_topic("agathe", "Rejet d’un flux", self.finances, "<p>Bonjour secret</p>", ["pes"])
        self.forum.reply(self.topic, "agathe", "<p>Merci</p>")
        self.fake = FakeDiscourse(self.forum)

    def check(self, *categories, key=None, url="", image_hosts=(), pace=2.0):
        """The findings, by subject."""
        url = url or self.fake.url
        client = ForumClient("forum", url, pace=Pace(0, clock=time.monotonic, sleep=lambda _: None), agent="Essais", key=key)
        privacy = Privacy(names="pseudonyms", secret=b"secret")
        rules = Rules(url=url, categories=categories or ("finances",), privacy=privacy, image_hosts=frozenset(image_hosts))
        try:
            found = check_forum(ForumApi(client), rules, pace=pace)
        finally:
            client.close()
        assert len({finding.subject for finding in found}) == len(found)
        return {finding.subject: finding for finding in found}

    def read(self, *categories, environ=(), name=None, **options):
        """The exit code and the lines."""
        source = ForumSettings(
            name="forum", label="Forum", url=self.fake.url, categories=categories or ("finances",), **options
        )
        world = World(environ=SECRETS | dict(environ), clock=None, monotonic=time.monotonic, sleep=lambda _: None)
        return check_source(Settings(sources=(source,)), name, world)


@pytest.fixture
def site():
    site = Site()
    with site.fake:
        yield site


def cases(found):
    return {subject: (finding.status, finding.facts["case"]) for subject, finding in found.items()}


def test_an_open_forum_passes_and_only_the_missing_https_is_told(site):
    assert cases(site.check()) == {
        "reach": ("warn", "http"),
        "access": ("ok", "open"),
        "categories": ("ok", "open"),
        "about": ("ok", "counted"),
        "lists": ("ok", "read"),
        "tags": ("ok", "names"),
        "solved": ("ok", "present"),
        "topic": ("ok", "read"),
        "feed": ("ok", "exclusive"),
        "images": ("ok", "own"),
        "estimate": ("ok", "counted"),
    }


@pytest.mark.parametrize("key", [None, MEMBER])
def test_a_check_costs_at_most_twelve_requests_and_never_writes(key):
    with FakeDiscourse(generate_forum(200, 1500)) as fake:
        site = Site()
        site.fake = fake
        found = site.check("finances", "materiel", key=key)
        assert all(finding.status != "fail" for finding in found.values())
        assert len(fake.requests) <= 12
        assert all(line.startswith("GET ") for line in fake.requests)


def test_the_topic_that_is_read_is_the_longest_that_comes_in_one_answer(site):
    for number in range(3):
        other = site.forum.create_topic("agathe", f"Sujet {number}", site.finances, "<p>Un</p>")
        for _ in range((0, 19, 30)[number]):
            site.forum.reply(other, "agathe", "<p>Oui</p>")
    assert site.check()["topic"].facts["posts"] == 20


def test_no_word_of_a_post_and_no_name_of_a_member_is_told(site):
    code, lines = site.read()
    found = repr(site.check().values()) + "\n".join(lines)
    assert code == 0
    assert not re.search("secret|Bonjour|Merci|agathe|Rejet", found, re.IGNORECASE)


def test_a_forum_that_is_not_there_ends_the_check_at_once(site):
    site.fake.stop()
    found = site.check()
    assert cases(found) == {"reach": ("fail", "unreadable")}
    assert not found["reach"].facts["access"]


@pytest.mark.parametrize("switch", ["maintenance", "read_only"])
def test_a_forum_under_maintenance_ends_the_check_at_once(site, switch):
    setattr(site.fake.switches, switch, True)
    assert cases(site.check()) == {"reach": ("fail", "unreadable")}


@pytest.mark.parametrize("switch", ["login_wall", "login_redirect"])
def test_a_forum_closed_to_visitors_wants_a_key_and_opens_with_one(site, switch):
    setattr(site.fake.switches, switch, True)
    found = site.check()
    assert cases(found) == {"reach": ("warn", "http"), "access": ("fail", "wall")}
    assert found["access"].facts["access"]
    assert cases(site.check(key=MEMBER))["access"] == ("ok", "key")


def test_a_forum_that_does_not_announce_its_wall_is_found_closed_at_its_categories(site, monkeypatch):
    site.fake.switches.login_wall = True
    monkeypatch.setattr("fakes.routes.Routes.get_basic_info", lambda _: json_of({"title": "Forum"}))
    found = site.check()
    assert cases(found) == {"reach": ("warn", "http"), "access": ("ok", "open"), "categories": ("fail", "refused")}
    assert found["categories"].facts["access"]


@pytest.mark.parametrize("revoked", [False, True])
def test_a_wrong_or_revoked_key_is_refused_at_a_forum_that_is_there(site, revoked):
    site.fake.switches.revoked_keys = revoked
    found = site.check(key=MEMBER if revoked else WRONG)
    assert cases(found) == {"reach": ("warn", "http"), "access": ("fail", "refused")}
    assert found["access"].facts["access"]


def test_a_key_of_the_staff_is_refused_before_anything_else_is_asked(site):
    assert cases(site.check(key=STAFF)) == {"reach": ("warn", "http"), "access": ("fail", "staff")}
    assert len(site.fake.requests) == 2


def test_an_unknown_category_fails_names_those_there_are_and_the_rest_is_still_looked_at(site):
    found = site.check("finances", "compta", 99)
    facts = found["categories"].facts
    assert (found["categories"].status, facts["case"]) == ("fail", "unknown")
    assert (facts["unknown"], facts["public"]) == (("compta", "99"), ("finances",))
    assert cases(found)["topic"] == ("ok", "read")


def test_a_category_that_the_key_may_see_and_not_everyone_is_told_as_closed(site):
    site.forum.readers[site.team].add("miroir")
    found = site.check("finances", "equipe", key=MEMBER)
    assert cases(found)["categories"] == ("warn", "closed")
    assert found["categories"].facts["closed"] == ("equipe",)
    only = site.check("equipe", key=MEMBER)
    assert cases(only)["categories"] == ("fail", "nothing")
    assert cases(only)["lists"] == ("warn", "empty")


def test_an_allowed_category_without_topics_is_told(site):
    site.forum.create_category("Vide")
    found = site.check("vide")
    assert cases(found)["lists"] == ("warn", "empty")
    assert cases(found)["topic"] == ("warn", "empty")
    assert "images" not in found


def test_only_the_counts_are_missing_when_the_forum_hides_what_it_is(site, monkeypatch):
    monkeypatch.setattr("fakes.routes.Routes.get_about", lambda _: json_of({"about": {"version": "3.1"}}))
    assert cases(site.check())["about"] == ("warn", "uncounted")
    monkeypatch.setattr("fakes.routes.Routes.get_about", lambda _: json_of([]))
    found = site.check()
    assert cases(found)["about"] == ("warn", "unreadable")
    assert cases(found)["estimate"] == ("ok", "counted")


def test_counts_of_an_older_version_are_read(site, monkeypatch):
    stats = {"topic_count": 12, "post_count": 34}
    monkeypatch.setattr("fakes.routes.Routes.get_about", lambda _: json_of({"about": {"version": "2.8", "stats": stats}}))
    facts = site.check()["about"].facts
    assert (facts["version"], facts["topics"], facts["posts"]) == ("2.8", 12, 34)


def test_tags_are_told_by_their_shape(site):
    site.fake.switches.tag_objects = True
    assert cases(site.check())["tags"] == ("ok", "objects")
    site.forum.retag(site.topic, ())
    assert cases(site.check())["tags"] == ("ok", "none")


def test_a_forum_without_solutions_is_told(site, monkeypatch):
    row = Shapes.row

    def row_without(shapes, topic):
        return {name: value for name, value in row(shapes, topic).items() if name != "has_accepted_answer"}

    monkeypatch.setattr(Shapes, "row", row_without)
    assert cases(site.check())["solved"] == ("ok", "absent")


def test_lists_that_cannot_be_read_do_not_hide_the_feed(site, monkeypatch):
    monkeypatch.setattr("fakes.routes.Routes.get_latest", lambda _: json_of({"topic_list": 1}))
    found = site.check()
    assert cases(found)["lists"] == ("fail", "unreadable")
    assert cases(found)["feed"] == ("ok", "exclusive")
    assert "tags" not in found


def test_a_topic_that_cannot_be_read_fails_alone(site):
    site.fake.switches.fail_topics.add(site.topic)
    found = site.check()
    assert cases(found)["topic"] == ("fail", "unreadable")
    assert cases(found)["feed"] == ("ok", "exclusive")


def test_the_way_the_feed_pages_is_told(site):
    site.fake.switches.old_feed = True
    found = site.check()
    assert cases(found)["feed"] == ("ok", "inclusive")
    assert found["feed"].facts["newest"] == max(site.forum.posts)
    assert site.fake.requests[-1] == f"GET /posts.json?before={max(site.forum.posts)}"


def test_an_empty_window_of_the_feed_is_told_and_the_estimate_is_made_all_the_same(site, monkeypatch):
    monkeypatch.setattr("fakes.routes.Routes.get_feed", lambda _: json_of({"latest_posts": []}))
    found = site.check()
    assert cases(found)["feed"] == ("warn", "empty")
    assert "estimate" in found


def test_a_key_of_a_narrow_scope_is_refused_at_the_feed_and_is_a_question_of_access(site, monkeypatch):
    monkeypatch.setattr("fakes.routes.Routes.get_feed", lambda _: error_of(403, "invalid_access"))
    found = site.check(key=MEMBER)
    assert cases(found)["feed"] == ("fail", "refused")
    assert found["feed"].facts["access"]


def test_hosts_of_images_other_than_the_forum_s_own_and_those_configured_are_told(site):
    images = "".join(
        f'<img src="{source}"{more}>'
        for source, more in [
            ("/uploads/a.png", ""),
            ("//cdn.example.org/b.png", ""),
            ("https://cdn.example.org/c.png", ""),
            ("https://files.example.org/d.png", ""),
            ("http://old.example.org/d.png", ""),
            ("https://emoji.example.org/e.png", ' class="emoji only-emoji"'),
            ("https://[bad/e.png", ""),
            ("data:image/png;base64,AAAA", ""),
        ]
    )
    site.forum.reply(site.topic, "agathe", images)
    found = site.check(image_hosts=["files.example.org"])["images"]
    assert (found.status, found.facts["case"]) == ("warn", "elsewhere")
    assert found.facts["hosts"] == ("cdn.example.org", "old.example.org")


def test_the_estimate_of_a_forum_of_five_thousand_topics_is_near_what_a_first_mirror_of_it_took(site, monkeypatch):
    stats = {"topics_count": 5000, "posts_count": 37_000}
    monkeypatch.setattr("fakes.routes.Routes.get_about", lambda _: json_of({"about": {"version": "2026.1", "stats": stats}}))
    site.forum._last["post"] = 37_790
    site.forum.reply(site.topic, "agathe", "<p>Dernier</p>")
    code, lines = site.read()
    assert code == 0
    assert lines[-2] == TERMS
    assert lines[-1] == (
        "Premier passage : environ 930 requêtes, 31 minutes à une requête toutes les 2 s ; "
        "ensuite 3 requêtes toutes les 2 minutes."
    )


def test_an_estimate_counts_no_more_posts_than_reading_each_topic_would_cost(site):
    site.forum._last["post"] = 1_000_000
    site.forum.reply(site.topic, "agathe", "<p>Dernier</p>")
    assert site.check()["estimate"].facts["requests"] < 20


def test_long_times_are_told_in_hours_and_other_paces_as_they_are_configured(site, monkeypatch):
    stats = {"topics_count": 30_000, "posts_count": 200_000}
    monkeypatch.setattr("fakes.routes.Routes.get_about", lambda _: json_of({"about": {"version": "2026.1", "stats": stats}}))
    site.forum._last["post"] = 250_000
    site.forum.reply(site.topic, "agathe", "<p>Dernier</p>")
    assert site.read(pace="1500ms", every="90s")[1][-1] == (
        "Premier passage : environ 6\u202f010 requêtes, 2 h 30 à une requête toutes les 1,5 s ; "
        "ensuite 3 requêtes toutes les 90 s."
    )


def test_lines_say_with_a_mark_what_is_well_and_what_is_to_be_done(site):
    code, lines = site.read("finances", "compta")
    assert code == 1
    assert lines[0].startswith(f"! Le forum répond à {site.fake.url}, sans https")
    assert "✓ Le forum se lit sans compte ni clé." in lines
    assert (
        "✗ Catégories introuvables, ou cachées à ce compte : compta. Corrigez `categories` ; les catégories publiques de "
        "premier niveau sont : finances."
    ) in lines
    assert "✓ Discourse 2026.1.0 : 2 discussions, 3 messages." in lines


def test_a_question_of_access_has_a_code_of_its_own_and_names_the_variables_to_set(site):
    site.fake.switches.login_wall = True
    code, lines = site.read()
    assert code == 77
    assert "ENTRAIDE_FORUM_API_KEY et ENTRAIDE_FORUM_API_USERNAME" in lines[-2]
    assert lines[-1] == TERMS
    staff = {"ENTRAIDE_FORUM_API_KEY": STAFF.secret, "ENTRAIDE_FORUM_API_USERNAME": STAFF.username}
    code, lines = site.read(environ=staff)
    assert code == 77
    assert lines[-2].startswith("✗ Le compte de la clé est administrateur ou modérateur")
    assert STAFF.secret not in "\n".join(lines)


def test_a_forum_that_is_not_there_has_code_one(site):
    site.fake.stop()
    code, lines = site.read()
    assert (code, len(lines)) == (1, 2)
    assert lines[0].startswith("✗ Le forum ne répond pas")


def test_the_forum_is_chosen_by_name_or_because_it_is_the_only_one(site):
    assert site.read(name="forum")[0] == 0
    with pytest.raises(ConfigError, match="autre: no such forum; there are: forum"):
        site.read(name="autre")
    with pytest.raises(ConfigError, match="none is configured"):
        check_source(Settings(), None, SimpleNamespace(environ={}))


def test_each_case_that_a_finding_may_have_has_a_line():
    source = inspect.getsource(inspect.getmodule(check_forum))
    told = set(re.findall(r'_finding\("(\w+)", (?:"\w+"|status), "(\w+)"', source))
    assert len(told) > 20
    assert told - {("estimate", "counted")} <= set(forum_check._LINES)
