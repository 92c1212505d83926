"""Forms are read strictly, and each mistake names its file and line in French; the lists come from the registers."""

import pytest
from click.testing import CliRunner
from projects import FaqFolder

from entraide.cli import main
from entraide.faq import read_faq
from entraide.forms import read_forms

FORM = """\
titre: Signaler
resume: Un essai.
nature: incident
categorie: [Incident]
etapes:
  - etape_commune: vous
  - titre: Le reste
    champs:
      - {id: titre, type: texte, libelle: Titre}
      - {id: sorte, type: choix, libelle: Sorte, choix: [{valeur: a, libelle: A}, {valeur: b, libelle: B}]}
      - {id: logiciel, type: logiciel, libelle: Logiciel, si: {sorte: a}}
      - {id: suite, type: paragraphe, libelle: Suite, si: {sorte: [a, b]}}
"""
COMMON = """\
- id: vous
  titre: Vous
  champs:
    - {id: nom, type: texte, libelle: Nom}
    - {id: organisation, type: texte, libelle: Commune}
    - {id: courriel, type: courriel, libelle: Courriel}
    - {id: telephone, type: telephone, libelle: Téléphone}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return FaqFolder(tmp_path_factory.mktemp("forms") / "faq")


def read(folder, form=FORM, common=COMMON, name="signaler"):
    for old in folder.path.glob("formulaires/*"):
        old.unlink()
    folder.write(f"formulaires/{name}.yml", form)
    folder.write("formulaires/communs.yml", common)
    faq, _ = read_faq(folder.path)
    problems = []
    return read_forms(folder.path, faq, problems), [str(problem) for problem in problems]


def test_a_form_has_its_steps_and_the_software_of_the_register(folder):
    [form], problems = read(folder)
    assert problems == []
    assert [(step.title, [field.id for field in step.fields]) for step in form.steps] == [
        ("Vous", ["nom", "organisation", "courriel", "telephone"]),
        ("Le reste", ["titre", "sorte", "logiciel", "suite"]),
    ]
    tree = next(field for field in form.fields() if field.id == "logiciel")
    assert [(choice.value, choice.category) for choice in tree.choices] == [
        ("parme", ("Logiciel", "Parme")),
        ("autre", ("Logiciel", "Autres")),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("nature: incident", "nature: panne", "signaler.yml:3: [nature] « panne » n’est pas admis ici"),
        ("resume: Un essai.\n", "", "signaler.yml:1: [cle-manquante] Il manque la clé « resume »"),
        ("libelle: Suite", "libele: Suite", "signaler.yml:12: [cle-inconnue] Clé inconnue « libele »"),
        ("type: paragraphe", "type: roman", "signaler.yml:12: [type] « roman » n’est pas admis ici"),
        ("{sorte: a}", "{sort: a}", "signaler.yml:11: [si] « sort » n’est pas un champ à choix qui précède celui-ci"),
        ("{sorte: [a, b]}", "{sorte: [a, c]}", "signaler.yml:12: [si] « sorte » n’a pas de choix « c ». Choix : a, b."),
        ("{sorte: a}", "{suite: a}", "signaler.yml:11: [si] « suite » n’est pas un champ à choix"),
        ("id: suite", "id: titre", "signaler.yml:12: [double] Le champ « titre » est déjà défini plus haut"),
        ("etape_commune: vous", "etape_commune: nous", "signaler.yml:6: [etape_commune] Absente de communs.yml : « nous »"),
        ("titre: Le reste\n", "aide: Le reste\n", "signaler.yml:7: [cle-manquante] Une étape a un « titre »"),
        ("id: titre", "id: intitule", "signaler.yml:1: [champ-manquant] Il manque le champ « titre », de type « texte »"),
        (
            ", choix: [{valeur: a, libelle: A}, {valeur: b, libelle: B}]",
            "",
            "signaler.yml:10: [choix] La clé « choix » va avec",
        ),
        ("libelle: B}", "libelle: B, urgence: 9}", "signaler.yml:10: [urgence] De 2 (basse) à 5 (très haute)."),
        (
            "libelle: Titre}",
            "libelle: Titre, obligatoire: vrai}",
            "signaler.yml:9: [obligatoire] « vrai » : écrivez oui ou non.",
        ),
        ("resume: Un essai.", "resume: Un essai : bref", "signaler.yml:2: [yaml] YAML illisible"),
    ],
)
def test_a_mistake_is_named_with_its_line(folder, old, new, expected):
    assert old in FORM
    forms, problems = read(folder, FORM.replace(old, new, 1))
    assert any(problem.startswith(f"faq/formulaires/{expected}") for problem in problems), problems
    assert forms == ()


def test_a_mistake_in_a_common_step_and_an_odd_address_are_named(folder):
    _, problems = read(folder, common=COMMON.replace("type: courriel", "type: mail"))
    assert problems[0].startswith("faq/formulaires/communs.yml:6: [type] « mail » n’est pas admis ici")
    assert "[adresse] « recue » ne peut pas être l’adresse d’une page." in read(folder, name="recue")[1][0]


def test_the_lint_of_the_faq_names_them_as_well(folder, tmp_path):
    read(folder, FORM.replace("nature: incident", "nature: panne"))
    (tmp_path / "entraide.yml").write_text(f"paths: {{faq: {folder.path}}}", encoding="utf-8")
    result = CliRunner().invoke(main, ["lint", "--config", str(tmp_path / "entraide.yml")])
    assert result.exit_code == 1
    assert "faq/formulaires/signaler.yml:3: [nature]" in result.stdout
