"""What reading PDF documents costs: pages a second, seconds a document and peak memory, beside bare pypdfium2 in the same run.

The documents are synthetic ones, typeset in the layouts of the tests; the peer takes the text out in the order of the file and
does nothing else. Ratios say more than seconds: the machine is shared.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "forum_sync" / "extract"))

import typeset  # noqa: E402 - tests/ is no package

from forum_sync.extract.pdf import extract  # noqa: E402 - after it

LAYOUTS = {
    "1 column": lambda: typeset.typst_pdf(1),
    "2 columns": lambda: typeset.typst_pdf(2),
    "3 columns": lambda: typeset.typst_pdf(3),
    "2, drawn across": lambda: typeset.reportlab_pdf(2, typeset.across)[0],
    "3, drawn across": lambda: typeset.reportlab_pdf(3, typeset.across)[0],
}
COLUMNS = ("", "pages", "pages/s", "bare p/s", "ratio", "worker s", "bare s", "worker MB", "bare MB")
SLOWEST, LARGEST = 15, 200
"""Pages a second at least, and megabytes of the worker at most."""
BARE = "import sys, pypdfium2; [p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(sys.stdin.buffer.read())]"
METER = """
import resource, subprocess, sys, time
begun = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A process counts the peak of the one that started it as its own: this one starts small."""
MEGABYTE = 1_000_000


def main() -> None:
    """Print the table; exit code 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--repeat", type=int, default=5, help="runs of which the fastest counts")
    repeat = parser.parse_args().repeat
    print("".join(f"{title:>16}" for title in COLUMNS))
    late = [name for name, make in LAYOUTS.items() if not measure(name, make(), repeat)]
    sys.exit(f"passed a limit: {', '.join(late)}" if late else 0)


def measure(name: str, data: bytes, repeat: int) -> bool:
    """Print the line of one document, and tell whether it is within the limits."""
    pages = len(pypdfium2.PdfDocument(data))
    own, bare = (pages / fastest(read, data, repeat) for read in (extract, read_bare))
    worker_seconds, worker_memory = run(
        [sys.executable, "-P", str(ROOT / "forum_sync" / "extract" / "start.py"), "document"], data
    )
    bare_seconds, bare_memory = run([sys.executable, "-c", BARE], data)
    figures = (
        pages,
        f"{own:.0f}",
        f"{bare:.0f}",
        f"{bare / own:.1f}",
        f"{worker_seconds:.2f}",
        f"{bare_seconds:.2f}",
        f"{worker_memory:.0f}",
        f"{bare_memory:.0f}",
    )
    print("".join(f"{text:>16}" for text in (name, *figures)), flush=True)
    return own >= SLOWEST and worker_memory <= LARGEST


def fastest(read: Callable[[bytes], object], data: bytes, repeat: int) -> float:
    seconds = []
    for _ in range(repeat):
        begun = time.perf_counter()
        read(data)
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def read_bare(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def run(command: list[str], data: bytes) -> tuple[float, float]:
    """Seconds and peak megabytes of a process that reads the document from its standard input."""
    done = subprocess.run([sys.executable, "-c", METER, *command], input=data, capture_output=True, check=True)
    seconds, kilobytes = done.stdout.split()
    return float(seconds), int(kilobytes) * 1024 / MEGABYTE


if __name__ == "__main__":
    main()
