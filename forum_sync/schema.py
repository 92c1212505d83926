"""The tables of the mirror, as steps from each version to the next; the database's `user_version` counts steps taken.

A step is never edited once released: add another. Knows no connection.
"""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE item (
            id TEXT PRIMARY KEY,
            source TEXT NOT NULL,
            kind TEXT NOT NULL,
            type TEXT NOT NULL CHECK (type IN ('thread', 'bulletin')),
            dated TEXT NOT NULL, -- ISO time of the newest post, or ISO date; empty when there is none
            signature TEXT NOT NULL,
            content BLOB NOT NULL -- the whole value as JSON, without media
        ) STRICT
        """,
        "CREATE INDEX item_by_source ON item (source)",
        "CREATE INDEX item_by_date ON item (dated DESC, id)",
        "CREATE TABLE media (name TEXT PRIMARY KEY, content_type TEXT NOT NULL, data BLOB NOT NULL) STRICT",
        """
        CREATE TABLE item_media (
            item TEXT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
            media TEXT NOT NULL REFERENCES media (name),
            PRIMARY KEY (item, media)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX item_media_by_media ON item_media (media)",
        """
        CREATE TABLE quarantine (
            id TEXT PRIMARY KEY,
            source TEXT NOT NULL,
            signature TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE change (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE, -- an item has one line, its last change
            kind TEXT NOT NULL,
            removed INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE TABLE consumer (name TEXT PRIMARY KEY, sequence INTEGER NOT NULL) STRICT",
    ),
    (
        """
        CREATE TABLE topic ( -- what is known of each topic of a live forum
            source TEXT NOT NULL,
            id INTEGER NOT NULL,
            category INTEGER,
            listed TEXT NOT NULL DEFAULT '', -- its signature in the last list before it was read
            summary BLOB, -- what the list said, from when it is listed until it is read
            size INTEGER NOT NULL DEFAULT 0, -- posts, as listed
            active_at TEXT NOT NULL DEFAULT '', -- time of its newest post, by the forum's clock
            sweep INTEGER NOT NULL DEFAULT 0, -- the last sweep that met it
            read_at TEXT NOT NULL DEFAULT '', -- when it was last read whole; empty: never
            gone_at TEXT NOT NULL DEFAULT '', -- when it was found gone; nothing else of it is kept then
            PRIMARY KEY (source, id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE post ( -- which post is where, and in what state
            source TEXT NOT NULL,
            id INTEGER NOT NULL,
            topic INTEGER NOT NULL,
            signature TEXT NOT NULL,
            fed INTEGER NOT NULL, -- whether the feed lists such a post
            PRIMARY KEY (source, id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX post_by_topic ON post (source, topic)",
        """
        CREATE TABLE queue ( -- topics to read
            source TEXT NOT NULL,
            topic INTEGER NOT NULL,
            due_at TEXT NOT NULL,
            settled INTEGER NOT NULL, -- whether it is read only to see what the forum finished later
            PRIMARY KEY (source, topic)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE staged ( -- posts that the feed gave, until their topic is put together
            source TEXT NOT NULL,
            topic INTEGER NOT NULL,
            id INTEGER NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (source, topic, id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE image (
            source TEXT NOT NULL,
            address TEXT NOT NULL,
            media TEXT NOT NULL,
            PRIMARY KEY (source, address)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE progress ( -- where each loop stands
            source TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (source, name)
        ) STRICT, WITHOUT ROWID
        """,
    ),
)

FORUM_TABLES = ("topic", "post", "queue", "staged", "image", "progress")
"""Each has a column `source`."""
