"""What there is to do about what the lint finds in fiches, and about those that wait.

In: Facts. Out: Sections, in French.
"""

from collections.abc import Iterable
from datetime import date

from entraide.faq import Problem
from entraide.health.model import Facts, Row, Section
from entraide.health.words import day_of, file_of

_STALE, _DRAFT, _PAST = "revision-depassee", "brouillon", "echeance-passee"


def errors(facts: Facts) -> Section:
    """What stops the build."""
    return Section(
        id="erreurs",
        title="Erreurs dans les fiches",
        level="erreur",
        remedy="Ces erreurs empêchent de publier. Ouvrez le fichier à la ligne indiquée ; ce qui peut l’être se répare seul.",
        command="entraide lint --fix",
        rows=_problems(facts, (each for each in facts.problems if each.level == "erreur")),
    )


def stale(facts: Facts) -> Section:
    """Fiches that were to be read again."""
    late = {problem.file: problem for problem in facts.problems if problem.rule == _STALE}
    due = ((fiche.review_due() or date.min, fiche) for fiche in facts.faq.fiches if file_of(fiche) in late)
    return Section(
        id="a-relire",
        title="Fiches à relire",
        level="avertissement",
        remedy="Relisez la fiche. Si elle est juste, la commande y inscrit la date du jour ; sinon corrigez-la, "
        "ou mettez « statut: perimee ».",
        command="entraide lint",
        rows=tuple(
            Row(
                title=fiche.title,
                url=fiche.url,
                place=f"{file_of(fiche)}:{late[file_of(fiche)].line}",
                detail=f"à relire depuis le {day_of(day)}",
                command=f"entraide reviewed {file_of(fiche)}",
            )
            for day, fiche in sorted(due, key=lambda pair: (pair[0], pair[1].id))
        ),
    )


def warnings(facts: Facts) -> Section:
    """What the lint warns of beside."""
    found = (each for each in facts.problems if each.level == "avertissement" and each.rule not in {_STALE, _DRAFT})
    return Section(
        id="avertissements",
        title="Avertissements sur les fiches",
        level="avertissement",
        remedy="Ouvrez le fichier à la ligne indiquée et suivez le conseil.",
        command="entraide lint",
        rows=_problems(facts, found),
    )


def past(facts: Facts) -> Section:
    """Fiches whose every deadline is over."""
    return Section(
        id="echeances-passees",
        title="Fiches dont toutes les échéances sont passées",
        level="avertissement",
        remedy="Mettez la fiche à jour, ou « statut: perimee » ; si la date n’est pas une échéance, « echeances: [] ».",
        command="entraide lint",
        rows=_problems(facts, (each for each in facts.problems if each.rule == _PAST)),
    )


def drafts(facts: Facts) -> Section:
    """What waits to be published."""
    left = {file: sum(1 for each in facts.problems if each.file == file) for file in map(file_of, facts.faq.drafts)}
    return Section(
        id="brouillons",
        title="Brouillons en attente",
        level="conseil",
        remedy="Terminez la fiche, vérifiez-la, puis mettez « statut: publiee ».",
        command="entraide lint",
        rows=tuple(
            Row(title=fiche.title, place=file_of(fiche), detail=_left(left[file_of(fiche)]))
            for fiche in sorted(facts.faq.drafts, key=lambda fiche: (left[file_of(fiche)], fiche.id))
        ),
    )


def _problems(facts: Facts, found: Iterable[Problem]) -> tuple[Row, ...]:
    fiches = {file_of(fiche): fiche for fiche in facts.faq.fiches}
    return tuple(
        Row(
            title=fiches[problem.file].title if problem.file in fiches else problem.file,
            url=fiches[problem.file].url if problem.file in fiches else "",
            place=f"{problem.file}:{problem.line}",
            detail=problem.text,
        )
        for problem in found
    )


def _left(number: int) -> str:
    return f"{number} point{'s' * (number > 1)} à reprendre" if number else "prête à être publiée"
