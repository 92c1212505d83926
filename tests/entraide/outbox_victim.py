"""A process that takes requests and delivers them as the service does, until it is killed."""

import itertools
import os
import threading
import time
from datetime import UTC, datetime

from outbox_fakes import file_of, outbox_of, request_of, worker_of

PAUSE = 0.01


class At:
    """Where a server that another process runs is."""

    def __init__(self, *, url="", port=0):
        self.url, self.port = url, port


def now():
    return datetime.now(UTC)


def content_of(number):
    """Of the file of that request; every third request has the same."""
    return b"commun" if number % 3 == 0 else f"image {number}".encode()


def live(folder, glpi, mail, acknowledged):
    """Send each request until it is acknowledged, then note so; deliver meanwhile."""
    outbox = outbox_of(folder, now)
    worker = worker_of(outbox, now, glpi=glpi, mail=mail, verdict=5)
    threading.Thread(target=deliver, args=(worker,), daemon=True).start()
    done = len(acknowledged.read_text().splitlines())
    notes = os.open(acknowledged, os.O_WRONLY | os.O_APPEND)
    for number in itertools.count(done):
        file = file_of(folder / f"in-{os.getpid()}", content=content_of(number), is_attestation=number % 2 == 0)
        os.write(notes, f"{number} {outbox.accept(request_of(f'clé {number}', [file]))}\n".encode())
        time.sleep(PAUSE)


def deliver(worker):
    while True:
        worker.deliver(threading.Event())
        time.sleep(PAUSE / 10)
