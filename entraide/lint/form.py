"""The rule about what nobody sees in a file, and `entraide lint --fix` mends."""

from entraide.lint.fixes import mended
from entraide.lint.rules import FicheRule, Found, Scope
from entraide.lint.text import Text


def untidy(text: Text, _: Scope) -> Found:
    """A file is as editors of today write it, so that its history shows what was changed and nothing else."""
    if changes := mended(text.fiche.file.read_bytes())[1]:
        yield 1, f"À ranger : {', '.join(changes)}. « entraide lint --fix » s’en charge."


RULES = (FicheRule("forme", "conseil", untidy),)
