"""Bring the index up to date, or make it anew: fiches by comparing versions, the mirror by draining the store's change feed.

The feed is acknowledged after the index has committed: a crash between the two replays changes, which then are equal.
Where the feed begins anew (another store, an empty index, other rules), what the store does not hold is swept out first.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import msgspec

from entraide import documents
from entraide.config import SearchSettings, Settings
from entraide.documents import FICHE_PREFIX, item_of, of_bulletin, of_fiche, of_thread
from entraide.faq import Faq
from entraide.tagging import Tagger
from forum_sync import Change, Store, Thread
from search import Document, Engine, IndexUnreadableError, Synonyms, erase_index, move_index, open_engine

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What an update did, in documents."""

    written: int
    deleted: int
    total: int


def update_search(settings: Settings, faq: Faq, store: Store, *, today: date | None = None) -> tuple[Engine, Indexed]:
    """Bring the index up to date with what fiches are on the day `today`; the engine stays open for the caller.

    An index that is missing or cannot be read is made anew, since all that it holds is in the FAQ and the mirror: beside, so
    that whoever has the last one open goes on with it.
    """
    try:
        return _update_search(settings, faq, store, create=False, today=today)
    except IndexUnreadableError:
        beside = msgspec.structs.replace(settings, search=SearchSettings(engine=f"{settings.search.engine}.new"))
        renew_search(beside, faq, store, today=today)[0].close()
        move_index(beside.search.engine, settings.search.engine, root=settings.root)
        return _update_search(settings, faq, store, create=False, today=today)


def renew_search(settings: Settings, faq: Faq, store: Store, *, today: date | None = None) -> tuple[Engine, Indexed]:
    """Make the index anew, so that nothing of what was deleted stays in its files; the engine stays open for the caller."""
    erase_index(settings.search.engine, root=settings.root)
    return _update_search(settings, faq, store, create=True, today=today)


def _update_search(settings: Settings, faq: Faq, store: Store, *, create: bool, today: date | None) -> tuple[Engine, Indexed]:
    synonyms = Synonyms(faq.equivalents, faq.implications)
    engine = open_engine(settings.search.engine, synonyms=synonyms, root=settings.root, create=create)
    try:
        return engine, update_index(engine, faq, store, settings.labels, Tagger(faq), today=today)
    except BaseException:
        engine.close()
        raise


def update_index(  # noqa: PLR0913 - what documents are made of
    engine: Engine, faq: Faq, store: Store, labels: Mapping[str, str], tagger: Tagger, *, today: date | None = None
) -> Indexed:
    """Make the index equal to the FAQ and the mirror, writing only what differs.

    `labels` names each source for readers, `tagger` finds what bulletins speak of, `today` is the day that fiches are dated by.
    """
    known, consumer = dict(engine.versions()), consumer_of(labels, tagger)
    written, deleted = _index_fiches(engine, faq, known, today)
    if not known or not store.position(consumer):
        store.acknowledge(consumer, 0)
        deleted += _sweep(engine, store, known)
    drained = drain_changes(engine, store, labels, tagger)
    return Indexed(written=written + drained.written, deleted=deleted + drained.deleted, total=drained.total)


def drain_changes(engine: Engine, store: Store, labels: Mapping[str, str], tagger: Tagger) -> Indexed:
    """Make the index equal to the mirror where this changed since it was last done."""
    consumer, written, deleted = consumer_of(labels, tagger), 0, 0
    while changes := store.changes(store.position(consumer), BATCH):
        known = engine.versions()
        current = [document for change in changes for document in _documents(store, change, labels, tagger)]
        fresh = [document for document in current if known.get(document.id) != document.version]
        present = {document.id for document in current}
        changed = {change.id for change in changes}
        gone = [name for name in known if item_of(name) in changed and name not in present]
        _replace(engine, fresh, gone)
        store.acknowledge(consumer, changes[-1].sequence)
        written, deleted = written + len(fresh), deleted + len(gone)
    return Indexed(written=written, deleted=deleted, total=len(engine.versions()))


def consumer_of(labels: Mapping[str, str], tagger: Tagger) -> str:
    """The name under which the feed is drained; documents made otherwise are another consumer, which starts anew."""
    rules = Path(documents.__file__).read_bytes() + repr((sorted(labels.items()), tagger.version)).encode()
    return f"index-{hashlib.sha256(rules).hexdigest()[:16]}"


def _sweep(engine: Engine, store: Store, known: Mapping[str, str]) -> int:
    gone = [name for name in known if not name.startswith(FICHE_PREFIX) and store.item(item_of(name)) is None]
    _replace(engine, [], gone)
    return len(gone)


def _index_fiches(engine: Engine, faq: Faq, known: Mapping[str, str], today: date | None) -> tuple[int, int]:
    wanted = {document.id: document for document in map(partial(of_fiche, today=today), faq.fiches)}
    fresh = [document for document in wanted.values() if known.get(document.id) != document.version]
    gone = [name for name in known if name.startswith(FICHE_PREFIX) and name not in wanted]
    _replace(engine, fresh, gone)
    return len(fresh), len(gone)


def _replace(engine: Engine, fresh: list[Document], gone: list[str]) -> None:
    if fresh or gone:
        engine.replace(fresh, deleted=gone)


def _documents(store: Store, change: Change, labels: Mapping[str, str], tagger: Tagger) -> tuple[Document, ...]:
    item = None if change.removed else store.item(change.id)
    if item is None:
        return ()
    label = labels.get(item.id.partition("/")[0], "")
    return (of_thread(item, label),) if isinstance(item, Thread) else of_bulletin(item, label, tagger)
