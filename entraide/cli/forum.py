"""Commands about forums: the check before a first mirror, archives of it, and members who want to be forgotten."""

import sys
from functools import partial
from pathlib import Path

import click

from entraide.cli.base import WORLD, with_settings
from entraide.config import Settings


@click.group()
def forum() -> None:
    """Look at a live forum."""


@forum.command()
@click.argument("source", required=False)
@with_settings
def check(settings: Settings, source: str | None) -> None:
    """Try the forum SOURCE, or the only one, and say what a mirror of it would meet and cost. Nothing is stored."""
    from entraide.forum_check import check_source

    code, lines = check_source(settings, source, WORLD)
    click.echo("\n".join(lines))
    sys.exit(code)


@click.group()
def archive() -> None:
    """Keep or bring a whole forum as a folder of JSON files."""


_source = click.option("--source", help="Name of the forum; may be left out when there is one.")
_folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@archive.command("export")
@_folder
@_source
@with_settings
def export_(settings: Settings, folder: Path, source: str | None) -> None:
    """Write all that is mirrored of a forum into FOLDER, as Discourse gives it: categories.json, t/ID.json, uploads/."""
    from entraide import archives, pipeline

    with pipeline.writing(settings), pipeline.open_store(settings) as store:
        number = archives.export(settings, store, source, folder)
    click.echo(f"{number} topics in {folder}", err=True)


@archive.command("import")
@_folder
@_source
@with_settings
def import_(settings: Settings, folder: Path, source: str | None) -> None:
    """Bring the topics of FOLDER into the mirror, as those of a forum that is configured."""
    from entraide import archives, pipeline

    with pipeline.writing(settings), pipeline.open_store(settings) as store:
        number = archives.import_(settings, store, source, folder, world=WORLD)
    click.echo(f"{number} topics from {folder}", err=True)


@click.command()
@click.argument("user")
@with_settings
def forget(settings: Settings, user: str) -> None:
    """Erase all that the member USER wrote, and every mention and quote, from the mirror, the index and the site, for good."""
    from entraide import pipeline
    from entraide.forgetting import forget_member
    from entraide.indexing import renew_search
    from entraide.local_time import local_day
    from entraide.site import build_site
    from entraide.static_search import add_static_search

    with pipeline.writing(settings), pipeline.open_store(settings) as store:
        changed = forget_member(settings, store, user, world=WORLD)
        faq = pipeline.read_checked_faq(settings)
        now = WORLD.clock()
        engine, _ = renew_search(settings, faq, store, today=local_day(now))
        engine.close()
        complete = partial(add_static_search, settings, faq, store, today=local_day(now))
        build_site(settings, faq, store, now=now, complete=complete)
    click.echo(f"{changed} discussions changed; {user} is in {settings.paths.opt_out} and will not come back", err=True)
