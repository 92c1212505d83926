"""Mirrors forum threads, newsletters and club reports into one SQLite store. Knows no search, no FAQ and no site."""

from forum_sync.archive import ArchiveSource
from forum_sync.archive_export import export_archive
from forum_sync.archive_import import import_archive
from forum_sync.bulletins.dates import Mention, mention_at
from forum_sync.bulletins.feed import FeedSource
from forum_sync.bulletins.folder import FolderSource
from forum_sync.bulletins.imap import ImapAccount, ImapSource
from forum_sync.bulletins.mailbox import MboxSource
from forum_sync.bulletins.make import WARNINGS
from forum_sync.bulletins.sections import Outline, Section, outline_of
from forum_sync.bulletins.webpage import WebPageSource
from forum_sync.database import Database
from forum_sync.discourse import ForumClient, Key
from forum_sync.errors import (
    AccessError,
    BodyError,
    BodyTooBigError,
    ItemError,
    MirrorError,
    SourceError,
    StoreDamagedError,
    StoreError,
)
from forum_sync.forum import Rules, RunProgress, Wanted, erase_members, mirror_forum
from forum_sync.forum.check import Finding, check_forum
from forum_sync.forum_api import ForumApi
from forum_sync.html.clean import parse_html, text_of
from forum_sync.html.masks import mask, plain_contact
from forum_sync.html.sanitise import sanitise
from forum_sync.http_session import open_session, read_body
from forum_sync.model import Bulletin, Change, Media, Post, Report, Thread, Trouble
from forum_sync.pacing import Pace
from forum_sync.privacy import Privacy
from forum_sync.source import Source
from forum_sync.store import Store
from forum_sync.sync import sync
from forum_sync.webhook import Notice, NoticeError, read_notice
from forum_sync.words import fold

__all__ = [
    "WARNINGS",
    "AccessError",
    "ArchiveSource",
    "BodyError",
    "BodyTooBigError",
    "Bulletin",
    "Change",
    "Database",
    "FeedSource",
    "Finding",
    "FolderSource",
    "ForumApi",
    "ForumClient",
    "ImapAccount",
    "ImapSource",
    "ItemError",
    "Key",
    "MboxSource",
    "Media",
    "Mention",
    "MirrorError",
    "Notice",
    "NoticeError",
    "Outline",
    "Pace",
    "Post",
    "Privacy",
    "Report",
    "Rules",
    "RunProgress",
    "Section",
    "Source",
    "SourceError",
    "Store",
    "StoreDamagedError",
    "StoreError",
    "Thread",
    "Trouble",
    "Wanted",
    "WebPageSource",
    "check_forum",
    "erase_members",
    "export_archive",
    "fold",
    "import_archive",
    "mask",
    "mention_at",
    "mirror_forum",
    "open_session",
    "outline_of",
    "parse_html",
    "plain_contact",
    "read_body",
    "read_notice",
    "sanitise",
    "sync",
    "text_of",
]
