"""GLPI's High-Level API (`/api.php/v2.3`), read in the name of one account.

In: an address and secrets. Out: rows in the shapes that are asked for. Knows no article.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from entraide.errors import ConfigError
from entraide.glpi.connection import Connection, Reply, paged
from entraide.world import World, variable_of

_Shape = TypeVar("_Shape")
VERSION = "v2.3"
_PAGE = 100
_TOKEN = "/api.php/token"  # noqa: S105 - an address


@dataclass(frozen=True, slots=True, kw_only=True)
class V2Key:
    """An OAuth client of GLPI and the account that it acts for."""

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    username: str = field(repr=False)
    password: str = field(repr=False)


def v2_key(world: World) -> V2Key:
    """The secrets of the environment; ConfigError that names what is missing."""
    names = {name: variable_of("glpi", name.upper()) for name in V2Key.__dataclass_fields__}
    missing = [name for name in names.values() if not world.environ.get(name)]
    if missing:
        raise ConfigError(f"GLPI needs an OAuth client and an account: set {', '.join(missing)}")
    return V2Key(**{name: world.environ[variable] for name, variable in names.items()})


class _Token(msgspec.Struct):
    access_token: str


class GlpiV2:
    """A context manager that asks for a token, which ends by itself. All methods raise GlpiError."""

    def __init__(self, connection: Connection, key: V2Key, *, version: str = VERSION) -> None:
        self._connection = connection
        self._key = key
        self._root = f"/api.php/{version}/"
        self._headers: dict[str, str] = {}

    def __enter__(self) -> Self:
        asked = {"grant_type": "password", "scope": "api"}
        asked |= {name: getattr(self._key, name) for name in V2Key.__dataclass_fields__}
        reply = self._connection.send("POST", _TOKEN, data=asked)
        self._headers = {"Authorization": f"Bearer {reply.decode(_Token, self._connection.label(_TOKEN)).access_token}"}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._headers = {}

    def get(self, path: str, **given: Any) -> Reply:
        """The answer at `path` (`Knowledgebase/Article/12`); `given` is what `Connection.send` takes."""
        return self._connection.send("GET", self._root + path, headers=self._headers, **given)

    def rows(self, path: str, shape: type[_Shape]) -> Iterator[_Shape]:
        """All rows at `path` (`Knowledgebase/Article`), asked for a hundred at a time."""
        return paged(
            lambda start: self.get(path, params={"start": start, "limit": _PAGE, "sort": "id"}),
            shape,
            self._connection.label(self._root + path),
        )
