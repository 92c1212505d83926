"""Delivers what waits in the outbox, as tickets or by e-mail, one request at a time in one process at a time.

In: an outbox, ways of delivery, a clock. Out: requests that are delivered, or put off with longer and longer rests. Logs hold
numbers of requests and kinds of errors, never a text, a name or an address.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from filelock import FileLock, Timeout

from entraide.errors import DeliveryError, EntraideError, GlpiError, UnsureDeliveryError
from entraide.outbox.kept import Kept
from entraide.outbox.mail import Mailer
from entraide.outbox.store import Outbox
from entraide.outbox.tickets import Tickets

LOOK_SECONDS = 2.0
_SHORTEST, _LONGEST, _MOST_DOUBLINGS = timedelta(seconds=30), timedelta(hours=1), 7
_INTERRUPTED = "interrupted while the message was handed over"
_log = logging.getLogger("entraide.outbox")


def rest_after(tries: int) -> timedelta:
    """How long to wait after so many failed tries, from 1."""
    return min(_LONGEST, _SHORTEST * 2.0 ** min(tries - 1, _MOST_DOUBLINGS))


class Worker:
    """Delivers by `tickets`, and by `mailer` what is no ticket; with neither, requests are kept until somebody reads them."""

    def __init__(
        self,
        outbox: Outbox,
        *,
        tickets: Tickets | None,
        mailer: Mailer | None,
        keep: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self._outbox = outbox
        self._tickets = tickets
        self._mailer = mailer
        self._keep = keep
        self._clock = clock
        self._purged_on: date | None = None
        self._said = ""

    def run(self, stop: threading.Event) -> None:
        """Deliver until told to stop; once a day, erase what was delivered long ago."""
        while not stop.is_set():
            try:
                self.deliver(stop)
                if self._purged_on != (today := self._clock().date()):
                    self.purge()
                    self._purged_on = today
                self._said = ""
            except Exception as error:  # noqa: BLE001 - the outbox outlives what one pass brings; the next one tries again
                self._say(error)
            stop.wait(LOOK_SECONDS)

    def deliver(self, stop: threading.Event) -> bool:
        """Try what is due; False when another process is at it."""
        if not (self._tickets or self._mailer):
            return True
        with self._alone() as is_alone:
            if is_alone:
                for number in self._outbox.interrupted():
                    self._doubt(number, _INTERRUPTED)
                for number in self._outbox.due():
                    if stop.is_set():
                        break
                    self._try(number)
            return is_alone

    def purge(self) -> list[str]:
        """Erase what was delivered longer ago than is to be kept; the numbers."""
        numbers = self._outbox.purge(before=self._clock() - self._keep)
        for number in numbers:
            _log.info("request %s: erased, for it was delivered long ago", number)
        return numbers

    def _try(self, number: str) -> None:
        kept = self._outbox.find(number)
        self._outbox.tried(number)
        try:
            self._deliver(kept)
        except UnsureDeliveryError as error:
            self._doubt(number, str(error))
        except (DeliveryError, GlpiError) as error:
            self._put_off(kept, str(error))
        except EntraideError:
            raise  # the outbox itself
        except Exception as error:  # noqa: BLE001 - what is wrong with one request holds up no other
            is_out = self._outbox.find(number).state == "sending"
            (self._doubt(number, type(error).__name__) if is_out else self._put_off(kept, type(error).__name__))

    def _deliver(self, kept: Kept) -> None:
        files = kept.files
        if self._tickets:
            files = tuple(self._tickets.deliver(kept))
            kept = self._outbox.find(kept.number)
        if self._mailer and (files or not self._tickets):
            self._mailer.send(kept, files, about_to=lambda: self._outbox.sending(kept.number))
        elif files:
            self._outbox.hold(kept.number, "GLPI refuses " + ", ".join(sorted({file.refusal for file in files})))
            _log.error("request %s: ticket %s is there, GLPI refuses %d of its files", kept.number, kept.ticket, len(files))
            return
        self._outbox.delivered(kept.number)
        _log.info("request %s: delivered%s", kept.number, f" as ticket {kept.ticket}" if kept.ticket else "")

    def _doubt(self, number: str, trouble: str) -> None:
        self._outbox.doubt(number, trouble)
        _log.error("request %s: perhaps delivered, perhaps not (%s); look, then `entraide requests retry`", number, trouble)

    def _put_off(self, kept: Kept, trouble: str) -> None:
        rest = rest_after(kept.tries + 1)
        self._outbox.put_off(kept.number, rest, trouble)
        _log.warning("request %s: not delivered yet (%s), tried again in %d s", kept.number, trouble, rest.total_seconds())

    def _say(self, error: Exception) -> None:
        said = str(error) if isinstance(error, EntraideError) else type(error).__name__
        if said != self._said:
            _log.error("the outbox cannot be worked on: %s", said)
        self._said = said

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether no other process delivers meanwhile; the lock of one that died is free."""
        self._outbox.prepare()
        lock = FileLock(self._outbox.folder / "deliver.lock", timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()
