"""Reading the FAQ: what is tolerated, what is refused, and where each problem is said to be."""

import datetime as dt

import pytest

from entraide.faq import read_faq


def problems(faq_folder):
    return [str(problem) for problem in read_faq(faq_folder.path)[1]]


def only_problem(faq_folder):
    found = problems(faq_folder)
    assert len(found) == 1, found
    return found[0]


def test_a_fiche_is_read_with_everything_its_front_matter_says(faq_folder):
    faq, found = read_faq(faq_folder.path)
    (fiche,) = faq.fiches
    assert found == ()
    assert fiche.id == "logiciel/paie/apprentis"
    assert fiche.url == "/faq/logiciel/paie/apprentis/"
    assert fiche.category.labels == ("Logiciel", "Gestion de la Paie")
    assert fiche.software[0].publisher == "Cosoluce"
    assert fiche.themes[0].label == "Déclaration sociale nominative"
    assert fiche.keywords == ("taux apprentis",)
    assert fiche.published == dt.date(2023, 1, 12)
    assert fiche.sources == ("Documentation du portail, 2023",)
    assert fiche.contexts == ("cotisations",)
    assert fiche.section("Symptôme") == "La cotisation des apprentis reste calculée à 0,05 %."
    assert [heading for heading, _ in fiche.sections] == ["Symptôme", "Solution"]


def test_registers_are_read_in_order_and_icons_are_inherited(faq_folder):
    faq, _ = read_faq(faq_folder.path)
    assert [category.path for category in faq.walk()] == ["logiciel", "logiciel/paie", "materiel"]
    assert [category.icon for category in faq.walk()][:2] == ["material/application-cog-outline"] * 2
    assert list(faq.themes) == ["dsn", "impression"]
    assert faq.equivalents == (("mdp", "mot de passe"),)
    assert faq.implications == (("licence", ("appairage",)),)


@pytest.mark.parametrize("change", ["\ufeff{}", "\n\n{}", "\ufeff\r\n\n{}"], ids=["BOM", "blank lines", "BOM and blank lines"])
def test_what_editors_leave_before_the_front_matter_is_tolerated(faq_folder, change):
    file = faq_folder.fiche()
    content = file.read_text()
    file.write_bytes(change.format(content).encode())
    faq, found = read_faq(faq_folder.path)
    assert found == ()
    assert len(faq.fiches) == 2


def test_windows_line_ends_are_tolerated(faq_folder):
    file = faq_folder.fiche()
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    faq, found = read_faq(faq_folder.path)
    assert found == ()
    assert {fiche.section("Solution") for fiche in faq.fiches} == {"1. Ouvrez le bulletin.\n2. Vérifiez le taux."}


def test_a_rule_in_the_text_does_not_end_the_front_matter_nor_begin_one(faq_folder):
    faq_folder.write("materiel/regle.md", faq_folder.fiche().read_text().replace("autre fiche", "fiche") + "\n---\n\nSuite.\n")
    faq, found = read_faq(faq_folder.path)
    assert found == ()
    assert "Suite." in next(fiche for fiche in faq.fiches if fiche.id == "materiel/regle").section("Solution")


def test_a_heading_in_a_code_fence_is_no_section(faq_folder):
    faq_folder.write("materiel/code.md", faq_folder.fiche().read_text() + "\n```\n## Pas un titre\n```\n")
    faq, _ = read_faq(faq_folder.path)
    fiche = next(fiche for fiche in faq.fiches if fiche.id == "materiel/code")
    assert "Pas un titre" not in dict(fiche.sections)


def test_broken_yaml_is_said_with_its_file_and_line(faq_folder):
    faq_folder.fiche(resume="un texte: avec deux points: non cités")
    assert only_problem(faq_folder).startswith("faq/logiciel/paie/autre.md:2: [yaml] YAML illisible")


def test_a_tab_in_yaml_is_said_with_its_line(faq_folder):
    file = faq_folder.fiche()
    file.write_text(file.read_text().replace("auteur: ", "\tauteur: "))
    assert "faq/logiciel/paie/autre.md:8: [yaml]" in only_problem(faq_folder)


def test_an_unknown_key_is_refused_and_the_known_ones_are_listed(faq_folder):
    faq_folder.fiche(auteurs="Équipe")
    message = only_problem(faq_folder)
    assert message.startswith("faq/logiciel/paie/autre.md:2: [cle-inconnue] Clé inconnue « auteurs »")
    assert "mots_cles" in message


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("revu_le", "12/03/2026", "Date illisible « 12/03/2026 »"),
        ("publie_le", "20260312", "Date illisible « 20260312 »"),
        ("publie_le", "2026-02-30", "Date illisible « 2026-02-30 »"),
        ("type", "tuto", "« tuto » n’est pas admis ici"),
        ("statut", "publié", "« publié » n’est pas admis ici"),
        ("logiciels", "[parme, corail]", "Absent de logiciels.yml : « corail »."),
        ("themes", "[paie]", "Absent de themes.yml : « paie »."),
        ("revision_mois", "douze", "Un nombre entier positif est attendu"),
        ("topic_id", "-4", "Un nombre entier positif est attendu"),
        ("titre", "", "Un texte est attendu."),
        ("mots_cles", "{a: b}", "Une liste est attendue."),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(faq_folder, key, value, expected):
    faq_folder.fiche(**{key: value})
    message = only_problem(faq_folder)
    assert message.startswith(f"faq/logiciel/paie/autre.md:2: [{key}]")
    assert expected in message


@pytest.mark.parametrize("key", ["titre", "type", "statut", "revision_mois", "resume"])
def test_a_missing_key_is_said(faq_folder, key):
    faq_folder.fiche(**{key: None})
    assert only_problem(faq_folder) == f"faq/logiciel/paie/autre.md:2: [cle-manquante] Il manque la clé « {key} »."


def test_a_key_given_twice_is_refused(faq_folder):
    file = faq_folder.fiche()
    file.write_text(file.read_text().replace("---\n", "---\ntitre: Encore\n", 1))
    assert "[cle-double] La clé « titre » est donnée deux fois." in only_problem(faq_folder)


def test_a_folder_that_is_no_category_is_refused(faq_folder):
    faq_folder.fiche("logiciel/inconnu/fiche.md")
    assert only_problem(faq_folder).startswith("faq/logiciel/inconnu/fiche.md:1: [categorie] Le dossier « logiciel/inconnu »")


def test_a_file_without_front_matter_is_refused(faq_folder):
    faq_folder.write("materiel/notes.md", "## Symptôme\n\nDu texte.\n")
    assert only_problem(faq_folder).startswith("faq/materiel/notes.md:1: [en-tete]")


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", "Le fichier est vide."), ("---\ntitre: é\n---\n".encode("utf-16"), "UTF-8"), ("é".encode("latin-1"), "UTF-8")],
    ids=["empty", "UTF-16", "Latin-1"],
)
def test_a_file_that_is_no_text_is_refused(faq_folder, content, expected):
    faq_folder.write("materiel/etrange.md", content)
    message = only_problem(faq_folder)
    assert message.startswith("faq/materiel/etrange.md:1: [fichier]")
    assert expected in message


def test_all_problems_of_all_files_are_reported_at_once(faq_folder):
    faq_folder.fiche("logiciel/paie/a.md", revu_le="hier", type="x")
    faq_folder.fiche("materiel/b.md", auteurs="Équipe", titre=None)
    faq_folder.write("logiciels.yml", "- {id: parme, nom: Parme}\n- {id: parme, nom: Parme}\n")
    found = problems(faq_folder)
    assert len(found) == 5
    assert found == sorted(found)


def test_a_fiche_with_a_problem_is_left_out_and_the_others_stay(faq_folder):
    faq_folder.fiche(revu_le="hier")
    faq, _ = read_faq(faq_folder.path)
    assert [fiche.id for fiche in faq.fiches] == ["logiciel/paie/apprentis"]


def test_a_draft_is_kept_apart(faq_folder):
    faq_folder.fiche(statut="brouillon")
    faq, found = read_faq(faq_folder.path)
    assert found == ()
    assert [fiche.id for fiche in faq.drafts] == ["logiciel/paie/autre"]
    assert [fiche.id for fiche in faq.fiches] == ["logiciel/paie/apprentis"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("categories.yml", "- {id: a, nom: A, couleur: bleu}\n", "faq/categories.yml:1: [cle-inconnue]"),
        ("categories.yml", "logiciel: {}\n", "faq/categories.yml:1: [yaml] Une liste est attendue."),
        ("themes.yml", "- dsn\n", "faq/themes.yml:1: [yaml]"),
        ("logiciels.yml", "- {id: x, nom: X, statut: vieux}\n", "faq/logiciels.yml:1: [statut]"),
        ("categories.yml", "- {id: ../a, nom: A}\n", "faq/categories.yml:1: [id]"),
        ("categories.yml", "- &a {id: a, nom: A, enfants: [*a]}\n", "faq/categories.yml:1: [profondeur]"),
        ("logiciels.yml", "- {id: x, nom: X, remplace_par: y}\n", "faq/logiciels.yml:1: [remplace_par] Absent de ce fichier"),
        (
            "logiciels.yml",
            "- {id: x, nom: X, categorie: nulle/part}\n",
            "faq/logiciels.yml:1: [categorie] Absent de categories.yml",
        ),
        ("synonymes.yml", "equivalents: [[a, b]]\nautres: []\n", "faq/synonymes.yml:2: [cle-inconnue]"),
        ("synonymes.yml", "equivalents:\n  - {a: b}\n", "faq/synonymes.yml:2: [equivalents]"),
    ],
)
def test_a_register_is_read_as_strictly(faq_folder, name, content, expected):
    faq_folder.write(name, content)
    assert any(message.startswith(expected) for message in problems(faq_folder)), problems(faq_folder)


def test_a_missing_register_is_a_problem_not_a_crash(faq_folder):
    (faq_folder.path / "themes.yml").unlink()
    assert any(message.startswith("faq/themes.yml:1: [fichier]") for message in problems(faq_folder))


@pytest.mark.parametrize(
    ("reviewed", "months", "due"),
    [("2026-01-31", "1", (2026, 2, 28)), ("2025-12-15", "12", (2026, 12, 15)), ("2026-11-02", "2", (2027, 1, 2))],
)
def test_the_next_review_falls_due_after_the_given_months(faq_folder, reviewed, months, due):
    faq_folder.fiche(revu_le=reviewed, revision_mois=months)
    faq, _ = read_faq(faq_folder.path)
    fiche = next(fiche for fiche in faq.fiches if fiche.id == "logiciel/paie/autre")
    assert fiche.review_due() == dt.date(*due)


def test_lists_nested_without_end_are_refused_and_do_not_end_the_process(faq_folder):
    faq_folder.fiche(mots_cles="[" * 50_000)
    assert "[yaml] YAML illisible" in only_problem(faq_folder)


def test_the_files_that_editors_leave_are_no_fiches(faq_folder):
    faq_folder.write("logiciel/paie/._autre.md", b"\x00\x05")
    assert problems(faq_folder) == []


@pytest.mark.parametrize("written", ["Cotisations", "a/b", "[ok, deux mots]"])
def test_a_context_is_a_part_of_an_address(faq_folder, written):
    faq_folder.fiche(contextes=written)
    [problem] = read_faq(faq_folder.path)[1]
    assert "lettres minuscules" in problem.text
