"""What the page's own search gets of the analysis."""

import pytest

from search import Document, Synonyms, browser_rules, cut_words, hidden_words, spellings


def document(**fields):
    return Document(**{"id": "fiche:a", "kind": "fiche", "title": "Titre", "url": "/a/", "version": "1"} | fields)


def test_the_rules_hold_the_lists_of_the_analysis():
    rules = browser_rules()
    assert {"comment", "pourquoi", "le"} <= set(rules["stop"])
    assert {"l", "qu", "jusqu"} <= set(rules["elided"])
    assert rules["folded"]["œ"] == "oe"
    assert "’" in rules["apostrophes"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("L’agent et l'impôt", "L’ agent et l' impôt"),
        ("Jusqu’à l’envoi", "Jusqu’à l’ envoi"),
        ("aujourd’hui", "aujourd’hui"),
        ("les e-mails d’un élu", "les e-mails d’un élu"),
        ("", ""),
        ("’", "’"),
    ],
)
def test_a_word_is_cut_from_the_article_elided_before_it(given, expected):
    assert cut_words(given) == expected


def test_cutting_adds_blanks_and_changes_nothing_else():
    given = "  L’«\u00a0accès\u00a0» d’Élise\n\n— l’œuvre, l’e-mail…"
    assert cut_words(given).replace("’ ", "’") == given


def test_parts_of_codes_find_the_document():
    found = hidden_words(document(body="Rubrique S21.G00.40.001, 12 mots, l’e-mail"), Synonyms())
    assert {"s21", "g00"} <= set(found)
    assert "mail" not in found


def test_words_that_a_stemmer_makes_into_stop_words_have_another_term():
    assert hidden_words(document(body="La DUE, le SAE, des mots sûres ou sûrs, dans le mandat"), Synonyms()) == (
        "duzq",
        "sazq",
        "surzq",
    )


def test_synonyms_of_what_a_document_holds_find_it_in_their_direction():
    synonyms = Synonyms((("mdp", "mot de passe"),), (("licence", ("appairage",)),))
    assert hidden_words(document(body="Un mot de passe oublié"), synonyms) == ("mdp",)
    assert hidden_words(document(title="Appairage"), synonyms) == ("licence",)
    assert hidden_words(document(title="Licence"), synonyms) == ()
    assert hidden_words(document(title="mdp, mot de passe"), synonyms) == ()


def test_spellings_are_the_words_of_titles_and_keywords_with_what_they_share():
    titles = (
        document(title="Élection, électeurs : l’e-mail", body="Autre"),
        document(title="RGS 2026", keywords=("élection",)),
    )
    assert spellings(titles).split("\n") == ["0e-mail", "0électeurs", "5ion2"]
