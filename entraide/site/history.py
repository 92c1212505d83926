"""The last changes of each fiche, as Git remembers them: the day and the first line of the message, never who.

In: the folder of the FAQ. Out: changes by fiche; none without Git, without a repository, or with one that holds a part of its
history only. Knows no page.
"""

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_SHOWN = 3
_SECONDS = 20
_IS_PARTIAL = ("rev-parse", "--is-shallow-repository")
_LOG = ("log", "--no-merges", "--format=%x01%as%x02%s", "--name-only", "--relative", "--", "*.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A commit that touched a fiche."""

    day: date
    subject: str


def read_history(folder: Path) -> Mapping[str, tuple[Change, ...]]:
    """The last changes of each Markdown file below `folder`, newest first, by its path without `.md`."""
    found: dict[str, list[Change]] = {}
    if _git(folder, *_IS_PARTIAL).strip() == "false":
        for change, names in _commits(_git(folder, *_LOG)):
            for name in names:
                found.setdefault(name.removesuffix(".md"), []).append(change)
    return {name: tuple(changes[:_SHOWN]) for name, changes in found.items()}


def _commits(log: str) -> Iterator[tuple[Change, list[str]]]:
    for commit in log.split("\x01")[1:]:
        head, *names = filter(None, commit.split("\n"))
        day, _, subject = head.partition("\x02")
        yield Change(day=date.fromisoformat(day), subject=subject), names


def _git(folder: Path, *arguments: str) -> str:
    """What `git` prints, '' when it cannot answer."""
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=_SECONDS)  # noqa: S603 - fixed words
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", errors="replace")
