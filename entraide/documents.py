"""Turn what the FAQ and the mirror hold into documents to be found: the only module that knows both vocabularies."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import markdown
import msgspec

from entraide.dated.phrases import value_in_words
from entraide.dated.values import series_of
from entraide.deadlines import is_past
from entraide.faq import Fiche
from entraide.local_time import LOCAL_TIME
from entraide.tagging import Tagger
from forum_sync import Bulletin, Outline, Post, Section, Thread, outline_of, text_of
from search import Document, ShortAnswer, Trust

FICHE_PREFIX = "fiche:"
"""First part of the id of every document that comes from the FAQ."""
_MANY_SECTIONS, _LONG, _SHORT = 2, 1500, 80
"""Headings and characters of a document from which on its sections are found one by one, and characters of one of these."""
_EXTENSIONS = ("admonition", "attr_list", "fenced_code", "sane_lists", "tables")


def item_of(document_id: str) -> str:
    """The id of the item of which the document is the whole or a section."""
    return document_id.partition("#")[0]


def of_fiche(fiche: Fiche, today: date | None = None) -> Document:
    """A fiche; the symptom (or what stands first) is its question, the solution its answer.

    What it is on the day `today`: its dated values of then, and whether its deadlines are over; neither without a day.
    """
    question, answer = fiche.section("Symptôme"), fiche.section("Solution")
    rest = [f"{heading}\n\n{text}" for heading, text in fiche.sections if heading not in {"Symptôme", "Solution"}]
    return _versioned(
        id=f"{FICHE_PREFIX}{fiche.lasting_id}",
        kind="news" if fiche.is_news else "fiche",
        title=fiche.title,
        url=fiche.url,
        trust=_trust_of_fiche(fiche, today),
        category=fiche.category.labels,
        day=fiche.reviewed or fiche.published,
        keywords=(*fiche.keywords, *(name for software in fiche.software for name in (software.name, *software.aliases))),
        software=tuple(software.name for software in fiche.software),
        themes=tuple(theme.label for theme in fiche.themes),
        question=plain(f"{fiche.summary}\n\n{question}"),
        answer=plain(answer),
        body=plain("\n\n".join(rest)),
        short_answers=_short_answers(fiche, today) if today else (),
    )


def _trust_of_fiche(fiche: Fiche, today: date | None) -> Trust:
    if today and is_past(fiche, today):
        return "past"
    return "outdated" if fiche.is_outdated else "reviewed"


def _short_answers(fiche: Fiche, today: date) -> tuple[ShortAnswer, ...]:
    """What its values are today."""
    now = ((series.name, series.at(today)) for series in series_of(fiche.values))
    return tuple(ShortAnswer(name=name, text=value_in_words(value, today)) for name, value in now if value)


def of_thread(thread: Thread, label: str) -> Document:
    """A thread: the first message asks, accepted messages answer, the others are body; `label` is its source's."""
    posts = [post for post in thread.posts if not post.event]
    first, others = posts[:1], posts[1:]
    accepted = [post for post in others if post.accepted]
    return _versioned(
        id=thread.id,
        kind=thread.kind,
        title=thread.title,
        url=f"/{thread.id}/",
        trust="solved" if accepted else "said",
        category=(label, *thread.category),
        day=thread.active_at.astimezone(LOCAL_TIME).date(),
        keywords=thread.tags,
        question=_joined(first),
        answer=_joined(accepted),
        body=_joined([post for post in others if not post.accepted]),
    )


def of_bulletin(bulletin: Bulletin, label: str, tagger: Tagger) -> tuple[Document, ...]:
    """A newsletter, report or news item; `label` is its source's, which serves as category.

    Of a long one each section is a document of its own, whose id and address are those of the bulletin with an anchor.
    """
    outline = outline_of(bulletin)
    if len(outline.sections) < _MANY_SECTIONS or len(bulletin.text) < _LONG:
        return (_of_whole(bulletin, bulletin.text, label, tagger),)
    opening, sections = _gathered(outline)
    return _of_whole(bulletin, opening, label, tagger), *(_of_section(bulletin, each, label, tagger) for each in sections)


def _gathered(outline: Outline) -> tuple[str, list[Section]]:
    """The opening and the sections, each with those that follow it and are too short to be found on their own."""
    opening, sections = outline.opening, list[Section]()
    for section in outline.sections:
        if len(section.text) >= _SHORT:
            sections.append(section)
        elif sections:
            sections[-1] = replace(sections[-1], text=f"{sections[-1].text}\n{section.title}\n{section.text}".rstrip())
        else:
            opening = f"{opening}\n{section.title}\n{section.text}".strip()
    return opening, sections


def _of_whole(bulletin: Bulletin, text: str, label: str, tagger: Tagger) -> Document:
    return _versioned(
        id=bulletin.id,
        kind=bulletin.kind,
        title=bulletin.title,
        url=f"/{bulletin.id}/",
        trust=_trust_of(bulletin),
        category=(label,),
        day=bulletin.day,
        keywords=tuple(filter(None, (*_in_doubt(bulletin, text), bulletin.session, bulletin.place))),
        body=text,
        **_tags(tagger, bulletin.title, text, bulletin.software),
    )


def _of_section(bulletin: Bulletin, section: Section, label: str, tagger: Tagger) -> Document:
    return _versioned(
        id=f"{bulletin.id}#{section.anchor}",
        kind=bulletin.kind,
        title=section.title or bulletin.title,
        url=f"/{bulletin.id}/#{section.anchor}",
        trust=_trust_of(bulletin),
        category=(label,),
        part_of=bulletin.title,
        day=bulletin.day,
        keywords=_in_doubt(bulletin, f"{section.title} {section.text}"),
        body=section.text,
        **_tags(tagger, section.title, section.text),
    )


def _trust_of(bulletin: Bulletin) -> Trust:
    return "reported" if bulletin.kind == "club" else "announced"


def _tags(tagger: Tagger, title: str, text: str, named: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    tags = tagger.tags(title, (), text, named)
    software = tuple(tag.software.name for tag in tags.software)
    return {"software": software, "themes": tuple(theme.label for theme in tags.themes)}


def _in_doubt(bulletin: Bulletin, text: str) -> tuple[str, ...]:
    """The other forms of words of `text` that a line's end cut at a hyphen."""
    if not bulletin.alternatives:
        return ()
    bare = text.replace("-", "")
    return tuple(word for word in bulletin.alternatives if word.replace("-", "") in bare)


def plain(text: str) -> str:
    """Markdown as plain text, one line per paragraph."""
    return text_of(_markdown().reset().convert(text)) if text.strip() else ""


@cache
def _markdown() -> markdown.Markdown:
    """Made once, for that takes longer than most texts; there is one writer, so nobody else is in the midst of another text."""
    return markdown.Markdown(extensions=list(_EXTENSIONS))


def _joined(posts: Iterable[Post]) -> str:
    return "\n".join(post.text for post in posts)


def _versioned(**fields: Any) -> Document:
    digest = hashlib.sha256(msgspec.json.encode(fields, order="sorted")).hexdigest()
    return Document(version=digest[:16], **fields)
