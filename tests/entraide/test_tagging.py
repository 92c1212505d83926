import pytest

from entraide.faq import read_faq
from entraide.tagging import Tagger

SOFTWARE = """\
- {id: ancien, nom: X - Ancien GF, editeur: X, alias: [Ancien GF], famille: finances, statut: remplace, remplace_par: parme}
- {id: parme, nom: Cosoluce - Parme, editeur: X, alias: [Parme, logiciel de paie], famille: paie}
- {id: elire, nom: ELIRE, editeur: X, famille: elections}
"""
SYNONYMS = "equivalents:\n  - [DSN, déclaration sociale nominative]\nsens_unique: []\n"


@pytest.fixture
def tagger(faq_folder):
    faq_folder.write("logiciels.yml", SOFTWARE)
    faq_folder.write("synonymes.yml", SYNONYMS)
    return Tagger(read_faq(faq_folder.path)[0])


def software(tags):
    return [(tag.software.id, tag.said) for tag in tags.software]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Avec Parme, vérifiez.", [("parme", "Parme")]),
        ("LE LOGICIEL PARME", [("parme", "PARME")]),
        ("Ancien GF n’est plus suivi.", [("ancien", "Ancien GF")]),
        ("notre logiciel de paie", []),
        ("parmesan et Parmentier", []),
        ("élire un maire, Élire le bureau", []),
        ("la liste sort d’ELIRE", [("elire", "ELIRE")]),
    ],
)
def test_software_is_found_under_the_name_that_the_text_gives_it(tagger, text, expected):
    assert software(tagger.tags("Lettre", (), text)) == expected


def test_what_is_named_beside_a_document_is_found_by_id_name_or_alias_in_any_letters(tagger):
    assert software(tagger.tags("", (), "", ("parme",))) == [("parme", "Cosoluce - Parme")]
    assert software(tagger.tags("", (), "", ("ancien gf", "inconnu"))) == [("ancien", "ancien gf")]


@pytest.mark.parametrize(
    ("title", "headings", "text", "expected"),
    [
        ("La DSN en 2021", (), "", ["dsn"]),
        ("Lettre", ("Déclarations sociales nominatives",), "", ["dsn"]),
        ("Lettre", (), "La DSN remplace des déclarations. Une DSN par mois.", ["dsn"]),
        ("Lettre", (), "Une seule mention de la DSN.", []),
        ("Lettre", (), "Des impressions : chaque impression compte.", ["impression"]),
        ("Lettre", (), "DSNX, xDSN", []),
    ],
)
def test_a_theme_is_found_in_a_heading_or_when_it_comes_back(tagger, title, headings, text, expected):
    assert [theme.id for theme in tagger.tags(title, headings, text).themes] == expected


def test_other_registers_make_another_version(tagger, faq_folder):
    faq_folder.write("synonymes.yml", "equivalents: []\nsens_unique: []\n")
    assert Tagger(read_faq(faq_folder.path)[0]).version != tagger.version
