"""Starts a worker; the package's root, which takes the network and the store along (0.8 s), is left out of it."""

import sys
from pathlib import Path
from types import ModuleType

root = ModuleType("forum_sync")
root.__path__ = [str(Path(__file__).parents[1])]
sys.modules["forum_sync"] = root

from forum_sync.extract.__main__ import main  # noqa: E402

sys.exit(main())
