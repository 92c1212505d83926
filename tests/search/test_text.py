import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.text import STOP_WORDS, fold, matching, readings, stem, tokens, words

FRENCH = st.text(alphabet="abcdefghilmnopqrstuvxyzàâçéèêëîïôùûüÿœæ'’- .,019", max_size=40)
LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzàâçéèêëîïôùûüÿœæ", min_size=1, max_size=30)


def terms(text: str) -> list[tuple[str, str, bool]]:
    return [(token.exact, token.stem, token.whole) for token in tokens(text)]


def without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(FRENCH)
@example("ç'a jusqû'à dʼici")
def test_accents_capitals_and_normal_forms_make_no_difference(text):
    expected = terms(unicodedata.normalize("NFC", text))
    for other in (unicodedata.normalize("NFD", text), text.upper(), without_accents(text), text.replace("'", "’")):
        assert terms(other) == expected


@given(LETTERS)
def test_a_word_of_letters_is_a_term_unless_it_is_a_stop_word(word):
    assert (len(words(word)) == 1) is (fold(word) not in STOP_WORDS)
    assert all(token.stem for token in tokens(word))


@given(st.text())
def test_tokens_stand_in_the_text_as_it_is_written(text):
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.exact.strip(".*").replace(".", "").isalnum()


@given(FRENCH, st.data())
def test_matching_tokens_are_those_of_the_text_that_have_a_stem_or_a_beginning(text, data):
    every = list(tokens(text))
    stems = {token.stem for token in every if data.draw(st.booleans())}
    prefix = data.draw(st.sampled_from(["", *(token.exact[:2] for token in every)]))
    wanted = [token for token in every if token.stem in stems or (prefix and token.exact.startswith(prefix))]
    assert list(matching(text, stems, prefix)) == wanted


@given(st.text())
@example("ʼ")
@example("ͺ½ﷺ")
def test_every_word_of_a_query_can_be_read(text):
    for word in words(text):
        assert all(term for reading in readings(word) for term in reading)


@given(LETTERS)
def test_a_word_is_searched_as_it_is_indexed(word):
    indexed = [token.exact for token in tokens(word) if token.whole]
    assert [readings(its)[0][0] for its in words(word)] == indexed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’arrêté", ("arrete",)),
        ("l'œuvre d'Élise", ("oeuvre", "elise")),
        ("jusqu’à l’été", ("ete",)),
        ("lorsqu'il puisqu'elle quelqu'un", ()),
        ("qu'est-ce que c'est", ()),
        ("comment faire pour que", ()),
        ("aujourd’hui", ("aujourd'hui",)),
        ("impri\u00admante", ("imprimante",)),
        ("ﬁche n° 3", ("fiche", "3")),
        ("été e\u0301te\u0301", ("ete", "ete")),
        ("catégorie C", ("categorie", "c")),
        ("mot_de_passe", ("mot_de_passe",)),
        ("", ()),
        ("?!…", ()),
    ],
)
def test_elisions_and_stop_words_are_left_out(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("e-mail", "email"),
        ("porte-documents", "porte\u2011documents"),
        ("L.2121-10", "L2121-10"),
        ("0,05", "0.05"),
        ("01/01/2023", "01-01-2023"),
        ("A.L.S.H.", "ALSH"),
        ("i-Parapheur", "iparapheur"),
        ("l’École", "L'ECOLE"),
        # Spellings of before and after 1990.
        ("plate-forme", "plateforme"),
        ("week-end", "weekend"),
        ("connaître", "connaitre"),
        ("règlementaire", "réglementaire"),
        ("aiguë", "aigüe"),
    ],
)
def test_spellings_of_the_same_term_agree(one, other):
    assert next(tokens(one))[:2] == next(tokens(other))[:2]


@pytest.mark.parametrize("code", ["DSN", "M57", "PES", "RGS", "REU", "CPF", "CTP", "250", "S2LOW", "1er"])
def test_acronyms_and_codes_stay_whole(code):
    (token,) = tokens(code)
    assert (token.exact, token.stem) == (code.lower(), code.lower())


def test_a_code_is_found_whole_by_its_parts_and_by_their_runs():
    exact = {token.exact for token in tokens("S21.G00.40.001")}
    assert {"s21g00.40.001", "s21", "g00", "40", "001", "s21g00", "g00.40.001"} <= exact


@pytest.mark.parametrize(
    ("text", "whole", "part"), [("RGS**", "rgs**", "rgs"), ("porte-documents", "portedocuments", "documents")]
)
def test_a_compound_is_followed_by_its_parts(text, whole, part):
    assert [token.exact for token in tokens(text) if token.whole] == [whole]
    assert part in {token.exact for token in tokens(text) if not token.whole}


def test_a_token_of_a_compound_marks_its_own_letters():
    text = "Le porte-clés !"
    assert [text[token.start : token.end] for token in tokens(text)] == ["porte-clés", "porte", "clés"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("porte-documents", (("portedocuments",), ("porte", "documents"))),
        ("s21.g00.40", (("s21g00.40",), ("s21", "g00.40"))),
        ("e-mail", (("email",), ("mail",))),
        ("r&d", (("rd",),)),
        ("0,05", (("0.05",),)),
        ("imprimante", (("imprimante",),)),
    ],
)
def test_a_compound_is_looked_for_whole_or_by_all_its_parts(word, expected):
    assert readings(word) == expected


@pytest.mark.parametrize(
    "family",
    [
        "menu menus",
        "numéro numéros",
        "contenu contenus",
        "macro macros",
        "imprimante imprimantes",
        "imprimer imprimé imprimées imprime",
        "fonctionne fonctionnent fonctionner fonctionnement",
        "journal journaux",
        "bureau bureaux",
        "communal communale communaux",
        "facture factures facturer facturation",
        "déclaration déclarations déclarer",
        "délibération délibérer",
        "installer installation installations",
        "modifier modification",
        "paramétrage paramétrer",
        "administratif administrative",
        "directeur directrice",
        "dernier dernière dernières",
        "heureux heureuse",
        "personnel personnelle",
        "quotidien quotidienne",
        "actif active",
        "événement évènement événements",
        "chariot charriot",
        "relais relai",
        "imbécillité imbécilité",
        "communication communiquer communicable",
        "application appliquer",
        "publication publier",
        "vérification vérifier",
    ],
)
def test_forms_of_a_word_have_one_stem(family):
    assert len({stem(fold(word)) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["maire mairie", "paie pays", "compte comité", "agent âge", "message messagerie", "action acte"]
)
def test_words_that_differ_keep_different_stems(pair):
    assert len({stem(fold(word)) for word in pair.split()}) == 2


def test_a_long_run_of_letters_is_one_bounded_term():
    (token,) = tokens("a" * 10_000)
    assert len(token.exact) < 100
