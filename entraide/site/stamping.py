"""The pages of the mirror: lists, threads, bulletins, and the files they refer to.

In: the mirror, the listings, the theme around a gap. Out: files under a folder. Knows no MkDocs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from entraide.errors import BuildError
from entraide.site.content import Content
from entraide.site.conversation import excerpt, make_conversation
from entraide.site.listings import Entry, Listing, Mirror
from entraide.site.markup import base_of, finish
from entraide.site.renderer import Renderer
from entraide.site.sanitize import clean_html
from entraide.site.shell import Shell
from entraide.site.typography import space
from forum_sync import Bulletin, Thread

PER_PAGE = 200
"""Threads on one page of a list."""
_ADDRESS = re.compile(r"/(?:(?!\.)[\w.~-]+/){1,2}\Z")
_MEDIA = re.compile(r"[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?\Z")
_TOP_HEADING = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamper:
    """Writes the pages of one build under `folder`."""

    folder: Path
    content: Content
    renderer: Renderer
    make_shell: Callable[[str], Shell]
    """The theme for pages as deep as an address."""
    shells: dict[tuple[str, int], Shell] = field(default_factory=dict)

    def stamp(self, mirror: Mirror) -> None:
        """Write everything; raises BuildError that names the item which cannot have a page."""
        for listing in self.content.listings:
            self._list(listing)
            neighbours = _neighbours(listing)
            for item in mirror.items(listing.source.name):
                if isinstance(item, Thread):
                    self._thread(item, listing)
                else:
                    self._bulletin(item, listing, *neighbours[f"/{item.id}/"])
        self._media(mirror)

    def _list(self, listing: Listing) -> None:
        if listing.source.kind != "forum":
            self._write(listing.url, listing.source.label, "", "pages/bulletins.html", listing=listing)
            return
        starts = range(0, len(listing.entries) or 1, PER_PAGE)
        urls = [listing.url if number == 1 else f"{listing.url}page-{number}/" for number in range(1, len(starts) + 1)]
        for number, (url, start) in enumerate(zip(urls, starts, strict=True), 1):
            entries = listing.entries[start : start + PER_PAGE]
            values = {"listing": listing, "entries": entries, "urls": urls, "number": number}
            self._write(url, listing.source.label, "", "pages/threads.html", **values)

    def _thread(self, thread: Thread, listing: Listing) -> None:
        conversation = make_conversation(thread)
        description = excerpt(thread.posts[0].text) if thread.posts else ""
        values = {"thread": thread, "conversation": conversation, "listing": listing}
        self._write(f"/{thread.id}/", thread.title, description, "pages/thread.html", **values)

    def _bulletin(self, bulletin: Bulletin, listing: Listing, newer: Entry | None, older: Entry | None) -> None:
        values = {"bulletin": bulletin, "listing": listing, "newer": newer, "older": older}
        body = clean_html(bulletin.html, top=_TOP_HEADING)
        self._write(f"/{bulletin.id}/", bulletin.title, excerpt(bulletin.text), "pages/bulletin.html", body=body, **values)

    def _write(self, url: str, title: str, description: str, template: str, **values: object) -> None:
        if not _ADDRESS.match(url):
            raise BuildError(f"{url.strip('/')}: this id cannot be the address of a page")
        content = finish(self.renderer.render(template, url=url, title=title, **values), base_of(url))
        page = self._shell(url).fill(
            title=space(title), description=description, canonical=self.content.canonical(url), content=content
        )
        file = self.folder.joinpath(*url.strip("/").split("/"), "index.html")
        if file.exists():
            raise BuildError(f"{url}: two pages have this address")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8", newline="\n")

    def _shell(self, url: str) -> Shell:
        place = (url.split("/")[1], url.count("/"))
        if place not in self.shells:
            self.shells[place] = self.make_shell(url)
        return self.shells[place]

    def _media(self, mirror: Mirror) -> None:
        folder = self.folder / "media"
        folder.mkdir(exist_ok=True)
        for name in mirror.media_names():
            if not _MEDIA.match(name):
                raise BuildError(f"media {name!r}: not the name of a mirrored file")
            if media := mirror.media(name):
                (folder / name).write_bytes(media.data)


def _neighbours(listing: Listing) -> dict[str, tuple[Entry | None, Entry | None]]:
    """For each address, the entries just newer and just older."""
    around = (None, *listing.entries, None)
    return {entry.url: (around[place], around[place + 2]) for place, entry in enumerate(listing.entries)}
