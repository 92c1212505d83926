"""The command that serves the site and keeps it up to date."""

import errno
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

import click

from entraide.cli.base import WORLD, progress_line, with_settings
from entraide.config import Settings
from entraide.errors import BusyError, ConfigError

if TYPE_CHECKING:
    from entraide.web import HookedForum


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on; 0 picks a free one."
)
@with_settings
def serve(settings: Settings, host: str, port: int) -> None:
    """Mirror, index, build, then serve the site, and refresh it whenever a fiche or a source changes."""
    # uvicorn stops in good order, then raises the signal again for whoever called it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        _serve(settings, host, port)


def _serve(settings: Settings, host: str, port: int) -> None:
    import uvicorn

    from entraide import pipeline
    from entraide.avoided import AvoidedLog
    from entraide.cli.editing import make_editor
    from entraide.delivering import make_worker
    from entraide.outbox.store import Outbox
    from entraide.polling import Poller
    from entraide.reads import ReadLog
    from entraide.searches import SearchLog, known_to
    from entraide.service import Service
    from entraide.votes import VoteLog
    from entraide.web import Desk, form_routes, hook_route, make_app, vote_route

    with _listening(host, port) as listener, pipeline.writing(settings):
        stop = threading.Event()
        service = Service(settings, world=WORLD, progress=progress_line())
        poller = Poller(service, settings, WORLD, stop)
        counted, clock = settings.paths.var, WORLD.clock
        searches = SearchLog(counted / "searches", clock=clock, is_known=known_to(service.engine))
        votes = VoteLog(counted / "votes", clock=clock, is_known=service.has_fiche)
        reads = ReadLog(counted / "reads", clock=clock, is_known=service.has_fiche)
        avoided = AvoidedLog(counted / "avoided", clock=clock)
        outbox = Outbox(settings.paths.var, clock=clock)
        worker = make_worker(settings, outbox, WORLD)
        desk = Desk(outbox.accept, clock, settings.site.contacts)
        editor, editing = make_editor(settings, host, service.engine)
        runs = (service.watch, searches.run, votes.run, reads.run, avoided.run, worker.run, *editing)
        threads = [threading.Thread(target=run, args=(stop,), name=run.__qualname__, daemon=True) for run in runs]
        threads.append(threading.Thread(target=poller.run, name="poller", daemon=True))
        watcher, *others = threads
        watcher.start()
        try:
            if not service.try_refresh() and not settings.paths.site.exists():
                sys.exit(1)
            address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"
            click.echo(f"{settings.site.name} is ready at {address} (Ctrl+C stops it)", err=True)
            for thread in others:
                thread.start()
            more = [hook_route(_hooked(settings), poller.notice), vote_route(votes.voted), *editor.routes()]
            more += form_routes(settings.paths.site, service.forms, desk, avoided.avoided)
            app = make_app(settings.paths.site, service.engine, searches=searches, reads=reads, more=more)
            config = uvicorn.Config(
                app, log_level="warning", access_log=False, timeout_graceful_shutdown=3, server_header=False
            )
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            stop.set()
            for thread in filter(threading.Thread.is_alive, threads):
                thread.join(timeout=30)


def _hooked(settings: Settings) -> list["HookedForum"]:
    """The forums with which a secret for their notices was agreed."""
    from entraide.forums import forum_settings, hook_secret
    from entraide.web import HookedForum

    secrets = ((forum, hook_secret(forum, WORLD)) for forum in forum_settings(settings))
    return [HookedForum(name=forum.name, url=forum.url, secret=secret) for forum, secret in secrets if secret]


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
