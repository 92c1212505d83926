"""The templates of page contents: Jinja2 with escaping on, over the folders of the theme.

In: a template's name and its values. Out: HTML with absolute local addresses. The chrome is MkDocs' business.
"""

from collections.abc import Sequence
from pathlib import Path

import jinja2
from markupsafe import Markup

from entraide.site.content import Content
from entraide.site.conversation import excerpt
from entraide.site.frame import Surroundings
from entraide.site.icons import icons_in
from entraide.site.reuse import makers_digest


class Renderer:
    """Renders the contents of the pages of one build."""

    def __init__(self, folders: Sequence[str], content: Content, surroundings: Surroundings) -> None:
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(list(folders)),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
        )
        self.icon = icons_in(folders)
        self._templates.globals |= {"content": content, "around": surroundings, "icon": self.icon}
        self._templates.filters["excerpt"] = excerpt
        templates = (
            file for folder in folders for kind in ("pages", "parts") for file in sorted(Path(folder, kind).glob("*.html"))
        )
        self.version = makers_digest(templates)
        """Another one when templates or code may give other pages."""

    def render(self, template: str, **values: object) -> Markup:
        """The HTML of `template`; raises jinja2.TemplateError."""
        return Markup(self._templates.get_template(template).render(values))  # noqa: S704 - rendered with autoescape
