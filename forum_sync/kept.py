"""A thread of the mirror as the JSON of a Discourse topic, and back without loss.

Comes in: a Thread, or the bytes that were made of one. Goes out: the other. What is kept is what was mirrored, names as they
are shown and HTML as it was sanitised, so that reading it again renames nobody. Knows no folder and no network.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from html import escape, unescape
from typing import Annotated, Any

import msgspec

from forum_sync.html.clean import Context, text_of, without_people
from forum_sync.html.cooked_people import QUOTE_LINE
from forum_sync.html.sanitise import pieces_of, sanitise
from forum_sync.model import Post, Thread
from forum_sync.privacy import REAL_NAMES, Privacy
from forum_sync.topic import Message, Tag, Topic, make_thread
from forum_sync.words import line_of

_LIKE = 2
_MESSAGE, _EVENT = 1, 3
_LONGEST_LINE = 2000
_ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')
_FIRST_LINE = re.compile(r"(<pre[^>]*>)\n")
_QUOTE_END = QUOTE_LINE.format(author="")


MARK = "mirror.json"
"""The file that tells that a folder was exported from a mirror."""
_VERSION = 1


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What that file holds."""

    version: int = _VERSION
    naming: str
    """Another one when members are named otherwise; see `Privacy.fingerprint`."""


def encode_mark(mark: Mark) -> bytes:
    """The file."""
    return msgspec.json.format(msgspec.json.encode(mark), indent=1)


def decode_mark(data: bytes) -> Mark:
    """What the file tells. Raises ValueError, also when a newer version of the program wrote it."""
    mark = msgspec.json.decode(data, type=Mark)
    if mark.version > _VERSION:
        raise ValueError("made by a newer version of the program")
    return mark


class KeptPost(Message, kw_only=True):
    """A post that keeps the token of its author, whose user name it does not have."""

    member: Annotated[str, msgspec.Meta(pattern="^(?:[0-9a-f]{16})?$")] = ""


class KeptStream(msgspec.Struct):
    """The posts of a topic."""

    posts: list[KeptPost] = []


class KeptTopic(Topic, kw_only=True):
    """A topic that was made of a Thread."""

    post_stream: KeptStream  # type: ignore[assignment]


def encode_thread(thread: Thread, *, slug: str, category: int | None, context: Context) -> bytes:
    """The thread as `/t/<id>.json`, always the same bytes; `context` tells where links and images of the mirror lead then."""
    number = int(thread.id.rpartition("/")[2])
    posts = [_encoded(post, number, slug, context) for post in thread.posts]
    accepted = next((post for post in thread.posts if post.accepted), None)
    topic = {
        "id": number,
        "title": thread.title,
        "slug": slug,
        "created_at": _time(thread.created_at),
        "last_posted_at": _time(max((post.created_at for post in thread.posts if not post.event), default=thread.created_at)),
        "posts_count": len(posts),
        "highest_post_number": max((post.number for post in thread.posts), default=0),
        "archetype": "regular",
        "visible": True,
        "closed": thread.closed,
        "archived": False,
        "pinned": thread.pinned,
        "pinned_globally": False,
        "category_id": category,
        "tags": thread.tags,
        "accepted_answer": {"post_number": accepted.number, "username": accepted.author} if accepted else None,
        "post_stream": {"posts": posts, "stream": [post.id for post in thread.posts]},
    }
    return msgspec.json.format(msgspec.json.encode(topic), indent=1)


def decode_kept(data: bytes, privacy: Privacy) -> Topic:
    """The topic in `data`, without the posts of those whose token tells that they asked not to be mirrored.

    Raises ValueError, which names the field and quotes no content.
    """
    try:
        topic = msgspec.json.decode(data, type=KeptTopic)
    except RecursionError as error:
        raise ValueError("JSON is nested too deep") from error
    out = {privacy.member(name) for name in privacy.opted_out}
    posts = [post for post in topic.post_stream.posts if post.member not in out]
    return msgspec.structs.replace(topic, post_stream=KeptStream(posts=posts))


def restore_thread(  # noqa: PLR0913 - as `make_thread`
    topic: Topic,
    *,
    thread_id: str,
    kind: str,
    category: tuple[str, ...],
    context: Context,
    privacy: Privacy = REAL_NAMES,
) -> Thread:
    """The thread of which the topic was made, without media; see `make_thread`.

    Nobody is named otherwise, whatever `privacy` says of names; those who asked not to be mirrored, by the name that is shown,
    are left out.
    """
    bare = [msgspec.structs.replace(post, cooked="", polls=None) for post in topic.post_stream.posts]
    frame = make_thread(
        msgspec.structs.replace(topic, post_stream=msgspec.structs.replace(topic.post_stream, posts=bare)),
        thread_id=thread_id,
        kind=kind,
        category=category,
        context=Context(),
        privacy=replace(REAL_NAMES, opted_out=privacy.opted_out),
    )
    kept = sorted(topic.posts_shown(privacy), key=lambda post: post.post_number)
    return replace(
        frame,
        title=line_of(topic.title, _LONGEST_LINE),
        tags=tuple(line_of(tag.name if isinstance(tag, Tag) else tag, _LONGEST_LINE) for tag in topic.tags or ()),
        posts=tuple(_restored(post, source, context, privacy) for post, source in zip(frame.posts, kept, strict=True)),
    )


def readdress(html: str, context: Context) -> str:
    """Sanitised HTML whose links and images lead where `context` says; words stay in the place of one that leads nowhere."""
    pieces, in_lost_link = pieces_of(html), False
    for place in range(1, len(pieces), 2):
        tag = pieces[place]
        if tag == "</a>" and in_lost_link:
            pieces[place], in_lost_link = "", False
        elif tag.startswith("<a "):
            moved = _moved(tag, "href", context.link)
            pieces[place], in_lost_link = moved or "", in_lost_link or moved is None
        elif tag.startswith("<img "):
            moved = _moved(tag, "src", context.image)
            pieces[place] = _alternative(tag) if moved is None else moved
    return "".join(pieces)


def _moved(tag: str, attribute: str, address: Callable[[str], str | None]) -> str | None:
    """The tag with another address, None when that leads nowhere; one that has none stays as it is."""
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == attribute:
            old = unescape(match[2])
            new = address(old)
            if new is None:
                return None
            return tag if new == old else f"{tag[: match.start(2)]}{escape(new)}{tag[match.end(2) :]}"
    return tag


def _alternative(image: str) -> str:
    words = next((match[2] for match in _ATTRIBUTE.finditer(image) if match[1] == "alt"), "")
    return escape(unescape(words), quote=False).replace("\u00a0", "&nbsp;")


def _encoded(post: Post, topic: int, slug: str, context: Context) -> Mapping[str, Any]:
    return {
        "id": post.id,
        "name": post.author,
        "username": post.author,
        "created_at": _time(post.created_at),
        "cooked": readdress(post.html, context),
        "post_number": post.number,
        "post_type": _EVENT if post.event else _MESSAGE,
        "reply_to_post_number": post.reply_to,
        "topic_id": topic,
        "topic_slug": slug,
        "version": 2 if post.edited else 1,
        "actions_summary": [{"id": _LIKE, "count": post.likes}] if post.likes else [],
        "staff": post.staff,
        "accepted_answer": post.accepted,
        "action_code": post.event or None,
        "member": post.member,
    }


def _restored(post: Post, kept: Message, context: Context, privacy: Privacy) -> Post:
    html = "" if post.event else _safe(readdress(kept.cooked or "", context))
    gone = set(_named_gone(html, privacy)) if privacy.opted_out else ()
    html = without_people(html, gone) if gone else html
    author, member = line_of(kept.username or "", _LONGEST_LINE), kept.member if isinstance(kept, KeptPost) else ""
    return replace(post, author=author or post.author, member=member, html=html, text=text_of(html))


def _named_gone(html: str, privacy: Privacy) -> Iterator[str]:
    """Those who asked not to be mirrored and are mentioned or quoted, as they are shown."""
    for words in pieces_of(html)[::2]:
        name = unescape(words).strip().removeprefix("@").removesuffix(_QUOTE_END)
        if privacy.is_out(name):
            yield name


def _safe(html: str) -> str:
    """The HTML sanitised; as it stands when that only writes attributes in another way, or elements that were nested apart."""
    # A parser drops the line break at the beginning of `pre`.
    safe = sanitise(_FIRST_LINE.sub(r"\1\n\n", html))
    return html if _opened(html) == _opened(safe) else safe


def _opened(html: str) -> list[str]:
    """Text and start tags in turn."""
    parts = [""]
    for place, piece in enumerate(pieces_of(html)):
        if place % 2 == 0:
            parts[-1] += piece
        elif not piece.startswith("</"):
            parts += [unescape(piece), ""]
    return parts


def _time(time: datetime) -> str:
    """As Discourse writes it, to the microsecond only where it has any."""
    return time.isoformat(timespec="microseconds" if time.microsecond % 1000 else "milliseconds").replace("+00:00", "Z")
