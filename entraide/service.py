"""Keep a site up to date while it is served: build, mirror and index at the start, then whenever a fiche or a source changes.

In: Settings, a clock, a stop event. The web service asks it for the current engine. Knows no HTTP; live forums are looked at by
`polling`, which has what changed published here.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import watchfiles

from entraide.config import LocalSettings, Settings
from entraide.errors import ContentError, EntraideError
from entraide.faq import Faq
from entraide.forms import Form
from entraide.indexing import drain_changes, update_search
from entraide.local_time import local_day
from entraide.pipeline import Progress, open_store, read_checked_faq, sync_local_sources
from entraide.related import Related
from entraide.searching import open_search
from entraide.site import Publication, build_site
from entraide.world import World
from forum_sync import MirrorError, Store
from search import Engine, IndexUnreadableError, SearchError

RETRY_SECONDS = 2
_MOST_CHANGES = 2000
"""Pages that are made one by one; a build makes more of them faster."""
_PAGES_AT_A_TIME = 200
"""Half a second's work."""
LOOK_MILLISECONDS = 3000
"""How often the watched folders themselves are looked at."""
_log = logging.getLogger("entraide.service")


class Service:
    """The writer of mirror, index and site, whose lock the caller holds."""

    def __init__(self, settings: Settings, *, world: World, progress: Progress) -> None:
        self._settings = settings
        self._world = world
        self._progress = progress
        self._engine: Engine | None = None
        self._faq: Faq | None = None
        self._related = Related(self.engine)
        self._publication: Publication | None = None
        self._built_on: date | None = None
        self._shown = 0
        """The last change of the mirror that the pages show."""
        self._one_at_a_time = threading.RLock()

    def engine(self) -> Engine:
        """The engine to search with: the last one whose update ended well."""
        if self._engine is None:
            self._engine = open_search(self._settings)
        return self._engine

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """The mirror, for the one thread of this process that may write it, the index and the site meanwhile."""
        with self._one_at_a_time, open_store(self._settings) as store:
            yield store

    def refresh(self) -> None:
        """Mirror what is local, build and index; an error leaves the site and the index that are served as they are."""
        faq = read_checked_faq(self._settings)
        with self.writing() as store:
            reports = sync_local_sources(self._settings, store, self._progress)
            for trouble in (trouble for report in reports.values() for trouble in report.troubles):
                _log.warning("%s: %s: %s", trouble.source, trouble.item, trouble.reason)
            if not self._can_search():
                self.attempt(partial(self._update_search, faq, store))
            if self._is_of_another_day():
                self._related.renew()
            # Pages before the index: what the search finds is there to be read.
            shown, self._built_on = store.last_change(), self._today()
            now, related = self._world.clock(), self._related
            self._publication = build_site(self._settings, faq, store, now=now, related=related, is_served=True)
            self._faq = faq
            self._shown = shown
            self._update_search(faq, store)

    def _can_search(self) -> bool:
        """Whether there is an index, which pages ask for what is related."""
        try:
            self.engine()
        except SearchError:
            return False
        return True

    def has_fiche(self, fiche_id: str) -> bool:
        """Whether a fiche of that id is shown."""
        return self._faq is not None and any(fiche.id == fiche_id for fiche in self._faq.fiches)

    def forms(self) -> tuple[Form, ...]:
        """The request forms of the site that is shown."""
        return self._publication.forms if self._publication else ()

    def _update_search(self, faq: Faq, store: Store) -> None:
        # A search under way keeps the engine it has; it is closed when nothing refers to it any more.
        self._engine, indexed = update_search(self._settings, faq, store, today=self._today())
        _log.info("%d fiches, %d documents in the index", len(faq.fiches), indexed.total)

    def mend(self) -> None:
        """Make the index anew if its files are gone or damaged; searches have what was read of it last, meanwhile."""
        try:
            self.engine().versions()
        except IndexUnreadableError as error:
            if self._faq:
                _log.warning("%s; it is made anew", error)
                with self.writing() as store:
                    self._update_search(self._faq, store)

    def catch_up(self) -> None:
        """Give some pages of threads the frame of the site as it is now; few at a time, so that notices are served between."""
        if self._publication and self._publication.is_behind:
            with self.writing() as store:
                self._publication.catch_up(store, _PAGES_AT_A_TIME)

    def publish(self, store: Store) -> None:
        """Show and index what changed in the mirror since the last time, without building the site again."""
        changes = store.changes(self._shown, _MOST_CHANGES)
        publication, ids = self._publication, [change.id for change in changes]
        if publication is None or len(changes) == _MOST_CHANGES or publication.must_rebuild(ids):
            self.refresh()
        elif changes:
            publication.update(store, [(change.id, change.removed) for change in changes])
            self._shown = changes[-1].sequence
            try:
                drain_changes(self.engine(), store, self._settings.labels, publication.tagger)
            except IndexUnreadableError:
                self._update_search(self._faq or read_checked_faq(self._settings), store)

    def compact(self) -> None:
        """Leave nothing in the index's files of what was deleted; to be done once a day, for it takes long."""
        with self._one_at_a_time:
            self.engine().compact()

    def watch(self, stop: threading.Event) -> None:
        """Refresh at each change of the FAQ, of the hand-written pages or of a local source, until `stop` is set.

        To be started before the first refresh, so that no change made meanwhile is missed.
        """
        while not stop.is_set():
            try:
                self._watch(stop)
            except Exception:  # noqa: BLE001 - a name that cannot be decoded ends the watcher, not the service
                _log.exception("the files cannot be watched; trying again")
                stop.wait(RETRY_SECONDS)
            if not stop.is_set():
                self.try_refresh()

    def _watch(self, stop: threading.Event) -> None:
        """Refresh at each change until a folder that is watched has been replaced by another of its name."""
        watched = self._watched()
        changes = watchfiles.watch(*watched, stop_event=stop, step=200, yield_on_timeout=True, rust_timeout=LOOK_MILLISECONDS)
        for change in changes:
            if self._watched() != watched:
                return
            if change or self._is_of_another_day():
                self.try_refresh()
            else:
                self.attempt(self.mend)
                self.attempt(self.catch_up)

    def _is_of_another_day(self) -> bool:
        """Whether pages were built before today, which decides what is due for review and which meetings are to come."""
        return self._built_on is not None and self._built_on != self._today()

    def _today(self) -> date:
        return local_day(self._world.clock())

    def try_refresh(self) -> bool:
        """Refresh, and log instead of raising: the site served stays the last good one. False when it did not end well."""
        return self.attempt(self.refresh)

    def attempt(self, action: Callable[[], None]) -> bool:
        """Do it, and log instead of raising. False when it did not end well."""
        try:
            action()
            return True
        except ContentError as error:
            for problem in error.problems:
                _log.error("%s", problem)
            _log.error("%d problems: the site served is still the last good one", len(error.problems))
        except (EntraideError, MirrorError, SearchError) as error:
            _log.error("%s", error)
        except Exception:  # noqa: BLE001 - the service outlives what one change brings; the next one tries again
            _log.exception("the refresh failed; the site served is still the last good one")
        return False

    def _watched(self) -> dict[Path, int]:
        """Folders to watch, with what tells a folder from another of the same name."""
        local = [source.path for source in self._settings.sources if isinstance(source, LocalSettings)]
        local += [self._settings.paths.agenda]
        places = [self._settings.paths.faq, self._settings.root / "docs", *local]
        return {place: place.stat().st_ino for place in places if place.exists()}
