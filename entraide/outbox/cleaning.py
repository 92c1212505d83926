"""Texts of a request without what no person typed: control characters, marks that turn the writing direction.

In: any text. Out: text that can be stored, printed and sent. A form checks the same; the outbox does not rely on it.
"""

import re
import unicodedata
from dataclasses import replace

from entraide.outbox.model import Answer, NewRequest

_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_DIRECTIONS = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
_UNWANTED = frozenset({"Cc", "Cs"})


def clean_text(text: str) -> str:
    """The text with line feeds between lines and no other control character."""
    lines = _LINE_END.sub("\n", text).replace("\t", " ").translate(_DIRECTIONS)
    return "".join(one for one in lines if one == "\n" or unicodedata.category(one) not in _UNWANTED)


def clean_line(text: str) -> str:
    """The text as one line."""
    return _SPACES.sub(" ", clean_text(text)).strip()


def clean_name(name: str) -> str:
    """The name of a file as one line that is no path."""
    return clean_line(re.sub(r'[\\/:*?"<>|]', "_", name)).lstrip(".")[-200:] or "fichier"


def clean(request: NewRequest) -> NewRequest:
    """The request with every text cleaned."""
    asker = request.requester
    return replace(
        request,
        form=clean_line(request.form),
        title=clean_line(request.title),
        category=tuple(map(clean_line, request.category)),
        requester=replace(
            asker,
            name=clean_line(asker.name),
            organisation=clean_line(asker.organisation),
            email=clean_line(asker.email),
            phone=clean_line(asker.phone),
        ),
        answers=tuple(Answer(label=clean_line(one.label), text=clean_text(one.text)) for one in request.answers),
        attachments=tuple(
            replace(one, name=clean_name(one.name), media_type=clean_line(one.media_type)) for one in request.attachments
        ),
    )
