"""The last step of every page: French spacing in its text, and links that hold wherever the site is put.

In: HTML whose local addresses are absolute (`/forum/12/`). Out: the same page, made for one place. Knows no page.
"""

import re

from entraide.site.typography import space

_ONE = r"""<!--.*?-->|<[/!?a-zA-Z][^'">]*+(?:(?:"[^"]*"|'[^']*')[^'">]*+)*+>"""
_TAG = re.compile(f"({_ONE})", re.DOTALL)
_TAGS = re.compile(rf"((?:{_ONE})(?:\s*(?:{_ONE}))*)", re.DOTALL)
_VERBATIM = re.compile(r"<(/?)(?i:code|kbd|pre|samp|script|style|textarea)\b")
_LOCAL = re.compile(r"""(\s(?:href|src|action|data-base)=["'])/(?!/)""")


def split(html: str) -> list[str]:
    """Text and tags in turn: even places hold text, perhaps empty, odd places a tag or a comment."""
    return _TAG.split(html)


def finish(html: str, base: str) -> str:
    """`html` with French spacing, and local addresses under `base`: `./`, `../` and so on, or an absolute path.

    Finishing the parts of a page one by one gives the same as finishing the whole, if no part is cut within verbatim text.
    """
    parts, under, verbatim = _TAGS.split(html), rf"\g<1>{base}", 0
    parts[0] = space(parts[0])
    for place in range(1, len(parts), 2):
        tags, text = parts[place], parts[place + 1]
        if '="/' in tags or "='/" in tags:
            parts[place] = _LOCAL.sub(under, tags)
        if _VERBATIM.search(tags):
            for tag in _TAG.findall(tags):
                if match := _VERBATIM.match(tag):
                    verbatim = max(0, verbatim + (-1 if match[1] else 1))
        if text and not verbatim:
            parts[place + 1] = space(text)
    return "".join(parts)


def base_of(url: str) -> str:
    """The way from the page at `url` (`/forum/12/`) to the root of the site, with its last slash."""
    return "../" * (url.count("/") - 1) or "./"
