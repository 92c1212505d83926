"""Reads all that the report on the health of the content is made of.

In: settings and the day. Out: Facts. Writes nothing: where nothing was mirrored or counted yet, there is nothing to say of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jinja2

from entraide.agenda import read_agenda
from entraide.config import Settings
from entraide.contradictions import contradictions, read_settled, sources_of
from entraide.counting import month_before
from entraide.health.model import Facts, Flagged
from entraide.lint import check_faq
from entraide.reads import read_reads
from entraide.searches import Count, read_month, report
from entraide.sources import public_contacts
from entraide.votes import Votes, read_votes
from forum_sync import Bulletin, Store, Thread, Trouble

_WORDS = "docs/overrides/parts/words.html"


def gather(settings: Settings, today: date) -> Facts:
    """What is known today."""
    faq, found = check_faq(settings.paths.faq, today=today, public=public_contacts(settings))
    problems = [*found]
    read_agenda(settings.paths.agenda, problems)
    var, month = settings.paths.var, f"{today:%Y-%m}"
    now, before = (read_month(var / "searches", each) for each in (month, month_before(month)))
    since, reads = read_reads(var / "reads")
    items, troubles = _mirror(var / "mirror.db")
    words = _words(settings.root)
    settled = read_settled(settings.paths.faq)
    return Facts(
        today=today,
        faq=faq,
        problems=tuple(problems),
        troubles=tuple(replace(trouble, reason=_reason(trouble.reason, words.get("reasons", ()))) for trouble in troubles),
        flagged=tuple(_flagged(items, words.get("warnings", {}))),
        asked=_added(now, before),
        rising=tuple(report(now, before)["rising"]),
        votes=_votes(var / "votes", month),
        counted_since=since,
        reads=reads,
        contradictions=tuple(each for each in contradictions(sources_of(faq, items)) if each.key not in settled),
    )


def _mirror(file: Path) -> tuple[tuple[Thread | Bulletin, ...], tuple[Trouble, ...]]:
    if not file.exists():
        return (), ()
    with Store.open(file, read_only=True) as store:
        return tuple(store.items()), store.quarantined()


def _added(*months: Mapping[str, Count]) -> Mapping[str, Count]:
    found: dict[str, Count] = {}
    for counts in months:
        for count in counts.values():
            found.setdefault(count.query, Count(day=count.day, query=count.query)).add(count)
    return found


def _votes(folder: Path, month: str) -> Mapping[str, Votes]:
    found: dict[str, Votes] = {}
    for each in (month, month_before(month)):
        for votes in read_votes(folder, each):
            found.setdefault(votes.fiche, Votes(month=month, fiche=votes.fiche)).add(votes)
    return found


def _words(root: Path) -> Mapping[str, Any]:
    """The French words of the site for what the mirror says in English."""
    try:
        template = jinja2.Environment(autoescape=True).from_string((root / _WORDS).read_text(encoding="utf-8"))
    except OSError:
        return {}
    return vars(template.module)


def _reason(text: str, reasons: tuple[tuple[str, str], ...]) -> str:
    return next((french for part, french in reasons if part in text), text.rpartition(": ")[2])


def _flagged(items: tuple[Thread | Bulletin, ...], words: Mapping[str, str]) -> Iterator[Flagged]:
    for item in items:
        if isinstance(item, Bulletin) and item.warnings:
            reason = " ".join(words.get(warning, warning) for warning in item.warnings)
            yield Flagged(title=item.title, url=f"/{item.id}/", reason=reason)
