"""The worker: standard input to standard output, under limits that it sets itself before it reads anything."""

import resource
import sys

import msgspec

from forum_sync.extract.formats import extract_any
from forum_sync.extract.model import ExtractError
from forum_sync.extract.worker import REFUSED

_LIMITS = {resource.RLIMIT_AS: 1 << 30, resource.RLIMIT_CPU: 10, resource.RLIMIT_CORE: 0}


def limit_resources() -> None:
    """Bound this process for good: 1 GiB of memory, 10 s of processor, no core file."""
    for limit, value in _LIMITS.items():
        resource.setrlimit(limit, (value, value))


def main() -> int:
    """Print the Answer to the document on standard input; else its reason on standard error and REFUSED."""
    limit_resources()
    try:
        sys.stdout.buffer.write(msgspec.json.encode(extract_any(sys.stdin.buffer.read())))
    except ExtractError as error:
        reason = str(error)
    except MemoryError:
        reason = "takes too much memory"
    except Exception as error:  # noqa: BLE001 - third parties raise anything on a hostile file
        reason = f"cannot be read ({type(error).__name__})"
    else:
        return 0
    sys.stderr.write(reason)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
