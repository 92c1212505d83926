"""The command that makes fiches of what is elsewhere; its report is French."""

import sys
from collections import Counter
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click

from entraide.cli.base import WORLD, json_option, print_json, with_settings
from entraide.config import Settings


@click.command("import-glpi")
@click.argument("url", required=False, metavar="[URL]")
@click.option("--dump", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Read this file, not GLPI.")
@click.option("--category", metavar="RUBRIQUE", help="Where articles of no known category go; otherwise they are not taken.")
@with_settings
@json_option
def import_glpi(settings: Settings, url: str | None, dump: Path | None, category: str | None, *, as_json: bool) -> None:
    """Make fiches of the FAQ articles of a GLPI (https://glpi.example.fr), or bring them up to date; prints a line for each.

    Exit code 1 when the lint finds an error in one of them.

    Secrets stand in the environment: ENTRAIDE_GLPI_USER_TOKEN (and ENTRAIDE_GLPI_APP_TOKEN) for the legacy API;
    ENTRAIDE_GLPI_CLIENT_ID, _CLIENT_SECRET, _USERNAME and _PASSWORD for the High-Level one.
    """
    from entraide.agent import user_agent
    from entraide.drafting import find_category
    from entraide.errors import ContentError
    from entraide.faq import read_faq
    from entraide.glpi import DumpedKnowledge, open_knowledge
    from entraide.importing import import_articles
    from entraide.lint import check_faq
    from entraide.local_time import LOCAL_TIME
    from entraide.sources import public_contacts

    if (url is None) == (dump is None):
        raise click.UsageError("Give either an address or --dump FILE.")
    faq, problems = read_faq(settings.paths.faq)
    if registers := [problem for problem in problems if problem.file.endswith(".yml")]:
        raise ContentError(registers)
    public = public_contacts(settings)
    fallback = find_category(faq, category) if category else None
    today = WORLD.clock().astimezone(LOCAL_TIME).date()
    opened = nullcontext(DumpedKnowledge(dump)) if dump else open_knowledge(url or "", world=WORLD, agent=user_agent(settings))
    outcomes = []
    with opened as base:
        for outcome in import_articles(base, faq, settings.paths.faq, today=today, fallback=fallback, public=public):
            outcomes.append(outcome)
            if not as_json and outcome.what != "inchangée":
                click.echo(str(outcome))
    files = {outcome.file for outcome in outcomes if outcome.file}
    errors = [problem for problem in check_faq(settings.paths.faq, public=public)[1] if problem.file in files]
    counts = Counter(outcome.what for outcome in outcomes)
    if as_json:
        articles = [asdict(outcome) for outcome in outcomes]
        print_json({"counts": counts, "articles": articles, "problems": [asdict(problem) for problem in errors]})
    click.echo(f"{len(outcomes)} articles : {', '.join(f'{number} {what}' for what, number in counts.items())}", err=True)
    click.echo("".join(f"{problem}\n" for problem in errors), nl=False, err=True)
    sys.exit(1 if errors else 0)
