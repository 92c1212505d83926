"""The Engine protocol: what any full-text engine must do for the application, and nothing that only one of them can.

The contract suite (tests/search/test_engine_contract.py) runs over every adapter and over the in-memory fake.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from search.model import Document, Query, Results


class Engine(Protocol):
    """A full-text index over documents: one writer at a time, any number of readers, all methods safe from any thread."""

    def replace(self, documents: Iterable[Document], *, deleted: Iterable[str] = ()) -> None:
        """Put `documents` in place of those of the same id and drop the ids in `deleted`, all or nothing, durably.

        Raises IndexLockedError when another process is writing. Once it returns, every later search sees the change.
        """

    def compact(self) -> None:
        """Leave nothing in the files of what was deleted or replaced; takes long, and changes no answer.

        Raises IndexLockedError when another process is writing.
        """

    def search(self, query: Query) -> Results:
        """Answer `query`; a query without words, or that matches nothing, gives empty results, never an error."""

    def versions(self) -> Mapping[str, str]:
        """Id to `Document.version` of everything indexed, so that a caller can tell what is new, changed or gone."""

    def close(self) -> None:
        """Release files; the engine is not used afterwards."""
