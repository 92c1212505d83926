"""A SQLite file: opened, brought to the present version, read and written in transactions.

Comes in: statements. Goes out: rows. The only module that knows SQLite; knows no table.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from forum_sync.errors import StoreDamagedError, StoreError

_SETTINGS = ("busy_timeout = 5000", "foreign_keys = ON", "secure_delete = ON")


class Database:
    """A database that is open. Every method raises StoreError when it cannot be used. Belongs to the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(
        cls, path: Path, migrations: Sequence[Sequence[str]], *, read_only: bool = False, is_original: bool = False
    ) -> Self:
        """Open the file, made or brought to the version that `migrations` lead to unless `read_only`.

        What `is_original` exists nowhere else: a commit is on the disk when it returns, and several processes may write, for
        there is no write-ahead log (which SQLite before 3.51.3 can damage then). Threads may share it, one at a time.

        Raises StoreError for a database of a newer version, or of an older one when `read_only`.
        """
        mode = "ro" if read_only else "rwc"
        with _errors(path):
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=not is_original
            )
            database = cls(connection, path)
            try:
                database._prepare(migrations, read_only=read_only, is_original=is_original)
            except BaseException:
                connection.close()
                raise
        return database

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def run(self, statement: str, *values: object) -> int:
        """Carry out one statement; how many rows it changed."""
        with _errors(self.path):
            return self._connection.execute(statement, values).rowcount

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows that `query` gives."""
        with _errors(self.path):
            return self._connection.execute(query, values).fetchall()

    def each(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows one by one; nothing may be written meanwhile."""
        with _errors(self.path):
            yield from self._connection.execute(query, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside, or nothing; inside another one it is part of that."""
        if self._connection.in_transaction:
            yield
            return
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with _errors(self.path):
                self._connection.rollback()
            raise

    def checkpoint(self) -> None:
        """Move the log into the file and empty it, so that what was erased is in neither; put off while others read."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def _prepare(self, migrations: Sequence[Sequence[str]], *, read_only: bool, is_original: bool) -> None:
        for setting in (*_SETTINGS, f"synchronous = {'FULL' if is_original else 'NORMAL'}"):
            self.run(f"PRAGMA {setting}")
        version = int(self.rows("PRAGMA user_version")[0][0])
        if version > len(migrations):
            raise StoreError(f"{self.path}: made by a newer version of the program ({version} > {len(migrations)})")
        if read_only and version < len(migrations):
            raise StoreError(f"{self.path}: of an older version of the program ({version}), to be upgraded by a sync")
        if not read_only:
            self.run(f"PRAGMA journal_mode = {'TRUNCATE' if is_original else 'WAL'}")
        for number in range(version, len(migrations)):
            with self.transaction():
                if self.rows("PRAGMA user_version") == [(number,)]:  # another process may have taken the step meanwhile
                    for statement in migrations[number]:
                        self.run(statement)
                    self.run(f"PRAGMA user_version = {number + 1}")


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.ProgrammingError) as error:
        raise StoreError(f"{path}: {error}") from error
    except sqlite3.Error as error:
        raise StoreDamagedError(f"{path}: {error}; delete it, and `sync` makes it again") from error
