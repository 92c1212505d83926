import os
from pathlib import Path

import pytest

from forum_sync.extract.formats import extract_any
from forum_sync.extract.plain import is_markdown, to_html

SEEDS = Path(os.environ.get("ENTRAIDE_SEEDS") or Path(__file__).parents[3].parent / "shared" / "seeds")


@pytest.mark.parametrize(
    "text", ["# Titre\n\nTexte", "a\n\n## Suite", "| A | B |\n|---|---|\n| 1 | 2 |", "Titre\n=====\n", "x\n```\ncode\n```"]
)
def test_a_heading_a_table_or_a_fence_tells_markdown(text):
    assert is_markdown(text)


@pytest.mark.parametrize("text", ["Texte", "- a\n- b", "1. a", "**gras**", "n° 12 # 3", "a\n\n-----\n\nb", "#1 du classement"])
def test_lists_and_lines_do_not(text):
    assert not is_markdown(text)


def test_lines_set_to_a_width_become_paragraphs():
    text = """Le service informatique a été créé en 1990 pour aider
à l’informatisation des collectivités et ce à moindre
coût, après mûre réflexion.
L’un des points importants à retenir est l’attention
particulière qu’il faut porter au bouton Notifs.

Suite
"""
    lines = text.split("\n")
    assert to_html(text).split("\n") == [
        f"<p>{' '.join(lines[:3])}</p>",
        f"<p>{' '.join(lines[3:5])}</p>",
        "<p>Suite</p>",
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Un.\nDeux.", "<p>Un.</p>\n<p>Deux.</p>"),
        ("Mairie de X\n12 rue Y\n\nTexte long.", "<p>Mairie de X<br>12 rue Y</p>\n<p>Texte long.</p>"),
        ("Audits\n\nLe texte.\n\nAutres\n\nFin.", "<h1>Audits</h1>\n<p>Le texte.</p>\n<h2>Autres</h2>\n<p>Fin.</p>"),
        ("Le texte.\n\nComment faire ?\n\nAinsi.", "<p>Le texte.</p>\n<h2>Comment faire ?</h2>\n<p>Ainsi.</p>"),
        ("Le texte.\nOUVREZ BIEN L'ŒIL !\nAutre.", "<p>Le texte.</p>\n<h2>OUVREZ BIEN L'ŒIL !</h2>\n<p>Autre.</p>"),
        ("Bonjour,\n\nwww.adm54forum.fr\n\nSuite.", "<p>Bonjour,</p>\n<p>www.adm54forum.fr</p>\n<p>Suite.</p>"),
        ("• un\n\t- deux\n  et demi\n\nFin.", "<ul><li>un</li><li>deux et demi</li></ul>\n<p>Fin.</p>"),
        ("1. Un\n\n\n2. Deux\n", "<ol><li>Un</li><li>Deux</li></ol>"),
        ("1. Un\n\nPause.\n\n2) Fin", '<ol><li>Un</li></ol>\n<p>Pause.</p>\n<ol start="2"><li>Fin</li></ol>'),
        ("GLOSSAIRE\t3\nSE CONNECTER ........ 12", "<ul><li>GLOSSAIRE</li><li>SE CONNECTER</li></ul>"),
        ("Une fin de page qui\n\ncontinue ici.", "<p>Une fin de page qui continue ici.</p>"),
        ("Un <b> & **gras** « a »", "<p>Un &lt;b&gt; &amp; <strong>gras</strong> « a »</p>"),
        ("Voir <https://x.fr/?a=1>", '<p>Voir <a href="https://x.fr/?a=1">https://x.fr/?a=1</a></p>'),
        ("ou https://y.fr/?c&d=2.", '<p>ou <a href="https://y.fr/?c&amp;d=2">https://y.fr/?c&amp;d=2</a>.</p>'),
        ("[Logiciel](#), [site](https://x.fr), [x](javascript:1)", '<p>Logiciel, <a href="https://x.fr">site</a>, x</p>'),
        ("", ""),
    ],
)  # fmt: skip
def test_structure_is_told_by_how_lines_stand(text, html):
    assert to_html(text) == html


def test_lone_answers_in_a_form_are_no_headings():
    assert "<h" not in to_html("Votre incident concerne *\n\nOui\n\nNon\n\nPréciser *\n")


def test_plain_text_is_mended_and_read():
    found = extract_any("COMPTE RENDU\n\nLes collectivi-\ntés de la web-\ndelib ont une rÃ©union.".encode()).extract
    assert (found.title, found.html.strip()) == ("COMPTE RENDU", "<p>Les collectivités de la webdelib ont une réunion.</p>")
    assert found.alternatives == ("web-delib",)
    assert "rÃ©union" in found.unrepaired


def test_markdown_is_mended_and_read_as_markdown():
    found = extract_any("# Club\n\n* un collectivi-\n  tés\n* l’Ã©tÃ©".encode()).extract
    assert (found.title, found.html.strip()) == ("Club", "<ul>\n<li>un collectivités</li>\n<li>l’été</li>\n</ul>")


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("000", ["COMPTE RENDU CLUBS UTILISATEURS", "OUVREZ BIEN L'ŒIL !", "A quelle date la DSN est-elle obligatoire ?"]),
        ("001", ["Audits énergétiques", "GIPA 2022", "Les formations informatiques 2024 sont en ligne"]),
        (
            "002",
            [
                "Les bénéfices",
                "Les limites",
                "Logiciel libre VS logiciel propriétaire",
                "Les logiciels libres les plus utilisés",
            ],
        ),
        ("003", ["Comment ça marche ?", "Combien ça coûte ?"]),
        ("004", ["Glossaire", "Incident", "Réinitialiser son mot de passe (mot de passe oublié)", "Déclarer un incident"]),
    ],
)
def test_the_source_documents_have_their_headings(name, headings):
    paths = list(SEEDS.glob(f"{name}*.txt"))
    if not paths:
        pytest.skip("needs the source documents (ENTRAIDE_SEEDS)")
    found = extract_any(paths[0].read_bytes()).extract
    assert [heading for heading in headings if f"<h2>{heading}</h2>" not in found.html] == []
    assert found.html.count("<h") < found.html.count("<p>")
