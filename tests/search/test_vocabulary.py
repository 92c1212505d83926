import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.vocabulary import Lexicon, Vocabulary

WORDS = st.text(alphabet="abcde", max_size=8)
KNOWN = Vocabulary(
    Lexicon({"imprimante": 9, "imprimer": 4, "impression": 12, "import": 2, "carte": 7, "charte": 1, "s21g00": 3, "serveur": 5})
)


def test_completions_are_the_most_frequent_words_that_begin_so():
    assert KNOWN.completions("imp", 3) == ("impression", "imprimante", "imprimer")
    assert KNOWN.completions("zz", 3) == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("catre", ("carte",)),
        ("imprimnate", ("imprimante",)),
        ("imprmnate", ("imprimante",)),
        ("imprimentes", ("imprimante",)),
        ("serveurs", ("serveur",)),
    ],
)
def test_a_typo_is_mended(typed, expected):
    assert KNOWN.corrections(typed, 3) == expected


@pytest.mark.parametrize("typed", ["cate", "zarte", "sreveru", "s21g01", "12345", "crtea", "x"])
def test_short_words_other_first_letters_codes_and_too_many_typos_are_left(typed):
    assert KNOWN.corrections(typed, 3) == ()


@given(st.dictionaries(WORDS.filter(bool), st.integers(1, 9)), WORDS.filter(lambda word: len(word) >= 5))
def test_no_near_word_is_missed(frequencies, typed):
    near = {word for word in frequencies if word[0] == typed[0] and OSA.distance(word, typed) <= 1} - {typed}
    assert set(Vocabulary(Lexicon(frequencies)).corrections(typed, 99)) == near
