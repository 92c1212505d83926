"""Who may send a form: keys that tell how old a page is, and how many requests one address may send in a while.

In: times, and addresses of computers, which are forgotten within minutes. Knows no form and no HTTP.
"""

import re
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime

FASTEST = 3
"""Seconds: nobody fills in a form sooner."""
BURST, SECONDS_EACH = 10, 30
"""Requests that an address may send at once, and how long it then waits for each more. A town hall is one address."""
_MOST_ADDRESSES = 10_000
_KEY = re.compile(r"([0-9a-f]{8})-[0-9a-f]{32}")


def new_key(now: datetime) -> str:
    """A key for a page that is shown now: random, and it tells when."""
    return f"{int(now.timestamp()):08x}-{secrets.token_hex(16)}"


def shown_at(key: str) -> datetime | None:
    """When the page of `key` was shown, None for what is no key."""
    found = _KEY.fullmatch(key)
    return datetime.fromtimestamp(int(found[1], 16), UTC) if found else None


class Pace:
    """Lets each address send a few requests at once, then one now and then. May be asked from any thread."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._debts: dict[str, float] = {}
        """When each address will have its whole allowance again, in seconds since 1970."""

    def allows(self, address: str) -> bool:
        """Whether `address` may send one now, which then counts."""
        with self._lock:
            now = self._clock().timestamp()
            if len(self._debts) >= _MOST_ADDRESSES:
                self._debts = {other: until for other, until in self._debts.items() if until > now}
            until = max(now, self._debts.get(address, now)) + SECONDS_EACH
            if until - now > BURST * SECONDS_EACH:
                return False
            self._debts[address] = until
            return True
