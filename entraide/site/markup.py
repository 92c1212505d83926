"""The last step of every page: French spacing in its text, and links that hold wherever the site is put.

In: HTML whose local addresses are absolute (`/forum/12/`). Out: the same page, made for one place. Knows no page.
"""

import re
from collections.abc import Iterator

from entraide.site.typography import space

_TAG = re.compile(r"""(<!--.*?-->|<[/!?a-zA-Z](?:"[^"]*"|'[^']*'|[^'">])*>)""", re.DOTALL)
_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LOCAL = re.compile(r"""(\s(?:href|src|action|data-base)=["'])/(?!/)""")
_VERBATIM = frozenset({"code", "kbd", "pre", "samp", "script", "style", "textarea"})


def split(html: str) -> list[str]:
    """Text and tags in turn: even places hold text, perhaps empty, odd places a tag or a comment."""
    return _TAG.split(html)


def finish(html: str, base: str) -> str:
    """`html` with French spacing, and local addresses under `base`: `./`, `../` and so on, or an absolute path."""
    return "".join(_finished(split(html), base))


def base_of(url: str) -> str:
    """The way from the page at `url` (`/forum/12/`) to the root of the site, with its last slash."""
    return "../" * (url.count("/") - 1) or "./"


def _finished(parts: list[str], base: str) -> Iterator[str]:
    verbatim = 0
    for place, part in enumerate(parts):
        if place % 2:
            verbatim = max(0, verbatim + _step(part))
            yield _LOCAL.sub(rf"\g<1>{base}", part) if "=" in part else part
        else:
            yield part if verbatim else space(part)


def _step(tag: str) -> int:
    name = _NAME.match(tag)
    if name is None or name[2].lower() not in _VERBATIM:
        return 0
    return -1 if name[1] else 1
