"""Rules that compare fiches: titles, names and addresses that two have, and texts that say nearly the same."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from entraide.lint.rules import FaqRule, Scope
from entraide.lint.text import Text
from search import fold

_PATH = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*")
_WORD = re.compile(r"\w+")
_ALIKE = 60
"""Percent of all runs of words of two texts that both have."""
_COMMON = 12
"""A run of words that more fiches have is a phrase of the house."""
_LONG = 8
"""Letters."""
_Run = tuple[str, str, str, str]
_Places = Iterator[tuple[Text, int, str]]


def plain_title(title: str) -> str:
    """A title without what one may type or not: case, accents, punctuation, spaces."""
    return " ".join(_WORD.findall(fold(title)))


def titles(scope: Scope) -> _Places:
    """Two fiches do not have the same title, however it is typed."""
    first: dict[str, Text] = {}
    for text in scope.texts:
        other = first.setdefault(plain_title(text.fiche.title), text)
        if other is not text:
            remedy = "réunissez les deux fiches, ou dites ce qui les distingue."
            reason = f"Le titre « {text.fiche.title} » est déjà celui de {other.fiche.id}.md : {remedy}"
            yield text, text.key_line("titre"), reason


def ids(scope: Scope) -> _Places:
    """Two fiches are not known by the same name, given or from their place."""
    first: dict[str, Text] = {}
    for text in scope.texts:
        other = first.setdefault(text.fiche.lasting_id, text)
        if other is not text:
            yield text, text.key_line("id"), f"L’id « {text.fiche.lasting_id} » est déjà celui de {other.fiche.id}.md."


def former_addresses(scope: Scope) -> _Places:
    """An address that leads to a fiche is in the form of one, and is not that of another page."""
    taken = {fiche.id for fiche in scope.faq.fiches} | {category.path for category in scope.faq.walk()}
    for text in scope.texts:
        for address in text.fiche.former_ids:
            if not _PATH.fullmatch(address):
                reason = f"« {address} » n’a pas la forme d’une adresse : logiciel/paie/ancien-nom, sans « .md »."
                yield text, text.key_line("anciennes_adresses"), reason
            elif address in taken:
                reason = f"« {address} » est déjà l’adresse d’une autre page, ou y mène déjà."
                yield text, text.key_line("anciennes_adresses"), reason
            taken.add(address)


def bodies(scope: Scope) -> _Places:
    """Two fiches do not say the same in nearly the same words.

    Texts are compared by their runs of four words; only those that share enough of the runs that begin with a long word.
    """
    words = [_WORD.findall(text.fiche.body.casefold()) for text in scope.texts]
    samples = [{run for run in _runs(own) if len(run[0]) >= _LONG} for own in words]
    for first, second in _candidates(samples):
        one, other = set(_runs(words[first])), set(_runs(words[second]))
        percent = 100 * len(one & other) // len(one | other)
        if percent >= _ALIKE:
            text, like = scope.texts[second], scope.texts[first].fiche.id
            reason = f"Ce texte est à {percent} % celui de {like}.md : réunissez-les, ou renvoyez de l’une à l’autre."
            yield text, text.fiche.body_line, reason


def _candidates(samples: list[set[_Run]]) -> list[tuple[int, int]]:
    holders: defaultdict[_Run, list[int]] = defaultdict(list)
    for number, own in enumerate(samples):
        for run in own:
            holders[run].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for found in holders.values():
        if 1 < len(found) <= _COMMON:
            shared.update((first, second) for place, second in enumerate(found) for first in found[:place])
    return sorted(pair for pair, number in shared.items() if 300 * number >= _ALIKE * len(samples[pair[1]]))


def _runs(words: list[str]) -> Iterator[_Run]:
    return zip(words, words[1:], words[2:], words[3:], strict=False)


RULES = (
    FaqRule("titre-en-double", "erreur", titles),
    FaqRule("id-en-double", "erreur", ids),
    FaqRule("ancienne-adresse", "erreur", former_addresses),
    FaqRule("texte-en-double", "avertissement", bodies),
)
