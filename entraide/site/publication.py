"""The site that is shown, kept up to date thread by thread between two builds.

In: changes of the mirror. Out: pages written and removed one by one in the site itself. Knows no MkDocs.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import jinja2

from entraide.errors import BuildError
from entraide.forms import Form
from entraide.site.files import put_shown
from entraide.site.listings import Mirror
from entraide.site.living import LivingPage
from entraide.site.stamping import Stamper
from entraide.tagging import Tagger
from forum_sync import Thread


class Publication:
    """What the last build showed, and what is needed to make single pages of it again. One caller at a time."""

    def __init__(self, stamper: Stamper, living: Sequence[LivingPage]) -> None:
        self._stamper = replace(stamper, folder=stamper.content.settings.paths.site, put=put_shown, last=None)
        stale = stamper.last.stale if stamper.last else set()
        entries = (entry for listing in stamper.mirrored.listings for entry in listing.entries)
        self._stale = deque(entry.url.strip("/") for entry in entries if entry.url in stale)
        """Ids of threads whose pages have the frame of the site before this one, newest first."""
        self._living = tuple(living)
        sources = stamper.content.settings.sources
        self._bulletins = {source.name for source in sources if source.kind != "forum"}

    @property
    def tagger(self) -> Tagger:
        """The one that found of what bulletins speak."""
        return self._stamper.content.tagger

    @property
    def forms(self) -> tuple[Form, ...]:
        """The request forms of the site."""
        return self._stamper.content.forms

    def must_rebuild(self, ids: Iterable[str]) -> bool:
        """Whether only a build can show the items: one is a bulletin, to which its neighbours lead, or the site is gone."""
        there = (self._stamper.folder / "index.html").exists()
        return not there or any(name.partition("/")[0] in self._bulletins for name in ids)

    def update(self, mirror: Mirror, changes: Iterable[tuple[str, bool]]) -> None:
        """Make anew the pages of changed threads, each an id and whether it is gone, and all that shows them.

        These are the lists, the home page, the discussions of fiches and the files that threads refer to: each gets the bytes
        that a build would give it, and is written only where they differ. Threads that link to one that appeared or
        disappeared are not made anew: the next build does. Raises BuildError and what the mirror raises; the same changes are
        then to be given again, or the site to be built.
        """
        items = {name: None if gone else mirror.item(name) for name, gone in changes}
        mirrored = self._stamper.mirrored.updated(items, self._stamper.content.faq, mirror.quarantined())
        self._stamper = replace(self._stamper, mirrored=mirrored)
        with build_errors():
            self._stamper.add_media(mirror)
            self._stamper.restamp(items)
            for page in (page for page in self._living if page.may_show(items)):
                put_shown(self._stamper.folder / page.file, page.render(self._stamper.renderer, mirrored).encode())
            self._stamper.drop_media(mirror)

    @property
    def is_behind(self) -> bool:
        """Whether pages of threads still have the frame of the site before this one."""
        return bool(self._stale) and not self.must_rebuild(())

    def catch_up(self, mirror: Mirror, number: int) -> None:
        """Give the newest so many of these pages the frame of this site; what they show is up to date already."""
        names = [self._stale.popleft() for _ in range(min(number, len(self._stale)))]
        with build_errors():
            self._stamper.reframe(item for name in names if isinstance(item := mirror.item(name), Thread))


@contextmanager
def build_errors() -> Iterator[None]:
    """Turn what templates, contents and the disk raise into BuildError."""
    try:
        yield
    except jinja2.TemplateError as error:
        raise BuildError(f"a template of the site cannot be used: {error}") from error
    except (RecursionError, ValueError) as error:
        raise BuildError(f"a page cannot be made of what it holds: {error}") from error
    except OSError as error:
        raise BuildError(f"the site cannot be written: {error}") from error
