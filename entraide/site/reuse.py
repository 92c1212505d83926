"""Pages of threads that the last site has already: taken over as they are, for a page is made of few things.

In: a thread and all that its page is made from. Out: a stamp, which ends the page, and links to files. Knows no HTML but that.
"""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from html import unescape
from inspect import getfile
from pathlib import Path

import msgspec

from forum_sync import Thread, sanitise

_HREF = re.compile(r'href="(https?:[^"]*)"')
_MARK = re.compile(rb"<!--([0-9a-f]{16})\.([0-9a-f]{16})-->\Z")
_LONGEST_MARK = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Digests of what a page shows and of what stands around it."""

    content: str
    shell: str

    @property
    def mark(self) -> str:
        """The comment that ends the page."""
        return f"<!--{self.content}.{self.shell}-->"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSite:
    """The site that is shown while the next is built."""

    folder: Path
    is_lazy: bool = False
    """Whether a page may be taken over that has the frame of the last site; it is `stale` then."""
    stale: set[str] = field(default_factory=set)
    """Addresses."""

    def give(self, url: str, file: Path, stamp: Stamp) -> bool:
        """Whether the page at `url` of the last site is fit, and now stands in the place of `file` too."""
        old = self.folder / url.strip("/") / "index.html"
        found = _stamp_in(old)
        if found is None or found.content != stamp.content or not (self.is_lazy or found == stamp):
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Nothing writes into a file of the site: another takes its place.
            os.link(old, file)
        except FileExistsError:
            raise
        except OSError:
            return False
        if found != stamp:
            self.stale.add(url)
        return True


def digest(*parts: str) -> str:
    """A short name for texts, in this order."""
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def content_digest(thread: Thread, link: Callable[[str], str], *around: str) -> str:
    """The digest of a thread as it is shown: links lead where `link` says; `around` is what else stands on its page."""
    links = [link(unescape(address)) for post in thread.posts for address in _HREF.findall(post.html)]
    return digest(msgspec.json.encode(replace(thread, media=())).decode(), *links, *around)


def makers_digest(templates: Iterable[Path]) -> str:
    """The digest of the code and the templates that make pages."""
    return digest(_code(), *(file.read_text(encoding="utf-8") for file in templates))


@cache
def _code() -> str:
    folders = (Path(__file__).parent, Path(getfile(sanitise)).parent)
    return digest(*(file.read_text(encoding="utf-8") for folder in folders for file in sorted(folder.glob("*.py"))))


def _stamp_in(file: Path) -> Stamp | None:
    try:
        with file.open("rb") as page:
            page.seek(max(0, page.seek(0, os.SEEK_END) - _LONGEST_MARK))
            match = _MARK.search(page.read())
    except OSError:
        return None
    return Stamp(content=match[1].decode(), shell=match[2].decode()) if match else None
