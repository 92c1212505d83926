"""The editor over HTTP: who may come in, what is written, what is said of what cannot be."""

from base64 import b64encode
from dataclasses import replace

import pytest
from editor_service import editing, said
from test_promoting import post, thread

from forum_sync import Store
from forum_sync.model import Put

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
ODD = """\
---
titre: Un essai
type: symptome
statut: publiee
# note
resume: Un.
revision_mois: 12
---

## Symptôme

A.

## Solution

- b
""".replace("\n", "\r\n")


@pytest.fixture
def editor(faq_folder):
    with editing(faq_folder) as editor:
        yield editor


def files(editor):
    return {file.relative_to(editor.faq).as_posix(): file.read_bytes() for file in editor.faq.rglob("*") if file.is_file()}


def test_a_form_that_is_sent_untouched_changes_no_byte(editor, faq_folder):
    faq_folder.write("logiciel/paie/windows.md", ODD)
    faq_folder.write("logiciel/paie/marque.md", ("\ufeff" + ODD).replace("\r\n", "\n").replace("Un essai", "Un autre essai"))
    faq_folder.fiche(titre='"Un : deux" # gardé', themes="\n  - dsn # un\n  # deux", mots_cles='["a, b", c]')
    before = files(editor)
    for fiche in ("apprentis", "windows", "marque", "autre"):
        answer = editor.post(data=editor.open(f"logiciel/paie/{fiche}") | {"action": "enregistrer"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"fiche?id=logiciel%2Fpaie%2F{fiche}&fait=enregistrer")
    assert files(editor) == before
    assert editor.commits == []


def test_a_fiche_is_begun_once_however_often_its_form_is_sent(editor):
    fields = editor.begin(title="Parme et la cotisation des apprentis en mars")
    fields |= {"resume": "Un.", "texte-1": "Rien.", "etape-2": ["Ceci :\ncela", "", "Fin."], "action": "publier"}
    for _ in range(2):
        assert editor.post(data=fields).status_code == 303
    [(written, message, author)] = editor.commits
    assert (message, author) == ("Nouvelle fiche : Parme et la cotisation des apprentis en mars", "")
    text = written[0].read_text(encoding="utf-8")
    assert written[0] == editor.faq / "materiel/parme-et-la-cotisation-des-apprentis-en-mars.md"
    assert "statut: publiee\n" in text
    assert "publie_le: 2026-11-27\n" in text
    assert text.endswith("## Solution\n\n1. Ceci :\n    cela\n2. Fin.\n")
    near = said(editor.get("nouvelle?titre=Parme+et+cotisation+des+apprentis&rubrique=materiel&modele=symptome"))
    assert "Ces fiches répondent peut-être déjà" in near


def test_an_unfinished_draft_is_saved_and_cannot_be_published(editor):
    assert editor.post(data=editor.begin() | {"action": "enregistrer"}).status_code == 303
    fields = editor.open("materiel/le-scanner-ne-repond-plus")
    assert (fields["texte-1"], fields["resume"]) == ([""], [""])
    answer = editor.post(data=fields | {"action": "publier", "texte-1": "Rien."})
    assert (answer.status_code, "Rien n’est encore enregistré." in said(answer)) == (422, True)
    again = editor.form(answer)
    assert editor.post(data=again | {"action": "enregistrer"}).status_code == 303
    assert "Rien." in (editor.faq / "materiel/le-scanner-ne-repond-plus.md").read_text(encoding="utf-8")
    assert "statut: brouillon\n" in (editor.faq / "materiel/le-scanner-ne-repond-plus.md").read_text(encoding="utf-8")


def test_a_fiche_that_changed_meanwhile_is_shown_in_both_versions_and_not_written_over(editor, faq_folder):
    fields = editor.open() | {"titre": "Ma version", "action": "enregistrer"}
    theirs = (editor.faq / "logiciel/paie/apprentis.md").read_text(encoding="utf-8").replace("à 0,05 %.", "à 0,07 %.")
    faq_folder.write("logiciel/paie/apprentis.md", theirs)
    answer = editor.post(data=fields)
    assert answer.status_code == 409
    assert all(words in said(answer) for words in ("Rien n’est perdu", 'titre: "Ma version"', "calculée à 0,07"))
    assert (editor.faq / "logiciel/paie/apprentis.md").read_text(encoding="utf-8") == theirs
    mine = editor.form(answer)
    assert editor.post(data=mine | {"action": "enregistrer"}).status_code == 303
    assert 'titre: "Ma version"' in (editor.faq / "logiciel/paie/apprentis.md").read_text(encoding="utf-8")


def test_a_fiche_is_begun_from_a_thread_of_the_forum(editor):
    address = "nouvelle?rubrique=materiel&modele=symptome&discussion="
    assert "Rien n’est encore repris du forum" in said(editor.get(address + "70"))
    (editor.faq.parent / "var").mkdir()
    posts = (post(1, "Odette Brindavoine", "<p>Le taux reste à 0,05 %.</p>"), post(2, "Gaspard", "<p>Ici.</p>", accepted=True))
    with Store.open(editor.faq.parent / "var/mirror.db") as store:
        store.apply("forum", [Put(item=replace(thread(*posts), title="Taux des apprentis"), signature="1")])
    fields = editor.form(editor.get(address + "forum/70"))
    assert (fields["texte-1"], fields["fiche"]) == (["Le taux reste à 0,05 %."], ["materiel/taux-des-apprentis"])
    assert "n’est pas une discussion reprise du forum" in said(editor.get(address + "forum/71"))


def test_reviewing_changes_one_line(editor):
    before = (editor.faq / "logiciel/paie/apprentis.md").read_text(encoding="utf-8")
    assert editor.post(data=editor.open() | {"action": "relue"}).status_code == 303
    after = (editor.faq / "logiciel/paie/apprentis.md").read_text(encoding="utf-8")
    assert after == before.replace("revu_le: 2026-09-14", "revu_le: 2026-11-27")
    assert editor.commits[0][1] == "Fiche relue : Parme et la cotisation des apprentis"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (ODD.replace("# note", "\tauteur: a"), "ligne 5 : YAML illisible : la ligne commence par une tabulation"),
        (ODD.replace("Un essai", "Le scanner : en panne"), "ligne 2 : YAML illisible : la valeur contient « : »"),
        (ODD.replace("resume: Un.", "resume: “Un.”"), "Les guillemets autour de « resume » s’afficheront"),
        (ODD, "À ranger : fins de ligne Windows"),
        (ODD.encode("utf-16"), "mal encodé (encodage UTF-16 → UTF-8"),
        ("sans en-tête", "Le fichier doit commencer par un en-tête"),
        (b"\x81\x8d\xff\xfe\x00d\x00", "l’encodage du fichier n’est pas reconnu"),
        ("", "Le fichier est vide."),
    ],
)
def test_a_file_that_somebody_typed_wrong_is_opened_with_a_sentence_that_says_what_to_do(editor, faq_folder, content, sentence):
    faq_folder.write("materiel/tapee.md", content)
    assert sentence in said(editor.get("fiche?id=materiel/tapee")).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_broken_file_is_listed_and_mended_as_text(editor, faq_folder):
    faq_folder.write("materiel/tapee.md", ODD.replace("# note", "\tauteur: a"))
    assert "À corriger" in said(editor.get())
    fields = editor.open("materiel/tapee")
    wrong = editor.post(data=fields | {"action": "enregistrer"})
    assert (wrong.status_code, "tabulation" in said(wrong)) == (422, True)
    fields["texte"] = fields["texte"][0].replace("\tauteur: a", "auteur: a")
    assert editor.post(data=fields | {"action": "enregistrer"}).status_code == 303
    assert (editor.faq / "materiel/tapee.md").read_bytes() == ODD.replace("# note", "auteur: a").encode()


@pytest.mark.parametrize(
    ("data", "alt", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "Un dessin", "n’est pas une image PNG"),
        (PNG, " ! ", "Décrivez l’image"),
        (PNG + b"0" * 11_000_000, "Un dessin", "pèse 11 Mo"),
        (b"", "Un dessin", "Choisissez une image"),
    ],
)
def test_an_image_that_cannot_be_used_is_refused_with_what_to_do(editor, data, alt, sentence):
    before = files(editor)
    answer = editor.post("image", {"image-texte": alt}, ("a.png", data), {"Accept": "application/json"})
    assert (answer.status_code in {413, 422}, sentence in answer.json()["error"]) == (True, True)
    assert files(editor) == before


def test_an_image_that_is_refused_with_its_form_leaves_the_text_in_the_page(editor):
    fields = editor.open() | {"titre": "Mon titre", "action": "enregistrer", "image-texte": " "}
    page = editor.post(data=fields, files=("a.png", PNG))
    assert (page.status_code, "Décrivez l’image" in said(page), editor.form(page)["titre"]) == (422, True, ["Mon titre"])
    page = editor.post(data=fields, files=("a.png", PNG + b"0" * 21_000_000))
    assert (page.status_code, "dépasse 20 Mo" in said(page)) == (413, True)


def test_an_image_is_put_beside_the_fiche_that_shows_it_once_that_is_saved(editor):
    sent = editor.post("image", {"image-texte": "Le [bouton] « Notifs »"}, ("x.svg", PNG)).json()["markdown"]
    name = sent.partition("](")[2].removesuffix(")")
    assert sent == f"![Le bouton « Notifs »]({name})"
    assert name.startswith("le-bouton-notifs-")
    assert editor.get(f"image?nom=logiciel/paie/{name}").content == PNG
    fields = editor.open()
    assert not (editor.faq / "logiciel/paie" / name).exists()
    assert editor.post(data=fields | {"action": "enregistrer", "apres-2": sent}).status_code == 303
    assert (editor.faq / "logiciel/paie" / name).read_bytes() == PNG
    assert [file.name for file in editor.commits[0][0]] == [name, "apprentis.md"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("fiche?id=../entraide", 422),
        ("fiche?id=logiciel/paie/../paie/apprentis", 422),
        ("image?nom=../entraide.yml", 404),
        ("image?nom=categories.yml", 404),
        ("image?nom=logiciel/paie/absente.png", 404),
        ("nouvelle?titre=A&rubrique=..&modele=symptome", 422),
        ("nouvelle?titre=A&rubrique=materiel&modele=autre", 422),
        ("nouvelle?titre=%21&rubrique=materiel&modele=symptome", 422),
    ],
)
def test_no_address_leads_out_of_the_faq(editor, path, status):
    assert editor.get(path).status_code == status


def test_a_form_that_was_made_up_writes_nothing(editor):
    before = files(editor)
    fields = editor.begin()
    for wrong in ({"fiche": "../dehors"}, {"fiche": "inconnue/fiche"}, {"base": "é"}, {"original": "%%"}, {"base": ""}):
        assert editor.post(data=fields | {"action": "enregistrer"} | wrong).status_code == 422
    assert editor.post(data=editor.open() | {"fiche": "logiciel/paie/absente", "action": "enregistrer"}).status_code == 409
    outside = editor.faq.parent / "dehors.md"
    outside.write_bytes(ODD.encode())
    made_up = {"original": b64encode(ODD.encode()), "texte": "rien", "action": "enregistrer"}
    for path in ("../dehors", "/dehors", "materiel/../../dehors", "a" * 300, "\0"):
        for action in ("fiche", "apercu"):
            assert editor.post(action, fields | made_up | {"fiche": path}).status_code == 422
    assert outside.read_bytes() == ODD.encode()
    hostile = editor.post("apercu", fields | {"texte-1": "<script>alert(1)</script> [a](javascript:b)", "titre": "<b>"})
    assert [sign for sign in ("<script>", "javascript:", "<b>") if sign in hostile.text.partition("Aperçu")[2]] == []
    assert files(editor) == before


def test_a_trial_is_open_to_this_machine_only(editor):
    assert editor.get().status_code == 200
    for headers in (
        {"Host": "ailleurs.exemple"},
        {"Host": "[:::"},
        {"X-Forwarded-For": "192.0.2.1"},
        {"Forwarded": "for=192.0.2.1"},
    ):
        assert editor.get(headers=headers).status_code == 403
    for headers in ({"Origin": "https://ailleurs.exemple"}, {"Sec-Fetch-Site": "cross-site"}):
        assert editor.post(data=editor.open() | {"action": "relue"}, headers=headers).status_code == 403
    assert editor.commits == []


@pytest.mark.parametrize("access", [{"host": "0.0.0.0"}, {"site_url": "https://entraide.exemple.fr/"}])
def test_elsewhere_the_editor_is_closed_without_a_password(faq_folder, access):
    with editing(faq_folder, **access) as editor:
        answer = editor.get()
        assert (answer.status_code, "L’éditeur n’est pas ouvert" in said(answer)) == (403, True)


def test_a_password_opens_the_editor_and_names_the_author_and_wrong_ones_are_counted(faq_folder):
    with editing(faq_folder, host="0.0.0.0", password="cheval-agrafe-été") as editor:
        answer = editor.get()
        assert (answer.status_code, "Identifiez-vous" in said(answer)) == (401, True)
        assert answer.headers["www-authenticate"].startswith("Basic realm=")
        right, wrong = ("Élise".encode(), "cheval-agrafe-été".encode()), ("Élise".encode(), b"cheval")
        assert editor.get(auth=right).status_code == 200
        for header in ("Basic", "Basic é", "Bearer x", "Basic " + "A" * 5000):
            assert editor.get(headers={"Authorization": header.encode()}).status_code == 401
        assert [editor.get(auth=wrong).status_code for _ in range(11)] == [401] * 10 + [429]
        assert editor.get(auth=right).status_code == 429
