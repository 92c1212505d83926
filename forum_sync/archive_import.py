"""Puts the topics of an archive into the mirror of a live forum, so that a new installation starts with them.

Comes in: a folder and the rules of the forum. Goes out: threads, as the forum itself would have given them. Asks no forum.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from forum_sync.archive import ArchiveSource, Listing, read_mark
from forum_sync.errors import ItemError, SourceError
from forum_sync.forum.erase import erase_members, without_members
from forum_sync.forum.rules import Rules
from forum_sync.forum_state import ForumState
from forum_sync.model import Cursor, Put, Report, Trouble
from forum_sync.privacy import Privacy
from forum_sync.store import Store
from forum_sync.words import line_of

_REASON_LIMIT = 300


def import_archive(store: Store, source: str, folder: Path, rules: Rules, *, clock: Callable[[], datetime]) -> Report:
    """Mirror those topics of the folder that are in a category of `rules`, and of which the forum has told nothing yet.

    Members are named as `rules` says: those of an exported archive are named so already and keep their tokens. A relative link
    becomes an address of the forum, as in all its threads. Topics count as read and never listed: the next sweep reads each
    again, for what a first mirror would have cost, and finds out which are gone; what has not changed is not written again.
    Raises SourceError when the folder is no archive, when members are named otherwise in it, and when nothing in it may be
    mirrored.
    """
    state, archive = ForumState(store.database, source), _open(source, folder, rules)
    _check_naming(state, folder, rules)
    archive.fetch(Cursor())
    listing = archive.listing
    allowed = _allowed(folder, listing, rules)
    _begin(state, listing, rules)
    tokens = {rules.privacy.member(name) for name in rules.privacy.opted_out}
    known, describing = state.signatures(listing.places), listing.categories.describing()
    read, gone, troubles = 0, set(rules.privacy.opted_out), []
    for topic, place in listing.places.items():
        if topic in known or topic in describing or (place not in allowed and topic in listing.slugs):
            continue
        try:
            thread = archive.read(f"{source}/{topic}")
        except ItemError as error:
            troubles.append(Trouble(source=source, item=f"{source}/{topic}", reason=line_of(str(error), _REASON_LIMIT)))
            continue
        gone |= {post.author for post in thread.posts if post.member in tokens}
        if bare := without_members(thread, tokens):
            with store.database.transaction():
                store.apply(source, [Put(item=bare, signature="")])
                state.note_read(topic, place, (), now=clock())
            read += 1
    erase_members(store, source, gone, rules.privacy)
    return Report(read=read, unchanged=len(known), removed=0, troubles=tuple(troubles))


class _ForumArchive(ArchiveSource):
    """An archive of a forum whose address is known."""

    def __init__(self, name: str, path: Path, privacy: Privacy, rules: Rules) -> None:
        super().__init__(name, "forum", path, privacy)
        self._rules = rules

    def link(self, address: str) -> str | None:
        """As in a thread of the forum."""
        return self._rules.link(address)

    def origin(self, topic: int, slug: str) -> str:
        """The address of a topic on the forum."""
        return f"{self._rules.url}/t/{slug or '-'}/{topic}"


def _open(source: str, folder: Path, rules: Rules) -> ArchiveSource:
    """In an exported archive, those who asked not to be mirrored are told by their tokens, once the names are known."""
    exported = read_mark(source, folder) is not None
    privacy = replace(rules.privacy, opted_out=frozenset()) if exported else rules.privacy
    return _ForumArchive(source, folder, privacy, rules)


def _check_naming(state: ForumState, folder: Path, rules: Rules) -> None:
    mark = read_mark(state.name, folder)
    if mark and mark.naming != rules.naming:
        raise SourceError(
            f"{state.name}: {folder}: members are named otherwise in it: it was exported with other `names`, or another secret"
        )
    if state.recall("naming") not in {"", rules.naming}:
        raise SourceError(f"{state.name}: members are named otherwise in the mirror; run `entraide sync` first")


def _allowed(folder: Path, listing: Listing, rules: Rules) -> frozenset[int]:
    """Ids of the categories of the archive that may be mirrored."""
    named = (listing.categories.named(name) for name in rules.categories)
    allowed = listing.categories.under([category.id for category in named if category])
    if not allowed & set(listing.places.values()):
        raise SourceError(f"{folder}: holds no topic in the categories {', '.join(map(str, rules.categories))}")
    return allowed


def _begin(state: ForumState, listing: Listing, rules: Rules) -> None:
    """Under which names and categories threads are mirrored must be known before the first of them."""
    state.remember("naming", rules.naming)
    if not state.recall("categories"):
        state.remember("categories", msgspec.json.encode(list(listing.categories.by_id.values())).decode())
