"""The Source protocol: anything that lists items with signatures and reads them one by one."""

from typing import Protocol

from forum_sync.model import Cursor, Item, Page


class Source(Protocol):
    """A forum, an archive or a folder of documents. Listing is cheap; reading is not, and is done for changed items only."""

    @property
    def name(self) -> str:
        """The name given in the configuration; first part of every item's id."""

    @property
    def kind(self) -> str:
        """forum, newsletter, club or news."""

    def fetch(self, cursor: Cursor) -> Page:
        """One page of the listing, from `Cursor()` on, or from where the last pass said.

        Raises SourceError when the source as a whole cannot be read.
        """

    def read(self, item_id: str) -> Item:
        """The whole item. Raises ItemError when this one is broken, SourceError when the source is."""
