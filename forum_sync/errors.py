"""The error tree of the mirror. An error names its source and item and chains its cause; a message quotes no content."""


class MirrorError(Exception):
    """Base of every error this package raises on purpose."""


class SourceError(MirrorError):
    """A whole source cannot be read now (missing folder, refused, unreachable); what was mirrored is kept."""


class AccessError(SourceError):
    """The source wants a key, another one, or the account behind the key may see too much."""


class ItemError(MirrorError):
    """One thread or document cannot be read; it is skipped, reported and counted, and the rest goes on."""


class GoneError(ItemError):
    """The item is not there, or not to be seen by everyone any more."""


class BodyError(MirrorError):
    """The body of an answer cannot be had whole; who asked says of what."""


class BodyTooBigError(BodyError):
    """There is more of it than is taken."""


class StoreError(MirrorError):
    """The mirror's database cannot be used (locked, newer than the program, damaged)."""


class StoreDamagedError(StoreError):
    """The database is no database or holds what cannot be; it can be deleted, the next sync makes it again."""
