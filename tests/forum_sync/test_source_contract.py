"""What every source must do, over each of them and over the one in memory that other tests use."""

import shutil

import pytest
from fakes.imap import ImapServer
from fakes.web import FakeWeb
from in_process import read_here
from mirror_fakes import Archive, FakeSource, make_post

from forum_sync import (
    ArchiveSource,
    FeedSource,
    FolderSource,
    ImapAccount,
    ImapSource,
    ItemError,
    MboxSource,
    Source,
    SourceError,
    WebPageSource,
)
from forum_sync.model import Cursor


class MemoryWorld:
    def __init__(self, path):
        self.path = path
        self._source = FakeSource("source")
        self.put = self._source.put
        self.remove = self._source.remove

    def damage(self, key):
        self._source.put(key, None)

    def lose(self):
        self._source.down_after = 0

    def open(self) -> Source:
        return self._source


class ArchiveWorld:
    def __init__(self, path):
        self.path = path / "archive"
        self._archive = Archive(self.path)

    def put(self, key, text):
        self._archive.topic(ord(key), make_post(cooked=f"<p>{text}</p>"), title=text)

    def remove(self, key):
        self._archive.file(ord(key)).unlink()

    def damage(self, key):
        self._archive.file(ord(key)).write_text('{"title": ')

    def lose(self):
        shutil.rmtree(self.path)

    def open(self) -> Source:
        return ArchiveSource("source", "forum", self.path)


class FolderWorld:
    def __init__(self, path):
        self.path = path / "folder"
        self.path.mkdir()

    def put(self, key, text):
        (self.path / f"{key}.md").write_text(f"# {text}\n\n{text}\n", encoding="utf-8")

    def remove(self, key):
        (self.path / f"{key}.md").unlink()

    def damage(self, key):
        (self.path / f"{key}.md").write_bytes(b"%PDF-1.4 nothing")

    def lose(self):
        shutil.rmtree(self.path)

    def open(self) -> Source:
        return FolderSource("source", "club", self.path)


def message(key, text):
    """An e-mail, a damaged one without text. The subject of `b` stays, since the id of a message holds it."""
    body, subject = f"<p>{text}</p>" if text else "", "z" if key == "b" else text
    return (
        f"From: a@exemple.org\nTo: b@exemple.org\nSubject: {subject}\nMessage-ID: <{key}@exemple.org>\n"
        f"Content-Type: text/html; charset=utf-8\n\n{body}\n"
    ).encode()


class MboxWorld:
    def __init__(self, path):
        self.path = path / "lettres.mbox"
        self.path.touch()
        self._messages = {}

    def put(self, key, text):
        self._messages[key] = message(key, text)
        self._write()

    def remove(self, key):
        del self._messages[key]
        self._write()

    def damage(self, key):
        self.put(key, "")

    def lose(self):
        self.path.unlink()

    def open(self) -> Source:
        return MboxSource("source", "newsletter", self.path)

    def _write(self):
        parts = [b"From a@exemple.org Tue Mar 12 09:00:00 2024\n" + data + b"\n" for data in self._messages.values()]
        self.path.write_bytes(b"".join(parts))


class ImapWorld:
    def __init__(self, server):
        self._server, self._folder, self._uids = server, server.folders["INBOX"], {}
        self._opened = []

    def put(self, key, text):
        if key in self._uids:
            self.remove(key)
        self._uids[key] = self._folder.next_uid
        self._folder.add(message(key, text))

    def remove(self, key):
        del self._folder.messages[self._uids.pop(key)]

    def damage(self, key):
        self.put(key, "")

    def lose(self):
        self._server.folders.clear()

    def open(self) -> Source:
        account = ImapAccount(
            host="127.0.0.1",
            port=self._server.port,
            username=self._server.username,
            password=self._server.password,
            folder="INBOX",
            tls=False,
        )
        self._opened.append(ImapSource("source", "newsletter", account, {}))
        return self._opened[-1]

    def close(self):
        for source in self._opened:
            source.close()


class FeedWorld:
    def __init__(self, web):
        self._web, self._entries = web, {}
        self._serve()

    def put(self, key, text):
        self._entries[key] = (
            f"<item><link>https://exemple.org/{key}</link><title>{text}</title><description>{text}</description></item>"
        )
        self._serve()

    def remove(self, key):
        del self._entries[key]
        self._serve()

    def damage(self, key):
        self._entries[key] = f"<item><guid isPermaLink='false'>https://exemple.org/{key}</guid></item>"
        self._serve()

    def lose(self):
        self._web.answers.clear()

    def open(self) -> Source:
        return FeedSource("source", "news", f"{self._web.url}/flux", agent="essai")

    def _serve(self):
        self._web.put("/flux", f"<rss version='2.0'><channel>{''.join(self._entries.values())}</channel></rss>")


class WebPageWorld:
    def __init__(self, web):
        self._web, self._keys = web, []

    def put(self, key, text):
        self._keys = sorted({*self._keys, key})
        self._web.put(f"/{key}", f"<!doctype html><main><h1>{text}</h1><p>{text}</p></main>")

    def remove(self, key):
        self._keys.remove(key)

    def damage(self, key):
        self._keys = sorted({*self._keys, key})
        self._web.put(f"/{key}", "<!doctype html><p>Rien</p>")

    def lose(self):
        self._web.__exit__()

    def open(self) -> Source:
        urls = [f"{self._web.url}/{key}" for key in self._keys]
        return WebPageSource("source", "news", urls, agent="essai")


WORLDS = {"memory": MemoryWorld, "archive": ArchiveWorld, "folder": FolderWorld, "mbox": MboxWorld}
SERVED = {"imap": (ImapServer, ImapWorld), "feed": (FakeWeb, FeedWorld), "page": (FakeWeb, WebPageWorld)}


@pytest.fixture(params=[*WORLDS, *SERVED])
def world(request, tmp_path, monkeypatch):
    read_here(monkeypatch)
    if request.param in WORLDS:
        yield WORLDS[request.param](tmp_path)
    else:
        server, kind = SERVED[request.param]
        with server() as running:
            world = kind(running)
            yield world
            if isinstance(world, ImapWorld):
                world.close()


def listing(source):
    """Everything listed, by id, over all pages."""
    summaries, cursor = [], Cursor()
    while cursor:
        page = source.fetch(cursor)
        summaries += page.summaries
        cursor = page.next
    assert len({summary.id for summary in summaries}) == len(summaries)
    return {summary.id: summary.signature for summary in summaries}


def test_ids_start_with_the_name_of_the_source(world):
    world.put("a", "Un")
    source = world.open()
    assert source.name == "source"
    assert all(item.startswith("source/") for item in listing(source))


def test_an_empty_source_lists_nothing(world):
    assert listing(world.open()) == {}


def test_a_listing_gives_every_item_whatever_their_number(world):
    for key in "abcde":
        world.put(key, f"Texte {key}")
    assert len(listing(world.open())) == 5


def test_signatures_stay_the_same_as_long_as_nothing_changes(world):
    world.put("a", "Un")
    world.put("b", "Deux")
    assert listing(world.open()) == listing(world.open())


def test_only_what_changed_has_another_signature(world):
    world.put("a", "Un")
    world.put("b", "Deux")
    before = listing(world.open())
    world.put("b", "Trois")
    after = listing(world.open())
    assert before.keys() == after.keys()
    assert [before[item] == after[item] for item in sorted(before)] == [True, False]


def test_what_is_gone_is_no_longer_listed(world):
    world.put("a", "Un")
    world.put("b", "Deux")
    world.remove("a")
    assert len(listing(world.open())) == 1


def test_an_item_is_read_under_its_id_and_kind(world):
    world.put("a", "Été à l’œuvre")
    source = world.open()
    [item_id] = listing(source)
    item = source.read(item_id)
    assert (item.id, item.kind, item.title) == (item_id, source.kind, "Été à l’œuvre")


def test_an_item_read_twice_is_equal(world):
    world.put("a", "Un")
    source = world.open()
    [item_id] = listing(source)
    assert source.read(item_id) == world.open().read(item_id)


def test_a_broken_item_is_listed_and_its_error_names_the_source(world):
    world.put("a", "Un")
    world.damage("b")
    source = world.open()
    readable, broken = sorted(listing(source))
    assert source.read(readable).title == "Un"
    with pytest.raises(ItemError, match="source"):
        source.read(broken)


def test_an_item_that_does_not_exist_is_an_item_error(world):
    world.put("a", "Un")
    for item_id in ("source/none", "source/999", "source/../a", "source/"):
        with pytest.raises(ItemError):
            world.open().read(item_id)


def test_a_source_that_is_gone_is_a_source_error(world):
    world.put("a", "Un")
    world.lose()
    with pytest.raises(SourceError, match="source"):
        world.open().fetch(Cursor())
