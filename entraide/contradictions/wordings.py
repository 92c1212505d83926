"""What texts say of an article of law: what happens by default or on request only, what is obligatory, free, permitted.

In: a source. Out: claims whose `what` is an axis of an article and whose value is one of its two poles. Texts are taken at
their word: two sentences disagree when they put the same thing at opposite poles.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from entraide.contradictions.figures import title_of
from entraide.contradictions.french import folded, is_over, is_unsure, sentences
from entraide.contradictions.model import Claim, Paragraph, Source
from entraide.contradictions.words import Words, stems, strong

_ARTICLE = re.compile(r"(?<![\w.-])([lrd])\.? ?(\d{1,4}(?:-\d{1,4}){1,3})(?![\w-])|\barticles? ([lrd])\.? ?(\d{3,4})(?![\w-])")
_LAW = re.compile(r"\b(loi|decret|ordonnance) (?:n° ?|no |numero )?(\d{2,4}-\d{2,5})\b")
_CLUE = re.compile(r"\d-\d|[Aa]rticle")
_AFTER = 3
"""Paragraphs after the one that names an article in which a document still speaks of it."""
BY_DEFAULT, ON_REQUEST = "par défaut", "sur demande"
_ASKED = re.compile(
    r"(?P<before>[^.;]*?)(?P<mark>,? ?\b(?:s'ils? (?:en (?:font|fait) la demande|le demande\w*|en expriment\w*)"
    r"|si [^.,;]{1,50}? (?:en (?:font|fait) la demande|le demande\w*))\b ?,? ?)(?P<after>[^.;]*)"
)
_ASKED_FOR = re.compile(
    r"(?P<scope>[^.;,]*?)\b(?:(?:uniquement |seulement )?(?:sur|a) (?:leur |sa |la |simple )*demande\b(?! contraire)"
    r"|qu'(?:aux?|a la|a l') ?[^.;,]{0,40} qui (?:le |la |l'|les )?(?:demand\w+|en f\w+ la demande)"
    r"|(?:n'est possible|possible) qu'a leur demande)"
)
_DEFAULT = re.compile(
    r"(?P<scope>[^.;]*?(?:\bpar defaut\b|\bd'office\b|\bde plein droit\b|\bsauf (?:demande|avis|souhait|opposition)\b)[^.;,]*)"
)
_MARKS = re.compile(
    "demand|defaut|office|plein|sauf|oblig|facult|necess|exig|requis|impos|gratuit|payant|factur|interdit|autoris|permis|"
    "possible|dispens|peut|peuvent|doit|doivent|faut|tenu|redevance|frais|inutile"
)
"""A part of all that follows, which is looked for faster."""
_BY_RULE = re.compile(r"defaut|office|plein droit|sauf")
_EITHER = re.compile(r",? \bou(?: bien)? ?,? ?$")
_AXES = (
    (
        "obligation",
        ("obligatoire", "facultatif"),
        re.compile(
            r"\b(?:n'(?:est|a|ont) (?:pas|plus|jamais) (?:ete )?(?:obligatoire|necessaire|exige|requis|impose|a)\w*"
            r"|ne sont (?:pas|plus) (?:obligatoire|necessaire|exige|requis|tenu)\w*|n'est (?:pas|plus) tenue? d"
            r"|non obligatoire|facultati\w+|n'impose(?:nt)? pas|dispense\w*|inutile de|aucune? [^.;,]{1,40} n'est "
            r"(?:plus )?(?:necessaire|obligatoire|exige|requis|impose)\w*)"
        ),
        re.compile(
            r"\b(?:obligatoire\w*|est necessaire|est exigee?|est requise?|doit|doivent|il faut|tenue?s? de|impose\w*)\b"
        ),
    ),
    (
        "prix",
        ("payant", "gratuit"),
        re.compile(r"\b(?:gratuit\w*|sans frais|n'est pas (?:payant|facture)\w*)\b"),
        re.compile(r"\b(?:payant\w*|facturee?s?|est soumise? a redevance)\b"),
    ),
    (
        "autorisation",
        ("permis", "interdit"),
        re.compile(
            r"\b(?:interdit\w*|ne (?:peut|peuvent) (?:pas|plus)|n'est pas (?:autorise|permis|possible)\w*|prohibe\w*)\b"
        ),
        re.compile(r"\b(?:est autorise\w*|est permise?|peut|peuvent|est possible)\b"),
    ),
)
"""Name, poles, what says the second pole, what else says the first one."""
OBJECTS = {"electronique": "voie électronique", "papier": "papier"}
"""Ways to send that rules put at one of these poles."""


def claims(source: Source) -> Iterator[Claim]:
    """What a source says of the articles and laws that it names."""
    scopes = _scopes(source)
    said = {paragraph: [*_said(paragraph)] for paragraph in {each for found in scopes.values() for each in found}}
    for reference, paragraphs in scopes.items():
        found = [claim for each in paragraphs for claim in said[each]]
        for paragraph, sentence, axis, pole, words in found:
            yield Claim(
                source=source,
                paragraph=paragraph,
                sentence=sentence,
                what=f"{reference} : {axis}",
                value=pole,
                shown=pole,
                words=Words(core=words, title=title_of(source, paragraph), about=frozenset()),
            )


def _scopes(source: Source) -> dict[str, list[Paragraph]]:
    """The paragraphs that speak of each article and law: of a fiche or a thread all, of a document those that follow."""
    found = defaultdict[str, dict[Paragraph, None]](dict)
    whole = dict.fromkeys(source.paragraphs) if source.is_of_one_subject else None
    for reference in references(f"{source.title} {source.about}"):
        found[reference] = whole or {}
    for place, paragraph in enumerate(source.paragraphs):
        if _CLUE.search(paragraph.text):
            for reference in references(paragraph.text):
                near = whole if whole is not None else dict.fromkeys(source.paragraphs[place : place + 1 + _AFTER])
                found[reference] = found[reference] | near
    return {reference: [*paragraphs] for reference, paragraphs in found.items()}


def is_of_way(what: str) -> bool:
    """Whether a claim is about a way to send, which is its whole subject."""
    return what.endswith(tuple(f" : {way}" for way in OBJECTS.values()))


def references(text: str) -> set[str]:
    """Articles and laws that a text names, each in one form: `L. 2121-10`, `loi 2019-1461`."""
    plain = folded(text)
    articles = {f"{(one or other).upper()}. {number or bare}" for one, number, other, bare in _ARTICLE.findall(plain)}
    return articles | {f"{kind} {number}" for kind, number in _LAW.findall(plain)}


_Said = tuple[Paragraph, str, str, str, frozenset[str]]


def _said(paragraph: Paragraph) -> Iterator[_Said]:
    for sentence in sentences(paragraph.text) if _MARKS.search(folded(paragraph.text)) else ():
        plain = folded(sentence)
        if not _MARKS.search(plain) or is_over(plain) or is_unsure(plain):
            continue
        for pole, scope in _requests(plain):
            for word in OBJECTS.keys() & stems(scope):
                yield paragraph, sentence, OBJECTS[word], pole, frozenset({word})
        for axis, poles, second, first in _AXES:
            pole = poles[1] if second.search(plain) else poles[0] if first.search(plain) else ""
            words = stems(plain)
            if pole and len(strong(words)) > 1:
                yield paragraph, sentence, axis, pole, words


def _requests(plain: str) -> Iterator[tuple[str, str]]:
    """What a sentence says to be done by default, and what on request only."""
    asked = "demand" in plain
    if asked and (found := _ASKED.search(plain)):
        if found["after"] and _EITHER.search(found["before"] + found["mark"][:1]):
            yield BY_DEFAULT, found["before"]
            yield ON_REQUEST, found["after"]
        elif found["before"].strip():
            yield ON_REQUEST, found["before"]
        return
    if _BY_RULE.search(plain) and (found := _DEFAULT.search(plain)):
        yield BY_DEFAULT, found["scope"]
    elif asked and (found := _ASKED_FOR.search(plain)):
        yield ON_REQUEST, found["scope"]
