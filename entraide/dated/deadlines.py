"""Deadlines in French texts: days by which something is to be done, or on which something closes.

In: plain text and the day on which it was written. Out: deadlines, the earliest first.
A date alone is none, nor is that of a law, of a rate or of what happens each year: what is not plainly a deadline is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from forum_sync import Mention, fold, mention_at

_TAIL = 70
"""Characters behind a cue in which its date stands."""
_AROUND = 240
"""Characters on either side of a date that may belong to its sentence."""
_LONE = 60
"""Characters of a sentence that says little but a date: what it is about stands before it."""
_LATE = timedelta(days=60)
"""A day without a year is the next one; up to so long before the text was written, it is that one."""

_BEHIND, _AHEAD = 120, 30
"""Characters before and behind the beginning of a date in which its cue stands."""
_MONTH = r"(?:[Jj][AaUu]|[Ff][EeÉé]|[Mm][Aa][RrIi]|[Aa][VvOo]|[Ss][Ee]|[Oo][Cc]|[Nn][Oo]|[Dd][EeÉé][Cc])"
_DATE = re.compile(
    # A set of letters comes first: what does not begin so is passed over quickly.
    rf"[\dFf](?:(?<=\d)(?:(?:er)?\s+{_MONTH}|[-/.]\d\d?[-/.]\d)|(?<=[Ff])in\s+(?:de\s|du\s|d['’])?\s*(?:mois\s+de\s+)?{_MONTH})"
)
"""What a date has in it, and little else: looking for cues takes far longer."""
_GAP = r"[^.;!?\n|()]"
_CUE = re.compile(
    rf"""\b(?:
      (?P<sure>
        (?:au\s+)?plus\s+tard(?:\s+(?:pour|au|en|à\s+la))?
      | (?:date|jour)s?\s+limites?{_GAP}{{0,60}}?(?:\s:|\ble|\bau|\bdu|\best)
      | derniers?\s+délais?\s*:?
      | échéances?(?:\s+(?:est|était|sera))?(?:\s+fixée)?\s*(?::|le|au|du)
      | d['’]\s?ici(?:\s+(?:le|au|à))?
      | (?:clôture|clos(?:es?)?|(?:pren\w+|pris)\s+fin|fin\s+des\s+(?:inscriptions|candidatures|dépôts))
        (?:\s+(?:des|de\s+la|du|de)\s+[\w’'-]+)?\s*(?::|le|au)
      | s['’](?:achève|achèvent|achèvera|achèveront)\s+(?:le|au)
      | se\s+(?:termine|terminent|terminera|termineront|sont\s+terminée?s|est\s+terminée?)\s+le
      | expire(?:nt|ra|ront)?\s+(?:le|au)
      )
    | (?P<duty>(?:doit|doivent|devra|devront|devez|devrez|devait|devaient)\s+(?:toute?s\s+)?
        (?:pass|bascul|adopt|appliqu|utilis|transm|dématérialis|être\s+(?:prêt|équip|conform|en\s+place)){_GAP}{{0,60}}?\s(?:au|pour\s+le))
    | (?P<before>avant(?:\s+le)?|jusqu['’]\s?(?:au|à(?:\s+la)?))
    | (?P<range>du)
    | (?P<bare>le)
    )\s+(?=(?:le\s+)?(?:\d|lun|mar|mer|jeu|ven|sam|dim|la\s+fin|fin))""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER = re.compile(r"\s*,?\s*(?:au plus tard|dernier delai|delai de rigueur)")
_TO = re.compile(r"\s+(?:inclus\s+)?au\s+")
_STOP = re.compile(r"[.!?;](?:\s|$)|\n\s*(?:\n|[-•*►|#>]|\d+[.)]\s)|\|")

_ACTION = re.compile(
    r"\b(?:(?!assez)\w{3,}ez\b|inscri|r[ée]inscri|d[ée]p[oô]|d[ée]clar|transm|envo|renvo|retour|candidat|saisi|param[ée]tr|r[ée]glage|r[ée]pon|"
    r"demand|dossier|adh[ée]|appel|enqu[êe]te|questionnaire|offre|souscri|compl[ée]t|vot[ée]|adopt|bascul|passage|passer|ouvert|d[ée]lai|"
    r"campagne|command|r[ée]serv|particip|pr[ée]par|v[ée]rifi|actualis|mettre|faire|fournir|rendre|remettre|signer|payer|possible|"
    r"av(?:ons|aient)\s|doi(?:t|vent)\b|devr|devai|court\b|calendrier|[ée]ch[ée]ance)",
    re.IGNORECASE,
)
"""Something that people do, or that is open for a time."""
_NO_ACTION = re.compile(
    r"%|€|\b(?:taux|tarifs?|prix|bar[èe]mes?|indices?|plafonds?|valeurs?|ferm[ée]e?s?|absente?s?|cong[ée]s|vacances|exercice|"
    r"p[ée]riode\s+de\s+(?:paie|r[ée]f[ée]rence)|ancien(?:ne)?s?|"
    r"(?:[ée]|val|pouv|fall|exist|suffis|appliqu|rest|figur|serv|relev|pay)(?:tai|ai)(?:t|ent))\b",
    re.IGNORECASE,
)
"""What holds for a time, or is told of the past."""
_BORN = re.compile(
    r"\b(?:n[ée]e?s?|(?:acqui|conclu|sign|recrut|embauch|cré|publi|nomm|achet|délivr|reç|établi|entr|commenc|antérieur|immatricul|dat|arriv|"
    r"inhum|décéd|mari)\w*)\s+$",
    re.IGNORECASE,
)
"""What came to be before a day."""
_AGAIN = re.compile(
    r"\b(?:chaque|tou(?:te)?s\s+les\s+(?:\d+\s+)?(?:ans|années|mois|semaines|trimestres)|annuel\w*|mensuel\w*)\b", re.IGNORECASE
)
_LAW = re.compile(r"\b(?:loi|décret|arrêté|ordonnance|circulaire|délibération)s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day by which something is to be done."""

    day: date
    """The last one."""
    since: date | None = None
    """The first one, where both are said."""
    text: str = ""
    """The sentence that says so."""
    line: int = 0
    """Of the text, from 1; 0 for one that stands in no text."""
    has_year: bool = True
    """Whether its year is said."""


def deadlines_in(text: str, written: date | None) -> tuple[Deadline, ...]:
    """The deadlines of `text`, each day once; without the day on which it was written, those of which the year is said."""
    found: dict[date, Deadline] = {}
    for deadline in _all(text, written):
        found.setdefault(deadline.day, deadline)
    return tuple(found[day] for day in sorted(found))


def _all(text: str, written: date | None) -> Iterator[Deadline]:
    for cue in _cues(text):
        tail = fold(text[cue.end() : cue.end() + _TAIL])
        first = mention_at(tail)
        if first is None:
            continue
        to = _TO.match(tail, first.end) if cue["range"] else None
        last = mention_at(tail, to.end()) if to else first
        if last is None:
            continue
        start, end = _sentence(text, cue.start(), cue.end() + last.end)
        is_said_after = _AFTER.match(tail, last.end) is not None
        is_one = is_said_after or not (cue["bare"] or (cue["range"] and not to))
        if is_one and _is_deadline(text, cue, start, end, is_said_after=is_said_after) and (day := _day_of(last, written)):
            yield Deadline(
                day=day,
                since=_before(first, day) if to else None,
                text=" ".join(text[start:end].split()).strip(" -•►|#>"),
                line=text.count("\n", 0, cue.start()) + 1,
                has_year=last.year is not None,
            )


def _cues(text: str) -> Iterator[re.Match[str]]:
    """What leads to a date, in its order."""
    done = 0
    for near in _DATE.finditer(text):
        for cue in _CUE.finditer(text, max(done, near.start() - _BEHIND), near.start() + _AHEAD):
            done = cue.end()
            yield cue


def _is_deadline(text: str, cue: re.Match[str], start: int, end: int, *, is_said_after: bool) -> bool:
    sentence = text[start:end]
    if _AGAIN.search(sentence):
        return False
    if cue["sure"] or cue["duty"] or is_said_after:
        return not _LAW.search(cue[0])
    if len(sentence) < _LONE and cue["range"]:
        sentence = text[max(0, start - _AROUND) : end]
    if not _ACTION.search(sentence) or _NO_ACTION.search(sentence):
        return False
    return not (cue["before"] and _BORN.search(text[start : cue.start()]))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence, the item or the cell begins and ends that holds this place."""
    floor = max(0, start - _AROUND)
    begun = [match.end() for match in _STOP.finditer(text, floor, start)]
    first = begun[-1] if begun else (text.find(" ", floor, start) + 1 or start) if floor else 0
    stop = _STOP.search(text, end, end + _AROUND)
    if stop:
        return first, stop.start() + 1
    return first, len(text) if len(text) <= end + _AROUND else max(end, text.rfind(" ", end, end + _AROUND))


def _day_of(mention: Mention, written: date | None) -> date | None:
    if mention.year:
        return mention.of_year(mention.year)
    years = range(written.year - 1, written.year + 2) if written else ()
    days = (day for year in years if (day := mention.of_year(year)))
    return next((day for day in days if written and day >= written - _LATE), None)


def _before(mention: Mention, last: date) -> date | None:
    """The first day of a period of which `last` is the last."""
    years = (mention.year,) if mention.year else (last.year, last.year - 1)
    days = (mention.of_year(year) for year in years)
    return next((day for day in days if day and day <= last), None)
