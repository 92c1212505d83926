"""Writes an article as the sections of a fiche: what is the symptom, what the solution, its images, a summary.

In: an Article and where to get files. Out: Markdown with links to articles as `glpi-article:12`, images still to be written.
Knows no FAQ and no disk.
"""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import puremagic

from entraide.errors import GlpiAwayError, GlpiError
from entraide.glpi import Article
from entraide.lint import MARK
from entraide.plain_markdown import Kept, to_markdown
from forum_sync import mask
from search import fold

LARGEST_IMAGE = 5_000_000
"""Bytes."""
_KINDS = {".png": ".png", ".jpg": ".jpg", ".jpeg": ".jpg", ".jfif": ".jpg", ".gif": ".gif", ".webp": ".webp"}
_PARTS = {
    "Symptôme": frozenset({"symptome", "symptomes", "probleme", "problemes", "question"}),
    "Solution": frozenset({"solution", "solutions", "resolution", "reponse"}),
}
_MARKER = re.compile(r"#{1,6} (?:\*\*)?(\w+) ?:?(?:\*\*)? ?:?$|\*\*(\w+) ?:? ?\*\* ?:? ?")
_HEADING = re.compile(r"(#{1,6}) ")
_DOCUMENT = re.compile(r"document\.send\.php\?(?:[^#]*&)?docid=(\d{1,9})(?!\d)")
_ARTICLE = re.compile(
    r"(?:knowbaseitem|helpdesk\.faq)(?:\.form)?\.php\?(?:[^#]*&)?id=(\d{1,9})(?!\d)|/Knowbase/(?:FAQ/)?(\d{1,9})\b"
)
_LINK = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\(glpi-article:(\d+)\)")
_HIDDEN = re.compile(r"\[([^\]\n]+ masquée?)\]")
_MARKUP = re.compile(r"^(?:1\. |- |#+ )|\*\*|(?<!\\)[*`]|\\(?=[\\`*_{}\[\]#])")
_LABEL = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\([^)]*\)")
_SENTENCE = re.compile(r"[.!?…](?=\s|$)")
_SUMMARY = 220
Fetch = Callable[[int], bytes]
"""From the number of a document to its file; raises GlpiError."""


@dataclass(slots=True, kw_only=True)
class Rendered:
    """An article as a fiche says it."""

    title: str
    sections: dict[str, str]
    summary: str
    images: dict[str, bytes] = field(default_factory=dict)
    """By file name."""
    remarks: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left for a person to write."""
        return all(text and MARK not in text for text in (self.title, self.summary, *self.sections.values()))


def articles_linked(html: str) -> tuple[int, ...]:
    """The ids of the articles that a text leads to."""
    return tuple(sorted({int(first or second) for first, second in _ARTICLE.findall(html.replace("&amp;", "&"))}))


def render(article: Article, name: str, fetch: Fetch, *, public: frozenset[str]) -> Rendered:
    """The article; its images are named after `name`. `public` contacts may be shown."""
    done = Rendered(title="", sections={}, summary="")
    images = _Images(name, fetch, done)
    blocks = to_markdown(article.html, Kept(image=images.keep, link=_link))
    done.sections = {heading: _hidden("\n\n".join(_levelled(part)), public) for heading, part in _split(blocks).items()}
    done.title = _hidden(article.title, public)
    done.summary = _summary(done.sections["Solution"])
    texts = (done.title, *done.sections.values())
    if any(f"({MARK} : " in text and "masqué" in text for text in texts):
        done.remarks.append("des coordonnées ou un code ont été masqués")
    if not all(done.sections.values()):
        done.remarks.append(f"pas de partie « {next(heading for heading, text in done.sections.items() if not text)} »")
    return done


def images_in(text: str, name: str) -> set[str]:
    """The files of images named after `name` that a text shows."""
    return set(re.findall(rf"\]\(({re.escape(name)}-\d+\.\w+)\)", text))


def with_links(text: str, place: Callable[[int], str]) -> str:
    """The text with links to articles leading where `place` says, given an id; '' for nowhere."""

    def lead(found: re.Match[str]) -> str:
        there = place(int(found[2]))
        return f"[{found[1]}]({there})" if there else found[1]

    return _LINK.sub(lead, text)


@dataclass(slots=True)
class _Images:
    """Takes images on, by their content."""

    name: str
    fetch: Fetch
    done: Rendered

    def keep(self, address: str, words: str) -> str:
        try:
            label, data = self._data(address)
        except GlpiAwayError:
            raise  # it may be there later: nothing is decided now
        except GlpiError as error:
            return self._refused(str(error))
        ending = _kind(data)
        if not ending:
            return self._refused("ce n’est pas une image PNG, JPEG, GIF ou WebP")
        file = f"{self.name}-{label}{ending}"
        self.done.images[file] = data
        if not words:
            self.done.remarks.append(f"l’image {file} n’a pas de texte de remplacement")
        return f"![{words or f'{MARK} : ce que montre l’image'}]({file})"

    def _data(self, address: str) -> tuple[str, bytes]:
        if found := _DOCUMENT.search(address):
            return found[1], self.fetch(int(found[1]))
        if address.startswith("data:image/"):
            head, _, body = address.partition(",")
            try:
                data = base64.b64decode(unquote(body) if "%" in body else body) if head.endswith(";base64") else b""
            except (binascii.Error, ValueError) as error:
                raise GlpiError("une image collée dans le texte est illisible") from error
            if len(data) > LARGEST_IMAGE:
                raise GlpiError("une image collée dans le texte est trop lourde")
            return str(len(self.done.images) + 1), data
        raise GlpiError(f"une image est sur un autre site ({(urlsplit(address).hostname or 'adresse inconnue')[:60]})")

    def _refused(self, reason: str) -> str:
        self.done.remarks.append(f"image non reprise : {reason}")
        return f"({MARK} : image non reprise)"


def _kind(data: bytes) -> str:
    """How the name of an image of that content ends, '' for what is no image that pages show."""
    try:
        return _KINDS.get(puremagic.from_string(data), "")
    except (puremagic.PureError, ValueError):
        return ""


def _link(address: str) -> str:
    if found := _ARTICLE.search(address):
        return f"glpi-article:{found[1] or found[2]}"
    return address if address.startswith(("http://", "https://")) and "document.send.php" not in address else ""


def _split(blocks: Sequence[str]) -> dict[str, list[str]]:
    """Blocks by section; what comes before a solution is its symptom, and without any heading all is the solution."""
    parts: dict[str, list[str]] = {"Symptôme": [], "Solution": []}
    before: list[str] = []
    current = before
    for block in blocks:
        found = _MARKER.match(block)
        heading = next((name for name, words in _PARTS.items() if found and fold(found[1] or found[2]) in words), "")
        if found and heading:
            current = parts[heading]
            rest = block[found.end() :].strip()
            current += [rest] if rest else []
        else:
            current.append(block)
    parts["Solution" if current is before else "Symptôme"][:0] = before
    return parts


def _levelled(blocks: Sequence[str]) -> list[str]:
    """Headings below those of the fiche, none left out between."""
    used = sorted({len(found[1]) for block in blocks if (found := _HEADING.match(block))})
    return [
        f"{'#' * min(6, 3 + used.index(len(found[1])))}{block[len(found[1]) :]}" if (found := _HEADING.match(block)) else block
        for block in blocks
    ]


def _hidden(text: str, public: frozenset[str]) -> str:
    """The text without what is personal; a person says what stands there instead."""
    masked = mask(text, public)
    return _HIDDEN.sub(rf"({MARK} : \1)", masked) if masked != text else text


def _summary(solution: str) -> str:
    """The first sentences of the solution as plain text; '' when it begins with something else."""
    for block in solution.split("\n\n"):
        if block.startswith(("#", "|", "![", "`", f"({MARK}")):
            continue
        line = _MARKUP.sub("", _LABEL.sub(r"\1", block.split("\n")[0].strip()))
        text = line.replace("&lt;", "<").replace("&#124;", "|").replace("&amp;", "&").strip()
        if len(text) <= _SUMMARY:
            return text
        ends = [found.end() for found in _SENTENCE.finditer(text, 0, _SUMMARY)]
        return text[: ends[-1]] if ends else text[: text.rindex(" ", 0, _SUMMARY) if " " in text[:_SUMMARY] else _SUMMARY] + "…"
    return ""
