"""Joins words that were cut by a hyphen at the end of a line, and keeps the hyphens that belong to the word.

Comes in: the text of two lines, or of many. Goes out: the joined text and, when in doubt, the word in its other form.
Knows the list of French words; no layout.
"""

import re
from typing import NamedTuple

from forum_sync.extract.french import is_word

HYPHENS = "-\u2010\u00ad\u0002\ufffe"
"""What stands for a hyphen at the end of a line: PDF readers give the last three for one that cuts a word."""
_LAST = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*\Z")
_FIRST = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_INSIDE = re.compile(r"((?<!\w)\w{1,40})[\u0002\ufffe]+(?=(\w{1,40}))")
_NUMBERED = re.compile(r"\d+[.)]")
_LONGEST = 80
_LONG = 4
_ELISION = re.compile(r"(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’](?=\w)", re.IGNORECASE)
_EUPHONIC = re.compile(r"t-(?:ils?|elles?|on)\b", re.IGNORECASE)
_PRONOUNS = """
    je tu il elle on nous vous ils elles ce le la les lui leur moi toi y en ci là même mêmes t-il t-elle t-on t-ils t-elles
"""
_AFTER_WORD = frozenset(_PRONOUNS.split())
"""What a hyphen ties to the verb or pronoun before it."""
_SUBJECTS = frozenset({"il", "ils", "elle", "elles", "on"})
_LINKS = frozenset(["de", "du", "des", "d", "sur", "sous", "lès", "en", "la", "le", "les", "et", "à", "au", "aux"])
"""Small words inside compounds and names of places."""
_FIRST_PARTS = """
    sous vice ex non mi semi demi quasi après avant arrière contre mot mots chef saint sainte saints grand grande haut haute
    bas nord sud est ouest centre porte garde aide pause tiers lieu lieux compte plan passe chèque bon clé sans là celui
    celle ceux celles juge maître agent adjoint secrétaire clause assurance bien état franco mieux nouveau nouvel libre
    petit petite pilote prêt tout toute vis soi quant peut
"""
_KEEPS = frozenset(_FIRST_PARTS.split())
"""First parts after which a hyphen is kept, when neither form is a known word."""
_PREFIXES = """
    aéro agro anti archi audio auto bi bio co cyber dé dis éco électro entre euro extra géo hydro hyper hypo immuno in infra
    inter intra macro mé méga méta micro mini mono multi nano néo neuro para péri photo poly post pré pro pseudo psycho
    radio re ré rétro socio sub super sur télé thermo trans tri ultra uni vidéo web
"""
_FUSES = frozenset(_PREFIXES.split())
"""First parts that mostly fuse with a word, so that two known words do not speak for a hyphen."""


class Joined(NamedTuple):
    """Two lines made one."""

    text: str
    alternative: str
    """The word that was cut, in its other form, when it is not sure whether the hyphen belongs to it; else empty."""


def join(left: str, right: str) -> Joined:
    """The line `left`, given without its last hyphen, and the next one (rules r2 of the measurements, then doubt)."""
    right = right.lstrip()
    last, first = _LAST.search(left[-_LONGEST:]), _FIRST.match(right)
    if last is None or first is None:
        return Joined(f"{left}-{right}" if left and not left[-1].isspace() and first else f"{left}- {right}", "")
    start, end = _ELISION.sub("", last[0], count=1), first[0]
    if end.lower() in {"et", "ou"} and not is_word(start + end):
        return Joined(f"{left}- {right}", "")
    keep, sure = _judge(last[0], start, end)
    other = f"{start}{end}" if keep else f"{start}-{end}"
    return Joined(f"{left}-{right}" if keep else f"{left}{right}", "" if sure else other)


def join_lines(text: str) -> tuple[str, tuple[str, ...]]:
    """The text, in which words cut at the end of a line stand whole on it; and the other forms of those in doubt.

    Blank lines in between are passed over only where a known word is cut, as at the end of a page.
    """
    waiting = text.split("\n")[::-1]
    done: list[str] = []
    alternatives: list[str] = []
    while waiting:
        line = waiting.pop()
        while (blank := _blank_lines(line, waiting)) is not None:
            del waiting[len(waiting) - blank :]
            token, _, rest = waiting.pop().strip().partition(" ")
            line, alternative = join(line.rstrip()[:-1], token)
            alternatives += [alternative] if alternative else []
            if rest.strip():
                waiting.append(rest.lstrip())
                break
        done.append(line)
    return _INSIDE.sub(_rejoin, "\n".join(done)).replace("\u00ad", ""), tuple(dict.fromkeys(alternatives))


def _judge(whole: str, start: str, end: str) -> tuple[bool, bool]:
    """Whether the hyphen is kept, and whether that is sure."""
    first = end.partition("-")[0]
    if any(is_word(f"{before}-{after}") for before in (whole, start) for after in (end, first)):
        return True, not is_word(start + end)
    if _ties(start, end):
        return True, True
    if any(is_word(form) for form in (start + end, start + first, whole + end, start.rpartition("-")[2] + first)):
        return False, True
    if start[-1].isdigit() or end[0].isdigit() or (end.lower() in _AFTER_WORD and is_word(start.rpartition("-")[2])):
        return True, True
    if ("-" in start and start.rpartition("-")[2] in _LINKS) or ("-" in end and first in _LINKS):
        return True, True
    return _guess(start.rpartition("-")[2], first), False


def _ties(start: str, end: str) -> bool:
    """Inversions, which a known word may hide (`peut-on`): no syllable ends in t or d before a vowel."""
    if end.lower() in _SUBJECTS:
        return start[-1] in "td"
    return bool(_EUPHONIC.fullmatch(end))


def _guess(start: str, end: str) -> bool:
    """Whether a hyphen between two parts that no list holds together is kept: names, known first parts, two long words."""
    if len(start) == 1:
        return True
    if end[0].isupper() and not start.isupper():
        return start[0].isupper()
    if end[0].isupper() and not end.isupper():
        return True
    if not is_word(end):
        return False
    return start.lower() in _KEEPS or (min(len(start), len(end)) >= _LONG and start.lower() not in _FUSES and is_word(start))


def _blank_lines(line: str, waiting: list[str]) -> int | None:
    """How many blank lines stand before the rest of the word that `line` ends in; None when it ends in no cut word."""
    line = line.rstrip()
    if line[-1:] not in HYPHENS or not line[-2:-1].isalnum():
        return None
    blank = next((count for count in range(min(3, len(waiting))) if waiting[-1 - count].strip()), None)
    token = "" if blank is None else waiting[-1 - blank].strip().partition(" ")[0]
    if not token[:1].isalnum() or _NUMBERED.fullmatch(token):
        return None
    if blank:
        return blank if _goes_on(line[:-1], token) else None
    return None if token[0].isupper() and _is_torn(line[:-1]) else 0


def _is_torn(left: str) -> bool:
    """Whether the line ends in a piece of a word, which no capital goes on with: another text stands in between."""
    last = _LAST.search(left[-_LONGEST:])
    start = _ELISION.sub("", last[0], count=1) if last else ""
    return start.islower() and start not in _KEEPS and not is_word(start)


def _goes_on(left: str, token: str) -> bool:
    last, first = _LAST.search(left[-_LONGEST:]), _FIRST.match(token)
    if last is None or first is None or not first[0][0].islower():
        return False
    start = _ELISION.sub("", last[0], count=1)
    return is_word(start + first[0]) or is_word(f"{start}-{first[0]}")


def _rejoin(cut: re.Match[str]) -> str:
    return join(cut[1], cut[2]).text.removesuffix(cut[2])
