"""Links to discussions of a live forum: to the page here when the discussion is mirrored, to the forum otherwise.

In: what the mirror holds, then addresses as they stand in messages and bulletins. Out: addresses. Knows no HTML.
"""

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from entraide.config import ForumSettings, SourceSettings
from forum_sync import Bulletin, Thread

_PLACE = re.compile(
    r"/t/(?:(?![0-9]+/)[^/]+/)?(?P<topic>[0-9]{1,15})(?:/(?P<number>[0-9]{1,15}))?/?|/p/(?P<post>[0-9]{1,15})(?:/[0-9]{1,15})?/?"
)
"""A topic or a message of it, with or without the topic's slug; a message by its own id, perhaps with who shared it."""
_DEFAULT_PORTS = (None, 80, 443)


class Crosslinks:
    """The threads and messages of every live forum that are mirrored now; about 160 bytes a message."""

    def __init__(self, sources: Iterable[SourceSettings] = ()) -> None:
        self._forums = {source.name: _Forum(source) for source in sources if isinstance(source, ForumSettings)}

    def note(self, item_id: str, item: Thread | Bulletin | None) -> None:
        """Remember that `item` is what the mirror holds under `item_id` from now on, None that it holds nothing."""
        source, _, topic = item_id.partition("/")
        if source in self._forums and topic.isdecimal():
            self._forums[source].note(int(topic), item if isinstance(item, Thread) else None)

    def local(self, address: str) -> str:
        """The absolute path on the site (`/forum/12/#message-3`) of what is mirrored, else `address` as it is."""
        try:
            parts = urlsplit(address)
            found = [page for forum in self._forums.values() if (page := forum.page(parts))]
        except ValueError:
            return address
        return found[0] if found else address


class _Forum:
    """What is mirrored of one forum."""

    def __init__(self, source: ForumSettings) -> None:
        base = urlsplit(source.url)
        self._name, self._host, self._path = source.name, _host(base), base.path.rstrip("/")
        self._topics: dict[int, tuple[int, ...]] = {}
        """Ids of the messages of each topic."""
        self._posts: dict[int, tuple[int, int]] = {}
        """Topic and number of each message, by its id."""

    def note(self, topic: int, thread: Thread | None) -> None:
        for post in self._topics.pop(topic, ()):
            # A message that was moved may belong to its new topic already.
            if post in self._posts and self._posts[post][0] == topic:
                del self._posts[post]
        if thread:
            self._topics[topic] = tuple(post.id for post in thread.posts)
            self._posts |= {post.id: (topic, post.number) for post in thread.posts}

    def page(self, parts: SplitResult) -> str | None:
        if parts.scheme not in {"http", "https"} or _host(parts) != self._host or not parts.path.startswith(self._path):
            return None
        match = _PLACE.fullmatch(parts.path.removeprefix(self._path))
        if match is None:
            return None
        if match["post"]:
            topic, number = self._posts.get(int(match["post"]), (0, 0))
        else:
            topic, number = int(match["topic"]), int(match["number"] or 0)
        anchor = f"#message-{number}" if number else ""
        return f"/{self._name}/{topic}/{anchor}" if topic in self._topics else None


def _host(parts: SplitResult) -> tuple[str | None, int | None]:
    """Name and port, None for the usual ones; raises ValueError when the port is none."""
    return parts.hostname, None if parts.port in _DEFAULT_PORTS else parts.port
