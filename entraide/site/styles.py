"""One style sheet out of many files: browsers ask for one, people read one subject a file.

In: a style sheet whose `@import` lines name files beside it. Out: the same with each file in the place of its line.
"""

import re
from pathlib import Path

_IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)


def read_style_sheet(file: Path) -> str:
    """The text of `file` and of what it imports, in the order of the lines; raises OSError when one is missing."""
    return _IMPORT.sub(lambda line: read_style_sheet(file.parent / line[1]).rstrip(), file.read_text(encoding="utf-8"))
