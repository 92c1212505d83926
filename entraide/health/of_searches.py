"""What there is to do about what readers search for.

In: Facts. Out: Sections, in French.
"""

from entraide.health.model import Facts, Row, Section
from entraide.health.words import quoted
from entraide.searches import SHOWN_FROM, Count


def missing(facts: Facts) -> Section:
    """What is searched for and is nowhere."""
    found = [count for count in _frequent(facts) if 2 * count.empty > count.asked]
    return Section(
        id="sujets-manquants",
        title="Sujets manquants : recherches sans résultat",
        level="avertissement",
        remedy="Commencez une fiche. Si elle existe sous un autre nom, ajoutez les mots cherchés à ses « mots_cles ».",
        command="entraide searches",
        rows=tuple(
            Row(
                title=count.query,
                detail=f"cherché {count.requests} fois, {count.empty} fois sans résultat",
                command=f'entraide new {quoted(count.query.capitalize())} --category "…"',
            )
            for count in sorted(found, key=lambda count: (-count.empty, count.query))
        ),
    )


def without_click(facts: Facts) -> Section:
    """What is found, and never opened."""
    found = [count for count in _frequent(facts) if not count.clicks and not count.empty]
    return Section(
        id="sans-clic",
        title="Recherches dont aucun résultat n’est ouvert",
        level="conseil",
        remedy="Regardez ce que la recherche propose. Le titre de la bonne fiche ne reprend peut-être pas ces mots.",
        command="entraide searches",
        rows=tuple(
            Row(
                title=count.query,
                detail=f"cherché {count.asked} fois, jamais ouvert",
                command=f"entraide search {quoted(count.query)}",
            )
            for count in sorted(found, key=lambda count: (-count.asked, count.query))
        ),
    )


def rising(facts: Facts) -> Section:
    """What is searched for more than before."""
    return Section(
        id="en-hausse",
        title="Recherches en hausse ce mois-ci",
        level="conseil",
        remedy="Vérifiez que la fiche attendue est à jour et vient en premier.",
        command="entraide searches",
        rows=tuple(
            Row(
                title=count.query,
                detail=f"cherché {count.requests} fois ce mois-ci",
                command=f"entraide search {quoted(count.query)}",
            )
            for count in facts.rising
        ),
    )


def _frequent(facts: Facts) -> list[Count]:
    return [count for count in facts.asked.values() if count.requests >= SHOWN_FROM]
