"""The site map of all threads, apart from that of the fiches: it is long and changes often; and what says where both are.

In: entries and the address of the site. Out: XML and text. Knows no file.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from html import escape

from entraide.site.listings import Entry

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def sitemap_of(entries: Iterable[Entry], site: str) -> str:
    """The whole address of each entry below that of the site, and the day on which something was written there last."""
    root = escape(site.rstrip("/"))
    return f"{_HEAD}{''.join(_line(root + entry.url, entry.day) for entry in entries)}</urlset>\n"


@lru_cache(maxsize=1 << 16)
def _line(address: str, day: date | None) -> str:
    """Most lines stay the same from one message of the forum to the next."""
    return f"<url><loc>{address}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"


def robots_of(maps: Iterable[str]) -> str:
    """A robots.txt that forbids nothing and names the site maps."""
    return "".join(("User-agent: *\nAllow: /\n\n", *(f"Sitemap: {address}\n" for address in maps)))
