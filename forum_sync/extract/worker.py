"""Runs the extraction of one document in a process of its own, and sees to its end.

Comes in: bytes. Goes out: the format and the Extract. Knows no format.
"""

import signal
import subprocess
import sys

import msgspec

from forum_sync.extract.model import Extract, ExtractError

REFUSED = 3
"""Exit status of a worker that gives its reason on standard error."""
_REASONS = {signal.SIGXCPU: "takes too much processor time", signal.SIGKILL: "takes too much processor time or memory"}


class Answer(msgspec.Struct):
    """What a worker prints."""

    content_type: str
    extract: Extract


def extract(data: bytes, *, wall: float = 30) -> Answer:
    """Extract a document within `wall` seconds, 10 s of processor and 1 GiB. Raises ExtractError."""
    command = [sys.executable, "-P", "-m", "forum_sync.extract"]
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
    return msgspec.json.decode(done.stdout, type=Answer)


def _death(status: int) -> str:
    if status > 0:
        return f"its reader failed (status {status})"
    return _REASONS.get(signal.Signals(-status), f"its reader crashed ({signal.Signals(-status).name})")
