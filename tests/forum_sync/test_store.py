import sqlite3
from datetime import date

import pytest
from mirror_fakes import PNG, make_bulletin

from forum_sync import Bulletin, Store, StoreError
from forum_sync.model import Change, Put, Quarantine, Remove, Summary, Trouble
from forum_sync.schema import MIGRATIONS


def put(item, signature="1"):
    return Put(item=item, signature=signature)


def quarantine(item_id, signature="1", reason="illisible"):
    return Quarantine(summary=Summary(id=item_id, signature=signature), reason=reason)


def changes(store, after=0):
    return [(change.id, change.removed) for change in store.changes(after, 100)]


def bytes_on_disk(path):
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.name.startswith(path.name))


def test_an_item_is_given_back_as_it_was_put_without_its_media(store):
    item = make_bulletin("s/a", "Été à l’œuvre", day=date(2024, 3, 1), images=[PNG])
    store.apply("s", [put(item)])
    assert store.item("s/a") == make_bulletin("s/a", "Été à l’œuvre", day=date(2024, 3, 1))
    assert store.media(item.media[0].name) == item.media[0]
    assert store.media_names() == {item.media[0].name}


def test_what_is_not_there_is_none(store):
    assert store.item("s/a") is None
    assert store.media("x.png") is None
    assert store.known("s") == {}


def test_items_come_newest_first_and_undated_last(store):
    days = {"s/a": date(2023, 1, 1), "s/b": None, "s/c": date(2024, 1, 1)}
    store.apply("s", [put(make_bulletin(item, item, day=day)) for item, day in days.items()])
    assert [item.id for item in store.items()] == ["s/c", "s/a", "s/b"]


def test_items_are_told_apart_by_source(store):
    store.apply("s", [put(make_bulletin("s/a", "A")), put(make_bulletin("s/b", "B"))])
    store.apply("t", [put(make_bulletin("t/c", "C"))])
    assert [item.id for item in store.items("s")] == ["s/a", "s/b"]


def test_each_write_makes_a_line_of_the_feed(store):
    store.apply("s", [put(make_bulletin("s/a", "A")), put(make_bulletin("s/b", "B"))])
    store.apply("s", [Remove(id="s/a")])
    assert changes(store) == [("s/b", False), ("s/a", True)]
    assert store.changes(0, 1) == (Change(sequence=2, kind="news", id="s/b", removed=False),)


def test_a_sequence_number_is_never_used_twice(store):
    for number in range(3):
        store.apply("s", [put(make_bulletin("s/a", str(number)))])
        store.apply("s", [Remove(id="s/a")])
    assert [change.sequence for change in store.changes(0, 100)] == [6]


def test_the_same_item_under_another_signature_is_no_change(store):
    item = make_bulletin("s/a", "A", images=[PNG])
    store.apply("s", [put(item, "1")])
    store.apply("s", [put(item, "2")])
    assert store.known("s") == {"s/a": "2"}
    assert [change.sequence for change in store.changes(0, 100)] == [1]


def test_another_image_alone_is_a_change(store):
    store.apply("s", [put(make_bulletin("s/a", "A", images=[PNG]))])
    store.apply("s", [put(make_bulletin("s/a", "A", images=[PNG + b"2"]))])
    assert [change.sequence for change in store.changes(0, 100)] == [2]


def test_removing_what_is_not_there_is_no_change(store):
    store.apply("s", [Remove(id="s/a")])
    assert changes(store) == []


def test_a_file_is_kept_as_long_as_one_item_has_it(store):
    store.apply("s", [put(make_bulletin("s/a", "A", images=[PNG])), put(make_bulletin("s/b", "B", images=[PNG]))])
    store.apply("s", [Remove(id="s/a")])
    assert len(store.media_names()) == 1
    store.apply("s", [put(make_bulletin("s/b", "B"))])
    assert store.media_names() == set()


def test_a_consumer_goes_on_from_what_it_acknowledged(tmp_path):
    with Store.open(tmp_path / "mirror.db") as store:
        assert store.position("index") == 0
        store.apply("s", [put(make_bulletin("s/a", "A")), put(make_bulletin("s/b", "B"))])
        store.acknowledge("index", 1)
    with Store.open(tmp_path / "mirror.db") as store:
        assert changes(store, after=store.position("index")) == [("s/b", False)]
        assert store.position("pages") == 0


def test_a_quarantine_keeps_the_older_copy_and_its_reason(store):
    store.apply("s", [put(make_bulletin("s/a", "A"), "1")])
    store.apply("s", [quarantine("s/a", "2"), quarantine("s/b", "1")])
    assert store.item("s/a").text == "A"
    assert store.known("s") == {"s/a": "2", "s/b": "1"}
    assert store.quarantined()[0] == Trouble(source="s", item="s/a", reason="illisible")
    assert changes(store) == [("s/a", False)]


def test_an_item_that_can_be_read_again_leaves_quarantine(store):
    store.apply("s", [quarantine("s/a")])
    store.apply("s", [put(make_bulletin("s/a", "A"), "2")])
    assert store.quarantined() == ()
    assert store.known("s") == {"s/a": "2"}


def test_a_failing_batch_leaves_nothing_behind(store):
    with pytest.raises(TypeError):
        store.apply("s", [put(make_bulletin("s/a", "A")), put(None)])
    assert store.item("s/a") is None
    store.apply("s", [put(make_bulletin("s/a", "A"))])
    assert changes(store) == [("s/a", False)]


def test_sources_that_are_no_longer_configured_are_forgotten(store):
    store.apply("s", [put(make_bulletin("s/a", "A", images=[PNG])), quarantine("s/q")])
    store.apply("t", [put(make_bulletin("t/a", "B"))])
    store.forget_sources(["t"])
    assert [item.id for item in store.items()] == ["t/a"]
    assert (store.quarantined(), store.media_names()) == ((), set())
    assert changes(store) == [("t/a", False), ("s/a", True)]


def test_what_is_removed_or_replaced_leaves_no_trace_in_the_files(tmp_path):
    path = tmp_path / "mirror.db"
    secret = make_bulletin("s/a", "MOTSECRET " * 5000, images=[PNG + b"IMAGESECRETE" * 5000])
    with Store.open(path) as store:
        store.apply("s", [put(secret), put(make_bulletin("s/b", "AUTRESECRET " * 5000))])
        store.checkpoint()
        store.apply("s", [Remove(id="s/a"), put(make_bulletin("s/b", "B"))])
        store.checkpoint()
        assert b"SECRET" not in bytes_on_disk(path)


def test_readers_see_the_mirror_while_it_is_written(store, tmp_path):
    store.apply("s", [put(make_bulletin("s/a", "A"))])
    with Store.open(tmp_path / "mirror.db", read_only=True) as reader:
        items = reader.items()
        assert next(items).id == "s/a"
        store.apply("s", [put(make_bulletin("s/b", "B"))])
        assert list(items) == []
        assert len(list(reader.items())) == 2


def test_a_reader_cannot_write(tmp_path):
    Store.open(tmp_path / "mirror.db").close()
    with Store.open(tmp_path / "mirror.db", read_only=True) as reader, pytest.raises(StoreError, match="readonly"):
        reader.apply("s", [put(make_bulletin("s/a", "A"))])


def test_a_reader_makes_no_mirror(tmp_path):
    with pytest.raises(StoreError, match=r"none\.db"):
        Store.open(tmp_path / "none.db", read_only=True)
    assert not list(tmp_path.iterdir())


def test_a_newer_mirror_is_refused(tmp_path):
    path = tmp_path / "mirror.db"
    Store.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for read_only in (False, True):
        with pytest.raises(StoreError, match="newer version"):
            Store.open(path, read_only=read_only)


def test_an_older_mirror_is_brought_up_to_date_by_a_writer_only(tmp_path, monkeypatch):
    path = tmp_path / "mirror.db"
    with Store.open(path) as store:
        store.apply("s", [put(make_bulletin("s/a", "A"))])
    monkeypatch.setattr("forum_sync.store.MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE later (x INTEGER) STRICT",)))
    with pytest.raises(StoreError, match="older version"):
        Store.open(path, read_only=True)
    with Store.open(path) as store:
        assert store.item("s/a").text == "A"
    Store.open(path, read_only=True).close()


def test_a_migration_that_fails_is_undone_whole(tmp_path, monkeypatch):
    path = tmp_path / "mirror.db"
    monkeypatch.setattr("forum_sync.store.MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE later (x INTEGER)", "faute")))
    with pytest.raises(StoreError, match="faute"):
        Store.open(path)
    monkeypatch.setattr("forum_sync.store.MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE later (x INTEGER)",)))
    Store.open(path).close()


def test_a_file_that_is_no_mirror_is_refused(tmp_path):
    (tmp_path / "mirror.db").write_bytes(b"ceci n'est pas une base" * 100)
    with pytest.raises(StoreError, match=r"mirror\.db"):
        Store.open(tmp_path / "mirror.db")


def test_a_folder_that_is_missing_is_a_store_error(tmp_path):
    with pytest.raises(StoreError, match="absent"):
        Store.open(tmp_path / "absent" / "mirror.db")


def test_a_damaged_item_is_a_store_error(store, tmp_path):
    store.apply("s", [put(make_bulletin("s/a", "A"))])
    with sqlite3.connect(tmp_path / "mirror.db") as connection:
        connection.execute("UPDATE item SET content = x'7b'")
    connection.close()
    with pytest.raises(StoreError, match="damaged"):
        store.item("s/a")
    with pytest.raises(StoreError, match="damaged"):
        list(store.items())


def test_a_closed_store_is_a_store_error(tmp_path):
    store = Store.open(tmp_path / "mirror.db")
    store.close()
    with pytest.raises(StoreError):
        store.item("s/a")


def test_tables_are_strict(tmp_path):
    Store.open(tmp_path / "mirror.db").close()
    connection = sqlite3.connect(tmp_path / "mirror.db")
    rows = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    connection.close()
    assert rows
    assert all("STRICT" in row[0] for row in rows)


def test_all_fields_of_a_bulletin_survive(store):
    item = Bulletin(id="s/a", kind="club", title="T", day=date(2024, 3, 1), html="<p>é</p>", text="é", original="x.pdf")
    store.apply("s", [put(item)])
    assert store.item("s/a") == item
