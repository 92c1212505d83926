import pytest

from forum_sync.words import fold, line_of, slug_of


def test_a_title_is_one_line_of_printable_text():
    assert line_of("  Lettre\n\u200bn°\u00a012\x00\ud800 ") == "Lettre n° 12"
    assert len(line_of("x" * 500)) == 200


def test_folded_words_have_no_accents():
    assert fold("Été à l’ŒUVRE") == "ete a l’oeuvre"


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Compte-rendu n°3 — l’œuvre d’état.", "compte-rendu-n3-l-oeuvre-d-etat"), ("***", ""), ("ﬁn 2²", "fin-22"), ("日本", "")],
)
def test_a_slug_is_made_of_plain_letters(text, slug):
    assert slug_of(text) == slug
