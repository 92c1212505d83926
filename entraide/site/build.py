"""Build the whole site beside the last one and put it in its place, or fail and leave the last one as it is.

In: settings, the FAQ, the mirror, the time. Out: `settings.paths.site`, a link to a folder under `var/releases`.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from entraide.agenda import read_agenda
from entraide.config import Settings
from entraide.errors import BuildError, ContentError
from entraide.faq import Faq, Problem
from entraide.local_time import LOCAL_TIME
from entraide.searches import requests_of
from entraide.site.content import Content, Related
from entraide.site.help_pages import write_help
from entraide.site.history import read_history
from entraide.site.listings import Mirror
from entraide.site.mirrored import Mirrored, read_mirrored
from entraide.site.plugin import EntraidePlugin
from entraide.site.publication import Publication, build_errors
from entraide.site.releases import new_release
from entraide.site.reuse import LastSite
from entraide.site.stamping import Stamper
from entraide.tagging import Tagger


def build_site(  # noqa: PLR0913 - what is shown, and what of it depends on who shows it
    settings: Settings,
    faq: Faq,
    mirror: Mirror,
    *,
    now: datetime,
    related: Related = lambda _: (),
    is_served: bool = False,
    complete: Callable[[Path], None] | None = None,
) -> Publication:
    """Build and publish; the same input gives the same bytes. What is given back keeps the site up to date until the next.

    `now` only decides which fiches are due for review, which meetings are to come and which searches are recent; `complete`
    may add files to the folder that was built, before it is shown. Fiches lead to what is `related`; they ask for an opinion
    where the site `is_served` by our own service. Raises BuildError with what MkDocs, a template or the disk said, ContentError
    with the problems of the agenda.
    There must be one caller at a time for the same settings.
    """
    problems: list[Problem] = []
    agenda = read_agenda(settings.paths.agenda, problems)
    if problems:
        raise ContentError(problems)
    today = now.astimezone(LOCAL_TIME).date()
    content = Content(
        settings=settings,
        faq=faq,
        today=today,
        tagger=Tagger(faq),
        agenda=agenda,
        history=read_history(settings.paths.faq),
        related=related,
        requests=requests_of(settings.paths.var / "searches", today),
        is_served=is_served,
    )
    mirrored = read_mirrored(settings, faq, mirror, {url for fiche in faq.fiches for url in related(fiche)})
    with build_errors(), new_release(settings.paths.var / "releases", settings.paths.site) as folder:
        plugin = _build_with_mkdocs(settings.root / "mkdocs.yml", content, mirrored, folder)
        renderer, make_shell = plugin.renderer, plugin.shell
        stamper = Stamper(
            folder=folder,
            content=content,
            mirrored=mirrored,
            renderer=renderer,
            make_shell=make_shell,
            last=LastSite(folder=settings.paths.site.resolve(), is_lazy=is_served),
        )
        stamper.stamp(mirror)
        write_help(folder, content, renderer, make_shell)
        if complete:
            complete(folder)
    return Publication(stamper, plugin.living)


def _build_with_mkdocs(file: Path, content: Content, mirrored: Mirrored, folder: Path) -> EntraidePlugin:
    with _messages() as messages:
        try:
            config = load_config(str(file), strict=True, site_dir=str(folder))
            plugin = config.plugins.get("entraide")
            if not isinstance(plugin, EntraidePlugin):
                raise BuildError(f"{file}: `entraide` must be among the plugins")
            plugin.given = content, mirrored
            build(config)
        except MkDocsException as error:
            raise BuildError("\n".join([*messages, error.message])) from error
    return plugin


@contextmanager
def _messages() -> Iterator[list[str]]:
    """The warnings and errors that MkDocs logs meanwhile, which go nowhere else."""
    messages: list[str] = []
    log = logging.getLogger("mkdocs")
    handler = _Collector(messages)
    propagate, log.propagate = log.propagate, False
    log.addHandler(handler)
    try:
        yield messages
    finally:
        log.removeHandler(handler)
        log.propagate = propagate


class _Collector(logging.Handler):
    def __init__(self, messages: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(f"{record.levelname}: {record.getMessage()}")
