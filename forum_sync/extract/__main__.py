"""The worker: standard input to standard output, under limits that it sets itself before it reads anything."""

import resource
import sys
from importlib import import_module

import msgspec

from forum_sync.extract.model import ExtractError
from forum_sync.extract.worker import REFUSED

_MEMORY = 1 << 30
_READERS = {
    "document": ("forum_sync.extract.formats", "extract_any", 10),
    "feed": ("forum_sync.extract.feed", "parse_feed", 10),
    "part": ("forum_sync.extract.page", "extract_part", 10),
    "picture": ("forum_sync.extract.picture", "read_page", 60),
}
"""First argument to the function that is given the bytes and the other arguments, and the seconds of processor it may take."""


def limit_resources(processor: int) -> None:
    """Bound this process for good: 1 GiB of memory, so many seconds of processor, no core file."""
    limits = {resource.RLIMIT_AS: _MEMORY, resource.RLIMIT_CPU: processor, resource.RLIMIT_CORE: 0}
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def main() -> int:
    """Print what was read from standard input as JSON; else its reason on standard error and REFUSED."""
    module, function, processor = _READERS[sys.argv[1]]
    limit_resources(processor)
    try:
        read = getattr(import_module(module), function)
        sys.stdout.buffer.write(msgspec.json.encode(read(sys.stdin.buffer.read(), *sys.argv[2:])))
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
