"""What a site costs: CPU seconds, peak memory and megabytes of builds, beside plain MkDocs Material on the same fiches.

2,000 fiches and 10,000 threads made by rule. Each build is a process of its own, without the search of static hosts
(`static_search`); a changed thread is shown in this process, as the service does. Exit code 1 when a limit is passed; ratios
hold on any machine, seconds on a quiet one only.
"""

import argparse
import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

ROOT = Path(__file__).parent.parent
# benchmarks/search.py must not stand for the package of the same name.
sys.path[0] = str(ROOT / "tests")

from fakes.large_site import categories, make_fiches, make_thread  # noqa: E402 - tests/ is no package
from projects import FaqFolder  # noqa: E402

from entraide.config import read_settings  # noqa: E402
from entraide.pipeline import open_store, read_checked_faq  # noqa: E402
from entraide.site import Publication, build_site  # noqa: E402
from forum_sync.model import Put  # noqa: E402

CONFIGURATION = """\
site: {url: "https://entraide.exemple.org/"}
sources: [{name: forum, type: archive, kind: forum, path: examples, label: Forum}]
"""
PLAIN = """\
site_name: Entraide
site_url: https://entraide.exemple.org/
docs_dir: faq
theme: {name: material, language: fr, font: false, features: [navigation.prune, navigation.indexes]}
plugins: []
markdown_extensions: [admonition, attr_list, pymdownx.details, pymdownx.keys, pymdownx.superfences, sane_lists, tables]
"""
BUILD = [str(Path(__file__).resolve()), "--build", "."]
COLUMNS = ("", "CPU s", "seconds", "memory MB", "site MB")
MEGABYTE = 1_000_000
MILLISECONDS, KILOBYTES = 50, 100
"""Limits of one changed thread and of a page with all that it loads."""
CHANGES, SAMPLE = 20, 40
LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script src|img [^>]*src|link rel="preload" href)="([^":]+)"')
FONT = re.compile(r"url\(\"?([^)\"]+\.woff2)")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--fiches", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=10_000)
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        build(options.build)
        return
    print(f"{options.fiches} fiches, {options.threads} threads, load {os.getloadavg()[0]:.1f}")
    print(f"{COLUMNS[0]:34}" + "".join(f"{title:>11}" for title in COLUMNS[1:]), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        plain = make_plain(place / "plain", options.fiches)
        mkdocs = measure("plain Material, fiches", ["-m", "mkdocs", "build", "--quiet"], plain)
        fiches = make_project(place / "fiches", options.fiches, 0)
        own = measure("fiches", BUILD, fiches)
        empty = make_project(place / "empty", 1, 0)
        nothing = measure("one fiche", BUILD, empty)
        threads = make_project(place / "threads", 1, options.threads)
        stamped = measure("one fiche and threads", BUILD, threads)
        both = make_project(place / "both", options.fiches, options.threads)
        measure("fiches and threads", BUILD, both)
        edit(next((both / "faq").rglob("fiche-0.md")), "Symptôme\n\n", "Symptôme\n\nDepuis hier.\n\n")
        measure("  one changed fiche", BUILD, both)
        edit(both / "docs/overrides/chrome/footer.html", "Ce site</h2>", "Ce site-ci</h2>")
        measure("  the theme changed", BUILD, both)
        changed = change_threads(threads, options.threads)
        weight = weigh(both / "site")
    print(f"fiches: {own / mkdocs:.2f} of plain Material; threads: {stamped - nothing:.1f} CPU s")
    print(f"one changed thread: {changed:.0f} ms; a page with all that it loads, compressed: {weight:.0f} KB")
    sys.exit(1 if own > mkdocs or changed > MILLISECONDS or weight > KILOBYTES else 0)


def measure(name: str, command: list[str], place: Path) -> float:
    """Run a build, print its line, and give its CPU seconds."""
    begun = time.monotonic()
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    process = subprocess.Popen([sys.executable, *command], cwd=place, env=environment, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{name}: exit code {process.returncode}\n{errors.decode()[-2000:]}")
    used, seconds = usage.ru_utime + usage.ru_stime, time.monotonic() - begun
    size = sum(file.stat().st_size for file in (place / "site").resolve().rglob("*") if file.is_file()) / MEGABYTE
    memory = usage.ru_maxrss * 1024 / MEGABYTE
    print(f"{name:34}{used:11.1f}{seconds:11.1f}{memory:11.0f}{size:11.1f}", flush=True)
    return used


def build(project: Path) -> Publication:
    """Build the site of a project and publish it."""
    settings = read_settings(project / "entraide.yml")
    with open_store(settings) as store:
        return build_site(settings, read_checked_faq(settings), store, now=datetime.now(UTC))


def make_plain(place: Path, fiches: int) -> Path:
    """The same fiches for MkDocs Material without any plugin."""
    make_fiches(FaqFolder(place / "faq"), fiches)
    for file in [*(place / "faq").glob("*.yml"), place / "faq/logiciel/paie/apprentis.md"]:
        file.unlink()
    for path, label in categories():
        write(place / "faq" / path / "index.md", f"# {label}\n")
    write(place / "faq/index.md", "# Accueil\n")
    return write(place / "mkdocs.yml", PLAIN).parent


def make_project(place: Path, fiches: int, threads: int) -> Path:
    """A project with so many fiches, and so many threads in its mirror."""
    shutil.copytree(ROOT / "docs", place / "docs")
    shutil.copy(ROOT / "mkdocs.yml", place)
    write(place / "entraide.yml", CONFIGURATION)
    make_fiches(FaqFolder(place / "faq"), fiches)
    (place / "examples").mkdir()
    with open_store(read_settings(place / "entraide.yml")) as store:
        store.apply("forum", (Put(item=make_thread(number), signature="1") for number in range(threads)))
    return place


def change_threads(project: Path, threads: int) -> float:
    """Milliseconds from a change in the mirror to all the pages that show it, the middle one of some."""
    publication, times = build(project), []
    with open_store(read_settings(project / "entraide.yml")) as store:
        for number in Random(1).sample(range(threads), min(CHANGES, threads)):
            before = store.last_change()
            store.apply("forum", [Put(item=make_thread(number, "Corrigé."), signature="2")])
            begun = time.monotonic()
            changes = store.changes(before, 10)
            publication.update(store, [(change.id, change.removed) for change in changes])
            times.append(time.monotonic() - begun)
    return 1000 * statistics.median(times)


def weigh(site: Path) -> float:
    """Kilobytes of a page with its styles, scripts, icons and fonts, compressed as the service does: the middle one."""
    pages = sorted(site.resolve().rglob("index.html"))
    chosen = Random(1).sample(pages, min(SAMPLE, len(pages)))
    return statistics.median(sum(map(compressed, parts(page))) for page in chosen) / 1000


def parts(page: Path) -> set[Path]:
    """The file and those that a browser asks for with it."""
    named = {(page.parent / name.partition("?")[0]).resolve() for name in LOADED.findall(page.read_text(encoding="utf-8"))}
    sheets = [file for file in named if file.suffix == ".css"]
    fonts = {(file.parent / name).resolve() for file in sheets for name in FONT.findall(file.read_text(encoding="utf-8"))}
    return {page} | named | fonts


@cache
def compressed(file: Path) -> int:
    data = file.read_bytes()
    return len(data) if file.suffix in {".woff2", ".png"} else len(gzip.compress(data))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        sys.exit(f"{file}: does not hold {old!r}")
    file.write_text(text.replace(old, new), encoding="utf-8")


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


if __name__ == "__main__":
    main()
