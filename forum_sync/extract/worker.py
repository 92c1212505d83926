"""Runs one reading in a process of its own, and sees to its end.

Comes in: bytes and what to do with them. Goes out: what the process prints. Knows no format.
"""

import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from forum_sync.extract.model import Extract, ExtractError

REFUSED = 3
"""Exit status of a worker that gives its reason on standard error."""
_REASONS = {signal.SIGXCPU: "takes too much processor time", signal.SIGKILL: "takes too much processor time or memory"}


class Answer(msgspec.Struct):
    """What a worker prints."""

    content_type: str
    extract: Extract


def run_worker(data: bytes, *arguments: str, wall: float) -> bytes:
    """What a worker prints that is given `data` and `arguments` (see `__main__`). Raises ExtractError."""
    command = [sys.executable, "-P", str(Path(__file__).with_name("start.py")), *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=wall, check=False, start_new_session=True
        )
    except subprocess.TimeoutExpired:
        raise ExtractError(f"takes more than {wall:g} s") from None
    if done.returncode == REFUSED:
        raise ExtractError(done.stderr.decode(errors="replace").strip())
    if done.returncode:
        raise ExtractError(_death(done.returncode))
    return done.stdout


def _death(status: int) -> str:
    if status > 0:
        return f"its reader failed (status {status})"
    return _REASONS.get(signal.Signals(-status), f"its reader crashed ({signal.Signals(-status).name})")
