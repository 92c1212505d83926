"""Repairs of the HTML that converters give, before it is sanitised."""

import html
import re

_HEADLESS = re.compile(r"<table>(<tr>.*?</tr>)", re.DOTALL)
_LEADING_HEADING = re.compile(r"\s*<h1[^>]*>(.*?)</h1>", re.DOTALL)
_BOLD = re.compile(r"<p><strong>([^<]{3,100}[^<.,;:!])</strong></p>")
_TAG = re.compile(r"<[^>]*>")


def with_headers(body: str) -> str:
    """The same HTML, in which the first row of a table without header is taken for one."""
    return _HEADLESS.sub(_head, body)


def with_headings(body: str) -> str:
    """The same HTML, in which a short paragraph that is all bold is a heading: so many write what has no style of its own."""
    return _BOLD.sub(r"<h3>\1</h3>", body)


def take_title(body: str) -> tuple[str, str]:
    """The words of the main heading that `body` starts with, and the rest; no words when it starts otherwise."""
    heading = _LEADING_HEADING.match(body)
    if heading is None:
        return "", body
    return " ".join(html.unescape(_TAG.sub("", heading[1])).split()), body[heading.end() :]


def _head(table: re.Match[str]) -> str:
    row = table[1].replace("<td>", "<th>").replace("</td>", "</th>")
    return f"<table><thead>{row}</thead>"
