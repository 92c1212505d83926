"""Every fault and every version of a forum, alone and in pairs: the mirror comes out right, or says why and heals."""

from dataclasses import replace
from itertools import combinations

import pytest
from fakes.discourse import FakeDiscourse
from fakes.forum import Forum
from fakes.switches import Switches
from mirrors import KEY, Mirror, make_rules

FINANCES = 1
PASSING = {
    "old_feed": True, "redirect_past_end": True, "pinned_first": False, "short_pages": True, "missing_ids": True,
    "mega_topics": True, "tag_objects": True, "per_page": True, "text_429": True, "json_429": True, "html_502": True,
    "truncated": True, "slug_redirect": True, "loose_media_type": True, "broken_json": True, "clock_skew": 7200, "slow": 0.0005,
    "drop": True, "detailed_404": True, "lazy_categories": True, "muted": {FINANCES},
}  # fmt: skip
"""What a mirror must get over by itself, and the value that switches it on."""
OUTAGES = ("maintenance", "login_wall", "login_redirect", "revoked_keys", "read_only", "foreign_redirect")
"""What keeps everything away."""
BAD_TOPICS = {"fail_topics": {1}, "wrong_types": True}
"""What keeps one topic away, and the value that switches it on; the other topic is `BROKEN`."""
BROKEN = 6
NO_KEY = {"login_wall", "login_redirect", "revoked_keys"}
DOWN = {"maintenance", "read_only"}
PASSES = 3


def make_forum():
    forum = Forum()
    for user in ("anne", "benoit"):
        forum.create_user(user, user.title())
    finances = forum.create_category("Finances")
    paie = forum.create_category("Paie", finances)
    assert finances == FINANCES
    for number in range(9):
        category = (finances, paie)[number % 2]
        topic = forum.create_topic("anne", f"Question numéro {number}", category, f"<p>Question {number}.</p>", ("paie",))
        for reply in range(8 if number == 2 else number % 3):
            forum.reply(topic, "benoit", f"<p>Réponse {number} {reply}.</p>", reply_to=1)
    forum.pin(2)
    forum.close(5)
    forum.accept(max(forum.posts) - 1)
    return forum


def switch_on(fake, names):
    for name in names:
        if name in PASSING or name in BAD_TOPICS:
            setattr(fake.switches, name, (PASSING | BAD_TOPICS)[name])
        else:
            setattr(fake.switches, name, True)
    fake.switches.broken_topic = BROKEN


def switch_off(fake, names):
    for name in names:
        setattr(fake.switches, name, getattr(Switches(), name))


def change(forum):
    """What happens on the forum between two nights."""
    forum.reply(1, "benoit", "<p>Encore une réponse.</p>")
    forum.edit_post(2, "<p>Question corrigée.</p>")
    forum.retitle(6, "Un autre titre")
    forum.delete_topic(8)


def timeless(state):
    """The state without its times, which a clock that is wrong moves."""
    items, media = state
    bare = {
        name: replace(item, created_at=None, active_at=None, posts=tuple(replace(post, created_at=None) for post in item.posts))
        for name, item in items.items()
    }
    return bare, media


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """What an undisturbed mirror holds before and after the change, without times."""
    path = tmp_path_factory.mktemp("expected") / "mirror.db"
    with FakeDiscourse(make_forum()) as fake, Mirror(path, fake, make_rules(fake, "finances")) as mirror:
        mirror.look()
        before = timeless(located(mirror))
        change(fake.forum)
        mirror.night()
        return before, timeless(located(mirror))


def located(mirror):
    """The state with the forum's address, which is another in each test, left out."""
    items, media = mirror.state()
    url = mirror.fake.url
    return {name: replace(item, origin=item.origin.removeprefix(url)) for name, item in items.items()}, media


@pytest.fixture
def opened(tmp_path):
    """A fake forum and its mirror, opened with the switches given."""
    running = []

    def opener(names, *, key=None):
        fake = FakeDiscourse(make_forum())
        fake.chunk_size, fake.list_size, fake.mega_size = 3, 4, 6
        fake.start()
        switch_on(fake, names)
        mirror = Mirror(tmp_path / "mirror.db", fake, make_rules(fake, "finances"), key=key)
        running.append((fake, mirror))
        return fake, mirror

    yield opener
    for fake, mirror in running:
        mirror.close()
        fake.stop()


def groups(*names):
    """One name alone or several together, as a readable id."""
    return [pytest.param(group, id="-".join(group)) for group in names]


def looks(look, troubled=frozenset()):
    """At most three looks, until nothing but the items `troubled` is in trouble; the troubles of the last."""
    for _ in range(PASSES):
        troubles = look().troubles
        if {trouble.item for trouble in troubles} == troubled:
            break
    return troubles


ALONE = [((name,), few) for name in PASSING for few in (0, 50)]
PAIRS = [(pair, (0, 50)[number % 2]) for number, pair in enumerate(combinations(PASSING, 2))]


@pytest.mark.parametrize(
    ("names", "few"), [pytest.param(names, few, id=f"{'-'.join(names)}-{few}") for names, few in ALONE + PAIRS]
)
def test_what_a_mirror_can_get_over_leaves_no_trace(opened, expected, names, few, monkeypatch):
    monkeypatch.setattr("forum_sync.forum.stage._FEW", few)
    fake, mirror = opened(names)
    before, after = expected
    assert looks(lambda: mirror.later(minutes=3).look()) == ()
    assert timeless(located(mirror)) == before
    change(fake.forum)
    assert looks(mirror.night) == ()
    assert timeless(located(mirror)) == after


OUTAGE_GROUPS = [(name,) for name in OUTAGES]
OUTAGE_GROUPS += list(combinations(OUTAGES, 2))
OUTAGE_GROUPS += [(outage, other) for outage in OUTAGES for other in (*PASSING, *BAD_TOPICS)]


@pytest.mark.parametrize("names", groups(*OUTAGE_GROUPS))
def test_an_outage_is_one_clear_line_loses_nothing_and_heals(opened, expected, names):
    fake, mirror = opened([], key=KEY if "revoked_keys" in names else None)
    before, after = expected
    assert mirror.look().troubles == ()
    switch_on(fake, names)
    report = mirror.night(full=True)
    assert [trouble.item for trouble in report.troubles] == [""]
    assert report.troubles[0].reason.startswith("forum: ")
    assert "\n" not in report.troubles[0].reason
    # A forum that is down for everyone says nothing of keys.
    assert report.troubles[0].access == (bool(NO_KEY & set(names)) and not DOWN & set(names))
    assert timeless(located(mirror)) == before
    switch_off(fake, names)
    change(fake.forum)
    assert mirror.later(minutes=3).night(full=True).troubles == ()
    assert timeless(located(mirror)) == after


TOPIC_GROUPS = [(name,) for name in BAD_TOPICS]
TOPIC_GROUPS += [tuple(BAD_TOPICS)]
TOPIC_GROUPS += [(bad, other) for bad in BAD_TOPICS for other in PASSING]


def bad_items(names):
    return {item for name, item in {"fail_topics": "forum/1", "wrong_types": f"forum/{BROKEN}"}.items() if name in names}


@pytest.mark.parametrize("names", groups(*TOPIC_GROUPS))
def test_a_bad_topic_is_named_keeps_its_copy_and_heals_while_the_rest_goes_on(opened, expected, names):
    fake, mirror = opened([name for name in names if name in PASSING])
    (before, _), after = expected
    assert looks(lambda: mirror.later(minutes=3).look()) == ()
    switch_on(fake, names)
    change(fake.forum)
    bad = bad_items(names)
    troubles = looks(mirror.night, bad)
    assert [trouble.item for trouble in troubles] == sorted(bad)
    assert all(trouble.reason.startswith(f"{trouble.item}: ") and not trouble.access for trouble in troubles)
    assert timeless(located(mirror)) == (after[0] | {item: before[item] for item in bad}, after[1])
    switch_off(fake, [name for name in names if name in BAD_TOPICS])
    assert looks(lambda: mirror.later(minutes=3).look()) == ()
    assert timeless(located(mirror)) == after


@pytest.mark.parametrize("names", groups(*TOPIC_GROUPS[:3]))
def test_a_first_mirror_lacks_a_bad_topic_and_no_other(opened, expected, names):
    fake, mirror = opened(names)
    (before, media), _ = expected
    bad = bad_items(names)
    for _ in range(2):
        assert [trouble.item for trouble in mirror.later(minutes=3).look().troubles] == sorted(bad)
        assert timeless(located(mirror)) == ({item: thread for item, thread in before.items() if item not in bad}, media)
    switch_off(fake, names)
    assert mirror.later(minutes=3).look().troubles == ()
    assert timeless(located(mirror)) == (before, media)
