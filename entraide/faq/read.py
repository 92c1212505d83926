"""Read the FAQ folder: registers, then every fiche, into one Faq and all the problems found on the way.

A fiche with a problem is left out of the Faq, so that whoever goes on in spite of problems never shows half a fiche.
Rules about the whole FAQ and about texts are in `entraide.lint`.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from entraide.faq.model import STATUSES, Category, Faq, Fiche, Problem
from entraide.faq.registers import read_categories, read_software, read_synonyms, read_themes
from entraide.faq.templates import TEMPLATES
from entraide.faq.yaml_fields import Field, compose, day, known, nodes, one_of, slug, take, text, texts, whole

_FRONT_MATTER = re.compile(r"\A\s*^---[ \t]*\n(?P<yaml>.*?)^---[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^\s*(```|~~~)")


def read_faq(folder: Path) -> tuple[Faq, tuple[Problem, ...]]:
    """The FAQ of `folder` and every problem found, by file and line."""
    problems: list[Problem] = []
    categories = read_categories(folder, problems)
    places = {category.path: category for root in categories for category in root.walk()}
    themes, software = read_themes(folder, problems), read_software(folder, places, problems)
    equivalents, implications = read_synonyms(folder, problems)
    fields = _fiche_fields(themes, software)
    rank = {path: place for place, path in enumerate(places)}
    fiches = [
        fiche for file in sorted(folder.rglob("[!.]*.md")) if (fiche := _read_fiche(file, folder, places, fields, problems))
    ]
    fiches.sort(key=lambda fiche: (rank[fiche.category.path], fiche.title.casefold(), fiche.id))
    faq = Faq(
        categories=categories,
        fiches=tuple(fiche for fiche in fiches if not fiche.is_draft),
        drafts=tuple(fiche for fiche in fiches if fiche.is_draft),
        themes=themes,
        software=software,
        equivalents=equivalents,
        implications=implications,
    )
    return faq, tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))


def _fiche_fields(themes: Mapping[str, Any], software: Mapping[str, Any]) -> Mapping[str, Field]:
    return {
        "titre": Field(name="title", convert=text, required=True, default=""),
        "type": Field(name="type", convert=one_of(tuple(TEMPLATES)), required=True, default=""),
        "statut": Field(name="status", convert=one_of(STATUSES), required=True, default="brouillon"),
        "logiciels": Field(name="software", convert=known(software, "logiciels.yml"), default=()),
        "themes": Field(name="themes", convert=known(themes, "themes.yml"), default=()),
        "mots_cles": Field(name="keywords", convert=texts, default=()),
        "auteur": Field(name="author", convert=text, default=""),
        "publie_le": Field(name="published", convert=day),
        "revu_le": Field(name="reviewed", convert=day),
        "revision_mois": Field(name="review_months", convert=whole, required=True, default=12),
        "sources": Field(name="sources", convert=texts, default=()),
        "resume": Field(name="summary", convert=text, required=True, default=""),
        "contextes": Field(name="contexts", convert=_names, default=()),
        "id": Field(name="given_id", convert=text, default=""),
        "anciennes_adresses": Field(name="former_ids", convert=_addresses, default=()),
        "topic_id": Field(name="topic_id", convert=whole),
        "glpi_id": Field(name="glpi_id", convert=whole),
        "glpi_empreinte": Field(name="glpi_digest", convert=text, default=""),
    }


def _names(node: yaml.Node) -> tuple[str, ...]:
    """Each is a part of an address."""
    return tuple(map(slug, [node] if isinstance(node, yaml.ScalarNode) else nodes(node))) if node.value else ()


def _addresses(node: yaml.Node) -> tuple[str, ...]:
    """`/faq/a/b/` and `a/b` are the same."""
    return tuple(address.strip("/").removeprefix("faq/") for address in texts(node))


class _Parts(NamedTuple):
    """A fiche's file taken apart; lines count from 1."""

    front: str
    front_line: int
    body: str
    body_line: int


def _read_fiche(
    file: Path, folder: Path, places: Mapping[str, Category], fields: Mapping[str, Field], problems: list[Problem]
) -> Fiche | None:
    path = file.relative_to(folder).as_posix()
    label = f"{folder.name}/{path}"
    before = len(problems)
    category = places.get(path.rpartition("/")[0])
    if category is None:
        reason = f"Le dossier « {path.rpartition('/')[0] or folder.name} » n’est pas une catégorie de categories.yml."
        problems.append(Problem(file=label, line=1, rule="categorie", text=reason))
    parts = _split(_read_text(file, label, problems), label, problems)
    if parts is None:
        return None
    node = compose(parts.front, file=label, line=parts.front_line, problems=problems)
    if node is None and len(problems) > before:
        return None
    values = take(node, fields, file=label, problems=problems)
    if category is None or len(problems) > before:
        return None
    return Fiche(
        id=path.removesuffix(".md"),
        file=file,
        category=category,
        body=parts.body,
        body_line=parts.body_line,
        sections=split_sections(parts.body),
        key_lines={key.value: key.start_mark.line + 1 for key, _ in node.value} if isinstance(node, yaml.MappingNode) else {},
        **values,
    )


def _split(content: str, label: str, problems: list[Problem]) -> _Parts | None:
    front = _FRONT_MATTER.match(content)
    if front:
        return _Parts(
            front=front["yaml"],
            front_line=content.count("\n", 0, front.start("yaml")) + 1,
            body=content[front.end() :],
            body_line=content.count("\n", 0, front.end()) + 1,
        )
    if content:
        reason = "Le fichier doit commencer par un en-tête entre deux lignes « --- »."
        problems.append(Problem(file=label, line=1, rule="en-tete", text=reason))
    return None


def _read_text(file: Path, label: str, problems: list[Problem]) -> str:
    line = 1
    try:
        data = file.read_bytes()
        content = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        where = "est en UTF-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "n’est pas en UTF-8"
        reason = f"Le fichier {where}. Enregistrez-le en « UTF-8 » dans votre éditeur, ou lancez « entraide lint --fix »."
    except OSError as error:
        reason = f"Le fichier ne peut pas être lu ({error.strerror})."
    else:
        if content.strip():
            return content
        reason = "Le fichier est vide."
    problems.append(Problem(file=label, line=line, rule="fichier", text=reason))
    return ""


def split_sections(body: str) -> tuple[tuple[str, str], ...]:
    """Level-2 headings of Markdown and the text under each; text before the first goes under ''.

    Headings come with typographic apostrophes and ordinary spaces, however they were typed.
    """
    sections: list[tuple[str, list[str]]] = [("", [])]
    prose = {number for number, _ in prose_lines(body)}
    for number, line in enumerate(body.split("\n")):
        if line.startswith("## ") and number in prose:
            sections.append((" ".join(line[3:].replace("'", "’").split()), []))
        else:
            sections[-1][1].append(line)
    return tuple((heading, "\n".join(lines).strip()) for heading, lines in sections if heading or any(lines))


def prose_lines(body: str) -> Iterator[tuple[int, str]]:
    """Lines of Markdown outside code fences, with their number from 0."""
    fenced = False
    for number, line in enumerate(body.split("\n")):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, line
