"""Turns what the FAQ and the mirror hold into sources that can be compared.

In: fiches, threads, bulletins. Out: sources, none for what says itself that it is out of date. Of a thread that is solved, the
accepted answers speak; of another one, all messages.
"""

from collections.abc import Iterable, Iterator

from entraide.contradictions.model import Paragraph, Source
from entraide.faq import Faq, Fiche, prose_lines
from entraide.local_time import LOCAL_TIME
from forum_sync import Bulletin, Thread, outline_of


def sources_of(faq: Faq, items: Iterable[Thread | Bulletin]) -> Iterator[Source]:
    """All that readers may find."""
    yield from (of_fiche(fiche) for fiche in faq.fiches if not fiche.is_outdated)
    for item in items:
        yield of_thread(item) if isinstance(item, Thread) else of_bulletin(item)


def of_fiche(fiche: Fiche) -> Source:
    """A fiche, its summary first."""
    return Source(
        id=f"fiche:{fiche.lasting_id}",
        title=fiche.title,
        url=fiche.url,
        kind="fiche",
        paragraphs=tuple(_of_fiche(fiche)),
        file=f"{fiche.file.parents[fiche.id.count('/')].name}/{fiche.id}.md",
        about=" ".join((*fiche.keywords, *fiche.sources)),
    )


def of_thread(thread: Thread) -> Source:
    """A discussion."""
    posts = [post for post in thread.posts if not post.event]
    speaking = [post for post in posts if post.accepted] or posts
    return Source(
        id=thread.id,
        title=thread.title,
        url=f"/{thread.id}/",
        kind=thread.kind,
        paragraphs=tuple(
            Paragraph(text=line, day=post.created_at.astimezone(LOCAL_TIME).date())
            for post in speaking
            for line in post.text.split("\n")
            if line.strip()
        ),
        about=" ".join(thread.tags),
    )


def of_bulletin(bulletin: Bulletin) -> Source:
    """A newsletter, a report or a news item."""
    outline = outline_of(bulletin)
    parts = [("", outline.opening), *((section.title, section.text) for section in outline.sections)]
    return Source(
        id=bulletin.id,
        title=bulletin.title,
        url=f"/{bulletin.id}/",
        kind=bulletin.kind,
        paragraphs=tuple(
            Paragraph(text=line, day=bulletin.day, heading=heading)
            for heading, text in parts
            for line in text.split("\n")
            if line.strip()
        ),
    )


def _of_fiche(fiche: Fiche) -> Iterator[Paragraph]:
    day = fiche.reviewed or fiche.published
    yield Paragraph(text=fiche.summary, day=day, line=fiche.key_lines.get("resume", 1))
    heading = columns = ""
    for number, line in prose_lines(fiche.body):
        if line.startswith("#"):
            heading = line.lstrip("# ")
        is_row = line.startswith("|")
        if is_row and not columns:
            columns = line
        elif not is_row:
            columns = ""
        if line.strip():
            under = f"{heading} {columns}".strip()
            yield Paragraph(text=line, day=day, line=fiche.body_line + number, heading=under)
