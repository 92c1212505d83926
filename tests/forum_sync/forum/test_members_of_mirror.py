"""Members are named in the mirror as the rules say, and those who ask not to be in it are in no byte of its file."""

from dataclasses import replace
from random import Random

import pytest
from fakes import phrases
from fakes.discourse import FakeDiscourse
from fakes.generate import generate_forum
from mirrors import PSEUDONYMS, Mirror, make_rules
from sites import authors, topics

from forum_sync import Privacy, erase_members

REAL = Privacy(names="real")


def test_in_a_forum_of_pseudonyms_no_name_is_in_any_byte(tmp_path):
    forum = generate_forum(90, 600, seed=4)
    path = tmp_path / "mirror.db"
    with FakeDiscourse(forum) as fake, Mirror(path, fake, make_rules(fake, "finances", "population", "materiel")) as mirror:
        assert mirror.look().troubles == ()
        assert mirror.settle().troubles == ()
        assert len(topics(mirror)) > 50
        data = path.read_bytes() + path.with_name("mirror.db-wal").read_bytes()
    names = {name for user in forum.users.values() for name in (user.username, user.name) if "-" in name or ", " in name}
    assert len(names) > 200
    assert [name for name in names if name.encode() in data] == []


@pytest.mark.parametrize("staged", [False, True])
def test_a_member_who_is_mentioned_or_quoted_has_one_pseudonym_however_the_topic_was_read(site, staged, monkeypatch):
    monkeypatch.setattr("forum_sync.forum.stage._FEW", 0 if staged else 50)
    site.reply("Bonjour", user="agathe.dm")
    site.reply(f"@agathe.dm {phrases.quote(Random(1), 'agathe.dm', 2, site.topics[0])}")
    site.reply('<img src="/x.png" alt="Portrait de Agathe Dumas-Morel" title="agathe.dm"> <em>voilà</em>')
    with site.mirror() as mirror:
        mirror.look()
        assert site.holds("agathe.dm", "Dumas-Morel", "loic56", "Maël") == []
        [pseudonym] = {PSEUDONYMS.shown("agathe.dm", "")}
        posts = mirror.store.item(f"forum/{site.topics[0]}").posts
        assert posts[1].author == pseudonym
        assert posts[2].html.count(pseudonym) == 2


def test_a_member_who_asked_for_it_is_not_mirrored_at_all(site):
    site.open("JETON-A", user="agathe.dm")
    site.reply("JETON-B", user="agathe.dm")
    site.reply(f"{phrases.quote(Random(1), 'agathe.dm', 2, 1).replace('Merci', 'JETON')} Réponse à @agathe.dm")
    quoted = Random(1).choice(phrases.SENTENCES)
    with site.mirror(privacy=replace(REAL, opted_out=frozenset({"Agathe.DM"}))) as mirror:
        mirror.look()
        assert site.holds("Réponse à", "JETON-A", "JETON-B", "agathe.dm", "Dumas-Morel", quoted) == ["Réponse à"]
        assert topics(mirror) == set(site.topics)


@pytest.mark.parametrize("privacy", [REAL, PSEUDONYMS])
@pytest.mark.parametrize("member", ["agathe.dm", "loic56"])
def test_a_member_is_erased_from_a_mirror_without_any_request(site, member, privacy):
    other = {"agathe.dm": "loic56", "loic56": "agathe.dm"}[member]
    name = site.forum.user(member).name
    alone = site.open("JETON-A", user=member)
    mixed = site.open("Question", user=other)
    site.reply("JETON-B", mixed, member)
    quote = phrases.quote(Random(1), member, 2, mixed).replace(f"{member}:", name.replace("&", "&amp;") + " :")
    site.reply(f"{quote} Réponse à @{member}", mixed, other)
    with site.mirror(privacy=privacy) as mirror:
        mirror.look()
        shown = privacy.shown(member, name)
        asked = len(site.fake.requests)
        rules = replace(mirror.rules, privacy=replace(privacy, opted_out=frozenset({member})))
        assert erase_members(mirror.store, "forum", {member}, rules.privacy) == (2 if member == "agathe.dm" else 14)
        assert len(site.fake.requests) == asked
        quoted = Random(1).choice(phrases.SENTENCES)
        traces = (member, name, name.replace("&", "&amp;"), shown, "JETON-A", "JETON-B", quoted)
        assert site.holds(*traces) == []
        assert alone not in topics(mirror)
        assert mixed in topics(mirror)
        mirror.rules = rules
        assert mirror.settle().troubles == ()
        assert site.holds(*traces) == []


def test_only_threads_that_name_the_member_count_as_changed(site):
    site.forum.create_user("anne", "Anne")
    site.reply("L’imprimante est en panne", user="agathe.dm")
    site.reply("Réponse à @loic56 &amp; consorts", site.open("Question", user="agathe.dm"), "agathe.dm")
    with site.mirror(privacy=REAL) as mirror:
        mirror.look()
        before = mirror.store.last_change()
        assert erase_members(mirror.store, "forum", {"anne"}, replace(REAL, opted_out=frozenset({"anne"}))) == 0
        assert mirror.store.last_change() == before


def test_a_member_who_is_newly_named_in_the_rules_is_erased_though_the_forum_is_away(site):
    site.reply("JETON", user="agathe.dm")
    with site.mirror(privacy=REAL) as mirror:
        mirror.look()
        assert site.holds("JETON")
        site.fake.stop()
        mirror.rules = replace(mirror.rules, privacy=replace(REAL, opted_out=frozenset({"agathe.dm"})))
        assert len(mirror.look().troubles) == 1
        assert site.holds("JETON", "agathe.dm", "Dumas-Morel") == []
        assert topics(mirror) == set(site.topics)
        site.fake.start()


def test_a_member_who_comes_back_is_mirrored_again_by_the_next_night(site):
    site.reply("JETON", user="agathe.dm")
    with site.mirror(privacy=replace(REAL, opted_out=frozenset({"agathe.dm"}))) as mirror:
        mirror.look()
        mirror.rules = replace(mirror.rules, privacy=REAL)
        mirror.night()
        assert site.holds("JETON")


@pytest.mark.parametrize("privacy", [PSEUDONYMS, Privacy(names="initials")])
def test_other_names_erase_all_before_anything_is_read(site, privacy):
    site.reply("Bonjour", user="agathe.dm")
    with site.mirror(privacy=REAL) as mirror:
        mirror.look()
        assert authors(mirror) == {"Agathe Dumas-Morel", "Loïc & Maël"}
        site.fake.stop()
        mirror.rules = make_rules(site.fake, "finances", privacy=privacy)
        assert len(mirror.look().troubles) == 1
        assert topics(mirror) == set()
        assert site.holds("Agathe", "Dumas", "agathe.dm", "Loïc", "loic56", "Bonjour") == []
        site.fake.start()
        assert mirror.look().troubles == ()
        assert authors(mirror) == {privacy.shown(user.username, user.name) for user in site.forum.users.values() if user.name}


def test_another_secret_renames_everyone(site):
    with site.mirror() as mirror:
        mirror.look()
        before = authors(mirror)
        mirror.rules = make_rules(site.fake, "finances", privacy=replace(PSEUDONYMS, secret=b"un-autre-secret"))
        mirror.look()
        assert topics(mirror) == set(site.topics)
        assert not before & authors(mirror)
        assert site.holds(*before) == []
