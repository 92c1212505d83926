"""The first steps that commands are made of: lock, read the FAQ, open the mirror, fill it. Each can be killed and run again.

In: Settings. Knows no index, no command line and no HTTP; who calls passes the clock and the progress line.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from filelock import FileLock, Timeout

from entraide.config import LocalSettings, Settings
from entraide.errors import BusyError, ContentError, StorageError
from entraide.faq import Faq
from entraide.forums import Forum, forum_settings, open_forum
from entraide.leaving_out import leave_out
from entraide.lint import check_faq
from entraide.sources import RemoteDocuments, local_source, public_contacts, remote_sources
from entraide.world import World
from forum_sync import Bulletin, Report, Store, StoreDamagedError, Wanted, sync

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, how many there are."""


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Be the one writer of the mirror, the index and the site; BusyError when another process is."""
    lock = FileLock(settings.paths.var / "writer.lock", timeout=0)
    try:
        settings.paths.var.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise BusyError(f"another `entraide` process is writing in {settings.paths.var}") from error
    except OSError as error:
        raise StorageError(f"{settings.paths.var}: cannot be written: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


def read_checked_faq(settings: Settings, *, keep_going: bool = False) -> Faq:
    """The FAQ; ContentError with every error when there is one, unless what is wrong may be left out to `keep_going`."""
    faq, problems = check_faq(settings.paths.faq, public=public_contacts(settings))
    if problems and keep_going:
        return leave_out(faq, problems)
    if problems:
        raise ContentError(problems)
    return faq


def open_store(settings: Settings) -> Store:
    """The mirror, begun anew when it is missing or damaged: all that it holds is in the sources. The caller closes it."""
    settings.paths.var.mkdir(parents=True, exist_ok=True)
    file = settings.paths.var / "mirror.db"
    try:
        return Store.open(file)
    except StoreDamagedError:
        for suffix in ("", "-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        return Store.open(file)


def sync_sources(settings: Settings, store: Store, progress: Progress, *, world: World, wanted: Wanted) -> dict[str, Report]:
    """Mirror every source, one after the other; what is no longer configured leaves the store. Reports by source name."""
    forums = [open_forum(settings, source, world) for source in forum_settings(settings)]
    others: tuple[Forum | RemoteDocuments, ...] = (*remote_sources(settings, world), *forums)
    reports = {} if wanted.topics else sync_local_sources(settings, store, progress, accept_removals=wanted.accept_removals)
    for source in forums if wanted.topics else others:
        reports[source.name] = source.mirror(store, wanted, world=world, progress=_labelled(progress, source.name))
    return reports


def sync_local_sources(
    settings: Settings, store: Store, progress: Progress, *, accept_removals: bool = False
) -> dict[str, Report]:
    """The same for the sources that are on this machine alone."""
    store.forget_sources([source.name for source in settings.sources])
    return {
        source.name: sync(
            store,
            local_source(settings, source),
            accept_removals=accept_removals,
            progress=partial(progress, source.name),
        )
        for source in settings.sources
        if isinstance(source, LocalSettings)
    }


def _labelled(progress: Progress, name: str) -> Progress:
    return lambda what, done, total: progress(f"{name}, {what}", done, total)


def bulletins(settings: Settings, store: Store) -> Iterator[Bulletin]:
    """All newsletters, reports and news of the mirror."""
    for source in settings.sources:
        if source.kind != "forum":
            yield from (item for item in store.items(source.name) if isinstance(item, Bulletin))
