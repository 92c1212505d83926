"""What a search inside the page, which has no engine of ours, needs of the analysis: its words as data, texts cut into words.

In: documents and synonyms. Out: values for JSON, text. Knows no page and none of the programs that index pages.
"""

import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, takewhile

from search import text
from search.model import Document
from search.operators import FILTERS, KIND_NAMES, KIND_PREFIX, KINDS
from search.ranking import MOST, SENTENCE, SOME
from search.synonyms import Synonyms

CUT = " "
"""Stands where a word begins inside of what looks like one; no apostrophe has a blank behind it otherwise."""

_ENDINGS = ("es", "e", "s", "x")
_MARK = "zq"
"""Ends a term that stands for words which a stemmer makes into a stop word: SAE, DUE, sûre."""
_DIGITS = string.digits + string.ascii_lowercase
_MOST_SHARED = len(_DIGITS) - 1
_SHORTEST = 4
"""Letters of a word that may have been meant: a misspelt one has five."""
_APOSTROPHES = frozenset(text._APOSTROPHES)  # noqa: SLF001 - the same package


def browser_rules() -> Mapping[str, object]:
    """The lists of the analysis; regular expressions are the page's own."""
    return {
        "stop": sorted(text.STOP_WORDS),
        "elided": sorted(text._ELIDED),  # noqa: SLF001
        "folded": {chr(letter): other for letter, other in text._FOLDED.items()},  # noqa: SLF001
        "apostrophes": text._APOSTROPHES,  # noqa: SLF001
        "endings": _ENDINGS,
        "mark": _MARK,
        "most": MOST,
        "some": SOME,
        "sentence": SENTENCE,
        "kinds_asked": dict(zip(KINDS, KINDS, strict=True)) | KIND_NAMES,
        "prefixes": {KIND_PREFIX: "kind"} | FILTERS,
    }


def cut_words(given: str) -> str:
    """The text with a CUT after each elided article."""
    starts = [token.start for token in text.tokens(given) if token.whole and token.start]
    places = [0, *(start for start in starts if given[start - 1] in _APOSTROPHES), len(given)]
    return CUT.join(given[start:end] for start, end in pairwise(places))


def hidden_words(document: Document, synonyms: Synonyms) -> tuple[str, ...]:
    """Other terms that must find the document: parts of its codes, marked stop words, and the synonyms of what it holds."""
    parts: dict[str, None] = {}
    stems: set[str] = set()
    for given in _texts(document):
        for token in text.tokens(given):
            stems.add(token.stem)
            if base := _stopped(token.exact):
                parts[f"{base}{_MARK}"] = None
            if not token.whole and not token.exact.isalpha() and not token.exact.isdigit():
                parts[token.exact] = None
    terms = [term for term, other in _pairs(synonyms) if _held(other, stems) and not _held(term, stems)]
    return (*parts, *dict.fromkeys(terms))


def spellings(documents: Iterable[Document]) -> str:
    """The words of titles, keywords and names of short answers that a misspelt one may have meant, a line each in their order.

    A line is a digit (in base 36) of how many letters are those of the line before, the other letters as they are spelt, and
    the number of documents where there are several.
    """
    counts = Counter[str]()
    for document in documents:
        names = (answer.name for answer in document.short_answers)
        labels = (document.title, *names, *document.keywords, *document.software, *document.themes, *document.category)
        counts.update(
            {label[token.start : token.end].lower() for label in labels for token in text.tokens(label) if _is_word(token)}
        )
    lines: list[str] = []
    before = ""
    for word in sorted(counts):
        alike = takewhile(lambda both: both[0] == both[1], zip(before, word, strict=False))
        shared = min(sum(1 for _ in alike), _MOST_SHARED)
        lines.append(f"{_DIGITS[shared]}{word[shared:]}{counts[word] if counts[word] > 1 else ''}")
        before = word
    return "\n".join(lines)


def _is_word(token: text.Token) -> bool:
    return token.whole and token.exact.isalpha() and len(token.exact) >= _SHORTEST


def _stopped(word: str) -> str:
    """The stop word that is `word` without its ending, '' when there is none."""
    bases = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return next((base for base in bases if base in text.STOP_WORDS and len(base) > 1), "")


def _texts(document: Document) -> Iterator[str]:
    yield from (document.title, document.question, document.answer, document.body)
    yield from (answer.name for answer in document.short_answers)
    yield from (*document.keywords, *document.software, *document.themes, *document.category)


def _pairs(synonyms: Synonyms) -> Iterator[tuple[str, str]]:
    """Each term with one that it finds."""
    yield from ((term, other) for group in synonyms.equivalents for term in group for other in group if term != other)
    yield from ((term, target) for term, targets in synonyms.implications for target in targets)


def _held(phrase: str, stems: set[str]) -> bool:
    wanted = {text.stem(text.readings(word)[0][0]) for word in text.words(phrase)}
    return bool(wanted) and wanted <= stems
