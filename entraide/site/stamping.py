"""The pages of the mirror: lists, threads, bulletins, and the files they refer to.

In: the mirror, what is known of it, the theme around a gap. Out: files under a folder. Knows no MkDocs.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from entraide.errors import BuildError
from entraide.site.bulletin import show_bulletin
from entraide.site.content import Content
from entraide.site.conversation import excerpt, make_conversation
from entraide.site.files import Put, put_new, remove_page
from entraide.site.listings import Entry, Listing, Mirror
from entraide.site.markup import base_of, finish
from entraide.site.mirrored import Mirrored
from entraide.site.renderer import Renderer
from entraide.site.reuse import LastSite, Stamp, content_digest
from entraide.site.shell import Shell
from entraide.site.sitemap import robots_of, sitemap_of
from entraide.site.typography import space
from entraide.site.views import View, category_view_url, views_of
from forum_sync import Bulletin, Thread

_ADDRESS = re.compile(r"/(?:(?!\.)[\w.~-]+/){1,3}\Z")
_MEDIA = re.compile(r"[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?\Z")
_ROWS, _BASE = "<!--rows-->", "<!--base-->"
"""Stand for the rows of a list, which are made once, and for the way to the root in them: no text can look like these."""
_MAP, _ROBOTS = "sitemap-forum.xml", "robots.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamper:
    """Writes the pages of the mirror under `folder`."""

    folder: Path
    content: Content
    mirrored: Mirrored
    renderer: Renderer
    make_shell: Callable[[str], Shell]
    """The theme for pages as deep as an address."""
    put: Put = put_new
    last: LastSite | None = None
    """Where pages of threads may be taken from."""
    shells: dict[tuple[str, int], Shell] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    """The row of each thread by address, made once for as long as nothing changes in it."""
    lists: dict[str, dict[str, object]] = field(default_factory=dict)
    """Of each forum, what every page of its lists shows, by address."""

    def stamp(self, mirror: Mirror) -> None:
        """Write everything; raises BuildError that names the item which cannot have a page."""
        for listing in self.mirrored.listings:
            self._list(listing)
            self._items(mirror.items(listing.source.name), listing)
        self._map()
        maps = [self.content.canonical(f"/{name}") for name in ("sitemap.xml", _MAP)]
        self.put(self.folder / _ROBOTS, robots_of(maps).encode())
        self.add_media(mirror)

    def restamp(self, items: Mapping[str, Thread | Bulletin | None]) -> None:
        """Write the pages of `items`, by id, then their lists; the page of an id that stands for None is removed."""
        changed = []
        for listing in self.mirrored.listings:
            own = {name: item for name, item in items.items() if name.startswith(f"{listing.source.name}/")}
            self._items([item for item in own.values() if item], listing)
            for name, item in own.items():
                self.rows.pop(f"/{name}/", None)
                if item is None and _ADDRESS.match(f"/{name}/"):
                    remove_page(self._place(f"/{name}/"))
            changed += [listing] if own else []
        for listing in changed:
            self._list(listing)
        self._map()

    def reframe(self, threads: Iterable[Thread]) -> None:
        """Write the pages of `threads` in the frame of this site; nothing else changed."""
        listings = {listing.source.name: listing for listing in self.mirrored.listings}
        for thread in threads:
            self._thread(thread, listings[thread.id.partition("/")[0]])

    def add_media(self, mirror: Mirror) -> None:
        """Write the files of the mirror that are not there yet."""
        folder = self.folder / "media"
        folder.mkdir(exist_ok=True)
        there = {file.name for file in folder.iterdir()}
        for name in mirror.media_names():
            if not _MEDIA.match(name):
                raise BuildError(f"media {name!r}: not the name of a mirrored file")
            if name not in there and (media := mirror.media(name)):
                self.put(folder / name, media.data)

    def drop_media(self, mirror: Mirror) -> None:
        """Remove the files that the mirror has no more."""
        wanted = set(mirror.media_names())
        for file in (self.folder / "media").iterdir():
            if file.name not in wanted:
                file.unlink()

    def _list(self, listing: Listing) -> None:
        if listing.source.kind != "forum":
            content = self._content("pages/bulletins.html", listing.url, listing=listing)
            self._write(listing.url, listing.source.label, "", content)
            return
        views = views_of(listing)
        known = self.lists.setdefault(listing.url, {})
        there = {url for view in views for url in self._view(view, views, listing, known)}
        for url in known.keys() - there:
            remove_page(self._place(url))
            del known[url]

    def _view(self, view: View, tabs: tuple[View, ...], listing: Listing, known: dict[str, object]) -> list[str]:
        """Write the pages of `view` that are not `known` as they are now, give the addresses of all; the first has counts."""
        pages = view.pages()
        urls = [url for url, _ in pages]
        labels = tuple((tab.url, tab.category) for tab in tabs)
        totals = tuple(tab.total for tab in tabs)
        values = {"view": view, "listing": listing, "tabs": tabs, "urls": urls}
        for number, (url, entries) in enumerate(pages, 1):
            shown = (entries, len(urls), labels, totals if number == 1 else ())
            if known.get(url) != shown:
                self._view_page(url, entries, {**values, "number": number})
                known[url] = shown
        return urls

    def _view_page(self, url: str, entries: tuple[Entry, ...], values: Mapping[str, object]) -> None:
        title = self.renderer.render("parts/list_title.html", **values).striptags()
        place = Markup(_ROWS if entries else "")  # noqa: S704
        content = self._content("pages/threads.html", url, title=title, place_of_rows=place, **values)
        rows = "".join(map(self._row, entries)).replace(_BASE, base_of(url))
        self._write(url, title, "", content.replace(_ROWS, rows))

    def _row(self, entry: Entry) -> str:
        if entry.url not in self.rows:
            self.rows[entry.url] = finish(self.renderer.render("parts/row.html", entry=entry), _BASE)
        return self.rows[entry.url]

    def _map(self) -> None:
        entries = [entry for listing in self.mirrored.listings if listing.source.kind == "forum" for entry in listing.entries]
        self.put(self.folder / _MAP, sitemap_of(entries, self.content.settings.site.url).encode())

    def _items(self, items: Iterable[Thread | Bulletin], listing: Listing) -> None:
        neighbours = {} if listing.source.kind == "forum" else _neighbours(listing)
        for item in items:
            if isinstance(item, Thread):
                self._thread(item, listing)
            else:
                self._bulletin(item, listing, *neighbours[f"/{item.id}/"])

    def _thread(self, thread: Thread, listing: Listing) -> None:
        url, link = f"/{thread.id}/", self.mirrored.crosslinks.local
        category_url, fiche = category_view_url(listing, thread.category), self.mirrored.fiches.get(thread.id)
        told = (fiche.url, fiche.title) if fiche else ()
        served = ("served",) if self.content.is_served else ()
        around = (self.renderer.version, self.content.canonical(url), listing.source.label, category_url, *told, *served)
        stamp = Stamp(content=content_digest(thread, link, *around), shell=self._shell(url).digest)
        if self.last and _ADDRESS.match(url) and self._take(url, stamp, self.last):
            return
        conversation = make_conversation(thread, link=link)
        values = {"thread": thread, "conversation": conversation, "listing": listing, "category_url": category_url}
        content = self._content("pages/thread.html", url, fiche=fiche, **values)
        description = excerpt(thread.posts[0].text) if thread.posts else ""
        self._write(url, thread.title, description, content, end=stamp.mark)

    def _take(self, url: str, stamp: Stamp, last: LastSite) -> bool:
        try:
            return last.give(url, self._place(url) / "index.html", stamp)
        except FileExistsError as error:
            raise _taken(url) from error

    def _bulletin(self, bulletin: Bulletin, listing: Listing, newer: Entry | None, older: Entry | None) -> None:
        url = f"/{bulletin.id}/"
        shown = show_bulletin(bulletin, self.content.tagger, self.mirrored.crosslinks.local)
        values = {"bulletin": bulletin, "shown": shown, "listing": listing, "newer": newer, "older": older}
        self._write(url, bulletin.title, excerpt(bulletin.text), self._content("pages/bulletin.html", url, **values))

    def _content(self, template: str, url: str, **values: object) -> str:
        return finish(self.renderer.render(template, url=url, **values), base_of(url))

    def _write(self, url: str, title: str, description: str, content: str, end: str = "") -> None:
        if not _ADDRESS.match(url):
            raise BuildError(f"{url.strip('/')}: this id cannot be the address of a page")
        page = self._shell(url).fill(
            title=space(title), description=description, canonical=self.content.canonical(url), content=content
        )
        try:
            self.put(self._place(url) / "index.html", f"{page}{end}".encode())
        except FileExistsError as error:
            raise _taken(url) from error

    def _shell(self, url: str) -> Shell:
        place = (url.split("/")[1], url.count("/"))
        if place not in self.shells:
            self.shells[place] = self.make_shell(url)
        return self.shells[place]

    def _place(self, url: str) -> Path:
        return self.folder.joinpath(*url.strip("/").split("/"))


def _taken(url: str) -> BuildError:
    return BuildError(f"{url}: two pages have this address")


def _neighbours(listing: Listing) -> dict[str, tuple[Entry | None, Entry | None]]:
    """For each address, the entries just newer and just older."""
    around = (None, *listing.entries, None)
    return {entry.url: (around[place], around[place + 2]) for place, entry in enumerate(listing.entries)}
