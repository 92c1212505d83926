"""What the search of a static host costs: making its index, and the bytes and the time of a first query in a browser.

2,000 fiches and 10,000 threads made by rule; a server of plain files counts what it would send, texts compressed as hosts do.
Exit code 1 when a limit is passed, or when something is asked for before the first query.
"""

import argparse
import gzip
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
# benchmarks/search.py must not stand for the package of the same name.
sys.path[0] = str(ROOT / "tests")

from fakes.corpus import Corpus, make_document  # noqa: E402 - tests/ is no package

from entraide.pagefind import is_installed  # noqa: E402
from entraide.static_search import write_search  # noqa: E402
from search import Document, Synonyms  # noqa: E402

LIMIT = 450_000
"""Bytes of a first query with all that it loads, the middle one of each kind."""
KINDS = ("word", "words", "sentence", "prefix", "typo")
TEXTS = (".css", ".html", ".js", ".json", ".txt")
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"
    content="default-src 'none'; script-src 'self'; connect-src 'self'"><title>Recherche</title>"""
ASK = """async ([text, whole]) => {
    const answer = await (await import("/assets/static-search.js")).ask(text, whole ? { limit: 20, whole } : {});
    return answer.total;
}"""
KILOBYTE = 1000


class Handler(SimpleHTTPRequestHandler):
    """Files, and what was sent of them."""

    sent: list[tuple[str, int]]

    def copyfile(self, source: BinaryIO, outputfile: BinaryIO) -> None:  # type: ignore[override]
        data = source.read()
        path = self.path.partition("?")[0]
        self.sent.append((path, len(gzip.compress(data) if path.endswith(TEXTS) else data)))
        outputfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--fiches", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=5, help="of each kind, each in a new browser")
    options = parser.parse_args()
    if not is_installed():
        sys.exit("Pagefind is not installed: see the extra `static`")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        build(place, options.fiches, options.threads)
        corpus = Corpus(options.fiches + options.threads)
        with serving(place) as (address, sent):
            asked = {kind: corpus.queries(kind, options.queries) for kind in KINDS}
            late = [kind for kind, queries in asked.items() if measure(kind, queries, address, sent) > LIMIT]
            # The results page asks the archive too, and counts.
            late += ["page"] * (measure("page", asked["words"], address, sent, whole=True) > LIMIT)
    sys.exit(f"passed the limit: {', '.join(late)}" if late else 0)


def build(place: Path, fiches: int, threads: int) -> None:
    begun, before = time.monotonic(), os.times()
    write_search(documents(fiches, threads), Synonyms(), place / "pagefind")
    after = os.times()
    used = sum(after[:4]) - sum(before[:4])
    files = [file for file in (place / "pagefind").rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files) / 1_000_000
    print(f"build: {time.monotonic() - begun:.0f} s, {used:.0f} CPU s, {size:.1f} MB in {len(files)} files", flush=True)
    begun = time.monotonic()
    news = replace(make_document(fiches + threads), kind="forum", day=date(2026, 1, 1))
    write_search([*documents(fiches, threads), news], Synonyms(), place / "again", former=place / "pagefind")
    print(f"again, with a new thread: {time.monotonic() - begun:.0f} s", flush=True)
    place.joinpath("assets").mkdir()
    for file in (ROOT / "docs" / "assets").glob("static-*.js"):
        shutil.copy(file, place / "assets")
    place.joinpath("index.html").write_text(PAGE, encoding="utf-8")


def documents(fiches: int, threads: int) -> Iterator[Document]:
    """Documents of the corpus, the first ones as fiches."""
    for number in range(fiches + threads):
        is_fiche = number < fiches
        yield replace(make_document(number), kind="fiche" if is_fiche else "forum", trust="reviewed" if is_fiche else "said")


@contextmanager
def serving(place: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    Handler.sent = []
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(place))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", Handler.sent
        server.shutdown()


def measure(kind: str, queries: list[str], address: str, sent: list[tuple[str, int]], *, whole: bool = False) -> int:
    """Print the row of one kind of query, and give the bytes of its middle one."""
    executable = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    rows = []
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=executable)
        for text in queries:
            context = browser.new_context()
            page = context.new_page()
            page.goto(address, wait_until="networkidle")
            if any("/index.html" not in path and path != "/" and "favicon" not in path for path, _ in sent):
                sys.exit(f"asked for before a query: {sent}")
            sent.clear()
            first = timed(page.evaluate, ASK, [text, whole])
            size, requests = sum(bytes_ for _, bytes_ in sent), len(sent)
            again = timed(page.evaluate, ASK, [text + " budget", whole])
            rows.append((size, requests, first, again))
            context.close()
            sent.clear()
        browser.close()
    size, requests, first, again = sorted(rows)[len(rows) // 2]
    largest = max(rows)[0] / KILOBYTE
    middle = f"{size / KILOBYTE:>6.0f} KB in {requests} requests (at most {largest:.0f} KB)"
    print(f"{kind:10}{middle}, {first:.0f} ms; the next query {again:.0f} ms", flush=True)
    return size


def timed(action: object, *arguments: object) -> float:
    begun = time.monotonic()
    action(*arguments)  # type: ignore[operator]
    return (time.monotonic() - begun) * 1000


if __name__ == "__main__":
    main()
