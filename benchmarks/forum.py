"""What a mirror of a forum costs: requests, seconds, peak memory and bytes of a first mirror, an idle pass and one edit.

The forum is a synthetic one, served over real HTTP by this process; each pass is an `entraide sync` of its own, without pauses
between requests. The last column is the time the same requests take at the default pace.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from fakes.discourse import FakeDiscourse  # noqa: E402 - tests/ is no package
from fakes.generate import generate_forum  # noqa: E402
from fakes.switches import Switches  # noqa: E402

PACE = 2.0
LIMITS = {"first mirror": 1000, "idle pass": 3}
"""Requests at most, for a forum of 5,000 topics and 37,000 posts."""
COLUMNS = ("", "requests", "images", "seconds", "memory MB", "received MB", "mirror MB", "min at pace")
MEGABYTE = 1_000_000


def main() -> None:
    """Print the table; exit code 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--topics", type=int, default=5000)
    parser.add_argument("--posts", type=int, default=37_000)
    parser.add_argument("--old-feed", action="store_true", help="page the feed of posts as forums did until 2025")
    options = parser.parse_args()
    forum = generate_forum(options.topics, options.posts)
    late = False
    with FakeDiscourse(forum, Switches(old_feed=options.old_feed)) as fake, tempfile.TemporaryDirectory() as folder:
        roots = [one.slug for one in forum.categories.values() if one.parent is None and not one.restricted]
        place = Path(folder)
        source = f"name: forum, type: discourse, url: '{fake.url}', categories: [{', '.join(roots)}], label: Forum, pace: 0s"
        place.joinpath("entraide.yml").write_text(f"sources: [{{{source}}}]", encoding="utf-8")
        print("".join(f"{title:>13}" for title in COLUMNS))
        steps = [
            ("first mirror", lambda: None),
            ("idle pass", lambda: None),
            ("one edit", lambda: forum.edit_post(max(forum.feed(None)), "<p>Corrigé : le flux passe.</p>")),
        ]
        for name, change in steps:
            change()
            late |= measure(name, fake, place) > LIMITS.get(name, 10)
    sys.exit(1 if late else 0)


def measure(name: str, fake: FakeDiscourse, place: Path) -> int:
    """Run one pass, print its line, and give the number of its requests."""
    asked, sent, begun = len(fake.requests), fake.bytes_sent, time.monotonic()
    command = [str(Path(sys.executable).with_name("entraide")), "sync"]
    secret = {"ENTRAIDE_PSEUDONYM_SECRET": "secret-de-demonstration"}
    process = subprocess.Popen(command, cwd=place, env=os.environ | secret, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - begun
    if process.returncode:
        sys.exit(f"{name}: exit code {process.returncode}")
    made = fake.requests[asked:]
    images = sum("/uploads/" in line for line in made)
    requests = len(made) - images
    mirror = sum(file.stat().st_size for file in (place / "var").glob("mirror.db*"))
    minutes = requests * PACE / 60
    memory, received = usage.ru_maxrss * 1024 / MEGABYTE, (fake.bytes_sent - sent) / MEGABYTE
    figures = (
        requests,
        images,
        f"{seconds:.1f}",
        f"{memory:.0f}",
        f"{received:.2f}",
        f"{mirror / MEGABYTE:.1f}",
        f"{minutes:.1f}",
    )
    print("".join(f"{text:>13}" for text in (name, *figures)), flush=True)
    return requests


if __name__ == "__main__":
    main()
