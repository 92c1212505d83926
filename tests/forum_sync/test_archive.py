import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mirror_fakes import PNG, make_post, make_topic

from forum_sync import ArchiveSource, ItemError, Privacy, SourceError, sync
from forum_sync.model import Cursor

EXAMPLE = Path(__file__).parents[2] / "examples" / "forum"


def open_source(archive):
    return ArchiveSource("forum", "forum", archive.path)


def ids(archive):
    return [summary.id for summary in open_source(archive).fetch(Cursor()).summaries]


def read(archive, number=1):
    return open_source(archive).read(f"forum/{number}")


def test_a_topic_becomes_a_thread(archive):
    archive.topic(1, make_post(1), make_post(2, "<p>Merci</p>"), closed=True, pinned_globally=True)
    thread = read(archive)
    assert (thread.id, thread.kind, thread.title) == ("forum/1", "forum", "Rejet d’un flux PES")
    assert (thread.category, thread.tags) == (("Finances", "Flux PES"), ("pes",))
    assert (thread.created_at, thread.active_at) == (datetime(2024, 3, 1, 9, tzinfo=UTC), datetime(2024, 3, 2, 9, tzinfo=UTC))
    assert (thread.closed, thread.pinned, thread.origin) == (True, True, "")
    assert [post.text for post in thread.posts] == ["Bonjour", "Merci"]


def test_a_post_keeps_what_readers_want_to_know(archive):
    post = make_post(
        2,
        reply_to_post_number=1,
        version=3,
        moderator=True,
        accepted_answer=True,
        actions_summary=[{"id": 2, "count": 4}, {"id": 3}],
    )
    archive.topic(1, make_post(1), post)
    found = read(archive).posts[1]
    assert (found.id, found.number, found.author, found.reply_to) == (1002, 2, "Jeanne, Valmorel", 1)
    assert (found.edited, found.staff, found.accepted, found.likes) == (True, True, True, 4)


def test_posts_come_by_number_whatever_their_order_and_ids(archive):
    archive.topic(1, make_post(3), make_post(1, id=9999), make_post(2))
    assert [post.number for post in read(archive).posts] == [1, 2, 3]


@pytest.mark.parametrize(
    "fields", [{"hidden": True}, {"user_deleted": True}, {"post_type": 4}, {"post_type": 9}, {"deleted_at": "2024-03-04"}]
)
def test_a_post_that_not_everyone_may_see_is_never_stored(archive, fields):
    archive.topic(1, make_post(1), make_post(2, "<p>SECRET</p>", **fields))
    assert "SECRET" not in repr(read(archive))
    assert len(read(archive).posts) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"archetype": "private_message"},
        {"archetype": None},
        {"visible": False},
        {"deleted_at": "2024-03-01T00:00:00Z"},
        {"category_id": 3},
        {"category_id": 4},
        {"post_stream": {"posts": [make_post(1, hidden=True)]}},
        {"post_stream": {"posts": []}},
    ],
)
def test_a_topic_that_not_everyone_may_see_is_not_listed_nor_read(archive, fields):
    archive.categories(
        {"id": 2, "name": "Paie"},
        {"id": 3, "name": "Équipe", "read_restricted": True},
        {"id": 4, "name": "Sous", "parent_category_id": 3},
    )
    archive.topic(1)
    archive.topic(2, **fields)
    assert ids(archive) == ["forum/1"]
    with pytest.raises(ItemError, match="not in the archive"):
        read(archive, 2)


def test_a_topic_that_is_withdrawn_after_the_listing_is_not_read(archive):
    archive.topic(1)
    source = open_source(archive)
    source.fetch(Cursor())
    archive.topic(1, visible=False)
    with pytest.raises(ItemError, match="no longer public"):
        source.read("forum/1")


def test_an_event_has_no_words(archive):
    archive.topic(1, make_post(1), make_post(2, "<p>x</p>", post_type=3, action_code="closed.enabled"))
    event = read(archive).posts[1]
    assert (event.event, event.html, event.text) == ("closed.enabled", "", "")


def test_tags_may_be_objects(archive):
    archive.topic(1, tags=[{"id": 4, "name": "dsn", "slug": "dsn"}, "paie"])
    assert read(archive).tags == ("dsn", "paie")


def test_nearly_every_field_may_be_missing_or_null(archive):
    post = {
        "id": 1,
        "post_number": 1,
        "created_at": "2024-03-01T10:00:00+01:00",
        "cooked": None,
        "name": None,
        "username": None,
    }
    topic = {"title": "T", "created_at": "2024-03-01", "archetype": "regular", "post_stream": {"posts": [post]}}
    archive.file(1).write_text(json.dumps(topic | {"created_at": "2024-03-01T09:00:00Z", "tags": None, "slug": None}))
    found = read(archive)
    assert (found.category, found.posts[0].author, found.posts[0].created_at.hour) == ((), "Membre supprimé", 9)


def test_an_author_without_name_has_the_user_name(archive):
    archive.topic(1, make_post(1, name=""))
    assert read(archive).posts[0].author == "jeanne_m"


@pytest.mark.parametrize("accepted", [{"post_number": 2, "username": "x"}, True, None])
def test_the_accepted_answer_may_be_told_by_the_topic_or_by_the_post(archive, accepted):
    archive.topic(1, make_post(1), make_post(2, accepted_answer=accepted is True), accepted_answer=accepted)
    assert [post.accepted for post in read(archive).posts] == [False, accepted is not None]


def test_categories_may_be_nested_and_may_run_in_a_circle(archive):
    archive.categories(
        {"id": 1, "name": "A", "parent_category_id": 2, "subcategory_list": [{"id": 2, "name": "B", "parent_category_id": 1}]}
    )
    archive.topic(1)
    assert read(archive).category == ("A", "B")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "truncated"),
        (b'{"title": "x", ', "truncated"),
        (b"[]", "array"),
        (b"\xff\xfe{}", "malformed"),
        (json.dumps(make_topic(make_post(1, id="douze"))).encode(), r"\$\.post_stream\.posts\[0\]\.id"),
        (json.dumps(make_topic(created_at="hier")).encode(), r"\$\.created_at"),
        (json.dumps(make_topic(make_post(1, "<div>" * 400))).encode(), "nested too deep"),
        (b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
    ],
)
def test_a_broken_topic_names_source_file_and_field_and_quotes_nothing(archive, content, reason):
    archive.file(7).write_bytes(content)
    with pytest.raises(ItemError, match=rf"^forum: t/7\.json: .*{reason}") as caught:
        read(archive, 7)
    assert "douze" not in str(caught.value)
    assert "hier" not in str(caught.value)


def test_files_that_are_no_topics_are_ignored(archive):
    archive.topic(1)
    for name in ("index.json", "1.json.bak", "-1.json", "1e3.json", "²2.json"):
        (archive.path / "t" / name).write_text("{}")
    assert ids(archive) == ["forum/1"]


@pytest.mark.parametrize("name", ["categories.json", "t"])
def test_an_archive_that_is_incomplete_is_a_source_error_with_its_path(archive, name):
    archive.topic(1)
    path = archive.path / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(SourceError, match=f"forum: .*{name}"):
        ids(archive)


def test_categories_of_a_wrong_shape_are_a_source_error(archive):
    (archive.path / "categories.json").write_text('{"category_list": []}')
    with pytest.raises(SourceError, match=r"category_list"):
        ids(archive)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/t/autre-sujet/2", "/forum/2/"),
        ("/t/autre-sujet/2/4", "/forum/2/#message-4"),
        ("/t/ancien-titre/2/4?u=anne#x", "/forum/2/#message-4"),
        ("/t/2", "/forum/2/"),
        ("/t/2/4", "/forum/2/#message-4"),
        ("/t/-/2", "/forum/2/"),
        ("https://forum.example.org/t/autre-sujet/2/4", "/forum/2/#message-4"),
        ("//forum.example.org/t/autre-sujet/2", "/forum/2/"),
        ("https://meta.example.org/t/tout-autre-chose/2", "https://meta.example.org/t/tout-autre-chose/2"),
        ("https://forum.example.org/t/2", "https://forum.example.org/t/2"),
        ("/t/absent/99", None),
        ("/t/999999999999999999999", None),
        ("https://[", None),
        ("/t/" + "a" * 200_000, None),
    ],
)
def test_a_link_to_a_topic_of_the_archive_leads_to_its_mirror(archive, address, expected):
    archive.topic(1, make_post(1, f'<p><a href="{address}">lien</a></p>'))
    archive.topic(2, make_post(4), slug="autre-sujet")
    html = read(archive).posts[0].html
    assert html == "<p>lien</p>" if expected is None else f'<a href="{expected}"' in html


def test_a_quote_leads_to_the_message_under_the_name_that_is_shown(archive):
    head = '<aside class="quote" data-username="jeanne_m" data-topic="1" data-post="1"><div class="title">jeanne_m:</div>'
    quote = f"{head}<blockquote>x</blockquote></aside>"
    archive.topic(1, make_post(1), make_post(2, quote))
    html = read(archive).posts[1].html
    assert '<a href="/forum/1/#message-1"' in html
    assert "Jeanne, Valmorel a écrit" in html


def test_an_image_of_the_archive_goes_with_the_thread(archive):
    archive.upload("default/original/1X/écran 1.png")
    image = '<p><img src="https://cdn.example.org/uploads/default/original/1X/%C3%A9cran%201.png?v=2" alt="Écran"></p>'
    archive.topic(1, make_post(1, image), make_post(2, image))
    thread = read(archive)
    [media] = thread.media
    assert (media.content_type, media.data) == ("image/png", PNG)
    assert f'<img src="/media/{media.name}" alt="Écran">' in thread.posts[0].html


@pytest.mark.parametrize(
    ("data", "content_type"),
    [(b"\xff\xd8\xff\xe0JFIF", "image/jpeg"), (b"GIF89a..", "image/gif"), (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp")],
)
def test_the_type_of_an_image_is_told_by_its_content(archive, data, content_type):
    archive.upload("x.png", data)
    archive.topic(1, make_post(1, '<img src="/uploads/x.png" alt="x">'))
    assert read(archive).media[0].content_type == content_type


@pytest.mark.parametrize(
    "address",
    ["/uploads/absent.png", "/uploads/page.png", "/uploads/gros.png", "/uploads/../categories.json",
     "/uploads/%2e%2e/secret.png", "/uploads/lien.png", "/uploads/x%00.png", "/secure-uploads/a.png",
     "https://ailleurs.example/a.png", "/uploads/", "upload://abc.png"],
)  # fmt: skip
def test_an_image_that_is_missing_foreign_or_no_image_becomes_its_text(archive, address):
    archive.upload("page.png", b"<svg onload=alert(1)>")
    archive.upload("gros.png", PNG + b"\0" * 5_000_000)
    (archive.path / "secret.png").write_bytes(PNG)
    (archive.path / "uploads" / "lien.png").symlink_to(archive.path / "secret.png")
    archive.topic(1, make_post(1, f'<p>Voir <img src="{address}" alt="le bouton"></p>'))
    thread = read(archive)
    assert (thread.posts[0].html, thread.media) == ("<p>Voir le bouton</p>", ())


def test_a_thread_is_read_again_when_what_it_refers_to_comes_or_goes(archive, store):
    quote = '<aside class="quote" data-username="a" data-topic="4" data-post="1"><blockquote>x</blockquote></aside>'
    archive.topic(1, make_post(1, '<a href="/t/autre-sujet/2">lien</a>'))
    archive.topic(3, make_post(1, '<img src="/uploads/a.png" alt="écran">'))
    archive.topic(5, make_post(1, quote))
    archive.topic(6)
    sync(store, open_source(archive))
    archive.topic(2, slug="autre-sujet")
    archive.topic(4)
    archive.upload("a.png")
    report = sync(store, open_source(archive))
    assert (report.read, report.unchanged) == (5, 1)
    assert "/forum/2/" in store.item("forum/1").posts[0].html
    assert "/media/" in store.item("forum/3").posts[0].html


def test_a_file_that_cannot_be_opened_is_an_item_error(archive):
    archive.topic(1)
    archive.file(2).symlink_to(archive.path / "absent")
    with pytest.raises(ItemError, match=r"t/2\.json: No such file"):
        read(archive, 2)


@pytest.mark.skipif(not EXAMPLE.is_dir(), reason="no example forum")
def test_the_example_forum_is_mirrored_whole(store):
    report = sync(store, ArchiveSource("forum", "forum", EXAMPLE))
    assert report.troubles == ()
    assert report.read == len(list((EXAMPLE / "t").iterdir()))
    assert all(thread.posts[0].html and thread.category for thread in store.items())


@pytest.mark.parametrize("address", ["/u/anne", "https://forum.example.org/u/anne"])
def test_a_link_to_a_member_s_page_becomes_a_mention(archive, address):
    archive.topic(1, make_post(1, f'<p><a href="{address}">lien</a></p>'))
    assert read(archive).posts[0].html == '<p><span class="mention">@anne</span></p>'


def test_a_member_who_opted_out_is_left_out_and_a_thread_that_is_left_empty_is_not_listed(archive):
    archive.topic(1, make_post(1, username="anne"))
    archive.topic(2, make_post(1, username="anne"), make_post(2, username="benoit"))
    source = ArchiveSource("forum", "forum", archive.path, Privacy(names="real", opted_out=frozenset({"Anne"})))
    assert [summary.id for summary in source.fetch(Cursor()).summaries] == ["forum/2"]
    assert [post.number for post in source.read("forum/2").posts] == [2]


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-05:00", "9999-12-31T23:59:59Z"])
def test_an_impossible_date_is_an_error_of_its_topic(archive, time):
    archive.topic(1, make_post(1, created_at=time))
    with pytest.raises(ItemError, match="impossible date"):
        read(archive)


def test_threads_are_read_again_when_members_are_named_otherwise(archive, store):
    archive.topic(1)
    sync(store, open_source(archive))
    privacy = Privacy(names="pseudonyms", secret=b"secret")
    report = sync(store, ArchiveSource("forum", "forum", archive.path, privacy))
    post = store.item("forum/1").posts[0]
    assert (report.read, post.author, post.member) == (1, privacy.shown("jeanne_m", ""), privacy.member("jeanne_m"))
    assert sync(store, ArchiveSource("forum", "forum", archive.path, privacy)).read == 0
