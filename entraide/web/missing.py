"""The page for what is not there, with the words of its address in the search field: a fiche may have changed its name.

In: the built page and a path. Out: HTML. For a context of contextual help that no fiche has: the address of a search. Both are
done by assets/missing.js on hosts that run no program.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import unquote, urlencode

_FIELD = 'name="q"'
_WORD = re.compile(r"[^\W\d_]{2,}|\d{2,}")
_CONTEXT = re.compile(r"/a/(?:([^/]+)/)?([^/.]+)/?(?:index\.html)?")
_MOST_WORDS, _LONGEST = 8, 80


def missing_page(page: str, path: str) -> str:
    """`page` with what the last part of `path` says typed in its field; as it is when it says nothing."""
    words = _words(_last_part(path))
    return page.replace(_FIELD, f'{_FIELD} value="{escape(words)}"', 1) if words else page


def search_for_context(path: str, software: Callable[[], Mapping[str, str]]) -> str:
    """The way from `/a/parme/bulletin/` to the search for its words among what concerns Parme; '' for no context.

    `software` gives the names of software by their id.
    """
    found = _CONTEXT.fullmatch(path)
    if not found:
        return ""
    name = software().get(found[1] or "")
    words = _words(found[2] if name else f"{found[1] or ''} {found[2]}")
    asked = {"q": words} | ({"software": name} if name else {})
    return f"{'../' * (path.count('/') - 1)}recherche/?{urlencode(asked)}" if words else ""


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text)[:_MOST_WORDS])[:_LONGEST]


def _last_part(path: str) -> str:
    return unquote(path).removesuffix("index.html").rstrip("/").rpartition("/")[2].removesuffix(".html")
