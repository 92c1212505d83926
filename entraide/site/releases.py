"""Folders of finished sites: a new one is made aside, then shown in one step; what killed builds left is removed.

In: the folder of releases and the path under which the site is shown. Knows nothing of what a site holds.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from entraide.errors import BuildError

_UNFINISHED = ".unfinished"
_ASIDE = ".aside"
_LINK = ".link"
_BUILT = ("404.html", "index.html", "sitemap.xml")
"""What every built site has."""


@contextmanager
def new_release(releases: Path, site: Path) -> Iterator[Path]:
    """A folder to fill; shown as `site` when the block ends well, removed when it does not. One caller at a time."""
    _refuse_foreign(site)
    _clean(releases, site)
    number = max(_numbers(releases), default=0) + 1
    folder = releases / f"{number}{_UNFINISHED}"
    folder.mkdir(parents=True)
    try:
        yield folder
        release = folder.rename(releases / str(number))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _show(release, site)
    _remove_old(releases, site)


def _refuse_foreign(site: Path) -> None:
    """A folder that no build made is not ours to replace."""
    if site.is_symlink() or not site.exists():
        return
    if not site.is_dir() or (any(site.iterdir()) and not all((site / name).is_file() for name in _BUILT)):
        raise BuildError(f"{site}: holds something that is no built site; move it away, or name another folder in `paths.site`")


def _show(release: Path, site: Path) -> None:
    """Make `site` a link to `release`; a real folder in its place, from an earlier way of building, is moved aside first."""
    link = site.with_name(site.name + _LINK)
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(release, site.parent), target_is_directory=True)
    if site.is_dir() and not site.is_symlink():
        site.rename(site.with_name(site.name + _ASIDE))
    link.replace(site)


def _remove_old(releases: Path, site: Path) -> None:
    """What was erased from a source must not stay on disk in an earlier site."""
    for number in sorted(_numbers(releases))[:-1]:
        shutil.rmtree(releases / str(number))
    shutil.rmtree(site.with_name(site.name + _ASIDE), ignore_errors=True)


def _clean(releases: Path, site: Path) -> None:
    for folder in releases.glob(f"*{_UNFINISHED}"):
        shutil.rmtree(folder)
    site.with_name(site.name + _LINK).unlink(missing_ok=True)
    if site.exists():
        shutil.rmtree(site.with_name(site.name + _ASIDE), ignore_errors=True)


def _numbers(releases: Path) -> list[int]:
    return [int(folder.name) for folder in releases.glob("*") if folder.name.isdigit()]
