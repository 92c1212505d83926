"""What the commands share: settings, the world, progress, and errors turned into exit codes."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from entraide.config import Settings, read_settings
from entraide.errors import BusyError, ConfigError, DraftError, EntraideError
from entraide.world import World
from forum_sync import MirrorError
from search import IndexLockedError, SearchError, UnknownEngineError

EXIT_CODES: Mapping[type[Exception], int] = {
    ConfigError: 2,
    DraftError: 2,
    UnknownEngineError: 2,
    BusyError: 75,
    IndexLockedError: 75,
    EntraideError: 1,
    MirrorError: 1,
    SearchError: 1,
}
NO_ACCESS = 77
"""0: done. 1: problems in the content, a source or the index. 2: wrong use or configuration. 75: try again later.

77: a source wants a key or a password, or another one.
"""


class Group(click.Group):
    """The commands, with every error of ours turned into one line on standard error and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except tuple(EXIT_CODES) as error:
            click.echo(str(error), err=True)
            sys.exit(next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind)))


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--config FILE` to a command and give it the settings it names."""

    def read(context: click.Context, _: click.Parameter, value: Path) -> Settings:
        return read_settings(value) if not context.resilient_parsing else Settings()

    return click.option(
        "--config",
        "settings",
        metavar="FILE",
        type=click.Path(path_type=Path),
        default=Path("entraide.yml"),
        show_default=True,
        callback=read,
        help="The configuration file.",
    )(command)


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")


WORLD = World(environ=os.environ, clock=lambda: datetime.now(UTC), monotonic=time.monotonic, sleep=time.sleep)
"""The real one."""


def progress_line() -> Callable[[str, int, int], None]:
    """A line that moves on a terminal, with an estimate of what is left; elsewhere one plain line when something is done."""
    moving = sys.stderr.isatty()
    begun: dict[str, float] = {}

    def show(name: str, done: int, total: int) -> None:
        started = begun.setdefault(name, time.monotonic())
        if moving:
            left = (time.monotonic() - started) / done * (total - done) if done else 0
            rest = f", about {left / 60:.0f} min left" if left > 60 else ""  # noqa: PLR2004 - seconds
            click.echo(f"\r{name}: {done}/{total}{rest}\033[K" + ("\n" if done == total else ""), nl=False, err=True)
        elif done == total:
            click.echo(f"{name}: {done} items", err=True)
        if done == total:
            begun.pop(name)

    return show


def print_json(value: object) -> None:
    """One JSON object on standard output, for scripts."""
    click.echo(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode())
