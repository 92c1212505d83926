"""When the next request may go out: a few at once after a rest, then one by one, and none while the other side asks to wait.

Knows no network; clock and sleep are given.
"""

from collections.abc import Callable

BURST = 5
"""Requests that may go out at once after a rest: what one changed discussion needs."""


class Pace:
    """Spaces the requests of one client. `interval` and all other times are in seconds."""

    def __init__(self, interval: float, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self.interval = interval
        self._clock = clock
        self._sleep = sleep
        self._earned = clock() - interval * BURST
        """When the next request was due, had all of them been evenly spaced; never more than a burst ago."""

    def wait(self) -> None:
        """Return when the next request may go out."""
        now = self._clock()
        self._earned = max(self._earned, now - self.interval * BURST) + self.interval
        if self._earned > now:
            self._sleep(self._earned - now)

    def pause(self, seconds: float) -> None:
        """Let nothing go out for so long."""
        self._sleep(seconds)
