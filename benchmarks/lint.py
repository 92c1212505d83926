"""What `entraide lint` costs: seconds to read fiches, to find errors as a build does, and to apply every rule, and peak memory.

Seconds are those of the processor, for the machine is shared.
The fiches are made by rule from a vocabulary: as long as those of faq/, linked with each other, one in fifty a copy of another.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

# benchmarks/search.py must not stand for the package of the same name.
sys.path[0] = str(Path(__file__).parent.parent / "tests")

from projects import FaqFolder  # noqa: E402 - tests/ is no package

from entraide.faq import read_faq  # noqa: E402
from entraide.lint import check_faq  # noqa: E402

LIMIT = 2.0
"""Seconds for every rule, over 2,000 fiches."""
TODAY = date(2026, 11, 26)
SYLLABLES = ("pa", "ri", "mo", "té", "lon", "che", "du", "sa", "vi", "ner", "cou", "fla", "bé", "tri", "gan", "ve")
_PARAGRAPHS, _WORDS, _COPIES = 8, 22, 50


def main() -> None:
    """Print the table; exit code 1 when the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--fiches", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=3, help="runs of which the fastest counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = write_fiches(Path(place) / "faq", options.fiches)
        steps: dict[str, Callable[[], object]] = {
            "read": lambda: read_faq(folder),
            "errors": lambda: check_faq(folder),
            "every rule": lambda: check_faq(folder, today=TODAY),
        }
        seconds = {name: fastest(step, options.repeat) for name, step in steps.items()}
        problems = len(check_faq(folder, today=TODAY)[1])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000
    print(f"{options.fiches} fiches, {problems} problems, {memory:.0f} MB")
    for name, figure in seconds.items():
        print(f"{name:>12} {figure:6.2f} s")
    sys.exit(f"passed the limit: {LIMIT} s" if seconds["every rule"] > LIMIT else 0)


def write_fiches(folder: Path, number: int) -> Path:
    """A FAQ of that many fiches."""
    dice = random.Random(20)
    words = ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 3))) for _ in range(3000)]
    faq, bodies = FaqFolder(folder), list[str]()
    for place in range(number - 1):
        body = dice.choice(bodies) if bodies and place % _COPIES == 0 else make_body(dice, words, place)
        bodies.append(body)
        name = f"logiciel/paie/fiche-{place}.md"
        front = faq.fiche(name, titre=f"Fiche {place} {' '.join(dice.choices(words, k=5))}").read_text(encoding="utf-8")
        faq.write(name, f"---{front.split('---')[1]}---\n\n{body}")
    return folder


def make_body(dice: random.Random, words: list[str], place: int) -> str:
    """A symptom and a solution of some steps; the last leads to another fiche."""
    steps = [f"{step}. {' '.join(dice.choices(words, k=_WORDS)).capitalize()}." for step in range(1, _PARAGRAPHS)]
    link = f"Voir [la fiche de la paie](fiche-{max(place - 1, 0)}.md#solution)."
    return "\n".join(["## Symptôme\n", " ".join(dice.choices(words, k=30)) + ".\n", "## Solution\n", *steps, "", link, ""])


def fastest(step: Callable[[], object], repeat: int) -> float:
    seconds = []
    for _ in range(repeat):
        begun = time.process_time()
        step()
        seconds.append(time.process_time() - begun)
    return min(seconds)


if __name__ == "__main__":
    main()
