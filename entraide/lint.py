"""Rules about the FAQ as a whole and the texts of fiches, one small function each: Faq in, problems out.

Messages are French: they are what the author of a fiche reads. The disk is asked only whether a linked file exists.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

from entraide.faq import TEMPLATES, Faq, Fiche, Problem, prose_lines, read_faq

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PATH = re.compile(rf"{_NAME.pattern}(?:/{_NAME.pattern})*")
_HEADING_1 = re.compile(r"^# ")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")


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
    yield from duplicate_ids(fiches)
    yield from former_addresses(faq)
    yield from links_to_drafts(faq)


def sections(fiche: Fiche) -> Iterator[Problem]:
    """The headings of the template are there, in its order, with text under each."""
    headings = [heading for heading, _ in fiche.sections]
    wanted = TEMPLATES[fiche.type]
    for heading in wanted:
        if heading not in headings:
            yield _problem(fiche, "section-manquante", f"Il manque la section « ## {heading} » du modèle « {fiche.type} ».")
        elif not fiche.section(heading):
            yield _at(fiche, _line_of(fiche, heading), "section-vide", f"La section « ## {heading} » est vide.")
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
            path = unquote(target.partition("#")[0])
            if path and ":" not in path and not _is_file(fiche.file.parent / path):
                yield _at(fiche, number, "lien-casse", f"« {target} » n’existe pas.")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def dates(fiche: Fiche) -> Iterator[Problem]:
    """A review comes after the publication."""
    if fiche.published and fiche.reviewed and fiche.reviewed < fiche.published:
        yield _problem(fiche, "dates", "« revu_le » est antérieur à « publie_le ».", key="revu_le")


def address(fiche: Fiche) -> Iterator[Problem]:
    """The name of the file makes a readable address, and not that of a category."""
    name = fiche.id.rpartition("/")[2]
    if not _NAME.fullmatch(name):
        reason = (
            f"Renommez « {name}.md » : lettres minuscules sans accent, chiffres et « - » seulement, c’est l’adresse de la page."
        )
        yield _problem(fiche, "adresse", reason)
    if name == "index" or fiche.id in {child.path for child in fiche.category.children}:
        yield _problem(fiche, "adresse", f"« {name} » est l’adresse de la page d’une catégorie : renommez le fichier.")


def given_id(fiche: Fiche) -> Iterator[Problem]:
    """A name that is given is in the form of an address."""
    if fiche.given_id and not _NAME.fullmatch(fiche.given_id):
        reason = f"« {fiche.given_id} » : lettres minuscules sans accent, chiffres et « - » seulement."
        yield _problem(fiche, "id", reason, key="id")


RULES: tuple[Callable[[Fiche], Iterator[Problem]], ...] = (address, given_id, sections, title_heading, links, dates)


def links_to_drafts(faq: Faq) -> Iterator[Problem]:
    """No page leads to a fiche that is not published."""
    drafts = {draft.file.resolve() for draft in faq.drafts}
    for fiche in faq.fiches if drafts else ():
        for number, line in _prose(fiche):
            for target in _LINK.findall(line):
                if target.endswith(".md") and (fiche.file.parent / unquote(target)).resolve() in drafts:
                    yield _at(
                        fiche, number, "lien-brouillon", f"« {target} » est un brouillon : publiez-le ou retirez le lien."
                    )


def duplicate_titles(fiches: tuple[Fiche, ...]) -> Iterator[Problem]:
    """Two fiches do not have the same title, whatever its case and spaces."""
    first: dict[str, Fiche] = {}
    for fiche in fiches:
        other = first.setdefault(" ".join(fiche.title.casefold().split()), fiche)
        if other is not fiche:
            text = f"Le titre « {fiche.title} » est déjà celui de {other.id}.md."
            yield _problem(fiche, "titre-en-double", text, key="titre")


def duplicate_ids(fiches: tuple[Fiche, ...]) -> Iterator[Problem]:
    """Two fiches are not known by the same name, given or from their place."""
    first: dict[str, Fiche] = {}
    for fiche in fiches:
        other = first.setdefault(fiche.lasting_id, fiche)
        if other is not fiche:
            yield _problem(fiche, "id-en-double", f"L’id « {fiche.lasting_id} » est déjà celui de {other.id}.md.", key="id")


def former_addresses(faq: Faq) -> Iterator[Problem]:
    """An address that leads to a fiche is in the form of one, and is not that of another page."""
    taken = {fiche.id for fiche in faq.fiches} | {category.path for category in faq.walk()}
    for fiche in (*faq.fiches, *faq.drafts):
        for address in fiche.former_ids:
            if not _PATH.fullmatch(address):
                reason = f"« {address} » n’a pas la forme d’une adresse : logiciel/paie/ancien-nom, sans « .md »."
                yield _problem(fiche, "ancienne-adresse", reason, key="anciennes_adresses")
            elif address in taken:
                reason = f"« {address} » est déjà l’adresse d’une autre page, ou y mène déjà."
                yield _problem(fiche, "ancienne-adresse", reason, key="anciennes_adresses")
            taken.add(address)


def _problem(fiche: Fiche, rule: str, text: str, *, key: str = "") -> Problem:
    """A problem at the line of a key of the front matter, or at line 1."""
    return _at(fiche, fiche.key_lines.get(key, 1), rule, text)


def _at(fiche: Fiche, line: int, rule: str, text: str) -> Problem:
    faq = fiche.file.parents[fiche.id.count("/")].name
    return Problem(file=f"{faq}/{fiche.id}.md", line=line, rule=rule, text=text)


def _prose(fiche: Fiche) -> Iterator[tuple[int, str]]:
    """Lines of the body outside code fences, with their number in the file."""
    return ((number + fiche.body_line, line) for number, line in prose_lines(fiche.body))


def _line_of(fiche: Fiche, heading: str) -> int:
    """The line of a level-2 heading."""
    place = [found for found, _ in fiche.sections if found].index(heading)
    return [number for number, line in _prose(fiche) if line.startswith("## ")][place]
