"""Looks at what is on other machines while the site is served: every so often, and at once when a forum sends a notice.

In: the service that publishes, settings, the world. A pass over a forum is made in slices, so that a first mirror of half an
hour holds up neither a notice nor a fiche that is saved meanwhile; each slice is published. Knows no HTTP.
"""

import logging
import queue
import threading
from dataclasses import dataclass, field, replace

from entraide.config import Settings
from entraide.forums import Forum, forum_settings, open_forum
from entraide.service import Service
from entraide.sources import RemoteDocuments, remote_sources
from entraide.world import World
from forum_sync import Report, Wanted

_SLICE = 15.0
_SHORT_REST = 5.0
"""Seconds that are waited out; for a longer rest the pass is stopped and taken up again."""
_SHORTEST_BACKOFF, _LONGEST_BACKOFF, _MOST_DOUBLINGS = 30.0, 3600.0, 8
_log = logging.getLogger("entraide.polling")


class PausedError(Exception):
    """The slice is over; the pass goes on later from where it stands."""


@dataclass(slots=True, kw_only=True)
class _Watched:
    """A source and when it is to be looked at."""

    source: Forum | RemoteDocuments
    due: float
    rest: float = 0.0
    """Before that, the source asked to be left alone."""
    topics: set[int] = field(default_factory=set)
    """Named by notices."""
    failures: int = 0
    said: frozenset[str] = frozenset()
    """Troubles that were logged already."""


class Poller:
    """The one thread that reads other machines. Raises ConfigError when a source is not fully configured."""

    def __init__(self, service: Service, settings: Settings, world: World, stop: threading.Event) -> None:
        self._service = service
        self._stop = stop
        self._world = replace(world, sleep=self._rest)
        self._notices: queue.SimpleQueue[tuple[str, int]] = queue.SimpleQueue()
        self._until = self._resume = 0.0
        now = world.monotonic()
        forums = [open_forum(settings, forum, self._world) for forum in forum_settings(settings)]
        sources: tuple[Forum | RemoteDocuments, ...] = (*forums, *remote_sources(settings, self._world))
        self._watched = {source.name: _Watched(source=source, due=now) for source in sources}

    def notice(self, source: str, topic: int) -> None:
        """A forum says that something happened in a topic; may be called by any thread."""
        self._notices.put((source, topic))

    def run(self) -> None:
        """Look at the sources until told to stop."""
        while self._watched and not self._stop.is_set():
            self._collect(min(watched.due for watched in self._watched.values()) - self._world.monotonic())
            for watched in self._watched.values():
                if self._stop.is_set():
                    return
                now = self._world.monotonic()
                if watched.rest <= now and (watched.topics or watched.due <= now):
                    self._look(watched)

    def _collect(self, wait: float) -> None:
        """Take the notices that are there; wait for one at most so long, a second at most."""
        try:
            source, topic = self._notices.get(timeout=max(0.0, min(1.0, wait)))
            self._watched[source].topics.add(topic)
            while True:
                source, topic = self._notices.get_nowait()
                self._watched[source].topics.add(topic)
        except queue.Empty:
            return

    def _look(self, watched: _Watched) -> None:
        wanted, watched.topics = Wanted(topics=tuple(sorted(watched.topics))), set()
        if not self._service.attempt(lambda: self._slice(watched, wanted)):
            watched.failures += 1
            watched.due = self._world.monotonic() + self._backoff(watched)

    def _slice(self, watched: _Watched, wanted: Wanted) -> None:
        """One slice of a pass, then what changed on the site."""
        self._until = self._world.monotonic() + _SLICE
        swept = False
        with self._service.writing() as store:
            try:
                report = watched.source.mirror(store, wanted, world=self._world, progress=self._progress)
            except PausedError:
                watched.due = watched.rest = self._resume
            else:
                self._note(watched, report, on_time=not wanted.topics)
                swept = report.swept
            self._service.publish(store)
            if swept:
                self._service.compact()

    def _note(self, watched: _Watched, report: Report, *, on_time: bool) -> None:
        troubles = frozenset(trouble.reason for trouble in report.troubles)
        for reason in sorted(troubles - watched.said):
            _log.warning("%s", reason)
        watched.said = troubles
        failed = any(not trouble.item for trouble in report.troubles)
        watched.failures = watched.failures + 1 if failed else 0
        if on_time:
            watched.due = self._world.monotonic() + (self._backoff(watched) if failed else watched.source.every)
        if report.read or report.removed:
            _log.info("%s: %d read, %d removed", watched.source.name, report.read, report.removed)

    def _backoff(self, watched: _Watched) -> float:
        doubled = max(watched.source.every, _SHORTEST_BACKOFF) * 2.0 ** min(watched.failures, _MOST_DOUBLINGS)
        return max(watched.source.every, min(_LONGEST_BACKOFF, doubled))

    def _progress(self, _what: str, _done: int, _total: int) -> None:
        """Called between two steps of a pass, after each of which it may be stopped."""
        if self._stop.is_set() or not self._notices.empty() or self._world.monotonic() > self._until:
            self._resume = self._world.monotonic()
            raise PausedError

    def _rest(self, wait: float) -> None:
        self._resume = self._world.monotonic() + wait
        if wait > _SHORT_REST or self._stop.wait(wait):
            raise PausedError
