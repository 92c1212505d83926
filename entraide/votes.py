"""Whether fiches helped, counted without anything about who says so: by fiche and month.

In: an opinion of a page of the site. Out: lines of `var/votes/2026-11.jsonl`, and the sum of a month. Knows no HTTP.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

import msgspec

from entraide.counting import CountLog, read_counts

Answer = Literal["yes", "no", "outdated", "incomplete", "unclear", "unrelated"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
"""It helped, or not; then why not: not up to date, incomplete, hard to understand, about something else."""
REASONS: Mapping[str, Answer] = {answer: answer for answer in ANSWERS[2:]}


class Votes(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How many said in a month that a fiche helped or not, and why not; a reason comes beside its `no`."""

    month: str
    fiche: str
    yes: int = 0
    no: int = 0
    outdated: int = 0
    incomplete: int = 0
    unclear: int = 0
    unrelated: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """A fiche in a month."""
        return self.month, self.fiche

    def add(self, other: "Votes") -> None:
        """Count in what another holds."""
        for answer in ANSWERS:
            setattr(self, answer, getattr(self, answer) + getattr(other, answer))


class VoteLog(CountLog[Votes]):
    """What is said of fiches, counted in `folder`."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime], is_known: Callable[[str], bool]) -> None:
        """`is_known` says whether there is a fiche of that id."""
        super().__init__(folder, clock=clock)
        self._is_known = is_known

    def voted(self, fiche: str, answers: tuple[Answer, ...]) -> bool:
        """Count the answers that one reader gave at once; False when there is no such fiche."""
        if not self._is_known(fiche):
            return False
        self.count(Votes(month=f"{self.today():%Y-%m}", fiche=fiche, **dict.fromkeys(answers, 1)))
        return True


def read_votes(folder: Path, month: str) -> list[Votes]:
    """What was said in a month, such as `2026-11`: those that helped least come first, then by fiche."""
    found: dict[str, Votes] = {}
    for votes in read_counts(folder / f"{month}.jsonl", Votes):
        found.setdefault(votes.fiche, Votes(month=month, fiche=votes.fiche)).add(votes)
    return sorted(found.values(), key=lambda votes: (votes.yes - votes.no, -votes.no, votes.fiche))
