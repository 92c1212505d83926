"""Rules about what is true for a time: the periods of values, and deadlines that are over."""

from entraide.dated.phrases import day_in_words
from entraide.dated.values import series_of
from entraide.deadlines import deadlines_of, is_past
from entraide.lint.rules import FicheRule, Found, Scope
from entraide.lint.text import Text


def backwards(text: Text, _: Scope) -> Found:
    """A period ends after it begins."""
    for value in text.fiche.values:
        if value.until and value.until < value.since:
            yield value.line, f"« {value.name} » : la valeur finit ({value.until}) avant de commencer ({value.since})."


def overlap(text: Text, _: Scope) -> Found:
    """A name has one value on any day."""
    for one, other in (pair for series in series_of(text.fiche.values) for pair in series.overlaps()):
        until = f"court jusqu’au {day_in_words(one.until)}" if one.until else "n’a pas de fin"
        begun = f"commence le {day_in_words(other.since)}" if other.begins else "n’a pas de début"
        remedy = "mettez « au » à la veille du changement."
        yield other.line, f"« {other.name} » : {other.shown} {begun}, mais {one.shown} (ligne {one.line}) {until} : {remedy}"


def gap(text: Text, _: Scope) -> Found:
    """A name has a value on every day from its first on."""
    for first, last, after in (gap for series in series_of(text.fiche.values) for gap in series.gaps()):
        yield after.line, f"« {after.name} » n’a aucune valeur du {day_in_words(first)} au {day_in_words(last)}."


def ended(text: Text, scope: Scope) -> Found:
    """A name has a value today."""
    for series in () if text.fiche.is_outdated else series_of(text.fiche.values):
        last = series.values[-1]
        if scope.today and last.until and last.until < scope.today:
            yield last.line, f"« {series.name} » n’a plus de valeur depuis le {day_in_words(last.until)} : ajoutez la suivante."


def all_past(text: Text, scope: Scope) -> Found:
    """A fiche announces something that is still to come."""
    fiche = text.fiche
    if scope.today and is_past(fiche, scope.today) and not fiche.is_draft:
        last = deadlines_of(fiche)[-1]
        remedy = "mettez la fiche à jour, ou « statut: perimee » ; si ce n’est pas une échéance, « echeances: [] »."
        yield last.line or text.key_line("echeances"), f"Échéance passée le {day_in_words(last.day)} : {remedy}"


RULES = (
    FicheRule("valeur-a-l-envers", "erreur", backwards),
    FicheRule("valeurs-chevauchement", "erreur", overlap),
    FicheRule("valeurs-trou", "erreur", gap),
    FicheRule("valeur-finie", "avertissement", ended),
    FicheRule("echeance-passee", "conseil", all_past),
)
