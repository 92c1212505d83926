"""What the program takes from the outside beside files: environment, clocks, sleep. Filled in by the command line and tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The world as one run of the program sees it."""

    environ: Mapping[str, str]
    clock: Callable[[], datetime]
    """Aware, in UTC."""
    monotonic: Callable[[], float]
    """Seconds that never go back."""
    sleep: Callable[[float], None]


def variable_of(source: str, what: str) -> str:
    """The name of the environment variable that holds a secret of the source of that name."""
    return f"ENTRAIDE_{source.upper().replace('-', '_')}_{what}"
