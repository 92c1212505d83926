"""Figures on rankings that can be checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import fold, measure, measure_kinds, with_typo
from search.evaluate import failures

FOUND = {"first": ["a", "b"], "third": ["x", "y", "a"], "sixth": [*"uvwxy", "a"], "eleventh": [*"nopqrstuvw", "a"], "empty": []}
RIGHT = {name: frozenset("a") for name in FOUND}


def test_figures_are_those_of_their_definitions():
    figures = measure(FOUND, RIGHT)
    assert figures.queries == 5
    assert figures.mrr == pytest.approx((1 + 1 / 3 + 1 / 6) / 5)
    assert figures.hits == {1: 0.2, 3: 0.4, 5: 0.4, 10: 0.6}
    assert figures.empty == 0.2


def test_a_section_is_as_right_as_its_document_and_the_first_right_answer_counts():
    assert measure({"q": ["x#a", "lettre#b", "lettre"]}, {"q": {"lettre", "autre"}}).mrr == 0.5
    assert measure({"q": ["lettre"]}, {"q": {"lettre#b"}}).mrr == 0


def test_nothing_asked_gives_zeros():
    assert measure({}, {}) == measure({}, RIGHT)
    assert measure({}, {}).mrr == 0


def test_kinds_are_measured_apart():
    kinds = dict.fromkeys(FOUND, "deep") | {"first": "easy"}
    figures = measure_kinds(FOUND, RIGHT, kinds)
    assert {kind: (its.queries, its.hits[1]) for kind, its in figures.items()} == {"deep": (4, 0), "easy": (1, 1)}


def test_failures_are_the_queries_without_a_right_answer_among_the_first():
    assert failures(FOUND, RIGHT, 5) == ("sixth", "eleventh", "empty")


@pytest.mark.parametrize("text", ["", "S21.G00.40.001", "CTP 250", "FCTVA", "dsn", "comment faire", "L2121-10", "été", "\0"])
def test_codes_acronyms_and_short_words_have_no_typo(text):
    assert with_typo(text) == text


@given(st.text(alphabet="abcdefghijklmnopéèœ '’-.", max_size=60))
def test_a_typo_is_one_small_change_that_keeps_the_first_letter_and_is_always_the_same(text):
    mistyped = with_typo(text)
    assert mistyped == with_typo(text)
    assert abs(len(mistyped) - len(text)) <= 1
    if mistyped != text:
        start = next(place for place, pair in enumerate(zip(mistyped, text + "\0", strict=False)) if pair[0] != pair[1])
        assert start > 0
        assert fold(text[start - 1]).isalpha()


def test_a_long_word_has_a_typo():
    assert with_typo("Comment imprimer une convocation ?") != "Comment imprimer une convocation ?"
