"""Rules about the FAQ as a whole and the texts of fiches, one small function each. Pure: Faq in, problems out."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from entraide.faq import TEMPLATES, Faq, Fiche, Problem, read_faq

_HEADING_1 = re.compile(r"^# ")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")
_FENCE = re.compile(r"^\s*(```|~~~)")


def check_faq(folder: Path) -> tuple[Faq, tuple[Problem, ...]]:
    """Read the FAQ and apply every rule; problems come by file and line."""
    faq, problems = read_faq(folder)
    found = [*problems, *lint(faq)]
    return faq, tuple(sorted(found, key=lambda problem: (problem.file, problem.line, problem.rule)))


def lint(faq: Faq) -> Iterator[Problem]:
    """Every problem that the rules below find, drafts included."""
    fiches = (*faq.fiches, *faq.drafts)
    for rule in RULES:
        for fiche in fiches:
            yield from rule(fiche)
    yield from duplicate_titles(fiches)


def sections(fiche: Fiche) -> Iterator[Problem]:
    """The headings of the template are there, in its order, with text under each."""
    headings = [heading for heading, _ in fiche.sections]
    wanted = TEMPLATES[fiche.type]
    for heading in wanted:
        if heading not in headings:
            yield _problem(fiche, "section-manquante", f"Il manque la section « ## {heading} » du modèle « {fiche.type} ».")
        elif not fiche.section(heading):
            yield _problem(fiche, "section-vide", f"La section « ## {heading} » est vide.", f"## {heading}")
    present = [heading for heading in headings if heading in wanted]
    if present != [heading for heading in wanted if heading in present]:
        yield _problem(fiche, "sections-ordre", f"Les sections doivent suivre l’ordre du modèle : {', '.join(wanted)}.")


def title_heading(fiche: Fiche) -> Iterator[Problem]:
    """The title stands in the front matter, so the body has no level-1 heading."""
    for number, line in _prose(fiche):
        if _HEADING_1.match(line):
            yield _at(fiche, number, "titre-double", "Le titre est celui de l’en-tête ; utilisez « ## » dans le texte.")


def links(fiche: Fiche) -> Iterator[Problem]:
    """A relative link or image names a file that exists."""
    for number, line in _prose(fiche):
        for target in _LINK.findall(line):
            path = target.partition("#")[0]
            if path and ":" not in path and not (fiche.file.parent / path).is_file():
                yield _at(fiche, number, "lien-casse", f"« {target} » n’existe pas.")


def dates(fiche: Fiche) -> Iterator[Problem]:
    """A review comes after the publication."""
    if fiche.published and fiche.reviewed and fiche.reviewed < fiche.published:
        yield _problem(fiche, "dates", "« revu_le » est antérieur à « publie_le ».", "revu_le:")


RULES: tuple[Callable[[Fiche], Iterator[Problem]], ...] = (sections, title_heading, links, dates)


def duplicate_titles(fiches: tuple[Fiche, ...]) -> Iterator[Problem]:
    """Two fiches do not have the same title, whatever its case and spaces."""
    first: dict[str, Fiche] = {}
    for fiche in fiches:
        other = first.setdefault(" ".join(fiche.title.casefold().split()), fiche)
        if other is not fiche:
            text = f"Le titre « {fiche.title} » est déjà celui de {other.id}.md."
            yield _problem(fiche, "titre-en-double", text, "titre:")


def _prose(fiche: Fiche) -> Iterator[tuple[int, str]]:
    """Lines of the body outside code fences, with their number in the file."""
    fenced = False
    for number, line in enumerate(fiche.body.split("\n"), fiche.body_line):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, line


def _problem(fiche: Fiche, rule: str, text: str, start: str = "") -> Problem:
    """A problem at the first line of the file that begins with `start`, at line 1 otherwise."""
    lines = fiche.file.read_text(encoding="utf-8-sig").split("\n") if start else ()
    return _at(fiche, next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 1), rule, text)


def _at(fiche: Fiche, line: int, rule: str, text: str) -> Problem:
    return Problem(file=f"{_faq_name(fiche)}/{fiche.id}.md", line=line, rule=rule, text=text)


def _faq_name(fiche: Fiche) -> str:
    return fiche.file.parents[fiche.id.count("/")].name
