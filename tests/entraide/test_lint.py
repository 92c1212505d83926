"""Each rule with an example that fails and one that passes."""

import pytest

from entraide.documents import of_fiche
from entraide.faq import TEMPLATES
from entraide.lint import check_faq


def rules(faq_folder):
    return [(problem.file, problem.line, problem.rule) for problem in check_faq(faq_folder.path)[1]]


def body(faq_folder, text, **changes):
    file = faq_folder.fiche(**changes)
    front = file.read_text().split("---\n")[1]
    file.write_text(f"---\n{front}---\n{text}")
    return front.count("\n") + 3


def test_the_fiche_of_the_template_passes(faq_folder):
    faq_folder.fiche()
    assert rules(faq_folder) == []


def test_a_missing_section_is_named(faq_folder):
    body(faq_folder, "## Symptôme\n\nRien ne va.\n")
    assert rules(faq_folder) == [("faq/logiciel/paie/autre.md", 1, "section-manquante")]
    assert "## Solution" in str(check_faq(faq_folder.path)[1][0])


def test_an_empty_section_is_named_with_its_line(faq_folder):
    first = body(faq_folder, "## Symptôme\n\nRien ne va.\n\n## Solution\n")
    assert rules(faq_folder) == [("faq/logiciel/paie/autre.md", first + 4, "section-vide")]


def test_sections_follow_the_order_of_the_template(faq_folder):
    body(faq_folder, "## Solution\n\nOuvrez.\n\n## Symptôme\n\nRien ne va.\n")
    assert rules(faq_folder) == [("faq/logiciel/paie/autre.md", 1, "sections-ordre")]


def test_other_sections_may_stand_between(faq_folder):
    body(faq_folder, "## Symptôme\n\nRien.\n\n## Cause\n\nUne panne.\n\n## Solution\n\nOuvrez.\n")
    assert rules(faq_folder) == []


def test_a_news_item_needs_no_section(faq_folder):
    body(faq_folder, "Une journée d’information a lieu en mars.\n", type="actualite")
    assert rules(faq_folder) == []


def test_a_level_1_heading_is_refused_but_not_in_code(faq_folder):
    first = body(faq_folder, "## Symptôme\n\nRien.\n\n## Solution\n\n```\n# commentaire\n```\n\n# Titre\n")
    assert rules(faq_folder) == [("faq/logiciel/paie/autre.md", first + 10, "titre-double")]


def test_a_relative_link_must_name_a_file(faq_folder):
    good = "[la fiche](apprentis.md#solution), [le site](https://example.org/x)"
    text = f"## Symptôme\n\nVoir {good}.\n\n## Solution\n\nVoir [rien](absente.md).\n"
    first = body(faq_folder, text)
    assert rules(faq_folder) == [("faq/logiciel/paie/autre.md", first + 6, "lien-casse")]


def test_a_review_before_the_publication_is_refused(faq_folder):
    faq_folder.fiche(revu_le="2020-01-01")
    assert rules(faq_folder) == [("faq/logiciel/paie/autre.md", 2, "dates")]


def test_two_fiches_of_one_title_are_refused_whatever_its_case(faq_folder):
    faq_folder.fiche(titre="PARME et la  cotisation des apprentis")
    assert rules(faq_folder) == [("faq/logiciel/paie/autre.md", 2, "titre-en-double")]


def test_drafts_are_checked_too(faq_folder):
    body(faq_folder, "## Symptôme\n\nRien.\n", statut="brouillon")
    assert rules(faq_folder) == [("faq/logiciel/paie/autre.md", 1, "section-manquante")]


def test_a_file_name_makes_a_readable_address(faq_folder):
    faq_folder.fiche("logiciel/paie/Été 2026.md")
    faq_folder.fiche("logiciel/paie/index.md", titre="Encore une autre")
    faq_folder.fiche("logiciel/paie.md", titre="Toujours une autre")
    assert rules(faq_folder) == [
        ("faq/logiciel/paie.md", 1, "adresse"),
        ("faq/logiciel/paie/index.md", 1, "adresse"),
        ("faq/logiciel/paie/Été 2026.md", 1, "adresse"),
    ]


def test_a_link_may_write_a_space_as_percent_20(faq_folder):
    faq_folder.write("logiciel/paie/mon image.png", b"x")
    body(faq_folder, "## Symptôme\n\n![Écran](mon%20image.png)\n\n## Solution\n\nOuvrez.\n")
    assert rules(faq_folder) == []


def test_headings_are_known_with_either_apostrophe_and_any_space(faq_folder):
    template = [f"## {heading}\n\nTexte.\n" for heading in TEMPLATES["teleprocedure"]]
    body(faq_folder, "\n".join(template).replace("s’agit-il ?", "s'agit-il\u00a0?"), type="teleprocedure")
    assert rules(faq_folder) == []


def test_a_link_to_a_draft_is_refused(faq_folder):
    faq_folder.fiche("logiciel/paie/projet.md", titre="Un projet", statut="brouillon")
    first = body(faq_folder, "## Symptôme\n\nVoir [le projet](projet.md).\n\n## Solution\n\nOuvrez.\n")
    assert rules(faq_folder) == [("faq/logiciel/paie/autre.md", first + 2, "lien-brouillon")]


def test_a_link_too_long_for_a_file_is_a_broken_link(faq_folder):
    first = body(faq_folder, f"## Symptôme\n\n[x]({'a' * 400}.md)\n\n## Solution\n\nOuvrez.\n")
    assert rules(faq_folder) == [("faq/logiciel/paie/autre.md", first + 2, "lien-casse")]


def test_an_id_that_is_given_is_that_of_the_document_and_stays_when_the_file_is_moved(faq_folder):
    file = faq_folder.fiche(id="taux-des-apprentis")
    (fiche,) = [fiche for fiche in check_faq(faq_folder.path)[0].fiches if fiche.given_id]
    faq_folder.write("materiel/ailleurs.md", file.read_bytes())
    file.unlink()
    faq, problems = check_faq(faq_folder.path)
    (moved,) = [fiche for fiche in faq.fiches if fiche.given_id]
    assert problems == ()
    assert of_fiche(fiche).id == of_fiche(moved).id == "fiche:taux-des-apprentis"
    assert fiche.url != moved.url


@pytest.mark.parametrize("name", ["Taux", "taux_apprentis", "a/b", "é", "a--b", "-a"])
def test_an_id_in_a_wrong_form_is_a_problem(faq_folder, name):
    faq_folder.fiche(id=name)
    (problem,) = check_faq(faq_folder.path)[1]
    assert (problem.rule, problem.line) == ("id", 2)


def test_an_id_that_two_fiches_have_is_a_problem(faq_folder):
    faq_folder.fiche(id="taux")
    faq_folder.fiche("materiel/encore.md", titre="Encore une", id="taux")
    (problem,) = check_faq(faq_folder.path)[1]
    assert (problem.rule, problem.file) == ("id-en-double", "faq/materiel/encore.md")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/faq/logiciel/paie/avant/", False),
        ("avant", False),
        ("logiciel/paie/Avant.md", True),
        ("../avant", True),
        ("logiciel/paie/apprentis", True),
        ("logiciel/paie", True),
        ("logiciel/paie/autre", True),
    ],
)
def test_a_former_address_is_one_and_is_that_of_no_other_page(faq_folder, address, found):
    faq_folder.fiche(anciennes_adresses=f"[{address}]")
    assert [rule for _, _, rule in rules(faq_folder)] == ["ancienne-adresse"] * found


def test_two_fiches_do_not_have_the_same_former_address(faq_folder):
    faq_folder.fiche(anciennes_adresses="[avant]")
    faq_folder.fiche("logiciel/paie/encore.md", titre="Encore une", anciennes_adresses="[avant]")
    assert [(file, rule) for file, _, rule in rules(faq_folder)] == [("faq/logiciel/paie/autre.md", "ancienne-adresse")]
