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
from entraide.site.shell import Shell
from entraide.site.typography import space
from forum_sync import Bulletin, Thread

PER_PAGE = 200
"""Threads on one page of a list."""
_ADDRESS = re.compile(r"/(?:(?!\.)[\w.~-]+/){1,2}\Z")
_MEDIA = re.compile(r"[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?\Z")
_ROWS = "<!--rows-->"
"""Stands for the rows of a list, which are finished one by one: no text can look like it."""


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
    shells: dict[tuple[str, int], Shell] = field(default_factory=dict)
    rows: dict[str, dict[tuple[Entry, str], bytes]] = field(default_factory=dict)
    """By source, each row of its list by entry and base, made once for as long as it is there."""

    def stamp(self, mirror: Mirror) -> None:
        """Write everything; raises BuildError that names the item which cannot have a page."""
        for listing in self.mirrored.listings:
            self._list(listing)
            self._items(mirror.items(listing.source.name), listing)
        self.add_media(mirror)

    def restamp(self, items: Mapping[str, Thread | Bulletin | None]) -> None:
        """Write the pages of `items`, by id, and their lists anew; the page of an id that stands for None is removed."""
        for listing in self.mirrored.listings:
            own = {name: item for name, item in items.items() if name.startswith(f"{listing.source.name}/")}
            self._items(filter(None, own.values()), listing)
            for name, item in own.items():
                if item is None and _ADDRESS.match(f"/{name}/"):
                    remove_page(self._place(f"/{name}/"))
            if own:
                self._list(listing)

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
        starts = range(0, len(listing.entries) or 1, PER_PAGE)
        urls = [_page_of(listing, number) for number in range(1, len(starts) + 1)]
        known = self.rows.pop(listing.url, {})
        used = self.rows[listing.url] = {}
        for number, (url, start) in enumerate(zip(urls, starts, strict=True), 1):
            keys = [(entry, base_of(url)) for entry in listing.entries[start : start + PER_PAGE]]
            used |= {key: known.get(key) or self._row(*key) for key in keys}
            values = {"listing": listing, "place_of_rows": Markup(_ROWS if keys else ""), "urls": urls, "number": number}  # noqa: S704
            content = self._content("pages/threads.html", url, **values)
            self._write(url, listing.source.label, "", content.replace(_ROWS, b"".join(used[key] for key in keys).decode()))
        beyond = len(urls) + 1
        while remove_page(self._place(_page_of(listing, beyond))):
            beyond += 1

    def _row(self, entry: Entry, base: str) -> bytes:
        return finish(self.renderer.render("parts/row.html", entry=entry), base).encode()

    def _items(self, items: Iterable[Thread | Bulletin], listing: Listing) -> None:
        neighbours = _neighbours(listing)
        for item in items:
            if isinstance(item, Thread):
                self._thread(item, listing)
            else:
                self._bulletin(item, listing, *neighbours[f"/{item.id}/"])

    def _thread(self, thread: Thread, listing: Listing) -> None:
        url, conversation = f"/{thread.id}/", make_conversation(thread, link=self.mirrored.crosslinks.local)
        content = self._content("pages/thread.html", url, thread=thread, conversation=conversation, listing=listing)
        self._write(url, thread.title, excerpt(thread.posts[0].text) if thread.posts else "", content)

    def _bulletin(self, bulletin: Bulletin, listing: Listing, newer: Entry | None, older: Entry | None) -> None:
        url = f"/{bulletin.id}/"
        shown = show_bulletin(bulletin, self.content.tagger, self.mirrored.crosslinks.local)
        values = {"bulletin": bulletin, "shown": shown, "listing": listing, "newer": newer, "older": older}
        self._write(url, bulletin.title, excerpt(bulletin.text), self._content("pages/bulletin.html", url, **values))

    def _content(self, template: str, url: str, **values: object) -> str:
        return finish(self.renderer.render(template, url=url, **values), base_of(url))

    def _write(self, url: str, title: str, description: str, content: str) -> None:
        if not _ADDRESS.match(url):
            raise BuildError(f"{url.strip('/')}: this id cannot be the address of a page")
        page = self._shell(url).fill(
            title=space(title), description=description, canonical=self.content.canonical(url), content=content
        )
        try:
            self.put(self._place(url) / "index.html", page.encode())
        except FileExistsError as error:
            raise BuildError(f"{url}: two pages have this address") from error

    def _shell(self, url: str) -> Shell:
        place = (url.split("/")[1], url.count("/"))
        if place not in self.shells:
            self.shells[place] = self.make_shell(url)
        return self.shells[place]

    def _place(self, url: str) -> Path:
        return self.folder.joinpath(*url.strip("/").split("/"))


def _page_of(listing: Listing, number: int) -> str:
    return listing.url if number == 1 else f"{listing.url}page-{number}/"


def _neighbours(listing: Listing) -> dict[str, tuple[Entry | None, Entry | None]]:
    """For each address, the entries just newer and just older."""
    around = (None, *listing.entries, None)
    return {entry.url: (around[place], around[place + 2]) for place, entry in enumerate(listing.entries)}
