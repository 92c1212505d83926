"""Requests on disk: a request that was given a number is there, with its files, whatever happens then.

In: requests as forms understood them, and how far their delivery came. Out: what is kept. Rows are in `var/requests.db`, files
below `var/requests/`. Knows no way of delivery. Any thread may call; several processes may use the same outbox.
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from entraide.errors import StorageError, UnknownRequestError
from entraide.local_time import LOCAL_TIME
from entraide.outbox.cleaning import clean
from entraide.outbox.kept import Kept, KeptFile
from entraide.outbox.model import NewRequest
from entraide.outbox.schema import MIGRATIONS
from entraide.outbox.shelf import Copy, Shelf, sync_folder
from forum_sync import Database, StoreDamagedError, StoreError

_COLUMNS = "id, number, tag, state, received_at, due_at, tries, trouble, ticket, delivered_at, content"


class Outbox:
    """The requests below `var`; opened when it is first used. Every method raises StorageError when the disk fails."""

    def __init__(self, var: Path, *, clock: Callable[[], datetime]) -> None:
        self.folder = var / "requests"
        self._file = var / "requests.db"
        self._clock = clock
        self._shelf = Shelf(self.folder)
        self._lock = threading.RLock()
        self._opened: Database | None = None

    def prepare(self) -> None:
        """Make the folder and the file, unless they are there."""
        with self._database():
            pass

    def close(self) -> None:
        """Release the file; it is opened again when it is needed."""
        with self._lock:
            if self._opened:
                self._opened.close()
            self._opened = None

    def accept(self, request: NewRequest) -> str:
        """Keep it; its number, once it and its files are on the disk. The same key is the same request.

        StorageError when it cannot be kept; nothing of it is left then.
        """
        request = clean(request)
        with self._database() as database:
            if known := self._number_of(database, request.key):
                return known
        with _errors(self._file), self._shelf.copies(request.attachments) as copies:
            try:
                with self._database() as database, database.transaction():
                    return self._number_of(database, request.key) or self._add(database, request, copies)
            except BaseException:
                # What was settled already, unless another request has it too.
                with suppress(StorageError), self._database() as database, database.transaction():
                    self._drop_unused(database, [(copy.digest, copy.attachment.is_attestation) for copy in copies])
                raise

    def find(self, number: str) -> Kept:
        """The request of that number; UnknownRequestError when there is none."""
        with self._database() as database:
            for kept in self._kept(database, "WHERE number = ?", number):
                return kept
        raise UnknownRequestError(f"{number}: no such request")

    def all(self) -> list[Kept]:
        """All that are kept, in the order in which they came."""
        with self._database() as database:
            return self._kept(database, "")

    def due(self) -> list[str]:
        """Numbers of those to be tried now, the oldest first."""
        with self._database() as database:
            asked = "SELECT number FROM request WHERE state = 'waiting' AND due_at <= ? ORDER BY id"
            return [number for (number,) in database.rows(asked, _text(self._clock()))]

    def interrupted(self) -> list[str]:
        """What a process that is gone was handing over; for who alone delivers."""
        with self._database() as database:
            return [number for (number,) in database.rows("SELECT number FROM request WHERE state = 'sending' ORDER BY id")]

    def sending(self, number: str) -> None:
        """Its message is about to be handed over whole."""
        self._set(number, state="sending")

    def put_off(self, number: str, wait: timedelta, trouble: str) -> None:
        """It is tried again after that time."""
        self._set(number, state="waiting", due_at=_text(self._clock() + wait), trouble=trouble)

    def tried(self, number: str) -> None:
        """Count one more try."""
        with self._database() as database:
            database.run("UPDATE request SET tries = tries + 1 WHERE number = ?", number)

    def doubt(self, number: str, trouble: str) -> None:
        """Nobody knows whether it arrived."""
        self._set(number, state="unsure", trouble=trouble)

    def hold(self, number: str, trouble: str) -> None:
        """Its ticket is there; files of it stay here."""
        self._set(number, state="held", trouble=trouble)

    def delivered(self, number: str) -> None:
        """It arrived with all its files."""
        with self._database() as database, database.transaction():
            database.run("UPDATE file SET is_delivered = 1 WHERE request = (SELECT id FROM request WHERE number = ?)", number)
            self._set(number, state="delivered", trouble="", delivered_at=_text(self._clock()))

    def has_ticket(self, number: str, ticket: int) -> None:
        """It has a ticket of that id."""
        self._set(number, ticket=ticket)

    def note_file(self, number: str, place: int, **columns: Any) -> None:
        """What became of its file: `document`, `is_delivered`, `refusal`."""
        with self._database() as database:
            for name, value in columns.items():
                database.run(
                    f"UPDATE file SET {name} = ? WHERE place = ? AND request = (SELECT id FROM request WHERE number = ?)",  # noqa: S608
                    value,
                    place,
                    number,
                )

    def retry(self, number: str) -> None:
        """Put it in line again, first try at once, whatever was noted against it; what has arrived is left alone."""
        if self.find(number).state == "delivered":
            return
        with self._database() as database, database.transaction():
            self._set(number, state="waiting", due_at=_text(self._clock()), tries=0, trouble="")
            database.run("UPDATE file SET refusal = '' WHERE request = (SELECT id FROM request WHERE number = ?)", number)

    def purge(self, *, before: datetime) -> list[str]:
        """Erase what was delivered before then, files and all; their numbers."""
        return self._erase("state = 'delivered' AND delivered_at < ?", _text(before))

    def erase(self, number: str) -> None:
        """Erase that one, delivered or not."""
        self.find(number)
        self._erase("number = ?", number)

    def _erase(self, which: str, value: str) -> list[str]:
        with _errors(self._file), self._database() as database, database.transaction():
            chosen = f"SELECT id FROM request WHERE {which}"  # noqa: S608
            files = database.rows(f"SELECT DISTINCT digest, is_attestation FROM file WHERE request IN ({chosen})", value)  # noqa: S608
            gone = database.rows(f"DELETE FROM request WHERE {which} RETURNING number", value)  # noqa: S608
            self._drop_unused(database, [(digest, bool(apart)) for digest, apart in files])
            if used := database.rows("SELECT digest, is_attestation FROM file"):
                # An empty database may be a lost one, whose files can still be of use.
                self._shelf.sweep({(digest, bool(apart)) for digest, apart in used})
        return sorted(number for (number,) in gone)

    def _drop_unused(self, database: Database, files: Iterable[tuple[str, bool]]) -> None:
        for digest, apart in files:
            if not database.rows("SELECT 1 FROM file WHERE digest = ? AND is_attestation = ?", digest, apart):
                self._shelf.drop(digest, is_attestation=apart)

    def _add(self, database: Database, request: NewRequest, copies: Sequence[Copy]) -> str:
        now = self._clock()
        year = now.astimezone(LOCAL_TIME).year
        [(last,)] = database.rows(
            "INSERT INTO sequence VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last", year
        )
        number = f"{year}-{last:05}"
        tag = f"{number}-{hashlib.sha256(request.key.encode()).hexdigest()[:8]}"
        content = msgspec.json.encode(replace(request, attachments=()))
        [(row,)] = database.rows(
            "INSERT INTO request (number, key, tag, received_at, due_at, content, state) VALUES (?, ?, ?, ?, ?, ?, 'waiting')"
            " RETURNING id",
            *(number, request.key, tag, _text(now), _text(now), content),
        )
        for place, copy in enumerate(copies, 1):
            one = copy.attachment
            database.run(
                "INSERT INTO file (request, place, name, media_type, digest, size, is_attestation)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(row, place, one.name, one.media_type, copy.digest, copy.size, one.is_attestation),
            )
        self._shelf.settle(copies)
        return number

    def _kept(self, database: Database, where: str, *values: object) -> list[Kept]:
        with database.transaction():
            rows = database.rows(f"SELECT {_COLUMNS} FROM request {where} ORDER BY id", *values)  # noqa: S608
            return [
                self._read(row, database.rows("SELECT * FROM file WHERE request = ? ORDER BY place", row[0])) for row in rows
            ]

    def _read(self, row: Sequence[Any], files: Sequence[Sequence[Any]]) -> Kept:
        _, number, tag, state, received_at, due_at, tries, trouble, ticket, delivered_at, content = row
        return Kept(
            number=number,
            tag=tag,
            state=state,
            received_at=datetime.fromisoformat(received_at),
            due_at=datetime.fromisoformat(due_at),
            tries=tries,
            trouble=trouble,
            ticket=ticket,
            delivered_at=datetime.fromisoformat(delivered_at) if delivered_at else None,
            request=msgspec.json.decode(content, type=NewRequest),
            files=tuple(map(self._file_of, files)),
        )

    def _file_of(self, row: Sequence[Any]) -> KeptFile:
        _, place, name, media_type, digest, size, is_attestation, document, is_delivered, refusal = row
        return KeptFile(
            place=place,
            name=name,
            media_type=media_type,
            file=self._shelf.place(digest, is_attestation=bool(is_attestation)),
            size=size,
            is_attestation=bool(is_attestation),
            document=document,
            is_delivered=bool(is_delivered),
            refusal=refusal,
        )

    def _number_of(self, database: Database, key: str) -> str:
        return next((number for (number,) in database.rows("SELECT number FROM request WHERE key = ?", key)), "")

    def _set(self, number: str, **columns: Any) -> None:
        names = ", ".join(f"{name} = ?" for name in columns)
        with self._database() as database:
            database.run(f"UPDATE request SET {names} WHERE number = ?", *columns.values(), number)  # noqa: S608

    @contextmanager
    def _database(self) -> Iterator[Database]:
        with _errors(self._file), self._lock:
            if self._opened is None:
                self._opened = self._open()
            yield self._opened

    def _open(self) -> Database:
        self._shelf.prepare()
        if not self._file.exists():
            os.close(os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600))
            sync_folder(self._file.parent)
        return Database.open(self._file, MIGRATIONS, is_original=True)


@contextmanager
def _errors(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"{file}: a request cannot be kept: {error.strerror}") from error
    except StoreDamagedError as error:
        raise StorageError(f"{file}: {error.__cause__}; keep it, requests are nowhere else") from error
    except StoreError as error:
        raise StorageError(str(error)) from error


def _text(moment: datetime) -> str:
    """ISO, in UTC to the microsecond, so that texts are in the order of moments."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
