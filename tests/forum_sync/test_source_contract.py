"""What every source must do, over each of them and over the one in memory that other tests use."""

import shutil

import pytest
from mirror_fakes import Archive, FakeSource, make_post

from forum_sync import ArchiveSource, FolderSource, ItemError, Source, SourceError
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


@pytest.fixture(params=[MemoryWorld, ArchiveWorld, FolderWorld], ids=["memory", "archive", "folder"])
def world(request, tmp_path):
    return request.param(tmp_path)


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
