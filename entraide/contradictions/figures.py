"""Claims that can be counted: rates, amounts, dates from which or until which something holds.

In: a source. Out: claims that say what holds now; what is asked, supposed, past or bounded in time is none.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from entraide.contradictions.french import DAY, YEAR, folded, is_over, is_supposed, is_unsure, sentences, since
from entraide.contradictions.model import Claim, Paragraph, Source
from entraide.contradictions.words import Words, stems, strong

RATE, AMOUNT, START, LIMIT = "taux", "montant", "date de début", "date limite"
_CLUE = re.compile(r"[%€]|euro|20\d\d")
_RATE = re.compile(r"(?<![\d,.-])(\d{1,3}(?:[.,]\d{1,4})?) ?%")
_AMOUNT = re.compile(r"(?<![\d,.-])(\d{1,3}(?:[ .]\d{3})+|\d+)((?:,\d{1,2})?) ?(?:€|euros?\b)")
_NOUNS = {
    RATE: re.compile(r"\b(?:taux|cotis\w+|contribution\w*|prelevement\w*|tva|majoration\w*|remise|pourcentage|abattement)\b"),
    AMOUNT: re.compile(
        r"\b(?:prix|tarifs?|cout\w*|montants?|plafonds?|seuils?|forfait\w*|cotisation\w*|indemnites?|participation|amende|prime|"
        r"redevance|facture\w*|abonnement|adhesion|timbre|frais)\b"
    ),
}
_SAID = re.compile(
    r"(?:\b(?:est|sont|s'eleve(?:nt)?|pass(?:e|ent|era)|porte(?:e|es|s)?|fixe(?:e|es|s)?|monte(?:nt)?|coute(?:nt)?|"
    r"facture(?:e|es|s)?|revient|vaut|applique\w*|demeure|devient)\b[^.;|%€\d]{0,30}?"
    r"|\b(?:taux|tarif|prix|montant|cout|plafond|seuil|forfait|cotisation|contribution|participation)\b[^.;|%€\d]{0,40}?"
    r"|[:=|(] ?)(?:de |a |d'|au taux de )?$"
)
"""What stands before a value that a sentence states."""
_COMPARED = re.compile(r"(?:plus|moins|inferieure?s?|superieure?s?|au-dela|jusqu'|entre|maximum|minimum)[^.;|\d]{0,14}$")
_BEGINS = r"obligatoire|en vigueur|generalis\w+|a compter|a partir|des|applicable|remplace\w*"
_ENDS = r"au plus tard|date limite|avant|echeance|dernier delai"
_DATED = re.compile(rf"\b(?:(?P<ends>{_ENDS})|(?P<begins>{_BEGINS}))\b[^.;|\d]{{0,40}}$")
_CUE = re.compile(f"{_BEGINS}|{_ENDS}")
_NUMBER = re.compile(r"(?<![\d,.])\d+(?:[ ]\d{3})*(?:[.,]\d+)?")
_FEW = 2
_ACCENTED = {"fevrier": "février", "aout": "août", "decembre": "décembre"}
_ONLY_NAMED = ""


def claims(source: Source) -> Iterator[Claim]:
    """What a source counts."""
    if not YEAR.search(source.title):
        for paragraph in source.paragraphs:
            if _CLUE.search(paragraph.text):
                for sentence in sentences(paragraph.text):
                    if _CLUE.search(sentence):
                        yield from _of_sentence(source, paragraph, sentence)


def title_of(source: Source, paragraph: Paragraph) -> frozenset[str]:
    """Stems of what a paragraph is about: of its heading in a document, which is about many things."""
    return stems(folded(source.title if source.is_of_one_subject else paragraph.heading))


def mentions(source: Source) -> frozenset[str]:
    """All that a source counts, said in whatever way."""
    found = set[str]()
    for paragraph in source.paragraphs:
        if _CLUE.search(paragraph.text):
            plain = folded(paragraph.text)
            found.update(_rate(match) for match in _RATE.finditer(plain))
            found.update(_amount(match) for match in _AMOUNT.finditer(plain))
            found.update(_day(match) for match in DAY.finditer(plain))
    return frozenset(found)


def _of_sentence(source: Source, paragraph: Paragraph, sentence: str) -> Iterator[Claim]:
    plain = folded(sentence)
    values = [*_values(plain, f"{plain} {folded(paragraph.heading)} {folded(source.title)}")]
    if len({value for _, value, _ in values}) != 1:
        return
    what, value, (start, end) = values[0]
    if what == _ONLY_NAMED or is_over(plain) or is_unsure(plain) or is_supposed(plain) or plain.endswith(":"):
        return
    rest = f"{plain[:start]} {plain[end:]}"
    own, title = stems(DAY.sub(" ", rest)), title_of(source, paragraph)
    core = own if len(strong(own)) > _FEW else own | title
    begun = "" if what in {START, LIMIT} else since(plain)
    numbers = frozenset(number[0].replace(" ", "") for number in _NUMBER.finditer(YEAR.sub(" ", DAY.sub(" ", rest))))
    yield Claim(
        source=source,
        paragraph=paragraph,
        sentence=sentence,
        what=what,
        value=value,
        shown=_shown(plain[start:end]),
        words=Words(core=core, title=title, about=stems(folded(f"{paragraph.heading} {source.about}"))),
        numbers=numbers,
        since=begun,
    )


def _shown(value: str) -> str:
    for month, written in _ACCENTED.items():
        value = value.replace(month, written)
    return value


def _values(plain: str, context: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Values with what they are, `_ONLY_NAMED` where the sentence does not state them, and their place."""
    found = False
    for what, pattern, value_of in ((RATE, _RATE, _rate), (AMOUNT, _AMOUNT, _amount)):
        if (what == AMOUNT or "%" in plain) and (matches := [*pattern.finditer(plain)]):
            found = True
            if _NOUNS[what].search(context):
                for match in matches:
                    before = plain[: match.start()]
                    is_said = _SAID.search(before) and not _COMPARED.search(before)
                    yield (what if is_said else _ONLY_NAMED), value_of(match), match.span()
    if found or not _CUE.search(plain):
        return
    for match in DAY.finditer(plain):
        cue = _DATED.search(plain[: match.start()])
        yield (LIMIT if cue["ends"] else START) if cue else _ONLY_NAMED, _day(match), match.span()


def _rate(match: re.Match[str]) -> str:
    return f"{_number(match[1])} %"


def _amount(match: re.Match[str]) -> str:
    whole = re.sub(r"[ .]", "", match[1])
    return f"{_number(whole + match[2])} €"


def _number(text: str) -> str:
    """`0,10` and `0.1` are the same."""
    value = format(Decimal(text.replace(",", ".")).normalize(), "f")
    return value.replace(".", ",")


def _day(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2]} {match[3]}"
