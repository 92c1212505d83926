"""Web pages and HTML newsletters: the main part of the page, without navigation."""

from datetime import date

from selectolax.lexbor import LexborHTMLParser

from forum_sync.bulletins.dates import date_in
from forum_sync.extract.charset import decode
from forum_sync.extract.model import Extract
from forum_sync.extract.repair import take_title

_NOISE = "script, style, template, noscript, nav, form, body > header, body > footer"
_DATES = (
    ("meta[property='article:published_time'], meta[name='date'], meta[name='dcterms.date' i]", "content"),
    ("time[datetime]", "datetime"),
)


def extract(data: bytes) -> Extract:
    """The page's article, else its main part, else all of it; date and title from its head."""
    tree = LexborHTMLParser(decode(data))
    title, day = tree.css_first("title"), _day(tree)
    for node in reversed(tree.css(_NOISE)):
        node.decompose()
    articles = tree.css("article")
    part = articles[0] if len(articles) == 1 else tree.css_first("main") or tree.body
    heading, rest = take_title(part.inner_html or "" if part else "")
    return Extract(title=heading or (title.text() if title else ""), day=day, html=rest)


def _day(tree: LexborHTMLParser) -> date | None:
    for selector, attribute in _DATES:
        for node in tree.css(selector):
            if day := date_in(node.attributes.get(attribute) or ""):
                return day
    return None
