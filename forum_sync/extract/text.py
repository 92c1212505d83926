"""Plain text and Markdown, with optional front matter (see facts.py)."""

import re

import markdown

from forum_sync.extract.charset import decode
from forum_sync.extract.facts import read_facts
from forum_sync.extract.mend import mend
from forum_sync.extract.model import Extract, Facts
from forum_sync.extract.plain import is_markdown, to_html
from forum_sync.extract.repair import take_title

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?\r?\n)---[ \t]*\r?\n", re.DOTALL)


def extract(data: bytes) -> Extract:
    """The text as Markdown reads it, or as plain text that its lines order. Raises ExtractError when its head is broken."""
    text = decode(data)
    front = _FRONT.match(text)
    facts = read_facts(front[1]) if front else Facts()
    mended = mend(text[front.end() :] if front else text.removeprefix("\ufeff"))
    if front or is_markdown(mended.text):
        body = markdown.markdown(mended.text, extensions=["tables", "sane_lists", "fenced_code"])
    else:
        body = to_html(mended.text)
    heading, rest = take_title(body)
    keep = bool(facts.title) and facts.title != heading
    return Extract(
        title=heading,
        day=None,
        html=body if keep else rest,
        facts=facts,
        alternatives=mended.alternatives,
        unrepaired=mended.before,
    )
