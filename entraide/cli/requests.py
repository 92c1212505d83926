"""Commands about the requests that agents sent: what is kept, where it stands, another try, erasing. Content is French."""

import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import click

from entraide.cli.base import WORLD, json_option, print_json, with_settings
from entraide.config import Settings
from entraide.errors import ConfigError

if TYPE_CHECKING:
    from entraide.outbox.kept import Kept
    from entraide.outbox.store import Outbox


@click.group()
def requests() -> None:
    """Look after the requests that were sent with the forms."""


@requests.command("list")
@click.option("--open", "is_open", is_flag=True, help="Only those that are not delivered.")
@with_settings
@json_option
def list_(settings: Settings, *, is_open: bool, as_json: bool) -> None:
    """List the requests that are kept, the oldest first: number, state, day, title."""
    from entraide.outbox.wording import STATES, moment_of

    with _outbox(settings) as outbox:
        found = [kept for kept in outbox.all() if not is_open or kept.state != "delivered"]
    if as_json:
        print_json({"requests": [_summary(kept) for kept in found]})
        return
    for kept in found:
        click.echo(f"{kept.number}  {STATES[kept.state]:<20}  {moment_of(kept.received_at)}  {kept.request.title}")
        if kept.trouble:
            click.echo(f"{'':12}{kept.trouble}")
    left = sum(kept.state != "delivered" for kept in found)
    click.echo(f"{len(found)} requests, {left} not delivered", err=True)


@requests.command()
@click.argument("number")
@with_settings
@json_option
def show(settings: Settings, number: str, *, as_json: bool) -> None:
    """Show all of request NUMBER: who asks for what, where its files lie, how far its delivery came."""
    from entraide.outbox.wording import STATES, answers_of, facts_of, moment_of, names_of

    with _outbox(settings) as outbox:
        kept = outbox.find(number)
    if as_json:
        answers = [{"label": label, "text": text} for label, text in answers_of(kept)]
        print_json(_summary(kept) | {"facts": dict(facts_of(kept)), "answers": answers, "files": kept.files})
        return
    click.secho(kept.request.title, bold=True)
    for label, text in facts_of(kept):
        click.echo(f"{label}\u00a0: {text}")
    click.echo(f"État\u00a0: {STATES[kept.state]}" + (f" ({kept.trouble})" if kept.trouble else ""))
    if kept.state == "waiting" and settings.requests.are_delivered:
        click.echo(f"Essais\u00a0: {kept.tries}, prochain le {moment_of(kept.due_at)}")
    if kept.ticket:
        click.echo(f"Ticket GLPI\u00a0: {kept.ticket}")
    for label, text in answers_of(kept):
        click.echo()
        click.secho(label, bold=True)
        click.echo(text)
    for file, name in zip(kept.files, names_of(kept.files), strict=True):
        refused = f" – refusé par GLPI ({file.refusal}){', parti par courriel' if file.is_delivered else ''}"
        click.echo(f"\n{name}{refused if file.refusal else ''}\n  {file.file}")


@requests.command()
@click.argument("numbers", metavar="[NUMBER]...", nargs=-1)
@with_settings
def retry(settings: Settings, numbers: tuple[str, ...]) -> None:
    """Try at once to deliver the requests of these NUMBERs, or all that wait.

    One that is perhaps delivered (« à vérifier ») is sent again only when it is named: look whether it arrived first.
    """
    from entraide.delivering import make_worker

    if not settings.requests.are_delivered:
        raise ConfigError(
            "`requests:` names neither `glpi` nor `smtp`: requests stay here, to be read with `entraide requests show`"
        )
    with _outbox(settings) as outbox:
        worker = make_worker(settings, outbox, WORLD)
        chosen = numbers or tuple(kept.number for kept in outbox.all() if kept.state == "waiting")
        for number in chosen:
            outbox.retry(number)
        if not worker.deliver(threading.Event()):
            click.echo("`entraide serve` is at it and will try them in a moment", err=True)
            return
        states = {number: outbox.find(number).state for number in chosen}
    delivered = sum(state == "delivered" for state in states.values())
    click.echo(f"{delivered} of {len(states)} delivered", err=True)
    sys.exit(0 if delivered == len(states) else 1)


@requests.command()
@click.argument("numbers", metavar="[NUMBER]...", nargs=-1)
@with_settings
def purge(settings: Settings, numbers: tuple[str, ...]) -> None:
    """Erase the requests of these NUMBERs, delivered or not; without any, those delivered longer ago than `keep:` says."""
    from entraide.delivering import kept_for

    with _outbox(settings) as outbox:
        for number in numbers:
            outbox.erase(number)
        erased = numbers or outbox.purge(before=WORLD.clock() - kept_for(settings))
        left = [kept.number for kept in outbox.all() if kept.state != "delivered"]
    click.echo(f"{len(erased)} requests erased", err=True)
    if left and not numbers:
        click.echo(f"not delivered, and so kept: {', '.join(left)}", err=True)


@contextmanager
def _outbox(settings: Settings) -> Iterator["Outbox"]:
    from entraide.outbox.store import Outbox

    with closing(Outbox(settings.paths.var, clock=WORLD.clock)) as outbox:
        yield outbox


def _summary(kept: "Kept") -> dict[str, Any]:
    return {
        "number": kept.number,
        "state": kept.state,
        "form": kept.request.form,
        "title": kept.request.title,
        "received_at": kept.received_at.isoformat(),
        "delivered_at": kept.delivered_at.isoformat() if kept.delivered_at else None,
        "tries": kept.tries,
        "trouble": kept.trouble,
        "ticket": kept.ticket,
    }
