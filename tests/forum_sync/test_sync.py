import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mirror_fakes import FakeSource, make_post

from forum_sync import ArchiveSource, SourceError, Store, Trouble, sync
from forum_sync.model import Cursor

KEYS = st.sampled_from("abcde")
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), KEYS, st.sampled_from(["un", "deux", "trois", None])),
        st.tuples(st.just("remove"), KEYS, st.none()),
        st.tuples(st.sampled_from(["sync", "down", "read"]), st.none(), st.none()),
    ),
    max_size=25,
)


def contents(store):
    return {item.id: item for item in store.items()}


def feed(store, consumer, view):
    """Bring what a consumer of the change feed holds up to date."""
    while changes := store.changes(store.position(consumer), 2):
        for change in changes:
            view.pop(change.id, None)
            if not change.removed:
                view[change.id] = store.item(change.id)
        store.acknowledge(consumer, changes[-1].sequence)


@settings(max_examples=60, deadline=None)
@given(EDITS)
def test_any_order_of_edits_then_a_sync_equals_a_fresh_mirror(edits):
    source, view = FakeSource(), {}
    with (
        tempfile.TemporaryDirectory() as path,
        Store.open(Path(path) / "old.db") as old,
        Store.open(Path(path) / "new.db") as new,
    ):
        for action, key, text in edits:
            if action == "put":
                source.put(key, text)
            elif action == "remove":
                source.remove(key)
            elif action == "read":
                feed(old, "index", view)
            else:
                source.down_after = 2 if action == "down" else None
                sync(old, source)
                source.down_after = None
        sync(old, source)
        sync(new, source)
        broken = {f"essai/{key}" for key, text in source.texts.items() if text is None}
        assert {item: value for item, value in contents(old).items() if item not in broken} == contents(new)
        assert old.known("essai") == new.known("essai")
        assert old.quarantined() == new.quarantined()
        feed(old, "index", view)
        assert view == contents(old)


@settings(max_examples=20, deadline=None)
@given(EDITS)
def test_a_second_sync_changes_nothing_and_reads_nothing(edits):
    source = FakeSource()
    with tempfile.TemporaryDirectory() as path, Store.open(Path(path) / "mirror.db") as store:
        for action, key, text in edits:
            if action == "put":
                source.put(key, text)
        first = sync(store, source)
        last = max((change.sequence for change in store.changes(0, 100)), default=0)
        source.reads.clear()
        again = sync(store, source)
        assert (again.read, again.removed, source.reads) == (0, 0, [])
        assert (again.unchanged, again.troubles) == (first.read, first.troubles)
        assert store.changes(last, 100) == ()


def test_a_report_counts_what_was_done(store):
    source = FakeSource()
    for key in "abc":
        source.put(key, key)
    sync(store, source)
    source.put("a", "neuf")
    source.put("d", None)
    source.remove("b")
    report = sync(store, source)
    assert (report.read, report.unchanged, report.removed) == (1, 1, 1)
    assert report.troubles == (Trouble(source="essai", item="essai/d", reason="essai/d: illisible"),)


def test_a_broken_item_is_reported_at_each_pass_and_not_read_again_until_it_changes(store):
    source = FakeSource()
    source.put("a", None)
    first = sync(store, source)
    source.reads.clear()
    assert sync(store, source).troubles == first.troubles
    assert source.reads == []
    source.put("a", "réparé")
    assert sync(store, source).troubles == ()
    assert store.item("essai/a").text == "réparé"


def test_a_broken_item_that_is_gone_is_reported_no_more(store):
    source = FakeSource()
    source.put("a", None)
    sync(store, source)
    source.remove("a")
    assert sync(store, source).troubles == ()


def test_an_older_copy_of_a_broken_item_stays(store):
    source = FakeSource()
    source.put("a", "ancien")
    sync(store, source)
    source.put("a", None)
    sync(store, source)
    assert store.item("essai/a").text == "ancien"


def test_a_listing_that_stops_removes_nothing_and_is_reported(store):
    source = FakeSource()
    for key in "abcd":
        source.put(key, key)
    sync(store, source)
    source.remove("c")
    source.put("a", "neuf")
    source.down_after = 2
    report = sync(store, source)
    assert (report.read, report.removed) == (1, 0)
    assert report.troubles == (Trouble(source="essai", item="", reason="essai: hors service"),)
    assert len(contents(store)) == 4
    source.down_after = None
    assert sync(store, source).removed == 1


def test_a_source_that_fails_while_it_is_read_keeps_what_was_read(store):
    class Falling(FakeSource):
        def read(self, item_id):
            if item_id.endswith("c"):
                raise SourceError("essai: coupure")
            return super().read(item_id)

    source = Falling()
    for key in "abcd":
        source.put(key, key)
    report = sync(store, source)
    assert (report.read, report.troubles[0].reason) == (2, "essai: coupure")
    assert sorted(contents(store)) == ["essai/a", "essai/b"]


def test_an_item_listed_twice_is_read_once(store):
    class Shifting(FakeSource):
        def fetch(self, cursor):
            page = super().fetch(Cursor(value=cursor.value))
            return type(page)(summaries=page.summaries * 2, next=page.next)

    source = Shifting()
    source.put("a", "a")
    assert sync(store, source).read == 1


def test_progress_is_told_after_each_item(store):
    source, told = FakeSource(), []
    for key in "abc":
        source.put(key, key)
    sync(store, source, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_sources_do_not_touch_each_other(store):
    one, two = FakeSource("un"), FakeSource("deux")
    one.put("a", "a")
    two.put("a", None)
    sync(store, one)
    assert len(sync(store, two).troubles) == 1
    assert sync(store, one).troubles == ()
    assert sorted(contents(store)) == ["un/a"]


PASS = """
import sys
from pathlib import Path
from forum_sync import ArchiveSource, Store, sync
with Store.open(Path(sys.argv[1])) as store:
    sync(store, ArchiveSource("forum", "forum", Path(sys.argv[2])), progress=lambda done, total: print(done, flush=True))
"""


@pytest.mark.parametrize("items", [1, 40, 200])
def test_a_sync_that_is_killed_and_run_again_equals_an_undisturbed_one(archive, tmp_path, items):
    archive.upload("a.png")
    for number in range(1, 301):
        archive.topic(
            number, make_post(1, f'<p>Sujet {number} <a href="/t/{number + 1}">suivant</a><img src="/uploads/a.png"></p>')
        )
    killed, calm = tmp_path / "killed.db", tmp_path / "calm.db"
    with subprocess.Popen([sys.executable, "-c", PASS, killed, archive.path], stdout=subprocess.PIPE) as process:
        for _ in range(items):
            assert process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    source = ArchiveSource("forum", "forum", archive.path)
    with Store.open(killed) as store, Store.open(calm) as other:
        assert items <= len(contents(store)) < 300
        assert sync(store, source).read <= 300 - items
        sync(other, source)
        assert contents(store) == contents(other)
        assert store.known("forum") == other.known("forum")
        assert store.media_names() == other.media_names()
        assert [change.id for change in store.changes(0, 999)] == [change.id for change in other.changes(0, 999)]


def test_half_of_a_source_that_is_gone_is_kept_until_somebody_says_that_it_is_right(store):
    source = FakeSource()
    for key in "abcdefghijkl":
        source.put(key, "un")
    sync(store, source)
    for key in "abcdefg":
        source.remove(key)
    report = sync(store, source)
    assert (report.removed, len(list(store.items()))) == (0, 12)
    assert "7 of 12 items are not there any more" in report.troubles[0].reason
    report = sync(store, source, accept_removals=True)
    assert (report.removed, report.troubles, len(list(store.items()))) == (7, (), 5)


class Feed(FakeSource):
    """Lists what is new only, and says where to go on."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def fetch(self, cursor):
        self.asked.append(cursor.value)
        page = super().fetch(Cursor())
        return replace(page, next=None, complete=False, resume=Cursor(value=f"after {len(self.asked)}"))


def test_what_a_source_no_longer_lists_stays_where_its_listing_is_not_complete(store):
    source = Feed()
    source.put("a", "un")
    sync(store, source)
    source.remove("a")
    source.put("b", "deux")
    assert sync(store, source).removed == 0
    assert {item.id for item in store.items()} == {"essai/a", "essai/b"}


def test_a_pass_begins_where_the_last_whole_one_said(store):
    source = Feed()
    source.put("a", "un")
    sync(store, source)
    source.down_after = 0
    sync(store, source)
    source.down_after = None
    sync(store, source)
    assert source.asked == ["", "after 1", "after 1"]


def test_a_source_that_is_no_longer_configured_is_begun_anew_when_it_comes_back(store):
    source = Feed()
    sync(store, source)
    store.forget_sources([])
    sync(store, source)
    assert source.asked == ["", ""]
