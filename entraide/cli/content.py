"""Commands that check, build, index and search what is there."""

import sys
from contextlib import closing
from dataclasses import asdict
from functools import partial

import click

from entraide.cli.base import WORLD, json_option, print_json, with_settings
from entraide.config import Settings


@click.command()
@with_settings
@json_option
def lint(settings: Settings, *, as_json: bool) -> None:
    """Check the FAQ and the agenda, and list every problem as file:line: [rule] text. Exit code 1 when there is one."""
    from entraide.agenda import read_agenda
    from entraide.lint import check_faq

    faq, found = check_faq(settings.paths.faq)
    problems = [*found]
    read_agenda(settings.paths.agenda, problems)
    if as_json:
        print_json({"fiches": len(faq.fiches), "problems": [asdict(problem) for problem in problems]})
    elif problems:
        click.echo("\n".join(str(problem) for problem in problems))
    if problems:
        click.echo(f"{len(problems)} problems", err=True)
        sys.exit(1)
    click.echo(f"{len(faq.fiches)} fiches, no problem", err=True)


@click.command()
@with_settings
def build(settings: Settings) -> None:
    """Check the FAQ and build the site with the pages of the mirror; the last good site stays if anything is wrong."""
    from entraide import pipeline
    from entraide.searching import related
    from entraide.site import build_site
    from entraide.static_search import add_static_search

    with pipeline.writing(settings):
        faq = pipeline.read_checked_faq(settings)
        with pipeline.open_store(settings) as store, related(settings) as found:
            complete = partial(add_static_search, settings, faq, store)
            build_site(settings, faq, store, now=WORLD.clock(), related=found, complete=complete)
    click.echo(f"{len(faq.fiches)} fiches built into {settings.paths.site}", err=True)


@click.command()
@click.option("--compact", is_flag=True, help="Also clear the files of what was deleted; takes long, once a day is enough.")
@with_settings
@json_option
def index(settings: Settings, *, compact: bool, as_json: bool) -> None:
    """Bring the search index up to date with the FAQ and the mirror."""
    from entraide import pipeline
    from entraide.indexing import update_search

    with pipeline.writing(settings):
        faq = pipeline.read_checked_faq(settings)
        with pipeline.open_store(settings) as store:
            engine, done = update_search(settings, faq, store)
            with closing(engine):
                if compact:
                    engine.compact()
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(f"{done.written} written, {done.deleted} deleted, {done.total} documents in the index")
