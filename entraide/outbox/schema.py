"""The tables of the outbox, as steps from each version to the next; the database's `user_version` counts steps taken.

A step is never edited once released: add another. Knows no connection.
"""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE sequence (year INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT",
        """
        CREATE TABLE request (
            id INTEGER PRIMARY KEY,
            number TEXT NOT NULL UNIQUE,
            key TEXT NOT NULL UNIQUE,
            tag TEXT NOT NULL UNIQUE, -- what others know it by: differs even from the same number of a lost outbox
            received_at TEXT NOT NULL,
            content BLOB NOT NULL, -- the whole value as JSON, without files
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'unsure', 'held', 'delivered')),
            due_at TEXT NOT NULL, -- when it is tried, while it waits
            tries INTEGER NOT NULL DEFAULT 0, -- since it was last put in line
            trouble TEXT NOT NULL DEFAULT '', -- why the last try failed, without anything of the request
            ticket INTEGER, -- its id in GLPI
            delivered_at TEXT
        ) STRICT
        """,
        "CREATE INDEX request_by_state ON request (state, due_at)",
        """
        CREATE TABLE file (
            request INTEGER NOT NULL REFERENCES request (id) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            name TEXT NOT NULL,
            media_type TEXT NOT NULL,
            digest TEXT NOT NULL, -- SHA-256 of its bytes, the name under which it lies
            size INTEGER NOT NULL,
            is_attestation INTEGER NOT NULL,
            document INTEGER, -- its id in GLPI
            is_delivered INTEGER NOT NULL DEFAULT 0,
            refusal TEXT NOT NULL DEFAULT '', -- what GLPI calls its reason for not taking it
            PRIMARY KEY (request, place)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX file_by_digest ON file (digest)",
    ),
)
