"""The mirror on disk: items whole, their media by content, quarantines, and the feed of changes.

Comes in: writes that were decided elsewhere. Goes out: values of the model. Knows no source and no network.
One process writes at a time, which the caller sees to; any number read. A Store belongs to the thread that opened it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from forum_sync.database import Database
from forum_sync.errors import StoreError
from forum_sync.model import Bulletin, Change, Cursor, Item, Media, Put, Quarantine, Remove, Thread, Trouble, Write
from forum_sync.schema import FORUM_TABLES, MIGRATIONS

_RESUME = "listing"
_TYPES: Mapping[str, type[Thread | Bulletin]] = {"thread": Thread, "bulletin": Bulletin}


class Store:
    """A mirror that is open. Every method raises StoreError when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the mirror, made or brought to the present version unless `read_only`.

        Raises StoreError for a database of a newer version, or of an older one when `read_only`.
        """
        return cls(Database.open(path, MIGRATIONS, read_only=read_only))

    def close(self) -> None:
        """Release the file."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def known(self, source: str) -> Mapping[str, str]:
        """Id to signature last tried of all that is stored or in quarantine for `source`."""
        stored = self.database.rows("SELECT id, signature FROM item WHERE source = ?", source)
        tried = self.database.rows("SELECT id, signature FROM quarantine WHERE source = ?", source)
        return dict(stored) | dict(tried)

    def resume(self, source: str) -> Cursor:
        """Where the next pass over `source` begins."""
        rows = self.database.rows("SELECT value FROM progress WHERE source = ? AND name = ?", source, _RESUME)
        return Cursor(value=rows[0][0] if rows else "")

    def keep_resume(self, source: str, cursor: Cursor | None) -> None:
        """Note where the next pass over `source` begins, None for the beginning."""
        with self.database.transaction():
            if cursor is None:
                self.database.run("DELETE FROM progress WHERE source = ? AND name = ?", source, _RESUME)
            else:
                self.database.run("REPLACE INTO progress (source, name, value) VALUES (?, ?, ?)", source, _RESUME, cursor.value)

    def apply(self, source: str, writes: Iterable[Write]) -> None:
        """Carry out all writes and note the changes in the feed, or nothing at all."""
        with self.database.transaction():
            for write in writes:
                match write:
                    case Put():
                        self._put(source, write)
                    case Remove():
                        self._remove(write.id)
                    case Quarantine():
                        values = (write.summary.id, source, write.summary.signature, write.reason)
                        self.database.run(
                            "REPLACE INTO quarantine (id, source, signature, reason) VALUES (?, ?, ?, ?)", *values
                        )

    def forget_sources(self, keep: Iterable[str]) -> None:
        """Remove all that comes from any source but those named."""
        kept = set(keep)
        with self.database.transaction():
            for item_id, source in self.database.rows("SELECT id, source FROM item UNION SELECT id, source FROM quarantine"):
                if source not in kept:
                    self._remove(item_id)
            for table in FORUM_TABLES:
                for (source,) in self.database.rows(f"SELECT DISTINCT source FROM {table}"):  # noqa: S608 - names of our own
                    if source not in kept:
                        self.database.run(f"DELETE FROM {table} WHERE source = ?", source)  # noqa: S608
        self.checkpoint()

    def checkpoint(self) -> None:
        """Move the log into the file and empty it, so that what was erased is in neither; put off while others read."""
        self.database.checkpoint()

    def changes(self, after: int, limit: int) -> tuple[Change, ...]:
        """The next lines of the feed after sequence `after`, oldest first; an item has one line, its last change."""
        query = "SELECT sequence, kind, id, removed FROM change WHERE sequence > ? ORDER BY sequence LIMIT ?"
        rows = self.database.rows(query, after, limit)
        return tuple(Change(sequence=row[0], kind=row[1], id=row[2], removed=bool(row[3])) for row in rows)

    def last_change(self) -> int:
        """The sequence of the newest change, 0 when there is none."""
        return int(self.database.rows("SELECT coalesce(max(sequence), 0) FROM change")[0][0])

    def position(self, consumer: str) -> int:
        """The sequence that `consumer` acknowledged last, 0 at first."""
        rows = self.database.rows("SELECT sequence FROM consumer WHERE name = ?", consumer)
        return int(rows[0][0]) if rows else 0

    def acknowledge(self, consumer: str, sequence: int) -> None:
        """Note that `consumer` has dealt with all changes up to `sequence`."""
        with self.database.transaction():
            self.database.run("REPLACE INTO consumer (name, sequence) VALUES (?, ?)", consumer, sequence)

    def item(self, item_id: str) -> Item | None:
        """The item, with `media` left empty; None when there is none."""
        rows = self.database.rows("SELECT id, type, content FROM item WHERE id = ?", item_id)
        return self._decode(*rows[0]) if rows else None

    def items(self, source: str | None = None) -> Iterator[Item]:
        """All items, or those of one source, newest first, with `media` left empty. Nothing is written meanwhile."""
        query = "SELECT id, type, content FROM item WHERE source = ?1 OR ?1 IS NULL ORDER BY dated DESC, id"
        for row in self.database.each(query, source):
            yield self._decode(*row)

    def media(self, name: str) -> Media | None:
        """The file of that name; None when no item has it."""
        rows = self.database.rows("SELECT name, content_type, data FROM media WHERE name = ?", name)
        return Media(name=rows[0][0], content_type=rows[0][1], data=rows[0][2]) if rows else None

    def media_of(self, item_id: str) -> tuple[Media, ...]:
        """The files of the item."""
        query = "SELECT name, content_type, data FROM media JOIN item_media ON media = name WHERE item = ? ORDER BY name"
        return tuple(Media(name=row[0], content_type=row[1], data=row[2]) for row in self.database.rows(query, item_id))

    def media_names(self) -> set[str]:
        """Names of all files that items have."""
        return {row[0] for row in self.database.rows("SELECT name FROM media")}

    def quarantined(self) -> tuple[Trouble, ...]:
        """What could not be read when it was last tried, by id."""
        rows = self.database.rows("SELECT source, id, reason FROM quarantine ORDER BY id")
        return tuple(Trouble(source=row[0], item=row[1], reason=row[2]) for row in rows)

    def _put(self, source: str, put: Put) -> None:
        item = put.item
        content, names = msgspec.json.encode(replace(item, media=())), {media.name for media in item.media}
        stored = self.database.rows("SELECT content FROM item WHERE id = ?", item.id)
        linked = self._linked(item.id)
        self.database.run("DELETE FROM quarantine WHERE id = ?", item.id)
        if stored == [(content,)] and linked == names:
            self.database.run("UPDATE item SET signature = ? WHERE id = ?", put.signature, item.id)
            return
        type_name, dated = _type_and_date(item)
        self.database.run(
            """
            INSERT INTO item (id, source, kind, type, dated, signature, content) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET source = excluded.source, kind = excluded.kind, type = excluded.type,
                dated = excluded.dated, signature = excluded.signature, content = excluded.content
            """,
            *(item.id, source, item.kind, type_name, dated, put.signature, content),
        )
        for media in item.media:
            self.database.run("INSERT OR IGNORE INTO media (name, content_type, data) VALUES (?, ?, ?)", *_columns(media))
            self.database.run("INSERT OR IGNORE INTO item_media (item, media) VALUES (?, ?)", item.id, media.name)
        for name in linked - names:
            self.database.run("DELETE FROM item_media WHERE item = ? AND media = ?", item.id, name)
        self._drop_unused(linked - names)
        self._note(item.id, item.kind, removed=False)

    def _remove(self, item_id: str) -> None:
        linked = self._linked(item_id)
        self.database.run("DELETE FROM quarantine WHERE id = ?", item_id)
        for (kind,) in self.database.rows("DELETE FROM item WHERE id = ? RETURNING kind", item_id):
            self._note(item_id, kind, removed=True)
        self._drop_unused(linked)

    def _linked(self, item_id: str) -> set[str]:
        return {row[0] for row in self.database.rows("SELECT media FROM item_media WHERE item = ?", item_id)}

    def _drop_unused(self, names: Iterable[str]) -> None:
        for name in names:
            query = "DELETE FROM media WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM item_media WHERE media = ?1)"
            self.database.run(query, name)

    def _note(self, item_id: str, kind: str, *, removed: bool) -> None:
        self.database.run("REPLACE INTO change (id, kind, removed) VALUES (?, ?, ?)", item_id, kind, removed)

    def _decode(self, item_id: str, type_name: str, content: bytes) -> Item:
        try:
            return msgspec.json.decode(content, type=_TYPES[type_name])
        except (KeyError, msgspec.MsgspecError) as error:
            raise StoreError(f"{self.database.path}: {item_id} is damaged") from error


def _type_and_date(item: Item) -> tuple[str, str]:
    if isinstance(item, Thread):
        return "thread", item.active_at.isoformat()
    return "bulletin", item.day.isoformat() if item.day else ""


def _columns(media: Media) -> tuple[str, str, bytes]:
    return media.name, media.content_type, media.data
