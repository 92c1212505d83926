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
)
