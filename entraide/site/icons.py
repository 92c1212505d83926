"""The icons of the theme, each read once.

In: the folders of the theme and the name of an icon. Out: SVG. Knows no page.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup


def icons_in(folders: Sequence[str]) -> Callable[[str], Markup]:
    """The SVG of an icon by name (`material/menu`), hidden from those who listen; raises TemplateNotFound for another."""

    @cache
    def icon(name: str) -> Markup:
        file = next((file for folder in folders if (file := Path(folder, ".icons", f"{name}.svg")).is_file()), None)
        if file is None:
            raise jinja2.TemplateNotFound(f".icons/{name}.svg")
        return Markup(file.read_text(encoding="utf-8").replace("<svg", '<svg aria-hidden="true"'))  # noqa: S704 - of the theme

    return icon
