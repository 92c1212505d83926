"""A thread as a conversation: messages by day, each with its author's initials and the message it answers.

In: a Thread. Out: a Conversation for the template, which has the words. Knows no address but anchors.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from markupsafe import Markup

from entraide.local_time import LOCAL_TIME
from entraide.site.sanitize import shown_html
from forum_sync import Post, Thread

HUES = 8
"""Classes `hue-0` to `hue-7` of the style sheet, each with enough contrast."""
EXCERPT = 220
_TOP_HEADING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A post as it is shown; an event has no HTML."""

    post: Post
    time: datetime
    """Local."""
    initials: str
    hue: int
    html: Markup
    answers: Post | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What was said on one day."""

    day: date
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """All of a thread."""

    days: tuple[Day, ...]
    accepted: tuple[Post, ...]
    messages: int
    authors: int


def make_conversation(thread: Thread, *, top: int = _TOP_HEADING, link: Callable[[str], str] = str) -> Conversation:
    """`thread` by day of local time, events among the messages; headings in it start at level `top`.

    `link` gives the address on the site for an address in a message.
    """
    said = [post for post in thread.posts if not post.event]
    days = groupby(_messages(thread, top, link), key=lambda message: message.time.date())
    return Conversation(
        days=tuple(Day(day=day, messages=tuple(messages)) for day, messages in days),
        accepted=tuple(post for post in said if post.accepted),
        messages=len(said),
        authors=len({post.author for post in said}),
    )


def excerpt(text: str) -> str:
    """The beginning of `text` on one line, cut between words."""
    words = " ".join(text.split())
    if len(words) <= EXCERPT:
        return words
    return words[: EXCERPT + 1].rpartition(" ")[0].rstrip(" ,;:.") + "…"


def initials(name: str) -> str:
    """One or two capitals for a display name, up to its first comma or bracket; `?` when it has no letter."""
    words = [word for word in re.split(r"[\s_-]+", re.split(r"[(,]", name)[0]) if word[:1].isalnum()]
    return "".join(word[0] for word in (*words[:1], *words[1:][-1:])).upper() or "?"


def _messages(thread: Thread, top: int, link: Callable[[str], str]) -> Iterator[Message]:
    posts = {post.number: post for post in thread.posts}
    for post in thread.posts:
        yield Message(
            post=post,
            time=post.created_at.astimezone(LOCAL_TIME),
            initials=initials(post.author),
            hue=zlib.crc32(post.author.encode()) % HUES,
            html=shown_html(post.html, top=top, link=link),
            answers=posts.get(post.reply_to) if post.reply_to else None,
        )
