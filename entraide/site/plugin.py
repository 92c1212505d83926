"""The MkDocs plugin `entraide`: puts the FAQ among the pages and frames every page the same way.

In: entraide.yml and the FAQ, or what `build_site` has read already. Out: pages. Lists no mirrored page when MkDocs runs alone.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup
from mkdocs.commands.build import get_context
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils.templates import TemplateContext

from entraide.agenda import read_agenda
from entraide.config import read_settings
from entraide.errors import ConfigError
from entraide.faq import Problem, read_faq
from entraide.local_time import LOCAL_TIME
from entraide.site.calendar import calendar_of
from entraide.site.content import Content
from entraide.site.contexts import ROOT
from entraide.site.fiche_body import show_fiche
from entraide.site.frame import Door, Frame, Link, Surroundings, make_surroundings
from entraide.site.history import read_history
from entraide.site.living import LivingPage
from entraide.site.markup import base_of, finish
from entraide.site.mirrored import Mirrored
from entraide.site.renderer import Renderer
from entraide.site.sheets import Sheet, faq_sheets
from entraide.site.shell import CANONICAL, CONTENT, DESCRIPTION, TITLE, Shell
from entraide.site.styles import read_style_sheet
from entraide.tagging import Tagger

_NOT_NEEDED = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
"""Parts of the theme for its own search, which is off."""
_STYLES = "assets/entraide.css"
_STYLE_PARTS = "assets/css/"
_ATTACHMENTS = frozenset({".gif", ".jpeg", ".jpg", ".pdf", ".png", ".svg", ".webp"})
_ERROR_PAGE = "404.html"
_CALENDAR = "agenda.ics"
_LIVING = frozenset({"home", "health"})
"""Templates that show something of the mirror."""


class DoorConfig(Config):  # type: ignore[no-untyped-call]
    """One of the `doors:`."""

    label = config_options.Type(str)
    context = config_options.Type(str)
    category = config_options.Type(str)


class EntraideConfig(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml."""

    config = config_options.File(default="entraide.yml")
    faq_label = config_options.Type(str)
    calendar = config_options.Type(str)
    meeting = config_options.Type(str)
    menu = config_options.ListOfItems(config_options.Type(str), default=[])
    doors = config_options.ListOfItems(config_options.SubConfig(DoorConfig), default=[])


class EntraidePlugin(BasePlugin[EntraideConfig]):  # type: ignore[no-untyped-call]
    """One build; MkDocs calls the `on_` methods in its own order."""

    given: tuple[Content, Mirrored] | None = None
    """What to show, when it has been read already."""
    content: Content
    mirrored: Mirrored
    surroundings: Surroundings
    renderer: Renderer
    living: list[LivingPage]
    """Pages that show something of the mirror."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read what is to be shown."""
        self.content, self.mirrored = self.given or (_read_content(Path(self.config.config)), Mirrored())
        site = self.content.settings.site
        config.site_name, config.site_url = site.name, site.url
        doors = [Door(label=door.label, context=door.context, category=door.category) for door in self.config.doors]
        self.surroundings = make_surroundings(
            self.content,
            self.mirrored.listings,
            faq_label=self.config.faq_label,
            categories=self.config.menu,
            doors=doors,
        )
        self.renderer = Renderer(config.theme.dirs, self.content, self.surroundings)
        self._sheets = faq_sheets(self.content)
        self._bodies: dict[str, Markup] = {}
        self.living = []
        config.watch.append(str(self.content.settings.paths.faq))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add a file for each page of the FAQ and each image beside a fiche; leave out what the site does not use."""
        for file in list(files):
            if file.src_uri.startswith((*_NOT_NEEDED, _STYLE_PARTS, _STYLES)) or file.src_uri.endswith(".map"):
                files.remove(file)
        styles = read_style_sheet(Path(config.docs_dir, _STYLES))
        files.append(File.generated(config, _STYLES, content=styles))
        for name in self._sheets:
            files.append(File.generated(config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV))
        folder = self.content.settings.paths.faq
        for image in sorted(file for file in folder.rglob("*") if file.suffix.lower() in _ATTACHMENTS):
            files.append(File.generated(config, f"faq/{image.relative_to(folder).as_posix()}", abs_src_path=str(image)))
        files.append(File.generated(config, _CALENDAR, content=self._calendar(config)))
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """A generated page's Markdown comes from its sheet, which MkDocs must not search for front matter."""
        sheet = self._sheets.get(page.file.src_uri)
        if sheet is None:
            self._sheets[page.file.src_uri] = _hand_written(page)
            return markdown
        page.meta = {"title": sheet.title, "moved": bool(sheet.moved_to)}
        return sheet.markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """The body in the template of its page, or a gap where it shows something of the mirror."""
        sheet = self._sheets[page.file.src_uri]
        body = show_fiche(html) if "fiche" in sheet.values else Markup(html)  # noqa: S704 - a hand-written page of the repository
        if sheet.living:
            self._bodies[sheet.url] = body
            return CONTENT
        return self.renderer.render(sheet.template, url=sheet.url, title=sheet.title, body=body, **sheet.values)

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG002
        """Keep the theme's templates for the pages that are filled in afterwards."""
        env.globals |= {"around": self.surroundings, "svg": self.renderer.icon}
        env.auto_reload = False
        self._theme, self._mkdocs = env, config
        return env

    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        nav: Navigation,  # noqa: ARG002
    ) -> TemplateContext:
        """Hand the page to the theme as a Frame; the table of contents goes with it, not twice."""
        sheet = self._sheets[page.file.src_uri]
        toc = tuple(Link(label=Markup(item.title).striptags(), url=item.url) for item in page.toc)  # noqa: S704
        page.toc = TableOfContents([])
        return _with_frame(context, self._frame(sheet, Markup(page.content), toc))  # noqa: S704

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002
        """French spacing and relative links; a page that shows something of the mirror keeps its gap."""
        sheet, html = self._sheets[page.file.src_uri], finish(output, base_of(f"/{page.url}"))
        if not sheet.living:
            return html
        living = LivingPage(sheet=sheet, body=self._bodies[sheet.url], shell=Shell.cut(html))
        self.living.append(living)
        return living.render(self.renderer, self.mirrored)

    def on_template_context(self, context: TemplateContext, *, template_name: str, config: MkDocsConfig) -> TemplateContext:  # noqa: ARG002
        """The error page has a frame like all others."""
        if template_name != _ERROR_PAGE:
            return context
        sheet = Sheet(template="pages/404.html", title="", description="", layout="narrow", url="", search=False)
        return _with_frame(context, self._frame(sheet, self.renderer.render(sheet.template)))

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """The error page is shown at any address, so its links start at the root of the server."""
        return finish(output, urlsplit(config.site_url or "/").path) if template_name == _ERROR_PAGE else output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """The compressed site map holds the time of the build, which no output may."""
        Path(config.site_dir, "sitemap.xml.gz").unlink(missing_ok=True)

    def shell(self, url: str) -> Shell:
        """The theme around a gap, for pages as deep as `url` in the same part of the site; to be asked for once built."""
        sheet = Sheet(template="", title=TITLE, description=DESCRIPTION, layout="narrow", url=url)
        listed = not url.startswith(ROOT)
        frame = replace(self._frame(sheet, Markup(CONTENT)), canonical=CANONICAL, listed=listed)  # noqa: S704
        context = get_context(Navigation([], []), [], self._mkdocs, base_url=base_of(url).rstrip("/"))
        return Shell.cut(finish(self._theme.get_template("main.html").render(_with_frame(context, frame)), base_of(url)))

    def _calendar(self, config: MkDocsConfig) -> bytes:
        host = urlsplit(self.content.settings.site.url).hostname or ""
        name, summary = self.config.calendar, self.config.meeting
        return calendar_of(self.content.agenda, name=f"{config.site_name}, {name}", summary=summary, host=host)

    def _frame(self, sheet: Sheet, content: Markup, toc: tuple[Link, ...] = ()) -> Frame:
        return Frame(
            url=sheet.url,
            title=sheet.title,
            description=sheet.description,
            canonical=self.content.canonical(sheet.moved_to or sheet.url),
            layout=sheet.layout,
            content=content,
            search=sheet.search,
            side=sheet.side,
            toc=toc,
            moved_to=base_of(sheet.url) + sheet.moved_to.lstrip("/") if sheet.moved_to else "",
        )


def _with_frame(context: TemplateContext, frame: Frame) -> TemplateContext:
    cast("dict[str, object]", context)["frame"] = frame
    return context


def _hand_written(page: Page) -> Sheet:
    """The sheet of a page of docs/: its front matter names the template of its content, `text` unless told."""
    return Sheet(
        template=f"pages/{page.meta.get('sheet', 'text')}.html",
        title=page.title or "",
        description=page.meta.get("description", ""),
        layout=page.meta.get("layout", "narrow"),
        url=f"/{page.url}",
        search=page.meta.get("search", True),
        living=page.meta.get("sheet") in _LIVING,
        values={"meta": page.meta},
    )


def _read_content(file: Path) -> Content:
    """What `mkdocs build` shows when it runs alone: the FAQ as of today, no mirror."""
    try:
        settings = read_settings(file)
    except ConfigError as error:
        raise PluginError(str(error)) from error
    faq, problems = read_faq(settings.paths.faq)
    if problems:
        raise PluginError("\n".join(map(str, problems)))
    agenda_problems: list[Problem] = []
    agenda = read_agenda(settings.paths.agenda, agenda_problems)
    if agenda_problems:
        raise PluginError("\n".join(map(str, agenda_problems)))
    today = datetime.now(LOCAL_TIME).date()
    history = read_history(settings.paths.faq)
    return Content(settings=settings, faq=faq, today=today, tagger=Tagger(faq), agenda=agenda, history=history)
