"""What may be mirrored of a forum and how, as it was configured.

Pure values: knows no network and no store.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from forum_sync.html.clean import web_link
from forum_sync.privacy import Privacy

RENDERING = "1"
"""Raise it when the same posts must give another thread: all topics are then read again."""
_TOPIC = re.compile(r"/t/[0-9]+/[0-9]+")
_SIGNED = re.compile(r"/secure-(?:media-)?uploads/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one forum."""

    url: str
    """Address of the forum, without a slash at its end."""
    categories: tuple[int | str, ...]
    """Ids or slugs of those that may be mirrored with all below them; others are not, whoever may see them."""
    privacy: Privacy
    image_hosts: frozenset[str] = frozenset()
    """Hosts beside the forum's own from which images are fetched."""

    @property
    def naming(self) -> str:
        """Another one when members are named otherwise than before: then nothing that was mirrored may stay."""
        return replace(self.privacy, opted_out=frozenset()).fingerprint

    def link(self, address: str) -> str | None:
        """An address in a post as one that means the same everywhere, None for one that leads nowhere."""
        if _TOPIC.fullmatch(address):
            return self.url + address
        try:
            return web_link(address) or web_link(urljoin(f"{self.url}/", address))
        except ValueError:
            return None

    def image(self, address: str) -> str | None:
        """The whole address from which an image may be fetched, None when it may not be."""
        whole = self.link(address)
        try:
            parts = urlsplit(whole or "")
        except ValueError:
            return None
        own = urlsplit(self.url)
        allowed = parts[:2] == own[:2] or (parts.scheme == "https" and parts.netloc in self.image_hosts)
        return whole if allowed and not _SIGNED.match(parts.path) else None
