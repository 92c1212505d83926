"""What accepting a request costs, and how soon a form proposes what may answer already.

Requests per second that are on the disk with their files, beside a bare commit of SQLite. Each has one picture, of a size that
screens have, and its own bytes; --threads of them come at once, as to a web service on two cores. The peer commits a row of a
request's text with the same settings and threads; what differs is what the outbox does around it. The disk decides, and it is
shared: the best of --repeat runs by turns counts, and ratios say more than figures.

Typing is done in a headless Chromium over the trial content: from the last key to the first proposal, the pause after which the
page asks included, beside the bare answer of the search. Exit code 1 beyond a limit.
"""

import argparse
import os
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from playwright.sync_api import Page, sync_playwright

# benchmarks/search.py must not stand for the package of the same name.
sys.path[0] = str(Path(__file__).parent.parent / "tests")

from projects import Project  # noqa: E402 - tests/ is no package

from entraide.outbox import Answer, Attachment, NewRequest, Requester  # noqa: E402 - as above
from entraide.outbox.store import Outbox  # noqa: E402 - as above

LIMIT = 3.0
"""Requests per second with a picture each; ten thousand a year are six in an hour of work."""
TEXT = "Le bulletin de l’agent ne s’ouvre plus depuis la mise à jour de ce matin. " * 8
PICTURE = 200_000
SOON = 1000
"""Milliseconds after which a proposal comes too late to be looked at."""
TITLES = ("imprimante hors ligne", "DSN rejetée", "mot de passe oublié", "flux PES refusé", "sauvegarde des données")
WATCH = """() => {
  const found = document.querySelector("[data-help] [data-found]");
  let last = 0;
  addEventListener("input", () => { last = performance.now(); }, true);
  const seen = () => { if (found.children.length) found.dataset.soon = performance.now() - last; };
  new MutationObserver(seen).observe(found, { childList: true });
}"""
ASK = """async (title) => {
  const begun = performance.now();
  await (await fetch(`/api/search?${new URLSearchParams({ q: title, limit: 12 })}`)).json();
  return performance.now() - begun;
}"""


def main() -> None:
    """Print the table; exit code 1 when too few are accepted."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    steps = {"bare commit": bare_commit, "without file": accept_text, "with a picture": accept_picture}
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for _ in range(options.repeat):
        for name, make in steps.items():
            with tempfile.TemporaryDirectory(dir=".") as place:
                runs[name].append(measure(make(Path(place)), options.requests, options.threads))
    rates = {name: max(rate for rate, _ in figures) for name, figures in runs.items()}
    print(f"{options.requests} requests, {options.threads} threads, {os.cpu_count()} cores")
    print(f"{'':>16} {'per second':>10} {'CPU ms':>7}")
    for name, figures in runs.items():
        print(f"{name:>16} {rates[name]:10.1f} {min(cpu for _, cpu in figures) * 1000:7.2f}")
    ratio = rates["bare commit"] / rates["with a picture"]
    print(f"a request with a picture takes as long as {ratio:.1f} bare commits")
    soon, bare = first_proposals()
    print(f"first proposal {soon:.0f} ms after the last key (median of {len(TITLES)} titles); the bare search {bare:.0f} ms")
    sys.exit("beyond a limit" if rates["with a picture"] < LIMIT or soon > SOON else 0)


def measure(step: Callable[[int], object], number: int, threads: int) -> tuple[float, float]:
    """How many steps a second, and seconds of the processor for each."""
    step(-1)  # opens what is opened once
    with ThreadPoolExecutor(threads) as pool:
        cpu, begun = used(), time.monotonic()
        list(pool.map(step, range(number)))
        return number / (time.monotonic() - begun), (used() - cpu) / number


def used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def accept_text(place: Path) -> Callable[[int], object]:
    """Requests without a file."""
    outbox = Outbox(place / "var", clock=lambda: datetime.now(UTC))
    return lambda number: outbox.accept(request_of(number))


def accept_picture(place: Path) -> Callable[[int], object]:
    """Requests with a file each."""
    outbox = Outbox(place / "var", clock=lambda: datetime.now(UTC))

    def accept(number: int) -> str:
        # As a form leaves it: in a folder for the time being, not synced.
        file = place / f"{number}.png"
        file.write_bytes(number.to_bytes(4, "big", signed=True) * (PICTURE // 4))
        picture = Attachment(name="écran.png", media_type="image/png", file=file)
        return outbox.accept(request_of(number, picture))

    return accept


def bare_commit(place: Path) -> Callable[[int], object]:
    """What SQLite needs at least for one durable row."""
    base = sqlite3.connect(place / "bare.db", isolation_level=None, check_same_thread=False)
    base.execute("PRAGMA synchronous = FULL")
    base.execute("PRAGMA journal_mode = TRUNCATE")
    base.execute("CREATE TABLE request (id INTEGER PRIMARY KEY, content BLOB)")
    lock = threading.Lock()

    def commit(number: int) -> None:
        content = msgspec.json.encode(request_of(number))
        with lock:
            base.execute("INSERT INTO request (content) VALUES (?)", (content,))

    return commit


def first_proposals() -> tuple[float, float]:
    """Milliseconds from the last key of a title to the first proposal, and what the search takes of them."""
    executable = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    if executable is None:
        sys.exit("no headless Chromium is installed")
    with (
        tempfile.TemporaryDirectory() as place,
        sync_playwright() as engine,
        Project(Path(place) / "project").served() as address,
    ):
        page = engine.chromium.launch(executable_path=executable).new_page(base_url=address)
        times = [time_proposal(page, title) for title in TITLES]
    return statistics.median(whole for whole, _ in times), statistics.median(search for _, search in times)


def time_proposal(page: Page, title: str) -> tuple[float, float]:
    page.goto("/demandes/incident/")
    page.evaluate(WATCH)
    page.locator(f"[name={page.locator('[data-form]').get_attribute('data-title')}]").press_sequentially(title, delay=60)
    found = page.locator("[data-help] [data-soon]")
    found.wait_for()
    # Proposals for the beginning of the title may have come before.
    page.wait_for_timeout(2 * SOON)
    return float(found.get_attribute("data-soon") or 0), page.evaluate(ASK, title)


def request_of(number: int, *attachments: Attachment) -> NewRequest:
    asker = Requester(name="Camille Exemple", organisation="Mairie d’Exemple", email="a@example.org", phone="05 00 00 00 00")
    return NewRequest(
        key=f"clé {number}",
        form="incident",
        kind="incident",
        title="Parme ne s’ouvre plus",
        category=("Incident", "Logiciel", "Gestion de la Paie"),
        urgency=4,
        requester=asker,
        answers=(Answer(label="Quels sont les symptômes ?", text=TEXT),),
        attachments=attachments,
    )


if __name__ == "__main__":
    main()
