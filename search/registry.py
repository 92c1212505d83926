"""Engines by the scheme of their address, such as `whoosh:var/index`; adding one is a line here.

In: an address from the configuration and the folder that its path is relative to. Out: an Engine. Knows no engine's files.
"""

from pathlib import Path

from search import whoosh_engine
from search.engine import Engine
from search.errors import UnknownEngineError
from search.synonyms import Synonyms

_OPENERS = {"whoosh": whoosh_engine.WhooshEngine}
_ERASERS = {"whoosh": whoosh_engine.erase}
_MOVERS = {"whoosh": whoosh_engine.move}


def open_engine(address: str, *, synonyms: Synonyms, root: Path, create: bool = True) -> Engine:
    """The engine at `address`, its index created when there is none, unless `create` is False, for who only reads.

    Raises UnknownEngineError, IndexLockedError, or IndexUnreadableError, after which `erase_index` lets it be begun anew.
    """
    scheme, path = _parsed(address, root)
    return _OPENERS[scheme](path, synonyms, create=create)


def erase_index(address: str, *, root: Path) -> None:
    """Remove the index at `address`, readable or not; raises UnknownEngineError or IndexLockedError."""
    scheme, path = _parsed(address, root)
    _ERASERS[scheme](path)


def move_index(address: str, target: str, *, root: Path) -> None:
    """Put the index at `address`, which nobody has open, in the place of that at `target`, of the same engine.

    Who has that one open goes on with what it held. Raises UnknownEngineError or IndexLockedError.
    """
    scheme, path = _parsed(address, root)
    _MOVERS[scheme](path, _parsed(target, root)[1])


def _parsed(address: str, root: Path) -> tuple[str, Path]:
    scheme, _, path = address.partition(":")
    if scheme not in _OPENERS or not path:
        known = ", ".join(f"`{name}:path`" for name in _OPENERS)
        raise UnknownEngineError(f"unknown search engine `{address}`; known: {known}")
    return scheme, root / path
