"""One pass of the mirror over one source: list, decide, read, store.

Comes in: a store to write and a source. Goes out: a Report. Knows no format, no SQL and no lock. It may be killed
anywhere: each item is stored for good as soon as it is read, and the next pass goes on from there.
"""

from collections.abc import Callable

from forum_sync.decide import decide, decide_removed
from forum_sync.errors import AccessError, ItemError, SourceError
from forum_sync.model import Cursor, Page, Put, Quarantine, Report, Summary, Trouble
from forum_sync.source import Source
from forum_sync.store import Store
from forum_sync.words import line_of

_REASON_LIMIT = 300
_FEW = 5
_MOST_REMOVED = 0.5
"""Share of a source's items that may go in one pass without a question: more looks like a disk that is not mounted."""


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def sync(
    store: Store, source: Source, *, accept_removals: bool = False, progress: Callable[[int, int], None] = _silent
) -> Report:
    """Make the store equal to the source and say what was done; `progress` is told items done and items to read.

    An item that cannot be read is put in quarantine and reported at every pass until it changes or goes. When the source
    fails as a whole, or when more than half of its items are gone and nobody says that this is right, nothing is removed and
    what was mirrored stays. Raises StoreError only.
    """
    known = store.known(source.name)
    standing = {trouble.item for trouble in store.quarantined()}
    listed, last, failure = _list(source, store.resume(source.name))
    intents = decide(known, Page(summaries=tuple(listed.values())))
    read = 0
    try:
        for done, intent in enumerate(intents, 1):
            write = _attempt(source, intent.summary)
            store.apply(source.name, [write])
            read += isinstance(write, Put)
            progress(done, len(intents))
    except SourceError as error:
        failure = error
    removals = () if failure or not last.complete else decide_removed(known, listed)
    if len(removals) > max(_FEW, _MOST_REMOVED * len(known)) and not accept_removals:
        failure = SourceError(
            f"{source.name}: {len(removals)} of {len(known)} items are not there any more, and none was removed; "
            "if they are really gone: entraide sync --accept-removals"
        )
        removals = ()
    store.apply(source.name, removals)
    if not failure:
        store.keep_resume(source.name, last.resume)
    store.checkpoint()
    to_read = {intent.summary.id for intent in intents}
    return Report(
        read=read,
        unchanged=len(listed.keys() - to_read - standing),
        removed=len(removals),
        troubles=_troubles(store, source.name, failure),
    )


def _list(source: Source, cursor: Cursor | None) -> tuple[dict[str, Summary], Page, SourceError | None]:
    """All that the source lists, by id, the last page, and why the listing stopped if it did not reach its end."""
    listed: dict[str, Summary] = {}
    page = Page(summaries=(), next=cursor)
    try:
        while page.next:
            page = source.fetch(page.next)
            listed |= {summary.id: summary for summary in page.summaries}
    except SourceError as error:
        return listed, page, error
    return listed, page, None


def _attempt(source: Source, summary: Summary) -> Put | Quarantine:
    try:
        return Put(item=source.read(summary.id), signature=summary.signature)
    except ItemError as error:
        return Quarantine(summary=summary, reason=_one_line(error))


def _troubles(store: Store, source: str, failure: SourceError | None) -> tuple[Trouble, ...]:
    items = tuple(trouble for trouble in store.quarantined() if trouble.source == source)
    if failure is None:
        return items
    access = isinstance(failure, AccessError)
    return Trouble(source=source, item="", reason=_one_line(failure), access=access), *items


def _one_line(error: Exception) -> str:
    return line_of(str(error), _REASON_LIMIT)
