"""A mailbox file (mbox) of newsletters.

Comes in: a file in which messages stand one after the other. Goes out: Bulletins. The file is never written to.
"""

import hashlib
import mailbox
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from forum_sync.bulletins.make import VERSION
from forum_sync.bulletins.messages import item_of, read_message
from forum_sync.errors import ItemError, SourceError
from forum_sync.html.masks import NOBODY
from forum_sync.model import Bulletin, Cursor, Page, Summary

_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a message stands in the file, and what it was like."""

    start: int
    length: int
    signature: str


class _Mbox(mailbox.mbox):
    """Tells where messages stand, so that reading one needs no new look at the whole file."""

    def place(self, key: str) -> tuple[int, int]:
        """First byte and length of the message, its `From ` line included."""
        start, stop = self._lookup(key)  # type: ignore[attr-defined]
        return start, stop - start


class MboxSource:
    """The messages in the file `path`, as a Source. Of two with the same Message-ID, the first is listed."""

    def __init__(self, name: str, kind: str, path: Path, public: frozenset[str] = NOBODY) -> None:
        self.name = name
        self.kind = kind
        self._path = path
        self._public = public
        self._places: dict[str, _Place] = {}

    def fetch(self, cursor: Cursor) -> Page:  # noqa: ARG002
        """All messages on one page, in the order of the file."""
        try:
            self._places = self._scan()
        except (OSError, mailbox.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else "No such file"
            raise SourceError(f"{self.name}: {self._path}: {reason}") from error
        return Page(summaries=tuple(Summary(id=item, signature=place.signature) for item, place in self._places.items()))

    def read(self, item_id: str) -> Bulletin:
        """The message. Raises ItemError when it is missing, broken, or no more what was listed."""
        if not self._places:
            self.fetch(Cursor())
        data = self._bytes(item_id, self._places.get(item_id))
        return read_message(
            _QUOTED_FROM.sub(rb"\1", data), source=self.name, item_id=item_id, kind=self.kind, public=self._public
        )

    def _bytes(self, item_id: str, place: _Place | None) -> bytes:
        """The message, looked for in the whole file once more when it does not stand where it did."""
        short = item_id.removeprefix(f"{self.name}/")
        if place is None:
            raise ItemError(f"{self.name}: {short}: not in the mailbox")
        data = self._read_at(place)
        if self._signature(data) == place.signature:
            return data
        self.fetch(Cursor())
        moved = self._places.get(item_id)
        if moved is None or moved.signature != place.signature:
            raise ItemError(f"{self.name}: {short}: changed while it was read")
        return self._read_at(moved)

    def _read_at(self, place: _Place) -> bytes:
        try:
            with self._path.open("rb") as stream:
                stream.seek(place.start)
                return _without_envelope(stream.read(place.length))
        except OSError as error:
            raise SourceError(f"{self.name}: {self._path}: {error.strerror}") from error

    def _scan(self) -> dict[str, _Place]:
        places: dict[str, _Place] = {}
        for item_id, place in self._listed():
            places.setdefault(item_id, place)
        if not places and self._path.read_bytes().strip():
            raise SourceError(f"{self.name}: {self._path}: is no mailbox")
        return places

    def _listed(self) -> Iterator[tuple[str, _Place]]:
        with closing(_Mbox(self._path, create=False)) as box, self._path.open("rb") as stream:
            for key in box.keys():  # noqa: SIM118 - a mailbox iterates over parsed messages
                start, length = box.place(key)
                stream.seek(start)
                data = _without_envelope(stream.read(length))
                yield item_of(self.name, data), _Place(start=start, length=length, signature=self._signature(data))

    def _signature(self, data: bytes) -> str:
        digest = hashlib.sha256("\n".join([VERSION, self.kind, *sorted(self._public), ""]).encode())
        digest.update(data)
        return digest.hexdigest()


def _without_envelope(data: bytes) -> bytes:
    """The message without its `From ` line."""
    return data.partition(b"\n")[2]
