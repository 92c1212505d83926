"""The pages of contextual help: for each context a short page, its JSON twin and a QR code; one page that lists them all.

In: Content, the theme around a gap. Out: files under a folder. Knows no MkDocs.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import markdown
import msgspec
import nh3
import segno
from markupsafe import Markup

from entraide.faq import Fiche, prose_lines
from entraide.site.content import Content
from entraide.site.contexts import ROOT, HelpContext, contexts_of
from entraide.site.files import put_new
from entraide.site.markup import base_of, finish
from entraide.site.renderer import Renderer
from entraide.site.shell import Shell
from entraide.site.typography import space

_STEP = re.compile(r"\d+\. +(.+)")
_MOST_STEPS = 4
_INLINE = {"strong", "em", "code", "kbd", "b", "i"}
_MASK = 2
"""Of the eight masks of a QR code all can be read; looking for the best one takes four times as long."""


def write_help(folder: Path, content: Content, renderer: Renderer, make_shell: Callable[[str], Shell]) -> None:
    """Write all of it; `make_shell` gives the theme for pages as deep as an address."""
    contexts = contexts_of(content.faq.fiches)
    shells: dict[int, Shell] = {}

    def write(url: str, title: str, description: str, body: str, canonical: str) -> None:
        shell = shells.setdefault(url.count("/"), make_shell(url))
        page = shell.fill(
            title=space(title),
            description=description,
            canonical=content.canonical(canonical),
            content=finish(body, base_of(url)),
        )
        put_new(folder / url.strip("/") / "index.html", page.encode())

    for context in contexts:
        first, address = context.fiches[0], content.canonical(context.url)
        steps = steps_of(first) if len(context.fiches) == 1 else ()
        title = f"Aide : {first.title}" if len(context.fiches) == 1 else _title_of(context)
        body = renderer.render("pages/help.html", context=context, steps=steps, address=address)
        write(context.url, title, first.summary, body, first.url if len(context.fiches) == 1 else context.url)
        place = folder / context.url.strip("/")
        put_new(place / "index.json", msgspec.json.encode(_twin(context, content)))
        put_new(place / "qr.svg", qr_code(address))
    body = renderer.render("pages/help_index.html", contexts=contexts, example=contexts[0] if contexts else None)
    write(ROOT, "Aide contextuelle", "Les adresses courtes que les logiciels ouvrent.", body, ROOT)
    put_new(folder / ROOT.strip("/") / "index.json", msgspec.json.encode(_register(contexts, content)))


def steps_of(fiche: Fiche) -> tuple[Markup, ...]:
    """The first steps of its solution, as HTML without links."""
    solution = fiche.section("Solution")
    found = [match[1] for _, line in prose_lines(solution) if (match := _STEP.match(line))]
    cleaned = (nh3.clean(markdown.markdown(step), tags=_INLINE) for step in found[:_MOST_STEPS])
    return tuple(Markup(step) for step in cleaned)  # noqa: S704 - cleaned just above


@lru_cache(maxsize=4096)
def qr_code(address: str) -> bytes:
    """A picture of the address, with the border that readers need; black on white in any scheme."""
    picture = BytesIO()
    code = segno.make_qr(address, error="m", mask=_MASK)
    code.save(picture, kind="svg", scale=4, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return picture.getvalue()


def _title_of(context: HelpContext) -> str:
    name = context.name.replace("-", " ")
    return f"Aide {context.software.name} : {name}" if context.software else f"Aide : {name}"


def _twin(context: HelpContext, content: Content) -> Mapping[str, object]:
    """What the page says, for programs; the keys are a promise to them."""
    return {
        "software": context.software.id if context.software else None,
        "context": context.name,
        "url": content.canonical(context.url),
        "fiches": [
            {
                "title": fiche.title,
                "summary": fiche.summary,
                "url": content.canonical(fiche.url),
                "checked": fiche.reviewed and fiche.reviewed.isoformat(),
            }
            for fiche in context.fiches
        ],
    }


def _register(contexts: tuple[HelpContext, ...], content: Content) -> Mapping[str, object]:
    """All contexts, and the software by which a search for another context is narrowed."""
    return {
        "software": {one.id: one.name for one in content.faq.software.values()},
        "contexts": [
            {
                "software": context.software.id if context.software else None,
                "context": context.name,
                "url": content.canonical(context.url),
            }
            for context in contexts
        ],
    }
