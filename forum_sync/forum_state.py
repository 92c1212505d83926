"""What the mirror remembers of one live forum beside its threads, in the same database.

Topics as last listed, posts and their places, the queue of topics to read, posts staged on the way, images, and where each
loop stands. Comes in: values decided elsewhere. Knows no network and decides nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec

from forum_sync.database import Database
from forum_sync.listed import FeedPost, ListedTopic, post_signature
from forum_sync.model import KnownPost
from forum_sync.schema import FORUM_TABLES
from forum_sync.topic import Message

_REGULAR = 1
_SOME = 400
"""Values in one statement."""


class ForumState:
    """The memory of the source `name`. Times are aware and in UTC."""

    def __init__(self, database: Database, name: str) -> None:
        self.database = database
        self.name = name

    def recall(self, name: str) -> str:
        """Where a loop stands, as it said last; empty at first."""
        rows = self._rows("SELECT value FROM progress WHERE source = ? AND name = ?", name)
        return str(rows[0][0]) if rows else ""

    def remember(self, name: str, value: str) -> None:
        """Remember where a loop stands; an empty text forgets it."""
        if value:
            self._run("REPLACE INTO progress (source, name, value) VALUES (?, ?, ?)", name, value)
        else:
            self._run("DELETE FROM progress WHERE source = ? AND name = ?", name)

    def signatures(self, topics: Collection[int]) -> dict[int, str]:
        """Of those topics that are known: the signature in the last list before each was read, empty when it never was."""
        return dict(self._among("SELECT id, listed FROM topic WHERE source = ? AND id IN", topics))

    def note_listed(self, topics: Iterable[ListedTopic]) -> None:
        """Keep what a list says of these until they are read."""
        statement = """
            INSERT INTO topic (source, id, category, size, active_at, summary) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET size = excluded.size, active_at = excluded.active_at, gone_at = '',
            summary = excluded.summary, category = coalesce(category, excluded.category)
            """
        for topic in topics:
            values = (topic.category_id, topic.posts_count or 0, _text(topic.last_posted_at), msgspec.json.encode(topic))
            self._run(statement, topic.id, *values)

    def note_met(self, topics: Iterable[int], sweep: int) -> None:
        """Remember that sweep number `sweep` met these."""
        for topic in topics:
            self._run("UPDATE topic SET sweep = max(sweep, ?2) WHERE source = ?1 AND id = ?3", sweep, topic)

    def listed(self, topic: int) -> ListedTopic | None:
        """The topic as it was listed since it was last read; None when it was not."""
        rows = self._rows("SELECT summary FROM topic WHERE source = ? AND id = ? AND summary IS NOT NULL", topic)
        return msgspec.json.decode(rows[0][0], type=ListedTopic) if rows else None

    def note_read(self, topic: int, category: int | None, posts: Collection[Message], *, now: datetime) -> set[int]:
        """Remember that the topic was read and has these posts; the other topics in which some of them were before."""
        listed = self.listed(topic)
        statement = """
            INSERT INTO topic (source, id, category, size, active_at, read_at, listed) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET category = excluded.category, active_at = max(active_at, excluded.active_at),
            read_at = excluded.read_at, gone_at = '', summary = NULL,
            listed = CASE excluded.listed WHEN '' THEN listed ELSE excluded.listed END
            """
        newest = max((_text(post.created_at) for post in posts), default="")
        self._run(statement, topic, category, len(posts), newest, _text(now), listed.signature if listed else "")
        elsewhere = {known.topic for known in self.posts([post.id for post in posts]).values()} - {topic}
        self._run("DELETE FROM post WHERE source = ? AND topic = ?", topic)
        for post in posts:
            fed = int(post.post_type == _REGULAR and not post.hidden)
            values = (post.id, topic, post_signature(post, topic), fed)
            self._run("REPLACE INTO post (source, id, topic, signature, fed) VALUES (?, ?, ?, ?, ?)", *values)
        self._run("DELETE FROM staged WHERE source = ? AND topic = ?", topic)
        self._run("DELETE FROM queue WHERE source = ? AND topic = ?", topic)
        return elsewhere

    def note_gone(self, topic: int, *, now: datetime) -> None:
        """Forget all of the topic but its id and when it was found gone."""
        statement = """
            INSERT INTO topic (source, id, gone_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET gone_at = excluded.gone_at,
            category = NULL, listed = '', summary = NULL, size = 0, active_at = '', read_at = ''
            """
        self._run(statement, topic, _text(now))
        self._run("DELETE FROM post WHERE source = ? AND topic = ?", topic)
        self._run("DELETE FROM staged WHERE source = ? AND topic = ?", topic)
        self._run("DELETE FROM queue WHERE source = ? AND topic = ?", topic)

    def count(self) -> int:
        """How many topics are mirrored or about to be."""
        return int(self._rows("SELECT count(*) FROM topic WHERE source = ? AND gone_at = ''")[0][0])

    def newest(self) -> str:
        """ISO time of the newest post of any topic, by the forum's clock; empty when none is known."""
        return str(self._rows("SELECT coalesce(max(active_at), '') FROM topic WHERE source = ?")[0][0])

    def missing(self, sweep: int) -> list[int]:
        """Topics that were read and that sweep number `sweep` did not meet."""
        return self._ids("SELECT id FROM topic WHERE source = ? AND gone_at = '' AND read_at != '' AND sweep < ?", sweep)

    def active_since(self, time: str) -> list[int]:
        """Topics with a post at that ISO time or later."""
        return self._ids("SELECT id FROM topic WHERE source = ? AND gone_at = '' AND active_at >= ?", time)

    def longest_unread(self, number: int) -> list[int]:
        """The `number` topics whose last reading is the longest ago."""
        query = "SELECT id FROM topic WHERE source = ? AND gone_at = '' ORDER BY read_at, id LIMIT ?"
        return self._ids(query, number)

    def mirrored(self) -> dict[int, int | None]:
        """The category of each topic that was read."""
        return dict(self._rows("SELECT id, category FROM topic WHERE source = ? AND gone_at = '' AND read_at != ''"))

    def enqueue(self, topics: Iterable[int], due: datetime, *, settled: bool = False) -> None:
        """Have these topics read, not before `due`; the earlier of two dates counts."""
        statement = """
            INSERT INTO queue (source, topic, due_at, settled) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET due_at = min(due_at, excluded.due_at), settled = min(settled, excluded.settled)
            """
        for topic in topics:
            self._run(statement, topic, _text(due), int(settled))

    def due(self, now: datetime) -> list[tuple[int, bool]]:
        """Topics to read now, the last active ones first, each with whether it is only to settle."""
        query = """
            SELECT topic, settled FROM queue LEFT JOIN topic ON topic.source = queue.source AND topic.id = queue.topic
            WHERE queue.source = ? AND due_at <= ? ORDER BY coalesce(active_at, '') DESC, topic
            """
        return [(row[0], bool(row[1])) for row in self._rows(query, _text(now))]

    def due_listed(self, now: datetime) -> tuple[int, int]:
        """How many of the topics to read now were listed since they were last read, and how many posts these have."""
        query = """
            SELECT count(*), coalesce(sum(size), 0) FROM queue
            JOIN topic ON topic.source = queue.source AND topic.id = queue.topic
            WHERE queue.source = ? AND due_at <= ? AND summary IS NOT NULL
            """
        rows = self._rows(query, _text(now))
        return int(rows[0][0]), int(rows[0][1])

    def postpone(self, topics: Iterable[int], due: datetime) -> None:
        """Have these topics of the queue read later."""
        for topic in topics:
            self._run("UPDATE queue SET due_at = ?2 WHERE source = ?1 AND topic = ?3", _text(due), topic)

    def forget_signatures(self) -> None:
        """Have every topic count as changed when it is listed next."""
        self._run("UPDATE topic SET listed = '' WHERE source = ?")

    def posts(self, ids: Collection[int]) -> dict[int, KnownPost]:
        """Those of the posts that are known."""
        rows = self._among("SELECT id, topic, signature FROM post WHERE source = ? AND id IN", ids)
        return {row[0]: KnownPost(topic=row[1], signature=row[2]) for row in rows}

    def newest_post(self) -> int:
        """Id of the newest post that is known; 0 when none is."""
        return int(self._rows("SELECT coalesce(max(id), 0) FROM post WHERE source = ?")[0][0])

    def fed(self, low: int, high: int | None) -> dict[int, int]:
        """The posts from `low` to below `high`, to the newest when it is None, that the feed should list; their topics."""
        query = "SELECT id, topic FROM post WHERE source = ? AND fed AND id >= ? AND (?3 IS NULL OR id < ?3)"
        return dict(self._rows(query, low, high))

    def stage(self, posts: Iterable[FeedPost]) -> None:
        """Keep posts that the feed gave."""
        for post in posts:
            values = (post.id, post.topic_id, msgspec.json.encode(post))
            self._run("REPLACE INTO staged (source, id, topic, content) VALUES (?, ?, ?, ?)", *values)

    def staged(self, topic: int) -> list[Message]:
        """The posts of the topic that the feed gave."""
        rows = self._rows("SELECT content FROM staged WHERE source = ? AND topic = ?", topic)
        return [msgspec.json.decode(row[0], type=Message) for row in rows]

    def clear_stage(self) -> None:
        """Drop all staged posts."""
        self._run("DELETE FROM staged WHERE source = ?")

    def image(self, address: str) -> str | None:
        """Name in the mirror of the image at an address, None when it is not there."""
        query = (
            "SELECT media FROM image WHERE source = ? AND address = ? AND EXISTS (SELECT 1 FROM media WHERE name = image.media)"
        )
        rows = self._rows(query, address)
        return str(rows[0][0]) if rows else None

    def note_image(self, address: str, media: str) -> None:
        """Remember which file the image at an address is."""
        self._run("REPLACE INTO image (source, address, media) VALUES (?, ?, ?)", address, media)

    def forget_images(self) -> None:
        """Forget the addresses of images that no item has any more."""
        self._run("DELETE FROM image WHERE source = ? AND NOT EXISTS (SELECT 1 FROM media WHERE name = image.media)")

    def clear(self) -> None:
        """Forget everything."""
        for table in FORUM_TABLES:
            self._run(f"DELETE FROM {table} WHERE source = ?")  # noqa: S608 - names of our own

    def _run(self, statement: str, *values: object) -> None:
        self.database.run(statement, self.name, *values)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self.database.rows(query, self.name, *values)

    def _ids(self, query: str, *values: object) -> list[int]:
        return [int(row[0]) for row in self.database.rows(query, self.name, *values)]

    def _among(self, query: str, values: Collection[int]) -> list[tuple[Any, ...]]:
        ordered: Sequence[int] = sorted(values)
        starts = range(0, len(ordered), _SOME)
        parts = [ordered[start : start + _SOME] for start in starts]
        return [row for part in parts for row in self._rows(f"{query} ({', '.join('?' * len(part))})", *part)]


def _text(time: datetime | None) -> str:
    """In one form, so that texts compare as times do."""
    if time is None:
        return ""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    # In the first and the last year there are times that UTC does not have.
    with suppress(OverflowError):
        aware = aware.astimezone(UTC)
    return aware.isoformat(timespec="milliseconds")
