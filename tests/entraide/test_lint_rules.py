"""Each rule of the lint with what it finds and what it lets be: small texts in one table, read once each."""

import datetime as dt

import pytest

from entraide.lint import RULES, check_faq

TODAY = dt.date(2026, 11, 26)
START = "## Symptôme\n\nRien ne va.\n\n## Solution\n\n"
LONG = " ".join(["mot"] * 41)
COPY = "Ouvrez le menu Paramètres, puis cherchez la ligne du régime des apprentis, et remplacez le taux par celui de l’année. "


def two(first, second):
    """The front matter of a fiche with two values of one name."""
    return {"valeurs": "[" + ", ".join(f"{{nom: Taux, valeur: 1, {period}, source: S}}" for period in (first, second)) + "]"}


TEXTS = {
    # rule: (what it finds, what it lets be); a text is the body, a mapping changes the front matter
    "section-manquante": ("## Symptôme\n\nRien ne va.\n", START + "Ouvrez.\n"),
    "section-vide": (START, START + "Ouvrez.\n"),
    "section-double": (START + "Ouvrez.\n\n## Solution\n\nFermez.\n", START + "Ouvrez.\n\n## Cause\n\nUne panne.\n"),
    "sections-ordre": ("## Solution\n\nOuvrez.\n\n## Symptôme\n\nRien.\n", "## Cause\n\nUne panne.\n\n" + START + "Ouvrez.\n"),
    "titre-double": (START + "# Titre\n", START + "```\n# commentaire\n```\n"),
    "titres-niveaux": (START + "Ouvrez.\n\n#### Détail\n", START + "Ouvrez.\n\n### Détail\n\n#### Encore\n"),
    "lien-casse": (START + "Voir [rien](absente.md).\n", START + "Voir [tout](apprentis.md) et `[rien](absente.md)`.\n"),
    "ancre-cassee": (
        START + "Voir [là](apprentis.md#solutions).\n",
        START + "[là](apprentis.md#solution), [ici](#symptome).\n",
    ),
    "lien-brouillon": (START + "Voir [le projet](projet.md).\n", START + "Voir [la fiche](apprentis.md).\n"),
    "image-sans-texte": (START + "![](ecran.png)\n", START + "![Le bouton Notifs](ecran.png)\n"),
    "image-distante": (START + "![Écran](https://example.org/e.png)\n", START + "[Écran](https://example.org/e.png)\n"),
    "image-lourde": (START + "![Le menu](lourde.png)\n", START + "![Le menu](ecran.png)\n"),
    "image-texte-vague": (START + "![IMG_0042](ecran.png)\n", START + "![Image du menu Paie](ecran.png)\n"),
    "fuite": (START + "Appelez le 06 12 34 56 78.\n", START + "1. Appelez le 01 23 45 67 89.\n"),
    "a-completer": (START + "1. Ouvrez (à venir).\n", START + "Préparez l’année à venir.\n"),
    "brouillon": ({"statut": "brouillon", "resume": '"À compléter : l’essentiel."'}, {"statut": "brouillon"}),
    "adresse": ("logiciel/paie/Été 2026.md", "logiciel/paie/ete-2026.md"),
    "id": ({"id": "Taux_2026"}, {"id": "taux-2026"}),
    "dates": ({"revu_le": "2020-01-01"}, {"revu_le": "2026-01-01"}),
    "guillemets": ({"titre": "“Paie”"}, {"titre": "Le bouton « Notifs »"}),
    "titre-en-double": ({"titre": "'PARME : et la  cotisation, des apprentis'"}, {"titre": "Parme et les apprentis"}),
    "id-en-double": ({"id": "pris"}, {"id": "libre"}),
    "ancienne-adresse": ({"anciennes_adresses": "[../avant]"}, {"anciennes_adresses": "[logiciel/avant]"}),
    "texte-en-double": (START + COPY + "Enregistrez.\n", START + "Éteignez l’imprimante, attendez une minute, rallumez-la.\n"),
    "revision-depassee": ({"revu_le": "2025-01-12"}, {"revu_le": "2025-01-12", "statut": "perimee"}),
    "date-future": ({"revu_le": "2027-01-12"}, {"revu_le": "2026-11-26"}),
    "valeur-a-l-envers": (
        {"valeurs": "[{nom: Taux, valeur: 1, du: 2023-01-01, au: 2022-01-01, source: S}]"},
        {"valeurs": "[{nom: Taux, valeur: 1, du: 2023-01-01, au: 2023-01-01, source: S}]"},
    ),
    "valeurs-chevauchement": (two("du: 2022-01-01, au: 2023-01-01", "du: 2023-01-01"), two("au: 2022-12-31", "du: 2023-01-01")),
    "valeurs-trou": (two("au: 2022-12-30", "du: 2023-01-01"), two("au: 2022-12-31", "du: 2023-01-01")),
    "valeur-finie": (
        two("au: 2022-12-31", "du: 2023-01-01, au: 2026-11-25"),
        two("au: 2022-12-31", "du: 2023-01-01, au: 2026-11-26"),
    ),
    "echeance-passee": (START + "Répondez avant le 25 novembre 2026.\n", START + "Répondez avant le 26 novembre 2026.\n"),
    "phrase-longue": (START + LONG + ".\n", START + LONG.replace("mot mot", "mot. Mot", 1) + ".\n"),
    "titre-long": ({"titre": "Très " * 19 + "long"}, {"titre": "Court"}),
    "resume-long": ({"resume": "Très " * 61 + "long"}, {"resume": "Court"}),
    "lien-vague": (START + "[Cliquez ici](apprentis.md)\n", START + "[Le taux des apprentis](apprentis.md)\n"),
    "forme": (START + "Ouvrez. \n", START + "Première ligne  \nseconde ligne.\n"),
}


def found(folder, example):
    """The rules that have something to say of the example, and where."""
    folder.write("logiciel/paie/ecran.png", b"x")
    folder.write("logiciel/paie/lourde.png", b"x" * 500_001)
    for name, changes in {"projet": {"statut": "brouillon"}, "pris": {"id": "pris"}}.items():
        file = folder.fiche(f"logiciel/paie/{name}.md", titre=f"Un titre, {name}", **changes)
        file.write_text(file.read_text(encoding="utf-8").split("## Sym")[0] + f"{START}{name}.\n", encoding="utf-8")
    if isinstance(example, dict):
        folder.fiche(**example)
        # The other fiches are no copies of it.
        file = folder.path / "logiciel/paie/autre.md"
        front = file.read_text(encoding="utf-8").split("---\n")[1]
        file.write_text(f"---\n{front}---\n\n{START}Rallumez l’imprimante.\n", encoding="utf-8")
    elif example.endswith(".md"):
        folder.fiche(example, titre="Un titre à part")
    else:
        front = folder.fiche().read_text(encoding="utf-8").split("---\n")[1]
        folder.write("logiciel/paie/autre.md", f"---\n{front}---\n\n{example}")
        folder.write("logiciel/paie/copie.md", f"---\n{front}---\n\n{START}{COPY.strip()}\n".replace("autre fiche", "copie"))
    problems = check_faq(folder.path, today=TODAY, public=frozenset({"0123456789"}))[1]
    return {problem.rule: problem for problem in problems if "projet.md" not in problem.file}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_finds_what_is_wrong_and_lets_be_what_is_right(faq_folder, name):
    wrong, right = TEXTS[name]
    problem = found(faq_folder, wrong)[name]
    assert problem.level == RULES[name].level
    assert problem.file.startswith("faq/")
    for file in faq_folder.path.rglob("[!.]*.md"):
        if file.name != "apprentis.md":
            file.unlink()
    assert name not in found(faq_folder, right)


def test_every_rule_has_its_examples():
    assert TEXTS.keys() == RULES.keys()


def test_without_a_day_only_errors_are_listed(faq_folder):
    faq_folder.fiche(revu_le="2024-01-01", titre="Très " * 19 + "long")
    assert check_faq(faq_folder.path)[1] == ()
    assert {problem.level for problem in check_faq(faq_folder.path, today=TODAY)[1]} == {"avertissement", "conseil"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Texte.\n\nCode d’accès :\n2020biip\n", "2020biip"),
        ("Le mot de passe :\n\n    biip2020\n", "    biip2020"),
        ("1. Ouvrez.\n2. Écrivez à prenom.nom@example.org.\n", "2. Écrivez à prenom.nom@example.org."),
    ],
)
def test_a_leak_is_found_on_the_line_on_which_it_stands(faq_folder, text, line):
    problem = found(faq_folder, START + text)["fuite"]
    lines = (faq_folder.path / "logiciel/paie/autre.md").read_text(encoding="utf-8").split("\n")
    assert lines[problem.line - 1] == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("\tresume: Court", "tabulation"),
        ("resume: Attention : lisez", 'resume: "Attention : lisez"'),
        ("resume: “Attention : lisez”", "guillemets droits (les guillemets “ ” et « » ne suffisent pas)"),
        ("mots_cles: [a, b", "crochets"),
        ("logiciels: [pamre]", "Vouliez-vous dire « parme » ?"),
    ],
)
def test_a_front_matter_that_cannot_be_read_is_named_with_its_line_and_the_remedy(faq_folder, line, expected):
    faq_folder.fiche("materiel/bon.md", titre="Un titre", revu_le="hier")
    file = faq_folder.fiche()
    key = line.strip().partition(":")[0]
    lines = [line if old.startswith(f"{key}:") else old for old in file.read_text(encoding="utf-8").split("\n")]
    file.write_text("\n".join(lines), encoding="utf-8")
    first, second = check_faq(faq_folder.path)[1]
    assert expected in first.text
    assert first.line in (lines.index(line) + 1, lines.index(line) + 2)
    assert second.file == "faq/materiel/bon.md"
