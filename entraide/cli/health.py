"""Commands that say what there is to do for those who write, and that something was looked at; their words are French."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from entraide.cli.base import WORLD, json_option, print_json, with_settings
from entraide.config import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entraide.health import Section

_SHOWN = 5


@click.command()
@with_settings
@json_option
def health(settings: Settings, *, as_json: bool) -> None:
    """Say what to do about the content, the most urgent first, each with the command that fixes it.

    Errors and warnings of the lint, documents that cannot be read, sources that disagree, fiches to read again, never read or
    of no help, searches without result, drafts. Writes the same as a page for the team, health.html in the folder of working
    data, which is never served: it shows searches and drafts. With --json nothing is written.
    """
    from entraide.health import examine, gather, make_page
    from entraide.local_time import LOCAL_TIME

    today = WORLD.clock().astimezone(LOCAL_TIME).date()
    sections = examine(gather(settings, today))
    if as_json:
        print_json({"date": today, "sections": [{"count": len(section.rows), **asdict(section)} for section in sections]})
        return
    page = make_page(sections, name=settings.site.name, address=settings.site.url, today=today)
    file = _written(settings.paths.var / "health.html", page)
    _show(sections)
    click.echo(f"La page pour l’équipe : {file}", err=True)


@click.command()
@click.argument("what", metavar="FICHE|DÉSACCORD", nargs=-1, required=True)
@with_settings
def reviewed(settings: Settings, what: tuple[str, ...]) -> None:
    """Note that a fiche was read again today and is right (its `revu_le`), or that two sources disagree for good reason.

    FICHE is a file (faq/…/x.md); DÉSACCORD is the name that `entraide health` gives a pair of passages, which is then kept in
    desaccords.txt of the FAQ and shown again only when one of them changes.
    """
    from entraide.contradictions import settle
    from entraide.faq import read_faq
    from entraide.health import gather
    from entraide.local_time import LOCAL_TIME
    from entraide.reviewing import mark_reviewed

    today = WORLD.clock().astimezone(LOCAL_TIME).date()
    faq, _ = read_faq(settings.paths.faq)
    fiches = {fiche.file.resolve(): fiche for fiche in (*faq.fiches, *faq.drafts)}
    pairs = {}
    if any(not name.endswith(".md") for name in what):
        pairs = {found.key: found for found in gather(settings, today).contradictions}
    for name in what:
        if fiche := fiches.get(Path(name).resolve()) or fiches.get((settings.paths.faq.parent / name).resolve()):
            mark_reviewed(fiche, today)
            click.echo(f"{name}: revu_le: {today}")
        elif name in pairs:
            click.echo(f"{settle(settings.paths.faq, pairs[name])}: {name}")
        else:
            raise click.UsageError(f"« {name} » n’est ni une fiche qui se lit, ni un désaccord que montre « entraide health ».")


def _show(sections: "Sequence[Section]") -> None:
    for section in sections:
        if section.rows:
            click.secho(f"{section.title} : {len(section.rows)}", bold=True)
            click.echo(f"  {section.command}")
        elif section.unknown:
            click.secho(f"{section.title} : inconnu", bold=True)
            click.echo(f"  {section.unknown}")
        for row in section.rows[:_SHOWN]:
            click.echo(f"  - {' · '.join(filter(None, (row.title, row.place, row.detail)))}")
            for passage in row.passages:
                click.echo(f"      {passage.label} : {passage.place} : {passage.text}")
            click.echo(f"      {row.command}\n" if row.command else "", nl=False)
        if len(section.rows) > _SHOWN:
            click.echo(f"  … et {len(section.rows) - _SHOWN} de plus")
    if not any(section.rows for section in sections):
        click.echo("Tout va bien : il n’y a rien à faire.")


def _written(file: Path, page: str) -> Path:
    from entraide.errors import StorageError

    beside = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(page, encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        raise StorageError(f"{file}: cannot be written: {error.strerror}") from error
    return file
