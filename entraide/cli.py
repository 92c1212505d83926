"""The `entraide` command: reads arguments, fills in the clock, the paths and the progress line, turns errors into codes.

What the commands do is in `pipeline`, `service` and `lint`; nothing here is imported by them.
"""

import errno
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from entraide.config import Settings, read_settings
from entraide.errors import BusyError, ConfigError, EntraideError
from entraide.kinds import KINDS
from forum_sync import MirrorError
from search import IndexLockedError, IndexUnreadableError, SearchError, UnknownEngineError

EXIT_CODES: Mapping[type[Exception], int] = {
    ConfigError: 2,
    UnknownEngineError: 2,
    BusyError: 75,
    IndexLockedError: 75,
    EntraideError: 1,
    MirrorError: 1,
    SearchError: 1,
}
"""0: done. 1: problems in the content, in a source or in the index. 2: wrong use or configuration. 75: try again later."""


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


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="entraide")
def main() -> None:
    """Knowledge base, mirrored forum and one search for shared IT services.

    Exit codes: 0 done; 1 problems in the content, a source or the index; 2 wrong use or configuration; 75 busy, try later.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logging.getLogger("entraide").setLevel(logging.INFO)


@main.command()
@with_settings
@json_option
def lint(settings: Settings, *, as_json: bool) -> None:
    """Check the FAQ and list every problem as file:line: [rule] text. Exit code 1 when there is one."""
    from entraide.lint import check_faq

    faq, problems = check_faq(settings.paths.faq)
    if as_json:
        _print_json({"fiches": len(faq.fiches), "problems": [asdict(problem) for problem in problems]})
    elif problems:
        click.echo("\n".join(str(problem) for problem in problems))
    if problems:
        click.echo(f"{len(problems)} problems", err=True)
        sys.exit(1)
    click.echo(f"{len(faq.fiches)} fiches, no problem", err=True)


@main.command()
@with_settings
def build(settings: Settings) -> None:
    """Check the FAQ and build the site with the pages of the mirror; the last good site stays if anything is wrong."""
    from entraide import pipeline
    from entraide.site import build_site

    with pipeline.writing(settings):
        faq = pipeline.read_checked_faq(settings)
        with pipeline.open_store(settings) as store:
            build_site(settings, faq, store, now=_now())
    click.echo(f"{len(faq.fiches)} fiches built into {settings.paths.site}", err=True)


@main.command()
@with_settings
@json_option
def sync(settings: Settings, *, as_json: bool) -> None:
    """Mirror the sources into the store. What cannot be read is listed and counted; exit code 1 when there is any."""
    from entraide import pipeline

    with pipeline.writing(settings), pipeline.open_store(settings) as store:
        reports = pipeline.sync_sources(settings, store, _progress())
    troubles = [trouble for report in reports.values() for trouble in report.troubles]
    if as_json:
        _print_json({name: asdict(report) for name, report in reports.items()})
    else:
        for name, report in reports.items():
            counts = (
                f"{report.read} read, {report.unchanged} unchanged, {report.removed} removed, {len(report.troubles)} skipped"
            )
            click.echo(f"{name}: {counts}")
    for trouble in troubles:
        click.echo(f"{trouble.source}: {trouble.item}: {trouble.reason}", err=True)
    sys.exit(1 if troubles else 0)


@main.command()
@with_settings
@json_option
def index(settings: Settings, *, as_json: bool) -> None:
    """Bring the search index up to date with the FAQ and the mirror."""
    from entraide import pipeline

    with pipeline.writing(settings):
        faq = pipeline.read_checked_faq(settings)
        with pipeline.open_store(settings) as store:
            engine, done = pipeline.update_search(settings, faq, store)
            engine.close()
    if as_json:
        _print_json(asdict(done))
    else:
        click.echo(f"{done.written} written, {done.deleted} deleted, {done.total} documents in the index")


@main.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Keep this kind only; may be repeated.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Number of results.")
@with_settings
@json_option
def search(settings: Settings, text: tuple[str, ...], kinds: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Search fiches, threads, newsletters and reports for TEXT."""
    from entraide import pipeline
    from entraide.web.answers import answer
    from search import parse

    try:
        with closing(pipeline.open_search(settings)) as engine:
            results = engine.search(parse(" ".join(text), kinds=kinds, limit=limit, prefix=True))
    except IndexUnreadableError as error:
        raise SearchError(f"{error}\n`entraide index` makes it anew") from error
    if as_json:
        _print_json(answer(results))
        return
    for hit in results.hits:
        where = " > ".join(hit.category)
        click.secho(hit.title, bold=True)
        click.echo(f"  {hit.kind} · {where} · {hit.day or '-'} · {settings.site.url.rstrip('/')}{hit.url}")
        click.echo("  " + "".join(click.style(span.text, bold=True) if span.match else span.text for span in hit.excerpt))
    click.echo(f"{results.total} results", err=True)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on; 0 picks a free one."
)
@with_settings
def serve(settings: Settings, host: str, port: int) -> None:
    """Mirror, index, build, then serve the site, and refresh it whenever a fiche or a source changes."""
    import uvicorn

    from entraide import pipeline
    from entraide.service import Service
    from entraide.web import make_app

    # uvicorn stops in good order, then raises the signal again for whoever called it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), _listening(host, port) as listener, pipeline.writing(settings):
        service = Service(settings, clock=_now, progress=_progress())
        stop = threading.Event()
        watcher = threading.Thread(target=service.watch, args=(stop,), name="watcher", daemon=True)
        watcher.start()
        try:
            if not service.try_refresh() and not settings.paths.site.exists():
                sys.exit(1)
            address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"
            click.echo(f"{settings.site.name} is ready at {address} (Ctrl+C stops it)", err=True)
            app = make_app(settings.paths.site, service.engine)
            config = uvicorn.Config(
                app, log_level="warning", access_log=False, timeout_graceful_shutdown=3, server_header=False
            )
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            stop.set()
            watcher.join(timeout=30)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens before anything else is done, so that a busy port is said at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        refused = f"cannot listen on {host}:{port}: {error.strerror}"
        if error.errno == errno.EADDRINUSE:
            raise BusyError(f"{refused}. Try another one with --port.") from error
        raise ConfigError(refused) from error
    with closing(listener):
        yield listener


def _progress() -> Callable[[str, int, int], None]:
    """A line that moves on a terminal; elsewhere one plain line when a source is done."""
    moving = sys.stderr.isatty()

    def show(name: str, done: int, total: int) -> None:
        if moving:
            click.echo(f"\r{name}: {done}/{total}" + ("\n" if done == total else ""), nl=False, err=True)
        elif done == total:
            click.echo(f"{name}: {done} items", err=True)

    return show


def _now() -> datetime:
    return datetime.now(UTC)


def _print_json(value: object) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode())
