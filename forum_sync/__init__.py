"""Mirrors forum threads, newsletters and club reports into one SQLite store. Knows no search, no FAQ and no site."""

from forum_sync.archive import ArchiveSource
from forum_sync.clean import text_of
from forum_sync.documents import FolderSource
from forum_sync.errors import ItemError, MirrorError, SourceError, StoreDamagedError, StoreError
from forum_sync.model import Bulletin, Change, Media, Post, Report, Thread, Trouble
from forum_sync.sanitise import sanitise
from forum_sync.source import Source
from forum_sync.store import Store
from forum_sync.sync import sync

__all__ = [
    "ArchiveSource",
    "Bulletin",
    "Change",
    "FolderSource",
    "ItemError",
    "Media",
    "MirrorError",
    "Post",
    "Report",
    "Source",
    "SourceError",
    "Store",
    "StoreDamagedError",
    "StoreError",
    "Thread",
    "Trouble",
    "sanitise",
    "sync",
    "text_of",
]
