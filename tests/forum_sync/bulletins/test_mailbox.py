import mailbox
from datetime import date

import pytest
from mirror_fakes import make_eml

from forum_sync import ItemError, SourceError, sync
from forum_sync.bulletins import mailbox as module
from forum_sync.bulletins.mailbox import MboxSource
from forum_sync.bulletins.messages import item_of
from forum_sync.extract.formats import extract_any
from forum_sync.model import Cursor


@pytest.fixture(autouse=True)
def _in_process(monkeypatch):
    monkeypatch.setattr("forum_sync.bulletins.make.extract", extract_any)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lettres.mbox"


def message(key, subject="La lettre de mars", text="Bonjour", day=date(2024, 3, 12)):
    return f"Message-ID: <{key}@lettre.example.org>\n".encode() + make_eml(subject=subject, text=text, day=day)


def write(path, *messages):
    path.write_bytes(b"".join(b"From lettre Tue Mar 12 10:00:00 2024\n" + each + b"\n" for each in messages))


def open_source(path):
    return MboxSource("lettres", "newsletter", path)


def listing(path):
    return {summary.id: summary.signature for summary in open_source(path).fetch(Cursor()).summaries}


def test_messages_become_bulletins(path, store):
    write(path, message("a"), message("b", "Été à l’œuvre", "Le taux passe à 0,10 %."))
    assert sync(store, open_source(path)).read == 2
    [bulletin] = [item for item in store.items() if item.title == "Été à l’œuvre"]
    assert (bulletin.kind, bulletin.day, bulletin.text) == ("newsletter", date(2024, 3, 12), "Le taux passe à 0,10 %.")
    assert (bulletin.original, bulletin.media) == ("", ())


def test_an_id_is_made_of_day_subject_and_message_id(path):
    write(path, message("a", "TR: [mairies] Réunion du n°3 — l’œuvre"))
    [item] = listing(path)
    assert item.startswith("lettres/2024-03-12-reunion-du-n3-l-oeuvre-")
    assert len(item.rpartition("-")[2]) == 8


def test_an_id_is_the_same_whether_headers_or_the_whole_message_are_known():
    whole = message("a")
    assert item_of("x", whole) == item_of("x", whole.partition(b"\n\n")[0] + b"\n\n")


@pytest.mark.parametrize(
    ("head", "start"),
    [
        (b"Subject: Bonjour\nDate: demain\n", "lettres/bonjour-"),
        (b"Date: Tue, 12 Mar 2024 23:30:00 +0000\n", "lettres/2024-03-13-"),
        (b"Subject: " + b"mot " * 40 + b"\n", "lettres/" + "mot-" * 15),
        (b"From: a@b.example\n", "lettres/"),
    ],
)
def test_an_id_leaves_out_what_is_not_known(head, start):
    item = item_of("lettres", head + b"\nTexte")
    assert item.removeprefix(start) == item[-8:]


def test_the_same_message_twice_is_one_item_and_the_first_one(path):
    write(path, message("a", text="Premier"), message("b"), message("a", text="Second"))
    source = open_source(path)
    items = [summary.id for summary in source.fetch(Cursor()).summaries]
    assert len(items) == 2
    assert source.read(items[0]).text == "Premier"


def test_messages_without_message_id_are_told_apart_by_their_content(path):
    write(path, make_eml(text="Un"), make_eml(text="Deux"), make_eml(text="Deux"))
    assert len(listing(path)) == 2


def test_a_listing_decodes_no_body(path, monkeypatch):
    write(path, message("a"))
    monkeypatch.setattr("email.message.Message.get_payload", None)
    assert len(listing(path)) == 1


def test_a_second_pass_reads_new_messages_only(path, store):
    write(path, message("a"))
    sync(store, open_source(path))
    write(path, message("b", "Avant"), message("a"), message("c", "Après"))
    report = sync(store, open_source(path))
    assert (report.read, report.unchanged, report.removed) == (2, 1, 0)


def test_another_version_of_the_program_reads_again(path, store, monkeypatch):
    write(path, message("a"))
    sync(store, open_source(path))
    monkeypatch.setattr(module, "VERSION", "autre")
    assert sync(store, open_source(path)).read == 1


def test_a_message_taken_out_is_removed(path, store):
    write(path, message("a"), message("b"))
    sync(store, open_source(path))
    write(path, message("b"))
    assert sync(store, open_source(path)).removed == 1


def test_a_message_that_moved_in_the_file_meanwhile_is_still_read(path):
    write(path, message("a", text="Un"), message("b", text="Deux"))
    source = open_source(path)
    items = [summary.id for summary in source.fetch(Cursor()).summaries]
    write(path, message("b", text="Deux"))
    assert source.read(items[1]).text == "Deux"
    with pytest.raises(ItemError, match=r"lettres: .*(changed while it was read|not in the mailbox)"):
        source.read(items[0])


def test_a_message_that_changed_meanwhile_is_read_at_the_next_pass(path, store):
    write(path, message("a", text="Un"))
    source = open_source(path)
    listed = source.fetch(Cursor())
    write(path, message("a", text="Deux"))
    with pytest.raises(ItemError, match=r"lettres: .*: changed while it was read"):
        source.read(listed.summaries[0].id)
    assert sync(store, open_source(path)).read == 1
    assert next(store.items()).text == "Deux"


def test_a_quoted_from_line_is_restored(path):
    write(path, message("a", text="Bonjour\n\n>From Paris, avec joie"))
    [item] = listing(path)
    assert "From Paris" in open_source(path).read(item).text
    assert ">From" not in open_source(path).read(item).text


def test_what_is_no_message_is_put_in_quarantine_and_never_published(path, store):
    write(path, b"Cher tous,\n\nrien\n", message("a"))
    report = sync(store, open_source(path))
    assert report.read == 1
    assert [trouble.reason.rpartition(": ")[2] for trouble in report.troubles] == ["is no message"]


def test_a_message_that_is_too_big_is_an_item_error(path, monkeypatch):
    monkeypatch.setattr("forum_sync.bulletins.make.MAX_BYTES", 1000)
    monkeypatch.setattr("forum_sync.bulletins.messages.MAX_BYTES", 1000)
    write(path, message("a", text="mot " * 500))
    [item] = listing(path)
    with pytest.raises(ItemError, match=r"lettres: 2024-03-12-.*: is bigger than"):
        open_source(path).read(item)


def test_an_empty_mailbox_lists_nothing(path):
    path.touch()
    assert listing(path) == {}


def test_a_mailbox_that_is_not_there_is_a_source_error_with_its_path(path):
    with pytest.raises(SourceError, match=r"lettres: .*lettres\.mbox: No such file"):
        listing(path)


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"\0" * 100, b"Bonjour\n\nTexte\n"])
def test_another_file_is_a_source_error_so_that_nothing_is_removed(path, content):
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"lettres: .*: is no mailbox"):
        listing(path)


def test_a_folder_is_a_source_error(path):
    path.mkdir()
    with pytest.raises(SourceError, match=r"lettres: .*: Is a directory"):
        listing(path)


def test_an_item_that_does_not_exist_is_an_item_error(path):
    write(path, message("a"))
    with pytest.raises(ItemError, match="lettres: absent: not in the mailbox"):
        open_source(path).read("lettres/absent")


def test_what_the_standard_library_writes_is_read(path):
    box = mailbox.mbox(path)
    box.add(mailbox.mboxMessage(message("a")))
    box.close()
    before = path.read_bytes()
    [item] = listing(path)
    assert open_source(path).read(item).text == "Bonjour"
    assert path.read_bytes() == before
