"""The command that mirrors the sources."""

import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click

from entraide.cli.base import NO_ACCESS, WORLD, json_option, print_json, progress_line, with_settings
from entraide.config import Settings


@click.command()
@click.option("--full", is_flag=True, help="Read every topic of the forums again.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Read again the topics with a post since that day.")
@click.option("--topic", "topics", multiple=True, type=click.IntRange(1), help="Read this topic only; may be repeated.")
@click.option("--accept-removals", is_flag=True, help="Believe a source in which many items are gone.")
@with_settings
@json_option
def sync(  # noqa: PLR0913 - one for each option
    settings: Settings, *, full: bool, since: datetime | None, topics: tuple[int, ...], accept_removals: bool, as_json: bool
) -> None:
    """Mirror the sources into the store. What cannot be read is listed and counted; exit code 1 when there is any.

    What a technician should look at, such as a password in a newsletter, is listed too.
    """
    from entraide import pipeline
    from forum_sync import WARNINGS, Wanted

    wanted = Wanted(
        full=full, since=since.replace(tzinfo=UTC) if since else None, topics=topics, accept_removals=accept_removals
    )
    with pipeline.writing(settings), pipeline.open_store(settings) as store:
        reports = pipeline.sync_sources(settings, store, progress_line(), world=WORLD, wanted=wanted)
        warnings = [(item.id, warning) for item in pipeline.bulletins(settings, store) for warning in item.warnings]
    troubles = [trouble for report in reports.values() for trouble in report.troubles]
    if as_json:
        print_json({name: asdict(report) for name, report in reports.items()})
    else:
        for name, report in reports.items():
            counts = (
                f"{report.read} read, {report.unchanged} unchanged, {report.removed} removed, {len(report.troubles)} skipped"
            )
            click.echo(f"{name}: {counts}")
    for trouble in troubles:
        click.echo(f"{trouble.source}: {trouble.item}: {trouble.reason}" if trouble.item else trouble.reason, err=True)
    for item_id, warning in warnings:
        click.echo(f"{item_id}: {WARNINGS[warning]}", err=True)
    sys.exit(NO_ACCESS if any(trouble.access for trouble in troubles) else 1 if troubles else 0)
