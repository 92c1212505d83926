"""A thread as a conversation: messages by day, each with its author's initials and the message it answers.

In: a Thread. Out: a Conversation for the template, which has the words. Knows no address but anchors.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

from entraide.local_time import LOCAL_TIME
from entraide.site.sanitize import shown_html
from forum_sync import Post, Thread

HUES = 8
"""Classes `hue-0` to `hue-7` of the style sheet, each with enough contrast."""
EXCERPT = 220
LONG = 20
"""A thread of more posts is folded, all but its beginning, its accepted answers and its end."""
_FIRST, _LAST = 3, 5
_FEWEST = 3
"""Fewer than that are not worth a fold."""
_MOST = 200
"""More than that go into several folds, so that what is unfolded at once stays light."""
_LONG_MESSAGE = 50_000
"""Characters of HTML: forums limit a message to 32,000 of Markdown, tables and code aside there is never that much."""
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
    is_long: bool
    """Whether it would push all others out of sight."""
    version: str
    """Changes with all that is shown of it: the page of a reader is compared by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What was said on one day."""

    day: date
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of messages, shown or folded."""

    days: tuple[Day, ...]
    folded: int
    """Number of messages behind the fold; 0 for what is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """All of a thread."""

    parts: tuple[Part, ...]
    accepted: tuple[Post, ...]
    messages: int
    authors: int


def make_conversation(thread: Thread, *, top: int = _TOP_HEADING, link: Callable[[str], str] = str) -> Conversation:
    """`thread` by day of local time, events among the messages; headings in it start at level `top`.

    `link` gives the address on the site for an address in a message.
    """
    said = [post for post in thread.posts if not post.event]
    messages, shown = list(_messages(thread, top, link)), _shown(thread.posts)
    runs = groupby(zip(messages, shown, strict=True), key=lambda pair: pair[1])
    return Conversation(
        parts=tuple(part for is_shown, run in runs for part in _parts([message for message, _ in run], is_shown=is_shown)),
        accepted=tuple(post for post in said if post.accepted),
        messages=len(said),
        authors=len({post.author for post in said}),
    )


def excerpt(text: str) -> str:
    """The beginning of `text` on one line, cut between words where there are some."""
    words = " ".join(text.split())
    if len(words) <= EXCERPT:
        return words
    return (words[: EXCERPT + 1].rpartition(" ")[0] or words[:EXCERPT]).rstrip(" ,;:.") + "…"


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """One or two capitals for a display name, up to its first comma or bracket; `?` when it has no letter."""
    words = [word for word in re.split(r"[\s_-]+", re.split(r"[(,]", name)[0]) if word[:1].isalnum()]
    return "".join(word[0] for word in (*words[:1], *words[1:][-1:])).upper() or "?"


def _shown(posts: Sequence[Post]) -> list[bool]:
    """Of each post, whether it is shown without unfolding anything."""
    if len(posts) <= LONG:
        return [True] * len(posts)
    end = len(posts) - _LAST
    shown = [place < _FIRST or place >= end or post.accepted for place, post in enumerate(posts)]
    runs = ((value, len(list(run))) for value, run in groupby(shown))
    return [value or length < _FEWEST for value, length in runs for _ in range(length)]


def _parts(messages: list[Message], *, is_shown: bool) -> Iterator[Part]:
    size = len(messages) if is_shown else _MOST
    for start in range(0, len(messages), size):
        part = messages[start : start + size]
        days = groupby(part, key=lambda message: message.time.date())
        yield Part(
            days=tuple(Day(day=day, messages=tuple(of_day)) for day, of_day in days),
            folded=0 if is_shown else len(part),
        )


def _messages(thread: Thread, top: int, link: Callable[[str], str]) -> Iterator[Message]:
    posts = {post.number: post for post in thread.posts}
    for post in thread.posts:
        html = shown_html(post.html, top=top, link=link)
        answers = posts.get(post.reply_to) if post.reply_to else None
        shown = (html, post.author, post.staff, post.likes, post.edited, post.accepted, answers and answers.author)
        yield Message(
            post=post,
            time=post.created_at.astimezone(LOCAL_TIME),
            initials=initials(post.author),
            hue=zlib.crc32(post.author.encode()) % HUES,
            html=html,
            answers=answers,
            is_long=len(html) > _LONG_MESSAGE,
            version=f"{zlib.crc32(repr(shown).encode()):x}",
        )
