"""The mirror on disk: items whole, their media by content, quarantines, and the feed of changes.

Comes in: writes that were decided elsewhere. Goes out: values of the model. The only module that knows SQLite.
One process writes at a time, which the caller sees to; any number read. A Store belongs to the thread that opened it.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from forum_sync.errors import StoreDamagedError, StoreError
from forum_sync.model import Bulletin, Change, Item, Media, Put, Quarantine, Remove, Thread, Trouble, Write
from forum_sync.schema import MIGRATIONS

_TYPES: Mapping[str, type[Thread | Bulletin]] = {"thread": Thread, "bulletin": Bulletin}
_SETTINGS = ("busy_timeout = 5000", "foreign_keys = ON", "synchronous = NORMAL", "secure_delete = ON")


class Store:
    """A mirror that is open. Every method raises StoreError when the database cannot be used."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the mirror, made or brought to the present version unless `read_only`.

        Raises StoreError for a database of a newer version, or of an older one when `read_only`.
        """
        mode = "ro" if read_only else "rwc"
        with _errors(path):
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None)
            store = cls(connection, path)
            try:
                store._prepare(read_only=read_only)
            except BaseException:
                connection.close()
                raise
        return store

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def known(self, source: str) -> Mapping[str, str]:
        """Id to signature last tried of all that is stored or in quarantine for `source`."""
        stored = self._rows("SELECT id, signature FROM item WHERE source = ?", source)
        tried = self._rows("SELECT id, signature FROM quarantine WHERE source = ?", source)
        return dict(stored) | dict(tried)

    def apply(self, source: str, writes: Iterable[Write]) -> None:
        """Carry out all writes and note the changes in the feed, or nothing at all."""
        with self._transaction():
            for write in writes:
                match write:
                    case Put():
                        self._put(source, write)
                    case Remove():
                        self._remove(write.id)
                    case Quarantine():
                        values = (write.summary.id, source, write.summary.signature, write.reason)
                        self._run("REPLACE INTO quarantine (id, source, signature, reason) VALUES (?, ?, ?, ?)", *values)

    def forget_sources(self, keep: Iterable[str]) -> None:
        """Remove all that comes from any source but those named."""
        kept = set(keep)
        with self._transaction():
            for item_id, source in self._rows("SELECT id, source FROM item UNION SELECT id, source FROM quarantine"):
                if source not in kept:
                    self._remove(item_id)
        self.checkpoint()

    def checkpoint(self) -> None:
        """Move the log into the file and empty it, so that what was erased is in neither; put off while others read."""
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def changes(self, after: int, limit: int) -> tuple[Change, ...]:
        """The next lines of the feed after sequence `after`, oldest first; an item has one line, its last change."""
        query = "SELECT sequence, kind, id, removed FROM change WHERE sequence > ? ORDER BY sequence LIMIT ?"
        rows = self._rows(query, after, limit)
        return tuple(Change(sequence=row[0], kind=row[1], id=row[2], removed=bool(row[3])) for row in rows)

    def position(self, consumer: str) -> int:
        """The sequence that `consumer` acknowledged last, 0 at first."""
        rows = self._rows("SELECT sequence FROM consumer WHERE name = ?", consumer)
        return int(rows[0][0]) if rows else 0

    def acknowledge(self, consumer: str, sequence: int) -> None:
        """Note that `consumer` has dealt with all changes up to `sequence`."""
        with self._transaction():
            self._run("REPLACE INTO consumer (name, sequence) VALUES (?, ?)", consumer, sequence)

    def item(self, item_id: str) -> Item | None:
        """The item, with `media` left empty; None when there is none."""
        rows = self._rows("SELECT id, type, content FROM item WHERE id = ?", item_id)
        return self._decode(*rows[0]) if rows else None

    def items(self, source: str | None = None) -> Iterator[Item]:
        """All items, or those of one source, newest first, with `media` left empty. Nothing is written meanwhile."""
        query = "SELECT id, type, content FROM item WHERE source = ?1 OR ?1 IS NULL ORDER BY dated DESC, id"
        with _errors(self._path):
            for row in self._connection.execute(query, (source,)):
                yield self._decode(*row)

    def media(self, name: str) -> Media | None:
        """The file of that name; None when no item has it."""
        rows = self._rows("SELECT name, content_type, data FROM media WHERE name = ?", name)
        return Media(name=rows[0][0], content_type=rows[0][1], data=rows[0][2]) if rows else None

    def media_names(self) -> set[str]:
        """Names of all files that items have."""
        return {row[0] for row in self._rows("SELECT name FROM media")}

    def quarantined(self) -> tuple[Trouble, ...]:
        """What could not be read when it was last tried, by id."""
        rows = self._rows("SELECT source, id, reason FROM quarantine ORDER BY id")
        return tuple(Trouble(source=row[0], item=row[1], reason=row[2]) for row in rows)

    def _put(self, source: str, put: Put) -> None:
        item = put.item
        content, names = msgspec.json.encode(replace(item, media=())), {media.name for media in item.media}
        stored = self._rows("SELECT content FROM item WHERE id = ?", item.id)
        linked = self._linked(item.id)
        self._run("DELETE FROM quarantine WHERE id = ?", item.id)
        if stored == [(content,)] and linked == names:
            self._run("UPDATE item SET signature = ? WHERE id = ?", put.signature, item.id)
            return
        type_name, dated = _type_and_date(item)
        self._run(
            """
            INSERT INTO item (id, source, kind, type, dated, signature, content) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET source = excluded.source, kind = excluded.kind, type = excluded.type,
                dated = excluded.dated, signature = excluded.signature, content = excluded.content
            """,
            *(item.id, source, item.kind, type_name, dated, put.signature, content),
        )
        for media in item.media:
            self._run("INSERT OR IGNORE INTO media (name, content_type, data) VALUES (?, ?, ?)", *_columns(media))
            self._run("INSERT OR IGNORE INTO item_media (item, media) VALUES (?, ?)", item.id, media.name)
        for name in linked - names:
            self._run("DELETE FROM item_media WHERE item = ? AND media = ?", item.id, name)
        self._drop_unused(linked - names)
        self._note(item.id, item.kind, removed=False)

    def _remove(self, item_id: str) -> None:
        linked = self._linked(item_id)
        self._run("DELETE FROM quarantine WHERE id = ?", item_id)
        for (kind,) in self._rows("DELETE FROM item WHERE id = ? RETURNING kind", item_id):
            self._note(item_id, kind, removed=True)
        self._drop_unused(linked)

    def _linked(self, item_id: str) -> set[str]:
        return {row[0] for row in self._rows("SELECT media FROM item_media WHERE item = ?", item_id)}

    def _drop_unused(self, names: Iterable[str]) -> None:
        for name in names:
            query = "DELETE FROM media WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM item_media WHERE media = ?1)"
            self._run(query, name)

    def _note(self, item_id: str, kind: str, *, removed: bool) -> None:
        self._run("REPLACE INTO change (id, kind, removed) VALUES (?, ?, ?)", item_id, kind, removed)

    def _decode(self, item_id: str, type_name: str, content: bytes) -> Item:
        try:
            return msgspec.json.decode(content, type=_TYPES[type_name])
        except (KeyError, msgspec.MsgspecError) as error:
            raise StoreError(f"{self._path}: {item_id} is damaged") from error

    def _prepare(self, *, read_only: bool) -> None:
        for setting in _SETTINGS:
            self._run(f"PRAGMA {setting}")
        version = int(self._rows("PRAGMA user_version")[0][0])
        if version > len(MIGRATIONS):
            raise StoreError(f"{self._path}: made by a newer version of the program ({version} > {len(MIGRATIONS)})")
        if read_only and version < len(MIGRATIONS):
            raise StoreError(f"{self._path}: of an older version of the program ({version}), to be upgraded by a sync")
        if not read_only:
            self._run("PRAGMA journal_mode = WAL")
        for number, statements in enumerate(MIGRATIONS[version:], version + 1):
            with self._transaction():
                for statement in statements:
                    self._run(statement)
                self._run(f"PRAGMA user_version = {number}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            with _errors(self._path):
                self._connection.rollback()
            raise

    def _run(self, statement: str, *values: object) -> None:
        with _errors(self._path):
            self._connection.execute(statement, values)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with _errors(self._path):
            return self._connection.execute(query, values).fetchall()


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.ProgrammingError) as error:
        raise StoreError(f"{path}: {error}") from error
    except sqlite3.Error as error:
        raise StoreDamagedError(f"{path}: {error}; delete it, and `sync` makes it again") from error


def _type_and_date(item: Item) -> tuple[str, str]:
    if isinstance(item, Thread):
        return "thread", item.active_at.isoformat()
    return "bulletin", item.day.isoformat() if item.day else ""


def _columns(media: Media) -> tuple[str, str, bytes]:
    return media.name, media.content_type, media.data
