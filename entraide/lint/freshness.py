"""Rules about the age of a fiche; they want to know the day."""

from entraide.lint.rules import FicheRule, Found, Scope
from entraide.lint.text import Text


def overdue(text: Text, scope: Scope) -> Found:
    """A fiche is read again as often as it says."""
    fiche = text.fiche
    due = fiche.review_due()
    if scope.today and due and due < scope.today and not (fiche.is_draft or fiche.is_outdated):
        remedy = f"vérifiez la fiche et mettez « revu_le: {scope.today} », ou « statut: perimee »."
        yield text.key_line("revu_le"), f"À relire depuis le {due:%d/%m/%Y} : {remedy}"


def future(text: Text, scope: Scope) -> Found:
    """A fiche was published and read again in the past."""
    for key, day in {"publie_le": text.fiche.published, "revu_le": text.fiche.reviewed}.items():
        if scope.today and day and day > scope.today:
            yield text.key_line(key), f"« {key} » est dans l’avenir ({day:%d/%m/%Y}) : vérifiez l’année."


RULES = (
    FicheRule("revision-depassee", "avertissement", overdue),
    FicheRule("date-future", "avertissement", future),
)
