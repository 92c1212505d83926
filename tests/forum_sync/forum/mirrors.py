"""A mirror of a fake forum, to be passed over again and again with a clock of its own, and compared with a fresh one."""

import time
from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from urllib.parse import urlencode

from requests import Response

from forum_sync import ForumApi, ForumClient, Key, Pace, Privacy, Rules, Store, Wanted, mirror_forum
from forum_sync.database import _SETTINGS

NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)
PSEUDONYMS = Privacy(names="pseudonyms", secret=b"secret-pour-les-essais")
KEY = Key(username="miroir", secret="cle-miroir")


def make_rules(fake, *categories, privacy=PSEUDONYMS, **others):
    return Rules(url=fake.url, categories=categories, privacy=privacy, **others)


class NoWire(ForumClient):
    """Asks the forum `fake` in this process, which need not be started: many times faster than through a socket."""

    fake = None

    def _send(self, verb, address, given, _):
        query = f"?{urlencode(given['params'], doseq=True)}" if given.get("params") else ""
        data = self.fake.respond(verb, address.removeprefix(self.fake.url) + query, {})
        head, _, body = data.partition(b"\r\n\r\n")
        response = Response()
        response.status_code = int(head.split()[1])
        response.headers["Content-Type"] = "application/json"
        return response, body


class Mirror:
    """The mirror in the file `path` of the forum that `fake` serves. Rests are noted in `rests` and not made."""

    def __init__(self, path, fake, rules, *, key=None, wire=True):
        self.path, self.fake, self.rules, self.key, self.wire = path, fake, rules, key, wire
        self.now = NOW
        self.rests = []
        with patch("forum_sync.database._SETTINGS", (*_SETTINGS, "synchronous = OFF")):  # nobody pulls the plug
            self.store = Store.open(path)

    def close(self):
        self.store.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def look(self, **wanted):
        """One pass; its report."""
        pace = Pace(0, clock=time.monotonic, sleep=self.rests.append)
        make = ForumClient if self.wire else NoWire
        client = make("forum", self.fake.url, pace=pace, agent="Essais", key=self.key)
        client.fake = self.fake
        try:
            return mirror_forum(
                self.store, ForumApi(client), self.rules, Wanted(**wanted), clock=lambda: self.now, progress=lambda *_: None
            )
        finally:
            client.close()

    def later(self, **time_passed):
        """Let time pass here; give the mirror itself."""
        self.now += timedelta(**time_passed)
        return self

    def night(self, **wanted):
        """The pass of the next night."""
        return self.later(hours=25).look(**wanted)

    def settle(self):
        """Everything that the loops catch sooner or later: a rotation over all topics, and the night after it."""
        self.later(days=15).look(accept_removals=True)
        return self.night(accept_removals=True)

    def state(self):
        """All that readers can be shown, by id, and the names of the files."""
        return {item.id: item for item in self.store.items()}, sorted(self.store.media_names())


def fresh_state(path, fake, rules, **others):
    """What a new mirror of the same forum holds."""
    with Mirror(path, fake, rules, **others) as mirror:
        report = mirror.look()
        assert report.troubles == ()
        return mirror.state()
