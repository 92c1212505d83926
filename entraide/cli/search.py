"""The command that searches, from a terminal or for a script."""

from contextlib import closing
from pathlib import Path

import click
import msgspec

from entraide.cli.base import json_option, print_json, with_settings
from entraide.config import Settings
from search import KINDS, IndexUnreadableError, Results, SearchError

_BATCH = "Instead of TEXT: answer each line {id, text} of FILE with one line {id, hits}."
_IN_BATCH = ("id", "kind", "title", "url", "score")


@click.command()
@click.argument("text", nargs=-1)
@click.option("--batch", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=_BATCH)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Keep this kind only; may be repeated.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Number of results.")
@with_settings
@json_option
def search(  # noqa: PLR0913 - one for each option
    settings: Settings, text: tuple[str, ...], batch: Path | None, kinds: tuple[str, ...], limit: int, *, as_json: bool
) -> None:
    """Search fiches, threads, newsletters and reports for TEXT."""
    from entraide.evaluation import read_questions
    from entraide.searching import open_search
    from entraide.web.answers import answer
    from search import parse

    if bool(text) == bool(batch):
        raise click.UsageError("say either TEXT or --batch FILE")
    asked = [(row.id, row.text) for row in read_questions(batch).values()] if batch else [("", " ".join(text))]
    try:
        with closing(open_search(settings)) as engine:
            for name, words in asked:
                results = engine.search(parse(words, kinds=kinds, limit=limit, prefix=True, with_excerpts=not batch))
                if batch:
                    hits = [{key: hit[key] for key in _IN_BATCH} for hit in answer(results)["hits"]]
                    click.echo(msgspec.json.encode({"id": name, "hits": hits}))
                elif as_json:
                    print_json(answer(results))
                else:
                    _show(settings, results)
    except IndexUnreadableError as error:
        raise SearchError(f"{error}\n`entraide index` makes it anew") from error


def _show(settings: Settings, results: Results) -> None:
    for hit in results.hits:
        where = " > ".join(hit.category)
        click.secho(hit.title, bold=True)
        if hit.short_answer:
            click.echo("  " + click.style(hit.short_answer.text, bold=True) + f" · {hit.short_answer.name}")
        click.echo(f"  {hit.kind} · {where} · {hit.day or '-'} · {settings.site.url.rstrip('/')}{hit.url}")
        click.echo("  " + "".join(click.style(span.text, bold=True) if span.match else span.text for span in hit.excerpt))
    click.echo(f"{results.total} results", err=True)
