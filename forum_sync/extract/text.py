"""Plain text and Markdown, with optional front matter (`title`, `date`)."""

import re

import markdown

from forum_sync.extract.charset import decode
from forum_sync.extract.facts import read_facts
from forum_sync.extract.model import Extract
from forum_sync.extract.repair import take_title

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?\r?\n)---[ \t]*\r?\n", re.DOTALL)


def extract(data: bytes) -> Extract:
    """The text as Markdown reads it. Raises ExtractError when the front matter is broken."""
    text = decode(data)
    front = _FRONT.match(text)
    title, day = read_facts(front[1]) if front else ("", None)
    body = markdown.markdown(text[front.end() :] if front else text, extensions=["tables", "sane_lists", "fenced_code"])
    heading, rest = take_title(body)
    return Extract(title=title or heading, day=day, html=body if title and title != heading else rest)
