import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import parse


@given(st.text(max_size=2_000), st.booleans(), st.integers(), st.integers())
def test_any_text_makes_a_bounded_query(text, prefix, limit, offset):
    query = parse(text, prefix=prefix, limit=limit, offset=offset)
    assert len(query.text) <= 300
    assert len(query.words) <= 16
    assert 0 <= query.limit <= 100
    assert query.offset >= 0
    assert query.words or not query.prefix
    query.text.encode()


@given(st.text(max_size=400))
def test_parsing_what_was_cleaned_changes_nothing(text):
    query = parse(text)
    assert parse(query.text) == query


def test_words_are_normalised_and_in_order():
    assert parse("Comment  imprimer l’Arrêté du MAIRE ?").words == ("imprimer", "arrete", "maire")


@pytest.mark.parametrize("text", ["comment faire pour", "de la", "", "   ", "?!", "\0\0"])
def test_a_query_without_words_that_count_has_none(text):
    query = parse(text)
    assert (query.words, query.prefix) == ((), False)


def test_the_text_is_one_clean_line_in_nfc():
    assert parse(unicodedata.normalize("NFD", " été\0\n2024\u202e ")).text == "été 2024"


def test_invisible_characters_do_not_cut_words():
    assert parse("impri\u00admante\u200b").words == ("imprimante",)


def test_a_lone_surrogate_is_dropped():
    assert parse("\ud800imprimante").text == "imprimante"


def test_repeated_words_count_once():
    assert parse("page Page PAGE").words == ("page",)


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("impri", True),
        ("l’impri", True),
        ("panne impri", True),
        ("imprimante ", False),
        ("imprimante ?", False),
        ("panne de", False),
    ],
)
def test_the_last_word_is_unfinished_when_nothing_follows(text, unfinished):
    assert parse(text, prefix=True).prefix is unfinished


def test_a_finished_query_has_no_prefix():
    assert not parse("impri").prefix


def test_a_word_typed_again_is_the_unfinished_one():
    assert parse("carte liste carte", prefix=True).words == ("liste", "carte")


def test_a_query_with_too_many_words_keeps_the_first():
    query = parse(" ".join(f"mot{number}" for number in range(40)), prefix=True)
    assert query.words[0] == "mot0"
    assert not query.prefix


def test_kinds_limit_and_offset_are_kept():
    query = parse("dsn", kinds=["fiche", "forum"], limit=5, offset=20)
    assert (query.kinds, query.limit, query.offset) == (frozenset({"fiche", "forum"}), 5, 20)


@pytest.mark.parametrize(
    ("text", "words", "excluded"),
    [
        ("imprimante -copieur", ("imprimante",), ("copieur",)),
        ("-copieur", ("copieur",), ()),
        ("e-mail peut-être", ("e-mail",), ()),
        ("imprimante - copieur", ("imprimante", "copieur"), ()),
        ("imprimante -", ("imprimante",), ()),
    ],
)
def test_a_dash_before_a_word_excludes_it_beside_others(text, words, excluded):
    query = parse(text)
    assert (query.words, query.excluded) == (words, excluded)


@pytest.mark.parametrize("text", ['"mot de passe" oublié', "« mot de passe » oublié", "“mot de passe” oublié"])
def test_words_in_quotes_are_a_phrase_and_words(text):
    query = parse(text)
    assert (query.phrases, query.words) == ((("mot", "passe"),), ("mot", "passe", "oublie"))


@pytest.mark.parametrize("text", ['"mot de passe', "mot » de passe", '"imprimante"', "l'imprimante d'Élise"])
def test_what_is_no_pair_of_quotes_around_words_is_no_phrase(text):
    assert parse(text).phrases == ()


def test_filters_leave_the_words():
    query = parse('dsn logiciel:Parme type:compte-rendu type:forum rubrique:"Marchés publics" annee:2020 thème:«zéro papier»')
    assert query.words == ("dsn",)
    assert query.kinds == {"club", "forum"}
    assert query.filters == {
        "category": {"marches publics"},
        "software": {"parme"},
        "theme": {"zero papier"},
        "year": {"2020"},
    }


@pytest.mark.parametrize(
    "text", ["http://exemple.fr", "Re: budget", "type:licorne", "annee:20", "logiciel: parme", "logiciel:"]
)
def test_what_only_looks_like_a_filter_is_text(text):
    query = parse(text)
    assert (query.kinds, query.filters) == (frozenset(), {})
    assert query.words


def test_filters_given_beside_the_text_are_folded_and_added_to_its_own():
    query = parse("type:forum annee:2021", kinds=["fiche"], filters={"year": ["2020"], "theme": ["DSN", ""], "autre": ["x"]})
    assert query.kinds == {"forum", "fiche"}
    assert query.filters == {"theme": {"dsn"}, "year": {"2020", "2021"}}
