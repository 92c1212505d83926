"""GLPI's legacy API (`/apirest.php`), in one session: reading, adding, files.

In: an address and tokens. Out: rows in the shapes that are asked for, ids of what was added. Knows no article and no ticket.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO, Any, Self, TypeVar

import msgspec

from entraide.errors import ConfigError, GlpiError
from entraide.glpi.connection import Connection, Reply, paged
from entraide.world import World, variable_of

_Shape = TypeVar("_Shape")
_PAGE = 100
_PAST_END = "ERROR_RANGE_EXCEED_TOTAL"
_WRITING = {"session_write": "true"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyKey:
    """The tokens of one account and, where GLPI asks for it, of this program."""

    user_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)


def legacy_key(world: World) -> LegacyKey:
    """The tokens of the environment; ConfigError that names the missing variable."""
    name = variable_of("glpi", "USER_TOKEN")
    if not world.environ.get(name):
        raise ConfigError(f"GLPI needs the token of an account: set {name}")
    return LegacyKey(user_token=world.environ[name], app_token=world.environ.get(variable_of("glpi", "APP_TOKEN"), ""))


class _Opened(msgspec.Struct):
    session_token: str


class _Added(msgspec.Struct):
    id: int | bool


class LegacyGlpi:
    """A session: a context manager that opens it, and ends it in any case. All methods raise GlpiError."""

    def __init__(self, connection: Connection, key: LegacyKey) -> None:
        self._connection = connection
        self._key = key
        self._headers: dict[str, str] = {}

    def __enter__(self) -> Self:
        application = {"App-Token": self._key.app_token} if self._key.app_token else {}
        sent = application | {"Authorization": f"user_token {self._key.user_token}"}
        reply = self._connection.send("GET", _path("initSession"), headers=sent)
        opened = reply.decode(_Opened, self._connection.label(_path("initSession")))
        self._headers = application | {"Session-Token": opened.session_token}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._connection.send("GET", _path("killSession"), headers=self._headers)
        except GlpiError:
            pass  # it ends by itself; what was done in it counts
        finally:
            self._headers = {}

    def get(self, path: str, shape: type[_Shape], **parameters: Any) -> _Shape:
        """What is at `path` (`KnowbaseItem/12`), as `shape`."""
        reply = self._connection.send("GET", _path(path), headers=self._headers, params=parameters)
        return reply.decode(shape, self._connection.label(_path(path)))

    def rows(self, path: str, shape: type[_Shape], **parameters: Any) -> Iterator[_Shape]:
        """All rows at `path` (`KnowbaseItem`), asked for a hundred at a time."""

        def ask(start: int) -> Reply | None:
            asked = {"range": f"{start}-{start + _PAGE - 1}", **parameters}
            try:
                return self._connection.send("GET", _path(path), headers=self._headers, params=asked)
            except GlpiError as error:
                if start and error.code == _PAST_END:
                    return None
                raise

        return paged(ask, shape, self._connection.label(_path(path)))

    def add(self, itemtype: str, fields: Mapping[str, Any]) -> int:
        """The id of a new item of that type (`Ticket`); sent once only, so that nothing is added twice."""
        reply = self._connection.send(
            "POST", _path(itemtype), headers=self._headers, params=_WRITING, json={"input": dict(fields)}
        )
        return self._id(reply.decode(_Added, self._connection.label(_path(itemtype))), itemtype)

    def upload(self, name: str, file: IO[bytes], media_type: str, *, title: str = "", **fields: Any) -> int:
        """The id of a new document that holds `file`, by the name that people read; `fields` are the document's others."""
        manifest = msgspec.json.encode({"input": {"name": title or name, "_filename": [name], **fields}})
        reply = self._connection.send(
            "POST",
            _path("Document"),
            headers=self._headers,
            params=_WRITING,
            files={"uploadManifest": (None, manifest, "application/json"), "filename[0]": (name, file, media_type)},
        )
        return self._id(reply.decode(_Added, self._connection.label(_path("Document"))), "Document")

    def download(self, document: int, *, limit: int) -> bytes:
        """The file of the document of that id, of at most `limit` bytes."""
        sent = self._headers | {"Accept": "application/octet-stream"}
        return self._connection.send("GET", _path(f"Document/{document}"), headers=sent, limit=limit).body

    def _id(self, added: _Added, itemtype: str) -> int:
        if isinstance(added.id, bool) or added.id <= 0:
            raise GlpiError(f"{self._connection.label(_path(itemtype))}: not added", code="NOT_ADDED")
        return added.id


def _path(path: str) -> str:
    return f"/apirest.php/{path}"
