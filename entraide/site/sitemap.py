"""The site map of all threads, apart from that of the fiches: it is long and changes often; and what says where both are.

In: entries and the address of the site. Out: XML and text. Knows no file.
"""

from collections.abc import Iterable
from html import escape

from entraide.site.listings import Entry

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def sitemap_of(entries: Iterable[Entry], site: str) -> str:
    """The whole address of each entry below that of the site, and the day on which something was written there last."""
    root = escape(site.rstrip("/"))
    lines = (
        f"<url><loc>{root}{entry.url}</loc>{f'<lastmod>{entry.day}</lastmod>' if entry.day else ''}</url>\n"
        for entry in entries
    )
    return f"{_HEAD}{''.join(lines)}</urlset>\n"


def robots_of(maps: Iterable[str]) -> str:
    """A robots.txt that forbids nothing and names the site maps."""
    return "".join(("User-agent: *\nAllow: /\n\n", *(f"Sitemap: {address}\n" for address in maps)))
