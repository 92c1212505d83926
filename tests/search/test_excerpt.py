import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from search.excerpt import LENGTH, excerpt
from search.text import stem

FILLING = "Un texte qui parle de tout autre chose et qui continue longtemps. " * 20


def shown(text, *stems, prefix=""):
    return "".join(
        f"[{span.text}]" if span.match else span.text for span in excerpt(text, dict.fromkeys(stems, 1.0), prefix=prefix)
    )


def test_a_short_text_is_shown_whole():
    assert shown("L’imprimante est hors ligne.", "imprimant") == "L’[imprimante] est hors ligne."


def test_matches_are_marked_with_their_accents():
    assert shown("Élections et ÉLECTION", stem("election")) == "[Élections] et [ÉLECTION]"


def test_without_a_match_the_beginning_is_shown():
    text = shown(FILLING, "licorn")
    assert text.startswith("Un texte qui parle")
    assert text.endswith("…")


def test_the_passage_with_the_match_is_shown():
    text = shown(FILLING + "Redémarrez le spouleur pour finir. " + FILLING, "spouleu")
    assert text.startswith("…Redémarrez le [spouleur] pour finir.")
    assert text.endswith("…")


def test_the_passage_with_the_most_different_words_is_shown():
    text = "Le spouleur. Le spouleur. " + FILLING + "Videz la file du spouleur. " + FILLING
    assert "Videz la [file] du [spouleur]" in shown(text, "spouleu", "file")


def test_rarer_words_weigh_more():
    text = "Une carte et une liste. " + FILLING + "Le spouleur. " + FILLING
    spans = excerpt(text, {"cart": 1.0, "list": 1.0, "spouleu": 5.0})
    assert [span.text for span in spans if span.match] == ["spouleur"]


def test_a_word_begun_is_marked():
    assert shown("L’imprimante imprime.", prefix="impri") == "L’[imprimante] [imprime]."


def test_decomposed_accents_are_marked_whole():
    assert shown("l'e\u0301te\u0301 2024", "ete") == "l'[e\u0301te\u0301] 2024"


def test_an_empty_text_gives_no_span():
    assert excerpt("  \n ", {"mot": 1.0}) == ()


def test_white_space_is_one_blank():
    assert shown("Deux\n\n  lignes\tici", "lign") == "Deux [lignes] ici"


WORDS = st.lists(st.sampled_from(["carte", "élections", "à", "l’écran", "mise-à-jour", "x" * 90, "fin.", "\n"]), max_size=120)
STEMS = st.sets(st.sampled_from(["cart", "election", "ecran", "jour"]))


@given(WORDS.map(" ".join), STEMS)
def test_an_excerpt_is_a_bounded_piece_of_the_text(text, stems):
    spans = excerpt(text, dict.fromkeys(stems, 1.0))
    whole = "".join(span.text for span in spans)
    assert len(whole) <= LENGTH + 2
    assert whole.strip("…") in re.sub(r"\s+", " ", text.strip())
    assert all(before.match != after.match for before, after in pairwise(spans))


@given(st.lists(st.sampled_from(["carte", "élections", "liste", "à"]), min_size=60, max_size=90).map(" ".join))
def test_an_excerpt_is_cut_between_words(text):
    whole = "".join(span.text for span in excerpt(text, {"list": 1.0}))
    assert set(whole.strip("…").split()) <= {"carte", "élections", "liste", "à"}
    assert len(whole) > LENGTH / 2


@given(WORDS.map(" ".join))
def test_only_words_that_match_are_marked(text):
    assert all(span.match is (span.text == "carte") for span in excerpt(text, {"cart": 1.0}))
