"""What was filled in is understood without any page: branches, mistakes, the request that comes of it, files by content."""

import io
import zipfile

import pytest
from form_service import ACCESS, INCIDENT, WHO, forms
from hypothesis import given, settings
from hypothesis import strategies as st

from entraide.forms.files import RefusedError, media_type_of, safe_name
from entraide.forms.fill import fill, request_of

FORMS = {form.id: form for form in forms()}


def filled(values, form="incident"):
    return fill(FORMS[form], values)


def test_an_incident_becomes_a_request():
    result = filled(INCIDENT | {"urgence": "tres-haute", "numero-de-serie": " SN\t12\x07 "})
    assert result.errors == {}
    request = request_of(result, "clé")
    assert (request.kind, request.title, request.urgency) == ("incident", INCIDENT["titre"], 5)
    assert request.category == ("Incident", "Matériel", "Impression", "Imprimante")
    assert request.requester.organisation == WHO["organisation"]
    answers = {answer.label: answer.text for answer in request.answers}
    assert answers["Numéro de série"] == "SN 12"
    assert answers["Êtes-vous la seule personne concernée ?"] == "Non"
    assert not {"Votre nom et votre prénom", "Titre de votre incident"} & answers.keys()


def test_what_is_out_of_sight_is_neither_asked_for_nor_told():
    result = filled(INCIDENT | {"logiciel": "parme", "personne-nom": "Autre Fictive", "symptome-logiciel": "non"})
    assert result.errors == {}
    assert "Autre Fictive" not in str(request_of(result, "k"))
    assert request_of(result, "k").category[-1] == "Imprimante"


def test_what_a_branch_asks_for_is_required_only_there():
    other = {"concerne-moi": "non", "contraintes": "oui", "concerne": "logiciel", "logiciel": "autre"}
    assert list(filled(INCIDENT | other).errors) == [
        "personne-nom", "personne-telephone", "personne-courriel", "disponibilites", "autre-logiciel"
    ]  # fmt: skip
    assert filled(INCIDENT | {"materiel": "", "concerne": "autre"}).errors == {"symptome-autre": "Ce champ est à remplir."}


def test_the_questions_that_stood_in_a_field_are_no_answer():
    field = next(field for field in FORMS["acces"].fields() if field.id == "acces-distant")
    same = "  " + field.prefill.replace("\n", "\r\n") + "\n\n"
    assert filled(ACCESS | {"acces-distant": same}, "acces").errors == {"acces-distant": "Ce champ est à remplir."}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("courriel", "accueil@valmorel", "Cette adresse est incomplète"),
        ("courriel", "a@b.fr, c@d.fr", "Cette adresse est incomplète"),
        ("telephone", "demain", "Ce numéro ne se lit pas"),
        ("titre", "x" * 201, "Ce texte est trop long : 200 caractères au plus."),
        ("symptome-materiel", "x" * 20_001, "Ce texte est trop long : 20\u202f000 caractères au plus."),
        ("materiel", "Tondeuse", "Cette réponse n’est pas dans la liste"),
        ("urgence", "6", "Cette réponse n’est pas dans la liste"),
        ("seul", "", "Choisissez une réponse."),
    ],
)
def test_what_is_wrong_is_said_in_french(name, value, said):
    [(field, reason)] = filled(INCIDENT | {name: value}).errors.items()
    assert field == name
    assert reason.startswith(said)


@pytest.mark.parametrize("number", ["0546000000", "+33 5 46 00 00 00", "05.46.00.00.00 poste 12", "3939"])
def test_numbers_are_taken_as_people_write_them(number):
    assert filled(INCIDENT | {"telephone": number}).errors == {}


@pytest.mark.parametrize("address", ["www.service-public.fr", "https://exemple.fr/a?b=c", "intranet.exemple.fr:8443/x"])
def test_addresses_of_sites_are_taken_as_people_write_them(address):
    assert filled(ACCESS | {"concerne": "site", "site": address}, "acces").errors == {}


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(INCIDENT)), st.text(st.characters(exclude_categories=())), max_size=8))
def test_whatever_is_sent_a_request_holds_no_control_character(values):
    result = filled(INCIDENT | values)
    if not result.errors:
        request = request_of(result, "k")
        texts = [request.title, *request.requester.__getstate__(), *(answer.text for answer in request.answers)]
        assert not [
            sign for text in texts for sign in text if (sign < " " and sign != "\n") or sign in "\x7f\u202e\u2028\ud800"
        ]
        assert "\n" not in request.title


def test_what_is_changed_is_another_request_and_what_is_not_is_the_same():
    first, again = (request_of(filled(INCIDENT), "k") for _ in range(2))
    changed = request_of(filled(INCIDENT | {"titre": "Autre"}), "k")
    assert first.key == again.key
    assert (
        len({first.key, changed.key, request_of(filled(INCIDENT), "k", (), ("1",)).key, request_of(filled(INCIDENT), "l").key})
        == 4
    )


def office(*names, first=None):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        if first:
            parts.writestr("mimetype", first)
        for name in names:
            parts.writestr(name, "<x/>")
    return data.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")
ODT = office("content.xml", first="application/vnd.oasis.opendocument.text")
EXE = b"MZ\x90\x00" + bytes(200)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("photo.JPG", b"\xff\xd8\xff\xe1\x00\x10Exif" + bytes(20), "image/jpeg"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic" + bytes(20), "image/heic"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/msword"),
        ("flux.xml", '<?xml version="1.0"?><é/>'.encode("latin-1"), "application/xml"),
        ("journal.log", "erreur à 9 h\r\n".encode("utf-16"), "text/plain"),
    ],
)
def test_files_are_known_by_their_content(name, data, media_type):
    assert media_type_of(name, io.BytesIO(data)) == media_type


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("facture.pdf", EXE, "n’est pas un vrai fichier .pdf"),
        ("facture.txt", EXE, "n’est pas un vrai fichier .txt"),
        ("facture.docx", office("facture.exe"), "n’est pas un vrai fichier .docx"),
        ("paie.xlsx", office("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "n’est pas un vrai fichier .xlsx"),
        ("facture.xlsx", DOCX, "n’est pas un vrai fichier .xlsx"),
        ("a.exe", EXE, "ce type de fichier n’est pas accepté. Sont acceptés : PDF, images"),
        ("page.html", b"<script>", "ce type de fichier n’est pas accepté"),
        ("sans-fin", b"%PDF-1.7", "ce type de fichier n’est pas accepté"),
        ("vide.pdf", b"", "est vide"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused_in_french(name, data, said):
    with pytest.raises(RefusedError, match=said):
        media_type_of(name, io.BytesIO(data))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\photo.png", "photo.png"),
        ("fac\x00tu\nre\u202efdp.exe", "facturefdp.exe"),
        ("  ..bilan  2026.pdf ", "bilan 2026.pdf"),
        ("...", "fichier"),
        ("", "fichier"),
        ("é" * 300 + ".pdf", "é" * 96 + ".pdf"),
    ],
)
def test_names_are_for_people_and_no_paths(sent, kept):
    assert safe_name(sent) == kept
