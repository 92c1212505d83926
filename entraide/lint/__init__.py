"""What is checked in the FAQ before it is published: RULES by name, and the function that applies them.

In: the folder of the FAQ. Out: the FAQ and problems by file and line. One module a subject; what a key of the front matter or a
register may hold is checked where it is read, in `entraide.faq`.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from entraide.faq import Faq, Problem, read_faq
from entraide.lint import (
    dated,
    duplicates,
    form,
    freshness,
    images,
    leaks,
    links,
    placeholders,
    readability,
    schema,
    structure,
)
from entraide.lint.fixes import fix_faq, mended
from entraide.lint.placeholders import MARK
from entraide.lint.rules import Rule, scope_of
from entraide.lint.text import Text

_SUBJECTS = (schema, structure, links, images, leaks, placeholders, duplicates, freshness, dated, readability, form)
RULES: Mapping[str, Rule] = {rule.name: rule for subject in _SUBJECTS for rule in subject.RULES}

__all__ = ["MARK", "RULES", "Text", "check_faq", "fix_faq", "mended"]


def check_faq(
    folder: Path, *, today: date | None = None, public: frozenset[str] = frozenset()
) -> tuple[Faq, tuple[Problem, ...]]:
    """The FAQ, and every problem by file and line; `public` contacts, in their plain form, may be shown.

    Without `today`, errors only: what stops a build, whatever the day.
    """
    faq, problems = read_faq(folder)
    scope = scope_of(faq, today=today, public=public)
    rules = [rule for rule in RULES.values() if today or rule.level == "erreur"]
    found = [*problems, *(problem for rule in rules for problem in rule.problems(scope))]
    return faq, tuple(sorted(found, key=lambda problem: (problem.file, problem.line, problem.rule)))
