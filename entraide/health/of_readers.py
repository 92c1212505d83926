"""What there is to do about fiches that readers do not open, or that do not help them.

In: Facts. Out: Sections, in French.
"""

from datetime import date, timedelta

from entraide.counting import month_before
from entraide.faq import Fiche
from entraide.health.model import Facts, Row, Section
from entraide.health.words import day_of, file_of, quoted
from entraide.votes import Votes

_MONTH = timedelta(days=30)
_REASONS = {"outdated": "plus à jour", "incomplete": "incomplète", "unclear": "peu claire", "unrelated": "hors sujet"}


def unhelpful(facts: Facts) -> Section:
    """Fiches of which more readers say that they did not help than that they did."""
    fiches = {fiche.id: fiche for fiche in facts.faq.fiches}
    bad = [votes for name, votes in facts.votes.items() if votes.no > votes.yes and name in fiches]
    return Section(
        id="pas-utiles",
        title="Fiches jugées peu utiles",
        level="avertissement",
        remedy="Relisez la fiche avec la raison donnée, corrigez-la, puis inscrivez-y la date du jour par la commande.",
        command="entraide votes",
        rows=tuple(
            Row(
                title=fiches[votes.fiche].title,
                url=fiches[votes.fiche].url,
                place=file_of(fiches[votes.fiche]),
                detail=_opinion(votes),
                command=f"entraide reviewed {file_of(fiches[votes.fiche])}",
            )
            for votes in sorted(bad, key=lambda votes: (votes.yes - votes.no, votes.fiche))
        ),
    )


def never_read(facts: Facts) -> Section:
    """Fiches that nobody opens, though they have been there for a month."""
    since, unknown = facts.counted_since, ""
    if not since:
        unknown = "Les lectures ne sont comptées que là où le site est servi par « entraide serve »."
    elif since > month_before(f"{facts.today:%Y-%m}"):
        unknown = "Les lectures ne sont comptées que depuis ce mois-ci : revenez le mois prochain."
    found = [] if unknown else [fiche for fiche in facts.faq.fiches if _is_unread(fiche, facts)]
    return Section(
        id="jamais-lues",
        title="Fiches jamais lues",
        level="conseil",
        remedy=f"Aucune ouverture{_since(since)}. Vérifiez que la recherche la trouve, "
        "avec les mots d’un agent ; sinon changez son titre ou ses « mots_cles ».",
        command="entraide searches",
        unknown=unknown,
        rows=tuple(
            Row(
                title=fiche.title,
                url=fiche.url,
                place=file_of(fiche),
                detail=f"publiée le {day_of(fiche.published)}" if fiche.published else "",
                command=f"entraide search {quoted(fiche.title)}",
            )
            for fiche in sorted(found, key=lambda fiche: (fiche.published or date.min, fiche.id))
        ),
    )


def _opinion(votes: Votes) -> str:
    reasons = [f"{number} fois {words}" for key, words in _REASONS.items() if (number := getattr(votes, key))]
    said = f"{votes.no} non, {votes.yes} oui"
    return f"{said} : {', '.join(reasons)}" if reasons else said


def _is_unread(fiche: Fiche, facts: Facts) -> bool:
    is_young = fiche.published is not None and facts.today - fiche.published < _MONTH
    read = sum(facts.reads.get(name, 0) for name in (fiche.id, *fiche.former_ids))
    return not (read or is_young or fiche.is_outdated)


def _since(month: str) -> str:
    return f" depuis {month[5:]}/{month[:4]}" if month else ""
