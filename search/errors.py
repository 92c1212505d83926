"""The error tree of the search package. An error names the index or the document it is about and chains its cause."""


class SearchError(Exception):
    """Base of every error this package raises on purpose."""


class IndexUnreadableError(SearchError):
    """The index on disk is missing, truncated or of another version; rebuild it from the stores."""


class IndexLockedError(SearchError):
    """Another process is writing the index; there is one writer at a time."""


class UnknownEngineError(SearchError):
    """The configuration names an engine that does not exist."""
