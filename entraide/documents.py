"""Turn what the FAQ and the mirror hold into documents to be found: the only module that knows both vocabularies."""

import hashlib
from collections.abc import Iterable
from typing import Any

import markdown
import msgspec

from entraide.faq import Fiche
from entraide.local_time import LOCAL_TIME
from forum_sync import Bulletin, Post, Thread, text_of
from search import Document

FICHE_PREFIX = "fiche:"
"""First part of the id of every document that comes from the FAQ."""
_EXTENSIONS = ("admonition", "attr_list", "fenced_code", "sane_lists", "tables")


def of_fiche(fiche: Fiche) -> Document:
    """A fiche; the symptom (or what stands first) is its question, the solution its answer."""
    question, answer = fiche.section("Symptôme"), fiche.section("Solution")
    rest = [f"{heading}\n\n{text}" for heading, text in fiche.sections if heading not in {"Symptôme", "Solution"}]
    return _versioned(
        id=f"{FICHE_PREFIX}{fiche.id}",
        kind="news" if fiche.is_news else "fiche",
        title=fiche.title,
        url=fiche.url,
        category=fiche.category.labels,
        day=fiche.reviewed or fiche.published,
        keywords=(*fiche.keywords, *(name for software in fiche.software for name in (software.name, *software.aliases))),
        software=tuple(software.name for software in fiche.software),
        themes=tuple(theme.label for theme in fiche.themes),
        question=plain(f"{fiche.summary}\n\n{question}"),
        answer=plain(answer),
        body=plain("\n\n".join(rest)),
    )


def of_thread(thread: Thread, label: str) -> Document:
    """A thread: the first message asks, accepted messages answer, the others are body; `label` is its source's."""
    posts = [post for post in thread.posts if not post.event]
    first, others = posts[:1], posts[1:]
    return _versioned(
        id=thread.id,
        kind=thread.kind,
        title=thread.title,
        url=f"/{thread.id}/",
        category=(label, *thread.category),
        day=thread.active_at.astimezone(LOCAL_TIME).date(),
        keywords=thread.tags,
        question=_joined(first),
        answer=_joined([post for post in others if post.accepted]),
        body=_joined([post for post in others if not post.accepted]),
    )


def of_bulletin(bulletin: Bulletin, label: str) -> Document:
    """A newsletter, report or news item; `label` is its source's, which serves as category."""
    return _versioned(
        id=bulletin.id,
        kind=bulletin.kind,
        title=bulletin.title,
        url=f"/{bulletin.id}/",
        category=(label,),
        day=bulletin.day,
        body=bulletin.text,
    )


def plain(text: str) -> str:
    """Markdown as plain text, one line per paragraph."""
    return text_of(markdown.markdown(text, extensions=list(_EXTENSIONS))) if text.strip() else ""


def _joined(posts: Iterable[Post]) -> str:
    return "\n".join(post.text for post in posts)


def _versioned(**fields: Any) -> Document:
    digest = hashlib.sha256(msgspec.json.encode(fields, order="sorted")).hexdigest()
    return Document(version=digest[:16], **fields)
