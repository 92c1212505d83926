"""What there is to do about what is mirrored: what cannot be read, what should be looked at, what disagrees.

In: Facts. Out: Sections, in French.
"""

import re

from entraide.contradictions import Contradiction
from entraide.contradictions import Passage as Said
from entraide.health.model import Facts, Passage, Row, Section


def quarantined(facts: Facts) -> Section:
    """What the mirror could not read."""
    return Section(
        id="non-lus",
        title="Documents non lus",
        level="erreur",
        remedy="Corrigez ou remplacez le document, puis relancez la reprise : il est relu dès qu’il change.",
        command="entraide sync",
        rows=tuple(
            Row(title=trouble.item or trouble.source, detail=trouble.reason, command=_sync_of(trouble.item))
            for trouble in facts.troubles
        ),
    )


def flagged(facts: Facts) -> Section:
    """Documents that somebody should look at."""
    return Section(
        id="a-regarder",
        title="Documents à regarder",
        level="avertissement",
        remedy="Remplacez le document s’il le faut, puis relancez la reprise.",
        command="entraide sync",
        rows=tuple(Row(title=each.title, url=each.url, detail=each.reason) for each in facts.flagged),
    )


def contradictions(facts: Facts) -> Section:
    """Passages that disagree."""
    return Section(
        id="desaccords",
        title="Sources en désaccord",
        level="avertissement",
        remedy="Corrigez le passage dépassé, ou mettez la fiche « statut: perimee ». Si les deux passages se comprennent, "
        "lancez la commande de la paire : elle ne sera plus signalée tant qu’ils restent les mêmes.",
        command="entraide health",
        rows=tuple(map(_pair, facts.contradictions)),
    )


def _sync_of(item: str) -> str:
    """A topic of a forum is read again by its number."""
    number = item.rpartition("/")[2]
    return f"entraide sync --topic {number}" if number.isdigit() else ""


def _pair(found: Contradiction) -> Row:
    subject, _, axis = found.what.partition(" : ")
    what = f"article {subject}" if re.match(r"[LRD]\. ", subject) else subject
    return Row(
        title=f"{what} : {axis}" if axis else what,
        detail=f"« {found.newer.value} » selon l’un, « {found.older.value} » selon l’autre",
        command=f"entraide reviewed {found.key}",
        passages=(_passage(found.newer, "le plus récent"), _passage(found.older, "sans doute dépassé")),
    )


def _passage(said: Said, label: str) -> Passage:
    return Passage(title=said.title, url=said.url, place=said.place, day=said.day, text=said.excerpt, label=label)
