"""The text of a fiche in pieces that fields can hold: sections, and the steps of those that have steps.

In: Markdown and the headings of a template. Out: pieces, and Markdown in which only what differs from them is written anew.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from entraide.drafting import PROMPTS
from entraide.faq import prose_lines
from entraide.lint import MARK

STEPPED = frozenset(heading for heading, prompt in PROMPTS.items() if "étapes numérotées" in prompt)
"""Headings under which steps are expected."""
_STEP = re.compile(r"(\d{1,3})\. (?=\S)")
_LINE_START = re.compile(r"(?<=\n)")
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Steps:
    """A numbered list with what stands before and after it."""

    before: str = ""
    steps: tuple[str, ...] = ()
    after: str = ""

    @property
    def text(self) -> str:
        """As Markdown."""
        lines = ""
        for number, step in enumerate(self.steps, 1):
            # After a step of several blocks, the next one would be taken for more of its text.
            lines += f"{number}. {_indented(step)}" + ("\n\n" if "\n\n" in step else "\n")
        return "\n\n".join(filter(None, (self.before, lines.rstrip("\n"), self.after)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A section: its heading as it is written, and what stands below."""

    heading: str
    """As readers see it; '' for what stands before the first one."""
    head: str
    """The line of the heading, its end included."""
    raw: str
    """All from there to the next heading."""
    missing: bool = False
    """Whether it is one of the template that the text does not have."""

    @property
    def text(self) -> str:
        """What there is to edit; a prompt that says what to write is nothing."""
        text = self.raw.strip("\n").rstrip()
        return "" if text == prompt_of(self.heading) else text

    @property
    def steps(self) -> Steps | None:
        """The same as steps, None where none are expected or they could not be written as they are."""
        if self.heading not in STEPPED:
            return None
        steps = _steps(self.text)
        return steps if steps.text == self.text else None

    def with_text(self, text: str) -> "Piece":
        """With another text, the blank lines around it as they were; one that is emptied says what to write again."""
        if text == self.text:
            return self
        raw = self.raw if self.raw.strip() else "\n.\n\n"
        before, after = raw[: len(raw) - len(raw.lstrip("\n"))], raw[len(raw.rstrip()) :]
        return replace(self, raw=before + (text or prompt_of(self.heading)) + after)


def prompt_of(heading: str) -> str:
    """What a draft says under a heading, '' where nothing is expected."""
    return f"{MARK} : {PROMPTS[heading]}" if heading in PROMPTS else ""


def pieces_of(body: str, template: Sequence[str]) -> tuple[Piece, ...]:
    """The sections of a text in order, with those that its template wants and it lacks."""
    pieces, prose = [Piece(heading="", head="", raw="")], {number for number, _ in prose_lines(body)}
    for number, line in enumerate(_LINE_START.split(body)):
        if line.startswith("## ") and number in prose:
            pieces.append(Piece(heading=" ".join(line[3:].replace("'", "’").split()), head=line, raw=""))
        else:
            pieces[-1] = replace(pieces[-1], raw=pieces[-1].raw + line)
    place = 1
    for heading in template:
        found = next((number for number, piece in enumerate(pieces) if piece.heading == heading), None)
        if found is None:
            pieces.insert(place, Piece(heading=heading, head=f"## {heading}\n", raw="", missing=True))
        place = (place if found is None else found) + 1
    return tuple(pieces)


def fill(body: str, template: Sequence[str], texts: Mapping[int, str], more: tuple[str, str] = ("", "")) -> str:
    """The Markdown with other texts for some of its pieces, by their place, and one section more: its heading and text.

    A section that is missing and is given no text goes on missing.
    """
    heading, text = more
    pieces = [
        piece.with_text(texts[place]) if place in texts else piece for place, piece in enumerate(pieces_of(body, template))
    ]
    if heading or text:
        head = f"## {heading or f'{MARK} : titre de la section'}\n"
        pieces.append(Piece(heading=heading, head=head, raw=f"\n{text or MARK}\n\n", missing=True))
    filled = ""
    for piece in (piece for piece in pieces if piece.raw or not piece.missing):
        start = f"{filled.rstrip()}\n\n" if piece.missing else filled
        filled = start + piece.head + piece.raw
    return filled if filled == body else filled.rstrip() + "\n"


def _steps(text: str) -> Steps:
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.startswith("1. ")), len(lines))
    steps: list[list[str]] = []
    end = first
    for number, line in enumerate(lines[first:], first):
        found = _STEP.match(line)
        if found and int(found[1]) == len(steps) + 1:
            steps.append([line[found.end() :]])
        elif line.startswith(_INDENT) or not line:
            steps[-1].append(line.removeprefix(_INDENT))
        else:
            break
        end = number + 1
    return Steps(
        before="\n".join(lines[:first]).strip("\n"),
        steps=tuple("\n".join(step).rstrip("\n") for step in steps),
        after="\n".join(lines[end:]).strip("\n"),
    )


def _indented(step: str) -> str:
    first, *rest = step.split("\n")
    return "\n".join([first, *(_INDENT + line if line else "" for line in rest)])
