from datetime import date

import pytest
from mirror_fakes import docx_paragraph, make_docx, make_eml

from forum_sync.bulletins.make import HOLDS_CODE, HOLDS_NUMBER, make_bulletin
from forum_sync.extract import ExtractError, Facts


def make(text, **more):
    data = text if isinstance(text, bytes) else text.encode()
    return make_bulletin(data, **({"item_id": "lettres/a", "kind": "newsletter", "name": "2020-02-lettre"} | more))


def test_what_is_written_beside_a_document_is_trusted_before_its_head_and_its_head_before_its_text():
    text = "---\ntitre: Titre de la tête\ndate: 2021-05-03\nlieu: Valmorel\n---\n# Titre du texte\n\n12 mars 2020\n"
    facts = Facts(title="Titre du voisin", session="Club de mai", software=("Parme",))
    bulletin = make(text, facts=facts)
    assert (bulletin.title, bulletin.day, bulletin.day_from) == ("Titre du voisin", date(2021, 5, 3), "facts")
    assert (bulletin.session, bulletin.place, bulletin.software) == ("Club de mai", "Valmorel", ("Parme",))


@pytest.mark.parametrize(
    ("text", "day", "day_from", "month_only"),
    [
        (make_eml(day=date(2024, 3, 12)), date(2024, 3, 12), "header", False),
        ("Réunis le 3 mars 2021, nous avons parlé.", date(2021, 3, 3), "content", False),
        ("Lettre de juin 2021.", date(2021, 6, 1), "content", True),
        ("Rien ne dit la date.", date(2020, 2, 1), "name", True),
    ],
)
def test_a_bulletin_says_where_its_date_comes_from_and_whether_it_is_only_a_month(text, day, day_from, month_only):
    bulletin = make(text)
    assert (bulletin.day, bulletin.day_from, bulletin.month_only) == (day, day_from, month_only)


def test_personal_data_is_masked_in_text_and_title_and_the_service_s_own_contacts_stay():
    text = "# Lettre de jean.exemple@mairie.example\n\nAppelez le 03 83 00 11 22 ou Mme Exemple au 06 12 34 56 78."
    bulletin = make(text, public=frozenset({"0383001122"}))
    assert bulletin.title == "Lettre de [adresse électronique masquée]"
    assert bulletin.text == "Appelez le 03 83 00 11 22 ou Mme Exemple au [téléphone masqué]."
    assert bulletin.warnings == ()
    assert bulletin.original


@pytest.mark.parametrize(
    ("words", "warning"),
    [
        ("Le code de sécurité à renseigner pour nous rejoindre est : \t exemple2020", HOLDS_CODE),
        ("Code du wifi : exemple44", HOLDS_CODE),
        ("La clé du réseau Wi-Fi est AB12-CD34", HOLDS_CODE),
        ("le code de l’alarme : 9876A", HOLDS_CODE),
        ("Mot de passe : « Mairie54! »", HOLDS_CODE),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", HOLDS_NUMBER),
    ],
)
def test_a_printed_code_is_hidden_and_flagged_and_the_file_that_prints_it_is_not_offered(words, warning):
    bulletin = make(f"La lettre\n\n{words}.\n")
    assert bulletin.warnings == (warning,)
    assert "masqué]" in bulletin.text
    assert not any(secret in bulletin.html for secret in ("exemple2020", "Mairie54", "3000 6000"))
    assert (bulletin.original, bulletin.media) == ("", ())


def test_a_technician_may_offer_the_file_all_the_same():
    assert make("Mot de passe : Exemple54\n", facts=Facts(public=True)).original


@pytest.mark.parametrize(
    "words",
    [
        "mot de passe : voir la fiche 12",
        "mot de passe (12 caractères) : obligatoire",
        "Le mot de passe doit contenir : 8 caractères",
        "code postal : 54000",
        "mot de passe : https://exemple.fr/1234",
        "le code NAF 8411Z et le code INSEE 54395",
    ],
)
def test_what_is_no_code_stays(words):
    assert make(f"{words}\n").text == words


def test_what_comes_from_the_web_leads_there_and_offers_no_file():
    bulletin = make("<!doctype html><main><p>Texte</p></main>", origin="https://exemple.fr/lettre")
    assert (bulletin.origin, bulletin.original, bulletin.media) == ("https://exemple.fr/lettre", "", ())


def test_a_document_that_cannot_be_read_is_one_line_of_reason():
    with pytest.raises(ExtractError, match="is empty"):
        make(b"")


def test_a_docx_keeps_its_headings_without_pages():
    bulletin = make(make_docx(docx_paragraph("Texte")))
    assert bulletin.pages == ()


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("compte_rendu-club  paie", "Texte.", "Compte rendu club paie"),
        ("000_78424bcdbad91f2f", "Texte.\n\n## Les clubs\n\nTexte.", "Les clubs"),
        ("000_78424bcdbad91f2f", "Texte.", "000_78424bcdbad91f2f"),
    ],
)
def test_a_title_comes_from_the_name_when_it_has_words_else_from_the_first_heading(name, text, title):
    assert make(text, name=name).title == title


def test_a_document_of_which_nothing_can_be_shown_is_refused():
    with pytest.raises(ExtractError, match="holds no text"):
        make('<!doctype html><title>Titre</title><img src="https://exemple.fr/a.png">')
