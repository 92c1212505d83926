"""The pages of the editor: templates of templates/editor/, in the place that the built page /redaction/ leaves for them.

In: the built page, values. Out: HTML for the address /redaction/…. Knows no request.
"""

import difflib
from functools import cache
from html import escape

import jinja2
from markupsafe import Markup

from entraide.drafting import PROMPTS
from entraide.editor import Opened, Sheet, Tried
from entraide.faq import Faq, Problem
from entraide.site.markup import finish
from entraide.web.editor_form import carried

_START, _END, _TITLE = "<!--redaction-->", "<!--/redaction-->", "<title>"
_LABELS = {
    "titre": "Titre",
    "resume": "Résumé",
    "type": "Modèle",
    "statut": "Statut",
    "auteur": "Rédaction",
    "logiciels": "Logiciels",
    "themes": "Thèmes",
    "mots_cles": "Mots-clés",
    "sources": "Sources",
    "publie_le": "Publiée le",
    "revu_le": "Relue le",
    "revision_mois": "À relire au bout de combien de mois",
}
_BASE = "../"
"""From every address of the editor to the root of the site."""


def page(shell: str, title: str, content: str) -> str:
    """A whole page; `content` is HTML."""
    before, _, rest = shell.partition(_START)
    after = rest.partition(_END)[2]
    named = f"{_TITLE}{escape(title)} - "
    return (before if named in before else before.replace(_TITLE, named, 1)) + content + after


def fragment(template: str, **values: object) -> str:
    """A part of a page."""
    return finish(_environment().get_template(f"editor/{template}.html").render(values), _BASE)


def form_values(opened: Opened, faq: Faq, tried: Tried | None, *, base: Sheet | None = None) -> dict[str, object]:
    """What the form shows: of `base` where the fiche that was tried is not the one to go on with."""
    sheet = base or opened.sheet
    problems = [(opened.sheet.place_of(problem.line), problem) for problem in tried.own] if tried else []
    labels = {name: _label(name, opened.sheet) for name, _ in problems}
    return {
        "opened": opened,
        "sheet": sheet,
        "hidden": carried(opened, sheet),
        "faq": faq,
        "category": next((one for one in faq.walk() if one.path == opened.id.rpartition("/")[0]), None),
        "prompts": PROMPTS,
        "software": {one.id: one.name for one in faq.software.values()},
        "themes": {one.id: one.label for one in faq.themes.values()},
        "problems": problems,
        "others": tried.others if tried else (),
        "wrong": _by_field(problems),
        "labels": labels,
    }


def differences(mine: str, theirs: str) -> list[tuple[str, str]]:
    """Lines that only one of two texts has: `-` and what is in mine alone, `+` and what is in theirs."""
    lines = difflib.unified_diff(mine.split("\n"), theirs.split("\n"), lineterm="", n=0)
    return [(line[0], line[1:]) for line in lines if not line.startswith(("---", "+++", "@@"))]


def _label(field: str, sheet: Sheet) -> str:
    """What the form calls a field."""
    _, _, place = field.partition("-")
    if not place:
        return _LABELS.get(field, field)
    piece, _, number = place.partition("-")
    heading = sheet.pieces[int(piece)].heading or "Texte"
    return f"{heading}, étape {int(number) + 1}" if number else heading


def _by_field(problems: list[tuple[str, Problem]]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for name, problem in problems:
        found.setdefault(name, []).append(problem)
    return found


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.PackageLoader("entraide.web")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["safe_preview"] = Markup
    return environment
