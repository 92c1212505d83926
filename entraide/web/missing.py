"""The page for what is not there, with the words of its address in the search field: a fiche may have changed its name.

In: the built page and a path. Out: HTML. assets/missing.js does the same on hosts that run no program.
"""

import re
from html import escape
from urllib.parse import unquote

_FIELD = 'name="q"'
_WORD = re.compile(r"[^\W\d_]{2,}|\d{2,}")
_MOST_WORDS, _LONGEST = 8, 80


def missing_page(page: str, path: str) -> str:
    """`page` with what the last part of `path` says typed in its field; as it is when it says nothing."""
    words = " ".join(_WORD.findall(_last_part(path))[:_MOST_WORDS])[:_LONGEST]
    return page.replace(_FIELD, f'{_FIELD} value="{escape(words)}"', 1) if words else page


def _last_part(path: str) -> str:
    return unquote(path).removesuffix("index.html").rstrip("/").rpartition("/")[2].removesuffix(".html")
