"""The text of a fiche as its page would show it, without a build.

In: Markdown, the fiche's address. Out: HTML. Uses the extensions of mkdocs.yml, read once.
"""

import re
from collections.abc import Callable
from functools import cache
from html import escape, unescape
from pathlib import Path
from posixpath import normpath

from markdown import Markdown
from mkdocs.config import load_config

from entraide.site.fiche_body import show_fiche
from entraide.site.markup import split

_TARGET = re.compile(r"""(?<=\s)(href|src)="([^"]*)\"""")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/|#", re.IGNORECASE)


def preview(mkdocs_file: Path, markdown: str, fiche_id: str, image: Callable[[str], str]) -> str:
    """The body of a fiche as HTML; `image` gives the address of an image by its path below the FAQ."""
    names, configs = _extensions(mkdocs_file.resolve())
    html = show_fiche(Markdown(extensions=names, extension_configs=configs).convert(markdown))
    folder = fiche_id.rpartition("/")[0]

    def lead(found: re.Match[str]) -> str:
        target = unescape(found[2])
        path, sign, anchor = target.partition("#")
        if _ELSEWHERE.match(target) or not path:
            return found[0]
        there = normpath(f"{folder}/{path}")
        address = f"/faq/{there.removesuffix('.md')}/{sign}{anchor}" if path.endswith(".md") else image(there)
        return f'{found[1]}="{escape(address)}"'

    return "".join(_TARGET.sub(lead, part) if place % 2 else part for place, part in enumerate(split(html)))


@cache
def _extensions(mkdocs_file: Path) -> tuple[list[str], dict[str, dict[str, object]]]:
    config = load_config(str(mkdocs_file))
    return config.markdown_extensions, config.mdx_configs
