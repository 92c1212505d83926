"""The pages of MkDocs that show something of the mirror: made once around a gap, which is filled at each change.

In: a sheet, its body, the page around a gap. Out: HTML. Knows no file and no MkDocs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from entraide.site.markup import base_of, finish
from entraide.site.mirrored import Mirrored
from entraide.site.renderer import Renderer
from entraide.site.sheets import Sheet
from entraide.site.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingPage:
    """The home page, or a fiche with its discussion or with what is said of its subject."""

    sheet: Sheet
    body: Markup
    shell: Shell

    @property
    def file(self) -> str:
        """Its file below the folder of the site."""
        return f"{self.sheet.url}index.html".lstrip("/")

    def may_show(self, ids: Iterable[str]) -> bool:
        """Whether it must be made anew once these items have changed."""
        return not self.sheet.shows or any(f"/{name}/" in self.sheet.shows for name in ids)

    def render(self, renderer: Renderer, mirrored: Mirrored) -> str:
        """The page as `mirrored` is now."""
        sheet = self.sheet
        values = {"title": sheet.title, "body": self.body, "mirrored": mirrored, **sheet.values}
        content = finish(renderer.render(sheet.template, url=sheet.url, **values), base_of(sheet.url))
        return self.shell.fill(title="", description="", canonical="", content=content)
