"""Hides what should not be public: e-mail addresses, French phone and social security numbers, IBANs, access codes.

Comes in: text, or sanitised HTML. Goes out: the same with « [téléphone masqué] » and the like. Pure; linear in the text.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from itertools import pairwise
from urllib.parse import unquote

from forum_sync.html.sanitise import pieces_of

HIDDEN_CODE, HIDDEN_IBAN, HIDDEN_NIR = "[code d’accès masqué]", "[IBAN masqué]", "[numéro de sécurité sociale masqué]"
NOBODY: frozenset[str] = frozenset()

_Span = tuple[int, int, str]
_Rule = tuple[str, re.Pattern[str], Callable[[re.Match[str]], int]]

_CLUE = re.compile(r"[@0-9]")
_GAP = r"[ \t\u00a0\u2009\u202f]{0,2}"
_SPACES = r"[ \t\u00a0\u2009\u202f]{1,2}"
_JOINT = r"[ \t\u00a0\u2009\u202f.-]{0,2}"
_PAIRS = "|".join(rf"(?:{between}[0-9]{{2}}){{4}}" for between in ("", _SPACES, r" ?\. ?", r" ?[-‐‑–] ?", "/"))
"""One kind of separator in all a number: « 01.01.2023 12 h » is none."""
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]+(?:[\w.+%-]*@[\w.-]*)*")
"""With the addresses that are glued to it."""
_IBAN = re.compile(r"(?<!\w)([A-Za-z]{2})[0-9]{2}(?=[0-9A-Za-z \t\u00a0\u2009\u202f.-])")
_NIR = re.compile(
    rf"(?<!\w)(?P<bare>(?P<sex>[1-478]){_JOINT}[0-9]{{2}}{_JOINT}(?P<month>0[1-9]|1[0-2]|[2-9][0-9]){_JOINT}"
    rf"(?:0[1-9]|[1-9][0-9]|2[ABab]){_JOINT}[0-9]{{3}}{_JOINT}[0-9]{{3}})(?:{_JOINT}(?P<key>[0-9]{{2}}))?(?!\w)"
)
_PHONE = re.compile(
    rf"(?:(?:(?<!\w)|(?<=[Tt][eé]l))0|(?:\+|(?<!\w)00{_GAP})33{_JOINT}(?:\(0\){_JOINT}|0)?)[1-9](?:{_PAIRS})(?!\w)"
)
_CODE = re.compile(
    r"\b(?:mots? de passe|mdp|password|digicode|(?:codes?|cl[ée]s?) (?:"
    r"d['’] ?(?:acc[eè]s|activation|inscription|entr[ée]e)|de (?:s[ée]curit[ée]|connexion)|"
    r"(?:du |de la |de l['’] ?|des )?(?:r[ée]seau )?(?:wi-?fi|alarme|porte|copieurs?|photocopi(?:eur|euse)s?|box)|"
    r"secr[eè]te?s?|confidentiel(?:le)?s?|pin))\b"
    r"[^.!?\n:=]{0,60}?(?:\s?[:=]|\s(?:est|sera|devient)\b(?:\s?:)?)[\s«“\"'‘]{0,6}(?!https?:|www\.)"
    r"(?P<code>(?=[^\s<>«»“”\"]{0,39}[0-9])[^\s<>«»“”\",;]{3,39}[\w#$%&*!+])",
    re.IGNORECASE,
)
"""What a password is said to be, if it holds a digit: other words follow too often (« mot de passe : voir la fiche »)."""
_NOT_CODE = re.compile(r"[^0-9A-Za-z]")
_IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DZ": 26, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "MA": 28, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TN": 24, "VA": 22,
}  # fmt: skip
_IBANS = {
    country: re.compile(rf"(?:[0-9A-Za-z]{_JOINT}){{{length - 1}}}[0-9A-Za-z](?!\w)")
    for country, length in _IBAN_LENGTHS.items()
}
_LETTERS = {ord(letter): str(int(letter, 36)) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_CORSICA = {"2A": "19", "2B": "18"}
_INLINE = re.compile(r"</?(?:a|abbr|b|cite|code|del|em|i|img|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)[ >]")
_SPOKEN = re.compile(r'(?<= )(alt|title)="([^"]*)"')


def mask(text: str, public: frozenset[str] = NOBODY) -> str:
    """The text with what is personal replaced; `public` contacts, in their plain form, stay."""
    return _replace([text], public)[0]


def plain_contact(contact: str) -> str:
    """The form in which a phone number or an e-mail address is compared: one for all ways of writing it."""
    if "@" in contact:
        return contact.strip().casefold().removeprefix("mailto:").partition("?")[0]
    digits = re.sub(r"[^0-9+]", "", contact.replace("(0)", ""))
    return re.sub(r"^(?:\+|00)33", "0", digits)


def mask_html(html: str, public: frozenset[str] = NOBODY) -> str:
    """Sanitised HTML with its text and its `alt` and `title` masked; what inline elements cut into parts is found too."""
    if not _CLUE.search(html):
        return html
    pieces = pieces_of(html)
    run: list[int] = []
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            run.append(number)
        elif not _INLINE.match(piece):
            _mask_run(pieces, run, public)
            run = []
        if number % 2:
            pieces[number] = _SPOKEN.sub(lambda match: _mask_attribute(match, public), piece)
    _mask_run(pieces, run, public)
    return "".join(pieces)


def leads_to_someone(address: str, public: frozenset[str] = NOBODY) -> bool:
    """Whether the address of a link calls or writes to someone who is not public, or holds an e-mail address."""
    scheme, _, contact = address.partition(":")
    if scheme.casefold() in {"mailto", "tel"} and plain_contact(unquote(contact)) in public:
        return False
    return address.casefold().startswith(("mailto:", "tel:")) or bool(_EMAIL.search(unquote(address)))


def _mask_run(pieces: list[str], run: list[int], public: frozenset[str]) -> None:
    if not any(_CLUE.search(pieces[number]) for number in run):
        return
    texts = [unescape(pieces[number]) for number in run]
    for number, text, masked in zip(run, texts, _replace(texts, public), strict=True):
        if masked != text:
            pieces[number] = escape(masked, quote=False).replace("\u00a0", "&nbsp;")


def _mask_attribute(match: re.Match[str], public: frozenset[str]) -> str:
    return f'{match[1]}="{escape(mask(unescape(match[2]), public))}"'


def _replace(texts: list[str], public: frozenset[str]) -> list[str]:
    """The parts of one text, masked; the words for what several parts hold stand in the first of them."""
    whole, parts, last, number = "".join(texts), [], 0, 0
    spans = [span for span in _find(whole) if not public or plain_contact(whole[span[0] : span[1]]) not in public]
    for text in texts if spans else ():
        first, done, kept = last, last, []
        last = first + len(text)
        while number < len(spans) and spans[number][0] < last:
            start, end, words = spans[number]
            kept += [whole[done:start], words] if start >= first else []
            done = min(end, last)
            if end > last:
                break
            number += 1
        parts.append("".join([*kept, whole[done:last]]))
    return parts or texts


def _find(text: str) -> list[_Span]:
    """What is to be hidden, in order; a rule sees nothing of what an earlier one has found."""
    spans: list[_Span] = []
    if not _CLUE.search(text):
        return spans
    for words, pattern, end_of in _RULES:
        found = [(start, end, words) for start, end in _matches(pattern, end_of, text)]
        if not found:
            continue
        edges = [0, *(edge for start, end, _ in found for edge in (start, end)), len(text)]
        text = "".join(
            text[start:end] if number % 2 == 0 else "\0" * (end - start) for number, (start, end) in enumerate(pairwise(edges))
        )
        spans += found
    return sorted(spans)


def _matches(pattern: re.Pattern[str], end_of: Callable[[re.Match[str]], int], text: str) -> Iterator[tuple[int, int]]:
    """Where the pattern, or its group `code`, matches and its check agrees; what the check refuses may hold another match."""
    position, group = 0, "code" if "code" in pattern.groupindex else 0
    while match := pattern.search(text, position):
        end = end_of(match)
        if end:
            yield match.start(group), end
        position = end or match.start() + 1


def _end(match: re.Match[str]) -> int:
    return match.end()


def _end_of_iban(match: re.Match[str]) -> int:
    """Where the number ends, 0 when its length for its country or its check digits are wrong."""
    pattern = _IBANS.get(match[1].upper())
    whole = pattern.match(match.string, match.start()) if pattern else None
    if whole is None:
        return 0
    code = _NOT_CODE.sub("", whole[0]).upper()
    return whole.end() if int((code[4:] + code[:4]).translate(_LETTERS)) % 97 == 1 else 0


def _end_of_nir(match: re.Match[str]) -> int:
    """Where the number ends, 0 when its key is wrong, or when it has none and is not that of a birth in a known month.

    A wrong key that stands apart is no key: what follows may be a phone number.
    """
    key = match["key"]
    code = _NOT_CODE.sub("", match[0]).upper()
    number = int(code[:5] + _CORSICA.get(code[5:7], code[5:7]) + code[7:13])
    if key and int(key) == 97 - number % 97:
        return match.end()
    apart = not key or match.end("bare") < match.start("key")
    return match.end("bare") if apart and match["sex"] in "12" and match["month"] <= "12" else 0


_RULES: tuple[_Rule, ...] = (
    ("[adresse électronique masquée]", _EMAIL, _end),
    (HIDDEN_IBAN, _IBAN, _end_of_iban),
    (HIDDEN_NIR, _NIR, _end_of_nir),
    ("[téléphone masqué]", _PHONE, _end),
    (HIDDEN_CODE, _CODE, _end),
)
