"""What the commands share: settings, the world, progress, and errors turned into exit codes."""

import importlib
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
from entraide.errors import BusyError, ConfigError, DraftError, EntraideError, GlpiAccessError, GlpiAwayError
from entraide.world import World

NO_ACCESS = 77
"""A source wants a key or a password, or another one."""


def exit_codes() -> Mapping[type[Exception], int]:
    """0: done. 1: problems in the content, a source or the index. 2: wrong use or configuration. 75: try again later.

    Asked for when something failed: most of what a command takes to start is the import of the two packages.
    """
    from forum_sync import MirrorError
    from search import IndexLockedError, SearchError, UnknownEngineError

    return {
        ConfigError: 2,
        DraftError: 2,
        UnknownEngineError: 2,
        GlpiAccessError: NO_ACCESS,
        GlpiAwayError: 75,
        BusyError: 75,
        IndexLockedError: 75,
        EntraideError: 1,
        MirrorError: 1,
        SearchError: 1,
    }


_MODULES = {
    "content": ("build", "index", "lint"),
    "forum": ("archive", "forget", "forum"),
    "importing": ("import-glpi",),
    "measure": ("evaluate", "searches", "votes"),
    "requests": ("requests",),
    "search": ("search",),
    "serve": ("serve",),
    "sync": ("sync",),
    "writing": ("new", "promote"),
}
_COMMANDS = {name: f"entraide.cli.{module}" for module, names in _MODULES.items() for name in names}


class Group(click.Group):
    """The commands, each loaded when it is asked for, with every error of ours turned into one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Their names in order."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, None where there is none."""
        command: click.Command | None = None
        if cmd_name in _COMMANDS:
            command = getattr(importlib.import_module(_COMMANDS[cmd_name]), cmd_name.replace("-", "_"))
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            code = next((code for kind, code in exit_codes().items() if isinstance(error, kind)), None)
            if code is None:
                raise
            click.echo(str(error), err=True)
            sys.exit(code)


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
