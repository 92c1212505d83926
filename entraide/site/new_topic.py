"""The address at which a live forum opens the draft of a new topic; the forum asks who is not logged in to log in first.

In: the forum's address and words. Out: an address. Needs no key and sends nothing.
"""

from urllib.parse import quote, urlencode

TITLE_MAX = 255
"""Longest title a forum takes, in characters."""


def new_topic(forum: str, *, title: str = "", body: str = "") -> str:
    """The address of a draft with `title` and `body`, Markdown; '' when `forum`, its base address, is ''."""
    if not forum:
        return ""
    words = {name: value for name, value in (("title", title[:TITLE_MAX].strip()), ("body", body)) if value}
    query = urlencode(words, quote_via=quote, safe="", errors="replace")
    return f"{forum.rstrip('/')}/new-topic" + (f"?{query}" if query else "")
