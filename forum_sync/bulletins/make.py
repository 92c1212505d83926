"""Makes a Bulletin of a document: read, cleaned, dated, masked, with the files that go with it.

Comes in: bytes of any format, and what is known beside them. Goes out: a Bulletin. Knows no folder, no mailbox, no network.
"""

import re
from collections.abc import Sequence

from forum_sync.bulletins.dates import Dated, dated_in_name, stated_date
from forum_sync.extract import TOOLS, Extract, ExtractError, Facts, extract, joined
from forum_sync.html.clean import Context, clean, text_of
from forum_sync.html.masks import HIDDEN_CODE, HIDDEN_IBAN, HIDDEN_NIR, NOBODY, mask
from forum_sync.html.sanitise import pieces_of
from forum_sync.html.tracking import newsletter_link
from forum_sync.media import make_media
from forum_sync.model import Attachment, Bulletin, Media
from forum_sync.words import fold, line_of

VERSION = f"3 {TOOLS}"
"""Part of the signature of every bulletin: it changes where the same bytes give another one."""
MAX_BYTES = 25_000_000
NEEDS_OCR, HOLDS_CODE, HOLDS_NUMBER = "needs-ocr", "holds-code", "holds-number"
WARNINGS = {
    NEEDS_OCR: "has pages that are pictures, of which no text was read",
    HOLDS_CODE: "printed an access code or a password, which was hidden; the file is not offered",
    HOLDS_NUMBER: "printed a social security number or an IBAN, which was hidden; the file is not offered",
}
_PRIVATE_TYPES = frozenset({"message/rfc822"})
"""Not offered to download: the headers of an e-mail name people who did not ask to be published."""
_FIRST_BLOCK = re.compile(r"<(p|h[1-6])>.*?</\1>\s*", re.DOTALL)
_WORD = re.compile(r"(?<![0-9a-z])[a-z]{3,}(?![0-9a-z])")
_HEADING = re.compile(r"<h[1-6]\b")


def make_bulletin(  # noqa: PLR0913 - what is known beside the bytes
    data: bytes,
    *,
    item_id: str,
    kind: str,
    name: str,
    facts: Facts | None = None,
    origin: str = "",
    public: frozenset[str] = NOBODY,
) -> Bulletin:
    """The bulletin that `data` holds. Raises ExtractError with one line of reason, which quotes no content.

    `name` is a file name without extension, from which title and date come if nothing better tells them; `facts` are trusted
    before the document; `origin` is its address on the web; `public` are contacts that are not hidden.
    """
    if len(data) > MAX_BYTES:
        raise ExtractError(f"is bigger than {MAX_BYTES // 1_000_000} MB")
    answer = extract(data)
    found = answer.extract
    told = joined(facts or Facts(), found.facts)
    title = mask(line_of(told.title or found.title or _spoken(name) or _first_heading(found.html)) or name, public)
    images = {image.name: make_media(image.data, image.content_type) for image in found.images}
    whole = _cleaned(found.html, images, public)
    html = _without_title(whole, title)
    text = text_of(html)
    dated, day_from = _dated(told, found, title, text, name)
    warnings = _warnings(found, f"{title}\n{text}")
    offered = told.public or not {HOLDS_CODE, HOLDS_NUMBER} & set(warnings)
    original = make_media(data, answer.content_type) if offered and _is_offered(answer.content_type, origin) else None
    attachments = [(file.name, make_media(file.data, file.content_type)) for file in found.attachments if offered]
    shown = [media for media in images.values() if f"/media/{media.name}" in html]
    if not (text_of(whole) or shown or found.attachments or found.unread_pages):
        raise ExtractError("holds no text")
    return Bulletin(
        id=item_id,
        kind=kind,
        title=title,
        day=dated.day if dated else None,
        month_only=bool(dated and dated.month_only),
        day_from=day_from,
        session=mask(line_of(told.session), public),
        place=mask(line_of(told.place), public),
        software=tuple(map(line_of, told.software)),
        html=html,
        text=text,
        pages=_pages(found.pages, html),
        alternatives=found.alternatives,
        unrepaired=mask(found.unrepaired, public),
        warnings=warnings,
        origin=origin,
        original=original.name if original else "",
        attachments=tuple(Attachment(name=line_of(mask(name, public)), media=media.name) for name, media in attachments),
        media=_once([*([original] if original else []), *shown, *(media for _, media in attachments)]),
    )


def _cleaned(html: str, images: dict[str, Media], public: frozenset[str]) -> str:
    def image(address: str) -> str | None:
        return f"/media/{images[address].name}" if address in images else None

    try:
        return clean(html, Context(link=newsletter_link, image=image, masked=True, public=public))
    except ValueError as error:
        raise ExtractError(str(error)) from error


def _dated(told: Facts, found: Extract, title: str, text: str, name: str) -> tuple[Dated | None, str]:
    """The date and where it was found."""
    if told.day:
        return Dated(told.day, month_only=False), "facts"
    if found.day:
        return Dated(found.day, month_only=False), "header"
    if stated := stated_date(title, text):
        return stated, "content"
    named = dated_in_name(name)
    return named, "name" if named else ""


def _warnings(found: Extract, text: str) -> tuple[str, ...]:
    seen = {NEEDS_OCR: bool(found.unread_pages), HOLDS_CODE: HIDDEN_CODE in text}
    seen[HOLDS_NUMBER] = HIDDEN_IBAN in text or HIDDEN_NIR in text
    return tuple(warning for warning in WARNINGS if seen[warning])


def _is_offered(content_type: str, origin: str) -> bool:
    return not origin and content_type not in _PRIVATE_TYPES


def _pages(pages: tuple[int, ...], html: str) -> tuple[int, ...]:
    """Those of the headings that are left: only what stands before the text, its title, is ever taken away."""
    left = sum(1 for tag in pieces_of(html)[1::2] if _HEADING.match(tag))
    return pages[len(pages) - left :] if 0 < left <= len(pages) else ()


def _without_title(html: str, title: str) -> str:
    """The document without a first line that only repeats its title, if it says more."""
    first = _FIRST_BLOCK.match(html)
    repeats = first and line_of(text_of(first[0])).casefold() == title.casefold()
    return html[first.end() :] if first and repeats and first.end() < len(html) else html


def _spoken(name: str) -> str:
    """The words of a file name, '' when it has none."""
    words = " ".join(re.split(r"[\s_-]+", name)).strip()
    return words[:1].upper() + words[1:] if _WORD.search(fold(words)) else ""


def _first_heading(html: str) -> str:
    heading = re.search(r"<h[1-6]>(.*?)</h[1-6]>", html, re.DOTALL)
    return text_of(heading[1]) if heading else ""


def _once(media: Sequence[Media]) -> tuple[Media, ...]:
    return tuple({each.name: each for each in media}.values())
