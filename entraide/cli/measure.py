"""Commands that say how the search does: measured against judgements, and in use."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import click

from entraide.cli.base import WORLD, json_option, print_json, with_settings
from entraide.config import Settings
from search import Figures, IndexUnreadableError, SearchError

GOLDEN = Path("tests/golden")
_CUTS = (1, 3, 5, 10)
_TYPOS = "typos"
_WIDEST = 40


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--typos", is_flag=True, help="Then once more with a typo in each query, always the same.")
@click.option("--bodies", is_flag=True, help="Leave the titles out of the documents of FOLDER.")
@with_settings
@json_option
def evaluate(settings: Settings, folder: Path | None, *, typos: bool, bodies: bool, as_json: bool) -> None:
    """Measure the search on the documents, queries and judgements of FOLDER, or on the golden queries of this project.

    FOLDER holds documents.jsonl (id, title, category, keywords, url, body), queries.jsonl (id, text, kind) and qrels.tsv
    (query_id, doc_id, relevance). MRR@10 is the mean of 1 over the place of the first right answer, hit@k the share of queries
    with one among the first k. Of some 170 queries one is 0.6 points: less than 3 to 5 points of difference are noise.
    """
    from entraide import evaluation

    if folder is None and bodies:
        raise click.UsageError("--bodies wants a FOLDER: the golden queries are asked of the index as it is")
    runs = _run(settings, folder, typos=typos, bodies=bodies)
    if as_json:
        plain, *others = (
            {**_plain(total), "kinds": {kind: _plain(its) for kind, its in kinds.items()}} for total, kinds in runs
        )
        print_json(plain | ({_TYPOS: others[0]} if others else {}))
    for number, (total, kinds) in enumerate(runs):
        name = f"{(folder or settings.root / GOLDEN).resolve()}{' bodies' * bodies}{f' {_TYPOS}' * number}"
        before = evaluation.remembered(settings.paths.var, name)
        if not as_json:
            click.echo("\n".join(_table({**kinds, "all": total}, before, title=_TYPOS if number else "")))
        now = {f"{kind}/{key}": value for kind, its in {**kinds, "all": total}.items() for key, value in _plain(its).items()}
        evaluation.remember(settings.paths.var, name, now)


def _run(settings: Settings, folder: Path | None, *, typos: bool, bodies: bool) -> list[tuple[Figures, dict[str, Figures]]]:
    """Figures in all and by kind, and once more with typos."""
    from entraide import evaluation
    from entraide.faq import read_synonyms
    from entraide.searching import open_search
    from search import Synonyms, measure, measure_kinds

    if folder is None:
        try:
            opened = closing(open_search(settings))
        except IndexUnreadableError as error:
            raise SearchError(f"{error}\n`entraide index` makes it anew") from error
        with opened as engine:
            judged = evaluation.read_golden(settings.root / GOLDEN, tuple(engine.versions()))
            rankings = [evaluation.rankings(engine, texts) for texts in evaluation.texts(judged, typos=typos)]
    else:
        judged = evaluation.read_folder(folder, with_titles=not bodies)
        synonyms = Synonyms(*read_synonyms(settings.paths.faq, []))
        with evaluation.indexed(judged.documents, settings.search.engine, synonyms) as engine:
            rankings = [evaluation.rankings(engine, texts) for texts in evaluation.texts(judged, typos=typos)]
    kinds = {name: " ".join((query.kind or "other").split())[:_WIDEST] for name, query in judged.queries.items()}
    return [(measure(found, judged.right), measure_kinds(found, judged.right, kinds)) for found in rankings]


def _plain(figures: Figures) -> dict[str, float]:
    """Under the names that scripts know."""
    shares = {f"hit@{cut}": round(share, 4) for cut, share in figures.hits.items()}
    return {"MRR@10": round(figures.mrr, 4), **shares, "empty": round(figures.empty, 4), "queries": figures.queries}


def _table(kinds: Mapping[str, Figures], before: Mapping[str, float], *, title: str) -> Iterator[str]:
    """A line for each kind, and below it the change against the last run, in points, where there is any."""
    width = max(map(len, kinds))
    shares = ["MRR@10", *(f"hit@{cut}" for cut in _CUTS), "empty"]
    yield f"{title:{width}}  queries" + "".join(f"{name:>8}" for name in shares)
    for kind, figures in kinds.items():
        plain = _plain(figures)
        yield f"{kind:{width}}  {figures.queries:7}" + "".join(f"{plain[name]:8.3f}" for name in shares)
        changes = [100 * (plain[name] - before.get(f"{kind}/{name}", plain[name])) for name in shares]
        if any(round(change, 1) for change in changes):
            yield " " * (width + 9) + "".join(f"{change:+8.1f}" if round(change, 1) else " " * 8 for change in changes)


@click.command()
@click.option("--month", metavar="2026-11", help="Another month than this one.")
@with_settings
@json_option
def searches(settings: Settings, *, month: str | None, as_json: bool) -> None:
    """What was searched for in a month: frequent, without result, without a click, rising.

    Only queries of at least 3 requests are shown. Counted are results pages and results that were opened, without anything
    about who asked; queries that hold an address or a personal number are not kept.
    """
    from entraide.counting import month_before
    from entraide.searches import read_month, report

    month = _month(month)
    folder = settings.paths.var / "searches"
    parts = report(read_month(folder, month), read_month(folder, month_before(month)))
    if as_json:
        keys = ("query", "asked", "empty", "clicks")
        print_json(
            {"month": month, **{title: [{key: getattr(row, key) for key in keys} for row in parts[title]] for title in parts}}
        )
        return
    for title, rows in parts.items():
        click.secho(title.replace("_", " "), bold=True)
        for row in rows:
            click.echo(f"  {row.asked:6} asked {row.clicks:6} clicks  {row.query}")
    click.echo(f"{month}: {sum(map(len, parts.values()))} lines", err=True)


@click.command()
@click.option("--month", metavar="2026-11", help="Another month than this one.")
@with_settings
@json_option
def votes(settings: Settings, *, month: str | None, as_json: bool) -> None:
    """What readers said of fiches in a month, those that helped least first, and how many requests a page made needless.

    Counted are answers to “Cette fiche vous a-t-elle aidé ?” and clicks on “Mon problème est résolu” in the request forms,
    without anything about who gave them.
    """
    from entraide.avoided import read_avoided
    from entraide.votes import ANSWERS, read_votes

    month = _month(month)
    rows = read_votes(settings.paths.var / "votes", month)
    avoided = read_avoided(settings.paths.var / "avoided", month)
    if as_json:
        fiches = [{key: getattr(row, key) for key in ("fiche", *ANSWERS)} for row in rows]
        print_json({"month": month, "fiches": fiches, "avoided": avoided})
        return
    for row in rows:
        why = ", ".join(f"{number} {key}" for key in ANSWERS[2:] if (number := getattr(row, key)))
        click.echo(f"  {row.yes:6} yes {row.no:6} no  {row.fiche}{f' ({why})' * bool(why)}")
    click.echo(f"{month}: {len(rows)} fiches, {sum(avoided.values())} requests avoided", err=True)


def _month(given: str | None) -> str:
    """The month that is given, else the current one."""
    from entraide.local_time import LOCAL_TIME

    month = given or f"{WORLD.clock().astimezone(LOCAL_TIME):%Y-%m}"
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        raise click.UsageError("--month wants a year and a month, such as 2026-11")
    return month
