"""Commands that begin a fiche; what they say to its author is French."""

from collections.abc import Mapping
from contextlib import ExitStack, closing

import click

from entraide.cli.base import WORLD, with_settings
from entraide.config import Settings
from entraide.faq import TEMPLATES, Faq


@click.command()
@click.argument("title", metavar="TITRE")
@click.option("--category", required=True, metavar="RUBRIQUE", help="« Logiciel > Finances », or its path, logiciel/finances.")
@click.option("--template", default="symptome", show_default=True, type=click.Choice(tuple(TEMPLATES)), help="Type of fiche.")
@click.option("--edit", is_flag=True, help="Open the draft in $EDITOR.")
@with_settings
def new(settings: Settings, title: str, category: str, template: str, *, edit: bool) -> None:
    """Begin a fiche of that title: a draft with the sections of its template, which no page shows before it is published."""
    from entraide.drafting import find_category, make_draft
    from entraide.lint import check_faq
    from entraide.local_time import LOCAL_TIME

    faq, _ = check_faq(settings.paths.faq)
    today = WORLD.clock().astimezone(LOCAL_TIME).date()
    place = find_category(faq, category)
    draft = make_draft(faq, settings.paths.faq, title=title, category=place, template=template, today=today)
    draft.write()
    _warn(_near(settings, faq, title))
    click.echo(draft.file)
    click.echo("Remplacez chaque « À compléter », vérifiez avec « entraide lint », puis mettez « statut: publiee ».", err=True)
    if edit:
        click.edit(filename=str(draft.file))


@click.command()
@click.argument("thread", metavar="DISCUSSION")
@click.option("--category", required=True, metavar="RUBRIQUE", help="« Logiciel > Finances », or its path, logiciel/finances.")
@with_settings
def promote(settings: Settings, thread: str, category: str) -> None:
    """Begin a fiche from a mirrored thread (forum/70): its question and accepted answer, without names. Publishes nothing."""
    from entraide.drafting import find_category
    from entraide.lint import check_faq
    from entraide.local_time import LOCAL_TIME
    from entraide.promoting import draft_of_thread, find_thread

    faq, _ = check_faq(settings.paths.faq)
    today = WORLD.clock().astimezone(LOCAL_TIME).date()
    place = find_category(faq, category)
    item, topic_id = find_thread(settings, thread)
    draft = draft_of_thread(item, faq, settings.paths.faq, category=place, today=today, topic_id=topic_id)
    draft.write()
    _warn(
        {fiche.url: fiche.title for fiche in faq.fiches if topic_id and fiche.topic_id == topic_id}
        or _near(settings, faq, item.title)
    )
    click.echo(draft.file)
    click.echo(
        "Relisez tout : un nom ou un détail personnel peut rester. Puis « entraide lint », et « statut: publiee ».", err=True
    )


def _near(settings: Settings, faq: Faq, title: str) -> Mapping[str, str]:
    """Titles of fiches that may answer already, by address."""
    from entraide.related import may_answer
    from entraide.searching import open_search

    with ExitStack() as opened:
        near = may_answer(lambda: opened.enter_context(closing(open_search(settings))), faq, title)
    return {fiche.url: fiche.title for fiche in near}


def _warn(near: Mapping[str, str]) -> None:
    if near:
        click.echo("Ces fiches répondent peut-être déjà ; complétez-les plutôt que d’en écrire une autre :", err=True)
    for url, title in near.items():
        click.echo(f"  {title} ({url})", err=True)
