"""How French says when something holds, and that it is asked, supposed, past or given as an example only.

In: text. Out: sentences, folded. Knows no subject.
"""

import re
from collections.abc import Iterator

from search import fold

_END = re.compile(r"(?<=[\w)»%€][.!?…])(?<!\bart\.)(?<!\bL\.)(?<!\bR\.)\s+(?=[A-ZÀ-Ý«\d-])|(?<=[.!?…]\s»)\s+|\s;\s|(?<=\w);\s")
_PLAIN = dict(zip("àâäçéèêëîïôöùûüÿ’‘\u00a0\u202f", "aaaceeeeiioouuuy''  ", strict=True)) | {"œ": "oe", "æ": "ae"}
_PRINTED = frozenset([*map(chr, range(32, 127)), *"«»€°–—…•“”²"])
"""What French text is made of once its accents are gone; other text is folded with care, which takes longer."""
_LABEL = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,300}\)")
_MARKS = re.compile(r"\*\*|__|`")
_SPACES = re.compile(r"\s+")
_LONGEST = 1000
MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
DAY = re.compile(rf"\b(\d{{1,2}})(?:er)? ({MONTHS}) ((?:19|20)\d\d)\b")
_DATED = rf"(?:\d{{1,2}}(?:er)? )?(?:{MONTHS})? ?(?:19|20)\d\d"
_OVER = re.compile(
    rf"\b(?:en|pour|pour l'annee|annee|exercice|courant|fin|jusqu'(?:en|au|a la fin de)|avant(?: le| la loi)?) {_DATED}\b"
    rf"|\bjusqu'(?:a present|ici|alors|au)\b|\bdu \d{{1,2}}(?:er)? (?:{MONTHS})[^.;|]{{0,12}} au \d"
    r"|\bde (?:19|20)\d\d a (?:19|20)\d\d"
    r"|\b(?:a l'epoque|autrefois|auparavant|naguere|anciennement|historique|anciens?|anciennes?|precedent\w*|initial\w*)\b"
    r"|\b(?:etait|etaient|prevoyait|prevoyaient|avait|avaient|fallait|devait|devaient|pouvait|pouvaient)\b"
    r"|\bavant (?:cette|la) (?:loi|date|reforme)\b|\bn'est plus\b|\bne s'applique(?:nt)? plus\b|\bredaction anterieure\b"
)
_UNSURE = re.compile(
    r"\?|\b(?:je (?:crois|pense)|il me semble|me semble|peut-etre|sauf erreur|on m'a dit|si j'ai bien|a verifier|a confirmer)\b"
    r"|\b(?:par exemple|exemple|environ|estime\w*|erreurs?|faux|fausse|errone\w*|au lieu de|a tort|difference)\b"
    r"|\b(?:encore a|reste(?:nt)? (?:calcule\w* )?a|dans (?:ce|certains|d.autres) cas)\b"
    r"|\b(?:selon (?:le|les) cas|serait|seraient|projet|proposition)\b"
)
_IF = re.compile(r"\bsi (?:le|la|les|votre|vos|ce)\b")
_SINCE = re.compile(
    rf"\b(?:depuis(?: le| la loi)?|a (?:compter|partir) (?:du|de)|des(?: le)?|au|le) "
    rf"(\d{{1,2}}(?:er)? (?:{MONTHS}) (?:19|20)\d\d)\b"
    r"|\b(?:depuis|a (?:compter|partir) de|des) ((?:19|20)\d\d)\b"
)
YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")


def sentences(text: str) -> Iterator[str]:
    """Sentences of a paragraph without the marks of Markdown, but for endless ones; a row of a table is one."""
    bare = _SPACES.sub(" ", _MARKS.sub("", _LABEL.sub(r"\1", text))).strip()
    parts = (bare,) if bare.startswith("|") else _END.split(bare)
    yield from (part for part in parts if 0 < len(part) <= _LONGEST)


def folded(text: str) -> str:
    """As the patterns here want it."""
    plain = text.lower()
    for letter in set(plain) - _PRINTED:
        if letter not in _PLAIN:
            return _SPACES.sub(" ", fold(text))
        plain = plain.replace(letter, _PLAIN[letter])
    return plain


def is_over(plain: str) -> bool:
    """Whether a folded sentence speaks of a time that has an end, or is past."""
    return _OVER.search(plain) is not None


def is_unsure(plain: str) -> bool:
    """Whether a folded sentence asks, supposes, gives an example or tells a mistake."""
    return _UNSURE.search(plain) is not None


def is_supposed(plain: str) -> bool:
    """Whether a folded sentence says what is so if something else is."""
    return _IF.search(plain) is not None


def since(plain: str) -> str:
    """From when on, as the folded sentence says; '' when it does not."""
    found = _SINCE.search(plain)
    return (found[1] or found[2]).replace("1er", "1") if found else ""
