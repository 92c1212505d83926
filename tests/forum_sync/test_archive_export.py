"""A mirror is written as an archive and read again without loss, and a live forum's mirror may begin with one."""

import json
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes.discourse import FakeDiscourse
from fakes.generate import generate_forum
from mirror_fakes import PNG, Archive, make_post

from forum_sync import (
    ArchiveSource,
    ForumApi,
    ForumClient,
    Pace,
    Privacy,
    Rules,
    SourceError,
    Store,
    Wanted,
    mirror_forum,
    sync,
)
from forum_sync.archive_export import export_archive
from forum_sync.archive_import import import_archive
from forum_sync.errors import ItemError, MirrorError
from forum_sync.forum_state import ForumState
from forum_sync.model import Cursor

NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)
PSEUDONYMS = Privacy(names="pseudonyms", secret=b"secret-pour-les-essais")
NAMINGS = [PSEUDONYMS, Privacy(names="real", secret=b"autre-secret-d-essai"), Privacy(names="initials", secret=b"s")]
VECTORS = Path(__file__).parents[1] / "xss" / "vectors.txt"
ODD = [
    '<p><img src="/uploads/a.png" alt="l\'écran &lt;b&gt; &quot;6&quot; &amp;"> &nbsp;06 12 34 56 78</p>',
    "<pre>\n\n\n  trois lignes vides</pre><pre lang='fr'>\ncode &lt;p&gt;</pre>",
    '<p><a href="/t/autre/2/3"><img src="/uploads/a.png" alt="x"> dans un lien</a> et <a href="https://f.example.org/t/x/2">l</a>',
    '<aside class="quote" data-username="jeanne_m" data-topic="2" data-post="1"><blockquote>cité</blockquote></aside>',
    "<table><thead><tr><th>A<td>b</table><ol start=3 type=a><li>x</ol><details><summary>s</summary>t</details>",
    '<p>@jeanne_m, @Jeanne <a class="mention" href="/u/Inconnu">@Inconnu</a> <code>@jeanne_m</code></p>',
    '<a href="/t/99">nulle part</a> <a href="mailto:a@b.example">écrire</a> <a name=x>ancre</a>',
    '<h2>dehors<option><h2>dedans <abbr title=" href=">titre</abbr></h2>',
]


def stored(store):
    return {item.id: replace(item, media=store.media_of(item.id)) for item in store.items()}


def bytes_of(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def read_json(file):
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture
def other(tmp_path):
    with Store.open(tmp_path / "other.db") as store:
        yield store


@pytest.fixture
def exported(tmp_path):
    return tmp_path / "exported"


@pytest.fixture
def fake():
    forum = generate_forum(40, 240, seed=5)
    place = next(iter(forum.topics.values())).category
    image = forum.upload(PNG, "png")
    first = forum.create_topic("assistance", "Deux liens", place, f'<p><img src="{image}" alt="l\'écran"></p>', ["pes"])
    forum.reply(first, "assistance", f'<a href="/t/{first - 1}/1">là</a> <a href="{first}">ici</a>', 1)
    with FakeDiscourse(forum) as fake:
        yield fake


def rules_of(fake, privacy=PSEUDONYMS):
    roots = [one.slug for one in fake.forum.categories.values() if one.parent is None and not one.restricted]
    return Rules(url=fake.url, categories=tuple(roots), privacy=privacy)


def mirror(store, fake, rules, *, now=NOW, **wanted):
    """One pass; how many requests it took."""
    client, asked = (
        ForumClient("forum", fake.url, pace=Pace(0, clock=time.monotonic, sleep=print), agent="Essais"),
        len(fake.requests),
    )
    report = mirror_forum(store, ForumApi(client), rules, Wanted(**wanted), clock=lambda: now, progress=lambda *_: None)
    client.close()
    assert report.troubles == ()
    return len(fake.requests) - asked


def bring(store, folder, rules, source="forum"):
    return import_archive(store, source, folder, rules, clock=lambda: NOW)


def write_vectors(archive, per_topic=40):
    """Everything that was ever thought of to deceive a parser, and what is merely odd, as topics."""
    lines = ODD + [line for line in VECTORS.read_text(encoding="utf-8").split("\n") if line and not line.startswith("# ")]
    archive.upload("a.png")
    for number, start in enumerate(range(0, len(lines), per_topic), 1):
        texts = [*ODD, *lines[start : start + per_topic]]
        posts = [make_post(place, text, created_at="2024-03-01T09:00:00.123456Z") for place, text in enumerate(texts, 1)]
        archive.topic(number, *posts, slug="autre" if number == 2 else "x")


@pytest.mark.parametrize("privacy", NAMINGS, ids=lambda privacy: privacy.names)
def test_a_live_mirror_is_exported_and_imported_without_loss_and_exported_again_as_the_same_bytes(
    store, other, fake, tmp_path, privacy
):
    rules = rules_of(fake, privacy)
    mirror(store, fake, rules)
    number = export_archive(store, "forum", tmp_path / "one")
    report = bring(other, tmp_path / "one", rules)
    assert (report.read, report.troubles) == (number, ())
    assert stored(other) == stored(store)
    assert number > 30
    assert any(item.media for item in stored(other).values())
    export_archive(other, "forum", tmp_path / "two")
    export_archive(store, "forum", tmp_path / "three")
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two") == bytes_of(tmp_path / "three")


def test_whatever_html_was_mirrored_is_read_again_as_it_was(store, other, archive, exported, tmp_path):
    write_vectors(archive)
    assert sync(store, ArchiveSource("forum", "forum", archive.path)).troubles == ()
    export_archive(store, "forum", exported)
    assert sync(other, ArchiveSource("forum", "forum", exported)).troubles == ()
    assert stored(other) == stored(store)
    export_archive(other, "forum", tmp_path / "two")
    assert bytes_of(tmp_path / "two") == bytes_of(exported)


def test_nobody_s_user_name_is_in_an_export(store, fake, exported):
    mirror(store, fake, rules_of(fake))
    export_archive(store, "forum", exported)
    everything = b"".join(bytes_of(exported).values()).decode("utf-8", "replace")
    assert [user.username for user in fake.forum.users.values() if f'"{user.username}"' in everything] == []


def test_an_export_has_the_shapes_of_discourse(store, archive, exported):
    archive.upload("a.png")
    event = make_post(3, "", post_type=3, action_code="closed.enabled")
    answer = make_post(2, '<img src="/uploads/a.png" alt="x">', version=2, accepted_answer=True, staff=True)
    liked = make_post(4, '<a href="/t/7/2">x</a>', actions_summary=[{"id": 2, "count": 4}], reply_to_post_number=2)
    archive.topic(7, make_post(1), answer, event, liked, closed=True, pinned=True)
    sync(store, ArchiveSource("forum", "forum", archive.path))
    assert export_archive(store, "forum", exported) == 1
    topic = read_json(exported / "t" / "7.json")
    assert (topic["title"], topic["tags"], topic["closed"], topic["pinned"]) == ("Rejet d’un flux PES", ["pes"], True, True)
    assert (topic["posts_count"], topic["highest_post_number"], topic["archetype"]) == (4, 4, "regular")
    assert topic["created_at"] == "2024-03-01T09:00:00.000Z"
    assert topic["accepted_answer"] == {"post_number": 2, "username": "Jeanne, Valmorel"}
    first, second, third, fourth = topic["post_stream"]["posts"]
    assert topic["post_stream"]["stream"] == [1001, 1002, 1003, 1004]
    assert (first["username"], first["name"], len(first["member"])) == ("Jeanne, Valmorel", "Jeanne, Valmorel", 16)
    assert (second["version"], second["accepted_answer"], second["staff"]) == (2, True, True)
    assert (third["post_type"], third["action_code"]) == (3, "closed.enabled")
    assert (fourth["actions_summary"], fourth["reply_to_post_number"]) == ([{"id": 2, "count": 4}], 2)
    assert '<a href="/t/7/2"' in fourth["cooked"]
    [image] = (exported / "uploads").rglob("*.png")
    assert f'<img src="/{image.relative_to(exported)}"' in second["cooked"]
    categories = read_json(exported / "categories.json")["category_list"]["categories"]
    assert [(one["id"], one["name"], one["slug"], one["parent_category_id"]) for one in categories] == [
        (1, "Finances", "finances", None),
        (2, "Flux PES", "flux-pes", 1),
    ]
    assert topic["category_id"] == 2


def test_categories_of_a_live_forum_keep_their_ids_and_none_is_told_that_has_no_topic(store, fake, exported):
    mirror(store, fake, rules_of(fake))
    export_archive(store, "forum", exported)
    told = {one["id"]: one["slug"] for one in read_json(exported / "categories.json")["category_list"]["categories"]}
    real = {one.id: one.slug for one in fake.forum.categories.values()}
    assert told.items() <= real.items()
    used = {read_json(file)["category_id"] for file in (exported / "t").iterdir()}
    assert used <= told.keys()
    assert not any(fake.forum.is_restricted(number) for number in told)


def test_an_archive_without_categories_or_images_can_be_exported(store, other, archive, exported):
    archive.topic(1, category_id=None)
    sync(store, ArchiveSource("forum", "forum", archive.path))
    export_archive(store, "forum", exported)
    sync(other, ArchiveSource("forum", "forum", exported))
    assert stored(other) == stored(store)


# The folder.


def fill(store, archive):
    archive.topic(1)
    sync(store, ArchiveSource("forum", "forum", archive.path))


def test_what_is_no_exported_archive_is_never_replaced(store, archive, exported):
    fill(store, archive)
    before = bytes_of(archive.path)
    with pytest.raises(MirrorError, match=r"archive: holds something that is no exported archive"):
        export_archive(store, "forum", archive.path)
    assert bytes_of(archive.path) == before
    export_archive(store, "forum", exported)
    (exported / "notes.txt").write_text("à moi")
    with pytest.raises(MirrorError, match="no exported archive"):
        export_archive(store, "forum", exported)
    file = exported / "notes.txt"
    with pytest.raises(MirrorError, match="is no folder"):
        export_archive(store, "forum", file)


def test_an_export_takes_the_place_of_an_earlier_one_and_leaves_nothing_beside_it(store, archive, tmp_path):
    folder = tmp_path / "new" / "exported"
    (folder).mkdir(parents=True)
    fill(store, archive)
    export_archive(store, "forum", folder)
    archive.topic(2)
    archive.file(1).unlink()
    sync(store, ArchiveSource("forum", "forum", archive.path))
    export_archive(store, "forum", folder)
    assert [file.name for file in (folder / "t").iterdir()] == ["2.json"]
    assert list(folder.parent.iterdir()) == [folder]


def test_an_empty_mirror_does_not_take_the_place_of_an_export(store, other, archive, exported):
    fill(store, archive)
    export_archive(store, "forum", exported)
    before = bytes_of(exported)
    with pytest.raises(MirrorError, match="nothing is mirrored"):
        export_archive(other, "forum", exported)
    assert bytes_of(exported) == before
    assert sorted(path.name for path in exported.parent.iterdir() if "export" in path.name) == ["exported"]


@pytest.mark.parametrize("step", ["write", "aside", "shown"])
def test_an_export_that_is_killed_leaves_the_earlier_one_to_the_next(store, archive, exported, monkeypatch, step):
    fill(store, archive)
    export_archive(store, "forum", exported)
    before = bytes_of(exported)
    method, calls = ("write_bytes", 1) if step == "write" else ("rename", 1 if step == "aside" else 2)
    real, left = getattr(Path, method), [calls]

    def killed(self, *arguments):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return real(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Path, method, killed)
        with pytest.raises(KeyboardInterrupt):
            export_archive(store, "forum", exported)
    kept = exported if exported.exists() else exported.with_name(".exported.aside")
    assert bytes_of(kept) == before
    archive.topic(2)
    sync(store, ArchiveSource("forum", "forum", archive.path))
    assert export_archive(store, "forum", exported) == 2
    assert len(bytes_of(exported)) == len(before) + 1
    assert [path.name for path in exported.parent.glob(".exported*")] == []


def test_a_folder_that_cannot_be_written_is_an_error_with_its_path(store, archive, tmp_path):
    fill(store, archive)
    (tmp_path / "file").write_text("")
    with pytest.raises(MirrorError, match=r"exported: cannot be written: Not a directory"):
        export_archive(store, "forum", tmp_path / "file" / "exported")


# An exported archive as a source.


def change(folder, number, **fields):
    file = folder / "t" / f"{number}.json"
    topic = read_json(file)
    topic["post_stream"]["posts"][0] |= fields
    file.write_text(json.dumps(topic))


def test_the_html_of_an_exported_archive_is_not_trusted(store, other, archive, exported):
    fill(store, archive)
    export_archive(store, "forum", exported)
    change(
        exported,
        1,
        cooked='<p onclick="x()">a<script>x()</script><a href="javascript:x()">b</a><img src="/uploads/n" alt="&lt;i">',
    )
    sync(other, ArchiveSource("forum", "forum", exported))
    assert other.item("forum/1").posts[0].html == "<p>ab&lt;i</p>"


def test_a_token_that_is_none_is_an_error_of_its_topic(store, archive, exported):
    fill(store, archive)
    export_archive(store, "forum", exported)
    change(exported, 1, member="jeanne_m")
    with pytest.raises(ItemError, match=r"posts\[0\]\.member"):
        ArchiveSource("forum", "forum", exported).read("forum/1")


@pytest.mark.parametrize(("content", "reason"), [(b"{}", "naming"), (b'{"version": 2, "naming": ""}', "newer version")])
def test_a_mark_that_cannot_be_understood_is_an_error_of_the_source(archive, content, reason):
    archive.topic(1)
    (archive.path / "mirror.json").write_bytes(content)
    with pytest.raises(SourceError, match=rf"mirror\.json: .*{reason}"):
        ArchiveSource("forum", "forum", archive.path).fetch(Cursor())


def test_nobody_is_renamed_twice(store, other, archive, exported):
    archive.topic(1)
    sync(store, ArchiveSource("forum", "forum", archive.path, PSEUDONYMS))
    export_archive(store, "forum", exported)
    sync(other, ArchiveSource("forum", "forum", exported, PSEUDONYMS))
    assert stored(other) == stored(store)
    assert other.item("forum/1").posts[0].member == PSEUDONYMS.member("jeanne_m")


@pytest.mark.parametrize("name", ["Jeanne, Valmorel", "jeanne_m"])
def test_who_opted_out_is_left_out_of_an_exported_archive_by_the_name_shown_or_by_the_token(
    store, other, archive, exported, name
):
    quote = '<aside class="quote" data-username="jeanne_m"><blockquote>SECRET</blockquote></aside><p>@jeanne_m</p>'
    archive.topic(1, make_post(1, "SECRET"))
    archive.topic(2, make_post(1, "SECRET"), make_post(2, f"{quote}<p>oui</p>", username="paul", name="Paul"))
    sync(store, ArchiveSource("forum", "forum", archive.path))
    export_archive(store, "forum", exported)
    privacy = Privacy(names="real", opted_out=frozenset({name}))
    assert sync(other, ArchiveSource("forum", "forum", exported, privacy)).troubles == ()
    [thread] = stored(other).values()
    assert [post.author for post in thread.posts] == ["Paul"]
    assert ("SECRET" in thread.posts[0].html) == (name == "jeanne_m")


def test_links_of_a_live_forum_lead_to_the_topics_of_its_archive(store, other, fake, exported):
    mirror(store, fake, rules_of(fake))
    export_archive(store, "forum", exported)
    first = max(fake.forum.topics)
    before = store.item(f"forum/{first}").posts[1].html
    assert f'href="{fake.url}/t/{first - 1}/1"' in before
    topic = read_json(exported / "t" / f"{first}.json")
    assert f'href="{fake.url}/t/{first - 1}/1"' in topic["post_stream"]["posts"][1]["cooked"]
    slug = read_json(exported / "t" / f"{first - 1}.json")["slug"]
    change(exported, first, cooked=f'<a href="{fake.url}/t/{slug}/{first - 1}/2">x</a>')
    sync(other, ArchiveSource("archives", "forum", exported))
    thread = other.item(f"archives/{first}")
    assert f'href="/archives/{first - 1}/#message-2"' in thread.posts[0].html
    assert thread.posts[1].html == before


# A live forum that begins with an archive.


def test_the_first_pass_after_an_import_equals_a_fresh_mirror_and_costs_no_more(store, other, fake, exported, tmp_path):
    rules = rules_of(fake)
    mirror(store, fake, rules)
    export_archive(store, "forum", exported)
    assert bring(other, exported, rules).read == len(stored(store))
    forum, start = fake.forum, other.last_change()
    first, second, third, *_ = [topic for topic in forum.topics.values() if f"forum/{topic.id}" in stored(store)]
    forum.delete_topic(first.id)
    forum.edit_post(second.posts[0].id, "<p>Corrigé.</p>")
    forum.retitle(third.id, "Autre titre")
    forum.create_topic("assistance", "Nouveau", second.category, "<p>Neuf</p>")
    cost = mirror(other, fake, rules)
    with Store.open(tmp_path / "fresh.db") as fresh:
        assert cost <= mirror(fresh, fake, rules) + 1
        assert stored(other) == stored(fresh)
        assert other.media_names() == fresh.media_names()
    assert len(other.changes(start, 1000)) == 4
    assert mirror(other, fake, rules, now=NOW + timedelta(minutes=3)) == 3


def test_an_import_leaves_alone_what_the_forum_has_told_of_and_what_it_deleted(store, fake, exported):
    rules = rules_of(fake)
    mirror(store, fake, rules)
    export_archive(store, "forum", exported)
    first, second = (topic for topic in list(fake.forum.topics)[:8] if f"forum/{topic}" in stored(store)), None
    first, second = next(first), next(first)
    fake.forum.delete_topic(first)
    fake.forum.retitle(second, "Titre plus récent")
    mirror(store, fake, rules, now=NOW + timedelta(hours=25))
    before, start = stored(store), store.last_change()
    report = bring(store, exported, rules)
    assert (report.read, report.unchanged) == (0, len(before) + 1)
    assert stored(store) == before
    assert (store.last_change(), f"forum/{first}" in before) == (start, False)


def test_only_topics_of_the_configured_categories_are_imported(store, other, fake, exported):
    rules = rules_of(fake)
    mirror(store, fake, rules)
    export_archive(store, "forum", exported)
    bring(other, exported, replace(rules, categories=("finances",)))
    assert {item.category[0] for item in other.items()} == {"Finances"}
    with pytest.raises(SourceError, match="holds no topic in the categories absente"):
        bring(other, exported, replace(rules, categories=("absente",)))


@pytest.mark.parametrize("privacy", [Privacy(names="pseudonyms", secret=b"un-autre-secret"), Privacy(names="real")])
def test_an_archive_or_a_mirror_in_which_members_are_named_otherwise_is_refused(store, other, fake, exported, privacy):
    rules = rules_of(fake)
    mirror(store, fake, rules)
    export_archive(store, "forum", exported)
    with pytest.raises(SourceError, match="members are named otherwise in it"):
        bring(other, exported, replace(rules, privacy=privacy))
    mirror(other, fake, replace(rules, privacy=privacy))
    with pytest.raises(SourceError, match="members are named otherwise in the mirror"):
        bring(other, exported, rules)


@pytest.mark.parametrize("privacy", NAMINGS, ids=lambda privacy: privacy.names)
def test_members_who_opted_out_meanwhile_are_not_imported(store, other, fake, exported, privacy):
    place = next(iter(fake.forum.topics.values())).category
    fake.forum.create_user("clara_z", "Clara Z.")
    image = fake.forum.upload(PNG + b"1", "png")
    alone = fake.forum.create_topic("clara_z", "Seule", place, f'<p>SECRET <img src="{image}" alt="x"></p>')
    topic = fake.forum.create_topic("assistance", "Avec elle", place, "<p>Bonjour</p>")
    fake.forum.reply(topic, "clara_z", f'<p>SECRET <img src="{image}" alt="x"></p>')
    quote = '<aside class="quote" data-username="clara_z"><blockquote>SECRET</blockquote></aside>'
    fake.forum.reply(topic, "assistance", f"{quote}<p>merci @clara_z</p>")
    rules = rules_of(fake, privacy)
    mirror(store, fake, rules)
    export_archive(store, "forum", exported)
    bring(other, exported, replace(rules, privacy=replace(privacy, opted_out=frozenset({"Clara_Z"}))))
    items = stored(other)
    shown = privacy.shown("clara_z", "Clara Z.")
    assert "SECRET" not in repr(items)
    assert shown not in repr(items[f"forum/{topic}"])
    assert f"forum/{alone}" not in items
    assert len(other.media_names()) == len(store.media_names()) - 1


def test_a_folder_that_discourse_itself_gave_is_imported_under_the_names_of_the_forum(store, other, fake, tmp_path):
    rules = rules_of(fake)
    mirror(store, fake, rules)
    archive = Archive(tmp_path / "raw")
    client = ForumClient("forum", fake.url, pace=Pace(0, clock=time.monotonic, sleep=print), agent="Essais")
    answer = client._get("/categories.json", include_subcategories="true")
    (archive.path / "categories.json").write_text(json.dumps(answer))
    fake.chunk_size = 1000
    for item in stored(store):
        number = item.rpartition("/")[2]
        archive.file(number).write_text(json.dumps(client._get(f"/t/{number}.json")))
    for address, data in fake.forum.uploads.items():
        archive.upload(address.removeprefix("/uploads/"), data)
    client.close()
    report = bring(other, archive.path, rules)
    assert report.troubles == ()
    assert stored(other) == stored(store)


def test_a_topic_that_cannot_be_read_is_reported_and_the_others_are_imported(store, other, fake, exported):
    rules = rules_of(fake)
    mirror(store, fake, rules)
    number = export_archive(store, "forum", exported)
    broken = min((exported / "t").iterdir())
    broken.write_text("{")
    report = bring(other, exported, rules)
    assert report.read == number - 1
    [trouble] = report.troubles
    assert (trouble.item, trouble.reason) == (f"forum/{broken.stem}", f"forum: t/{broken.name}: Input data was truncated")


def test_an_import_that_is_killed_goes_on_where_it_was(store, other, fake, exported, monkeypatch):
    rules = rules_of(fake)
    mirror(store, fake, rules)
    export_archive(store, "forum", exported)
    real, left = ForumState.note_read, [7]

    def killed(self, *arguments, **named):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return real(self, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(ForumState, "note_read", killed)
        with pytest.raises(KeyboardInterrupt):
            bring(other, exported, rules)
    assert len(stored(other)) == 6
    assert bring(other, exported, rules).unchanged == 6
    assert stored(other) == stored(store)


def test_a_folder_that_is_no_archive_is_refused(store, fake, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"categories\.json: No such file"):
        bring(store, tmp_path / "empty", rules_of(fake))
    shutil.rmtree(tmp_path / "empty")


# The commands' side.


def application(fake, *archives):
    from entraide.config import ArchiveSettings, ForumSettings, Settings
    from entraide.world import World

    roots = rules_of(fake).categories
    forum = ForumSettings(name="forum", label="Forum", url=fake.url, categories=roots, pace="0s")
    folders = [ArchiveSettings(name=name, label=name, kind="forum", path=Path(name)) for name in archives]
    world = World(
        environ={"ENTRAIDE_PSEUDONYM_SECRET": PSEUDONYMS.secret.decode()},
        clock=lambda: NOW,
        monotonic=time.monotonic,
        sleep=print,
    )
    return Settings(sources=(forum, *folders)), world


def test_the_only_forum_needs_no_name_and_no_request(store, other, fake, exported):
    from entraide import archives

    settings, world = application(fake)
    mirror(store, fake, rules_of(fake))
    asked = len(fake.requests)
    number = archives.export(settings, store, None, exported)
    assert archives.import_(settings, other, None, exported, world=world) == number
    assert stored(other) == stored(store)
    assert len(fake.requests) == asked


def test_which_forum_is_meant_must_be_clear(store, fake, exported):
    from entraide import archives
    from entraide.errors import ConfigError

    settings, world = application(fake, "ancien")
    with pytest.raises(ConfigError, match="name the forum; there are: forum, ancien"):
        archives.export(settings, store, None, exported)
    with pytest.raises(ConfigError, match="absent: no such forum; there are: forum, ancien"):
        archives.export(settings, store, "absent", exported)
    with pytest.raises(ConfigError, match="ancien: is the archive ancien itself"):
        archives.import_(settings, store, "ancien", exported, world=world)
    with pytest.raises(MirrorError, match="ancien: nothing is mirrored"):
        archives.export(settings, store, "ancien", exported)


def test_what_could_not_be_imported_is_an_error_after_the_others_are_there(store, other, fake, exported):
    from entraide import archives
    from entraide.errors import EntraideError

    settings, world = application(fake)
    mirror(store, fake, rules_of(fake))
    number = archives.export(settings, store, "forum", exported)
    min((exported / "t").iterdir()).write_text("{")
    with pytest.raises(EntraideError, match=rf"truncated\n{number - 1} topics from .*exported; 1 cannot be read"):
        archives.import_(settings, other, "forum", exported, world=world)
    assert len(stored(other)) == number - 1
