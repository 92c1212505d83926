"""What a plain text quotes of earlier messages, the signature before it, and the headers of what it passes on.

Comes in: text. Goes out: passages of it. Knows no MIME and no HTML.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mailparser_reply.parser import EmailMessage

_WROTE = re.compile(r"(?:écrit|wrote)\b[^\n]{0,60}:\s*$", re.IGNORECASE)
_KEY = re.compile(
    r"[>* ]*(De|From|Envoyé(?: le)?|Sent|À|To|Pour|Cc|Date|Objet|Sujet|Subject|Répondre à|Reply-To)[* ]*:[* ]*(.*)",
    re.IGNORECASE,
)
_SENDER = {"de", "from"}
_SENT = ("envoyé", "sent")
_SUBJECT = {"objet", "sujet", "subject"}
_FEWEST_KEYS = 3
_MARK = re.compile(
    r"[-_*> ]*(?:forwarded message|message (?:transféré|transmis|réexpédié))[-_* ]*"
    r"|[> ]*(?:début du message (?:transféré|réexpédié)|begin forwarded message)\b.{0,40}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_*=\s]*(?:message d['’]origine|message original|original message)?[-_*=\s]*", re.IGNORECASE)
_BULLET = re.compile(r"\s*[-•*·] ")
_SPACES = str.maketrans("\u00a0\u202f\u2009", "   ")
_WINDOW = 6
_MAX_LINE = 200
_MAX_SIGNATURE = 12
_MAX_CLOSING = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Lines of a text, under the subject of the message that they were passed on from."""

    lines: Sequence[str]
    heading: str = ""


def passages_of(text: str, *, forward: bool) -> list[Passage]:
    """The text without quoted replies and signature, which stay where nothing else would be left.

    `forward` says that the message passes on another: then nothing is cut, as where a line of the text says so.
    """
    lines = text.splitlines()
    start = next((number for number in range(len(lines)) if starts_reply(lines[number : number + _WINDOW])), None)
    forward = forward or any(is_forward_mark(line) for line in lines[:start])
    if not forward and start is not None and (kept := _without_end(lines[:start])):
        return [Passage(lines=_without_signature(kept))]
    if not forward and start is None:
        return [Passage(lines=_without_signature(lines))]
    return list(_forwarded(lines))


def starts_reply(lines: Sequence[str]) -> bool:
    """Whether a quoted message begins with these lines: « Le … a écrit : » in one line or two, or headers."""
    if not any(":" in line for line in lines[:2]):
        return False
    first, *rest = [" ".join(line.translate(_SPACES).split())[:_MAX_LINE] for line in lines]
    if headers_of([first, *rest]):
        return True
    wrote = first if _WROTE.search(first) else f"{first} {rest[0] if rest else ''}"
    return bool(_WROTE.search(wrote) and _patterns().HEADER_REGEX.match(wrote))


def headers_of(lines: Sequence[str]) -> dict[str, str]:
    """The headers, names in small letters, that the lines begin with; none when there are not enough to be sure."""
    found: dict[str, str] = {}
    for line in lines:
        match = _KEY.fullmatch(" ".join(line.translate(_SPACES).split()))
        if match is None and not (found and line.strip(" >")):
            break
        if match:
            found[match[1].lower()] = match[2].strip()
    sent = any(name.startswith(_SENT) for name in found) or any("@" in found.get(name, "") for name in _SENDER)
    return found if sent and len(found) >= _FEWEST_KEYS and _SENDER & found.keys() else {}


def subject_in(headers: dict[str, str]) -> str:
    """The subject among them, empty when there is none."""
    return next((value for name, value in headers.items() if name in _SUBJECT), "")


def is_forward_mark(line: str) -> bool:
    """Whether the line says that a message is passed on below it."""
    return bool(_MARK.fullmatch(line.translate(_SPACES).strip()))


def _forwarded(lines: Sequence[str]) -> Iterator[Passage]:
    """The passages between the headers of messages passed on, each under its subject."""
    heading, number = "", 0
    passage: list[str] = []
    while number < len(lines):
        block = _block(lines[number:])
        if headers := headers_of(block):
            yield Passage(heading=heading, lines=_without_end(passage))
            heading, passage, number = subject_in(headers), [], number + len(block)
        else:
            passage += [] if is_forward_mark(lines[number]) else [lines[number]]
            number += 1
    yield Passage(heading=heading, lines=passage)


def _block(lines: Sequence[str]) -> Sequence[str]:
    """The lines up to the first empty one, if they begin like headers."""
    if not lines or not _KEY.match(lines[0].translate(_SPACES)):
        return ()
    end = next((number for number, line in enumerate(lines) if not line.strip(" >")), len(lines))
    return lines[:end]


def _without_end(lines: Sequence[str]) -> Sequence[str]:
    """The lines without the empty ones and the rules at their end."""
    end = len(lines)
    while end and _RULE.fullmatch(lines[end - 1]):
        end -= 1
    return lines[:end]


def _without_signature(lines: Sequence[str]) -> Sequence[str]:
    """The lines without a short end that begins with `-- ` or a formula of politeness and lists nothing."""
    lines = _without_end(lines)
    for number in range(max(1, len(lines) - _MAX_SIGNATURE), len(lines)):
        line = lines[number].translate(_SPACES).strip()
        opens = len(line) <= _MAX_CLOSING and _patterns().SIGNATURE_REGEX.match(f"x\n{line}\n", 2)
        if opens and not any(map(_BULLET.match, lines[number:])):
            return _without_end(lines[:number]) or lines
    return lines


@cache
def _patterns() -> EmailMessage:
    """The library's patterns; its own reading looks for what it found once more, and so cuts at other places."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return EmailMessage(text="", languages=["fr", "en"], keep_hyphen_lists=True)
