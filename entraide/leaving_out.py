"""The FAQ without the fiches that have errors, for a build that is asked to go on: what is left stands on its own.

In: a FAQ and the errors found in it. Out: a FAQ that remembers them. An error in a register leaves nothing to go on with.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from os.path import normpath

from entraide.errors import ContentError
from entraide.faq import Faq, Fiche, Problem, split_sections
from entraide.lint import Text


def leave_out(faq: Faq, problems: Sequence[Problem]) -> Faq:
    """The FAQ without the fiches that `problems` name, and without links to them; ContentError when one is in a register."""
    names = {problem.file.partition("/")[2] for problem in problems}
    if not all(name.endswith(".md") for name in names):
        raise ContentError(problems)
    kept = tuple(fiche for fiche in faq.fiches if f"{fiche.id}.md" not in names)
    return replace(faq, fiches=tuple(_without_links(fiche, names) for fiche in kept), left_out=tuple(problems))


def _without_links(fiche: Fiche, names: Collection[str]) -> Fiche:
    """The fiche, with the words of links to what is left out as plain words."""
    text, body = Text(fiche), fiche.body
    root = fiche.file.parents[fiche.id.count("/")]
    gone = {normpath(root / name) for name in names}
    for address in {target.address for target in text.targets if text.place_of(target.address) in gone}:
        body = re.sub(rf"\[([^\]]*)\]\(\s*<?{re.escape(address)}[^)]*\)", r"\1", body)
    return replace(fiche, body=body, sections=split_sections(body)) if body != fiche.body else fiche
