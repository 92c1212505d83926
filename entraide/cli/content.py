"""Commands that check, build, index and search what is there."""

import sys
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from functools import partial
from typing import get_args

import click

from entraide.cli.base import WORLD, json_option, print_json, with_settings
from entraide.config import Settings


@click.command()
@click.option("--fix", is_flag=True, help="First mend what can be without a doubt: encoding, ends of lines, spaces, dates.")
@with_settings
@json_option
def lint(settings: Settings, *, fix: bool, as_json: bool) -> None:
    """Check the FAQ, the request forms and the agenda, and list every problem as file:line: [rule] text.

    Exit code 1 when there is an error; warnings (avertissement) and hints (conseil) stop nothing.
    """
    from entraide.agenda import read_agenda
    from entraide.faq import Level
    from entraide.forms import read_forms
    from entraide.lint import check_faq, fix_faq
    from entraide.local_time import LOCAL_TIME
    from entraide.sources import public_contacts

    fixed = dict(fix_faq(settings.paths.faq)) if fix else {}
    today = WORLD.clock().astimezone(LOCAL_TIME).date()
    faq, found = check_faq(settings.paths.faq, today=today, public=public_contacts(settings))
    problems = [*found]
    read_agenda(settings.paths.agenda, problems)
    read_forms(settings.paths.faq, faq, problems)
    if as_json:
        print_json({"fiches": len(faq.fiches), "problems": [asdict(problem) for problem in problems], "fixed": fixed})
    else:
        click.echo("".join(f"{file}: corrigé : {', '.join(changes)}\n" for file, changes in fixed.items()), nl=False)
        click.echo("".join(f"{problem}\n" for problem in problems), nl=False)
    levels = Counter(problem.level for problem in problems)
    counts = ", ".join(f"{number} {level}{'s' * (number > 1)}" for level in get_args(Level) if (number := levels[level]))
    click.echo(f"{len(faq.fiches)} fiches publiées : {counts or 'rien à signaler'}", err=True)
    sys.exit(1 if levels["erreur"] else 0)


@click.command()
@click.option("--keep-going", is_flag=True, help="Leave out the fiches that have errors, name them, and end with code 1.")
@with_settings
def build(settings: Settings, *, keep_going: bool) -> None:
    """Check the FAQ and build the site with the pages of the mirror; the last good site stays if anything is wrong."""
    from entraide import pipeline
    from entraide.local_time import local_day
    from entraide.searching import related
    from entraide.site import build_site
    from entraide.static_search import add_static_search

    with pipeline.writing(settings):
        faq = pipeline.read_checked_faq(settings, keep_going=keep_going)
        with pipeline.open_store(settings) as store, related(settings) as found:
            now = WORLD.clock()
            complete = partial(add_static_search, settings, faq, store, today=local_day(now))
            build_site(settings, faq, store, now=now, related=found, complete=complete)
    click.echo(f"{len(faq.fiches)} fiches built into {settings.paths.site}", err=True)
    if faq.left_out:
        files = {problem.file for problem in faq.left_out}
        click.echo("\n".join(str(problem) for problem in faq.left_out), err=True)
        click.echo(f"{len(files)} fiches left out because of these errors", err=True)
        sys.exit(1)


@click.command()
@click.option("--compact", is_flag=True, help="Also clear the files of what was deleted; takes long, once a day is enough.")
@with_settings
@json_option
def index(settings: Settings, *, compact: bool, as_json: bool) -> None:
    """Bring the search index up to date with the FAQ and the mirror."""
    from entraide import pipeline
    from entraide.indexing import update_search
    from entraide.local_time import local_day

    with pipeline.writing(settings):
        faq = pipeline.read_checked_faq(settings)
        with pipeline.open_store(settings) as store:
            engine, done = update_search(settings, faq, store, today=local_day(WORLD.clock()))
            with closing(engine):
                if compact:
                    engine.compact()
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(f"{done.written} written, {done.deleted} deleted, {done.total} documents in the index")
