import pytest

from search import Synonyms
from search.text import words

KNOWN = Synonyms(
    equivalents=(
        ("mdp", "mot de passe"),
        ("CUI", "CUI-CAE", "CAE"),
        ("RÉU", "répertoire électoral unique"),
        ("réu", "registre électoral"),
    ),
    implications=(("licence", ("appairage", "numéro de série")),),
)


def alternatives(text: str) -> list[set[str]]:
    return [{" ".join(phrase) for phrase in slot} for slot in KNOWN.expand(words(text))]


def test_without_synonyms_each_word_stands_for_itself():
    assert Synonyms().expand(("mot", "passe")) == ((("mot",),), (("passe",),))


def test_a_word_stands_for_a_phrase():
    assert alternatives("mdp") == [{"mdp", "mot passe"}]


def test_a_phrase_stands_for_a_word_wherever_it_is():
    assert alternatives("mot de passe oublié") == [{"mot passe", "mdp"}, {"oublie"}]
    assert alternatives("oubli du mot de passe") == [{"oubli"}, {"mot passe", "mdp"}]


def test_a_part_of_a_phrase_stands_for_nothing_else():
    assert alternatives("mot compliqué") == [{"mot"}, {"complique"}]


def test_what_was_typed_comes_first():
    assert KNOWN.expand(("mot", "passe"))[0][0] == ("mot", "passe")


@pytest.mark.parametrize("typed", ["CUI", "cui-cae", "CAE"])
def test_all_of_a_group_are_found_by_each(typed):
    assert alternatives(typed) == [{"cui", "cui-cae", "cae"}]


@pytest.mark.parametrize("typed", ["reu", "RÉU", "réu"])
def test_accents_and_capitals_make_no_difference(typed):
    assert alternatives(typed) == [{"reu", "repertoire electoral unique", "registre electoral"}]


def test_plurals_make_no_difference():
    assert alternatives("mots de passe") == [{"mots passe", "mdp"}]


def test_an_implication_goes_one_way():
    assert alternatives("licences") == [{"licences", "appairage", "numero serie"}]
    assert alternatives("appairage") == [{"appairage"}]


def test_terms_of_stop_words_only_are_left_out():
    assert Synonyms(equivalents=(("pour", "afin"),)).expand(("afin",)) == ((("afin",),),)


def test_synonyms_are_compared_by_value():
    assert Synonyms((("a1", "b1"),)) == Synonyms((("a1", "b1"),))
    assert Synonyms((("a1", "b1"),)) != Synonyms()
