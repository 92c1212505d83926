"""`entraide new`: a draft in its place, that is right as it is and says what is left to write."""

import datetime as dt
import re
import shlex
import shutil

import pytest
from click.testing import CliRunner
from fakes.glpi import FakeGlpi
from fakes.glpi_base import Base
from projects import ROOT

from entraide.cli import main
from entraide.drafting import PROMPTS, alike, find_category, make_draft, slug_of
from entraide.errors import DraftError
from entraide.faq import TEMPLATES, read_faq
from entraide.lint import check_faq

GUIDE = ROOT / "docs/rediger.md"
TODAY = dt.date(2026, 11, 26)


def draft(folder, title="L’œuvre n° 3 : « À l’été »", category="Gestion de la paie", template="symptome"):
    faq = read_faq(folder.path)[0]
    place = find_category(faq, category)
    return make_draft(faq, folder.path, title=title, category=place, template=template, today=TODAY)


@pytest.fixture
def entraide(faq_folder):
    settings = faq_folder.path.parent / "entraide.yml"
    settings.write_text("site: {name: Entraide}\n", encoding="utf-8")
    return lambda *words: CliRunner().invoke(main, [*words, "--config", str(settings)])


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_draft_is_in_order_and_only_says_what_is_left_to_write(faq_folder, template):
    made = draft(faq_folder, template=template)
    made.write()
    assert made.file == faq_folder.path / "logiciel/paie/l-oeuvre-n-3-a-l-ete.md"
    faq, problems = check_faq(faq_folder.path, today=TODAY)
    assert {problem.rule for problem in problems} == {"brouillon"}
    assert len(problems) == 1 + max(len(TEMPLATES[template]), 1)
    (fiche,) = faq.drafts
    assert (fiche.title, fiche.given_id) == ("L’œuvre n° 3 : « À l’été »", "l-oeuvre-n-3-a-l-ete")
    made.file.write_text(made.text.replace("statut: brouillon", "statut: publiee"), encoding="utf-8")
    assert {problem.rule for problem in check_faq(faq_folder.path)[1]} == {"a-completer"}


def test_there_is_a_prompt_for_each_heading():
    assert {heading for headings in TEMPLATES.values() for heading in headings} | {""} == PROMPTS.keys()


def test_a_draft_takes_the_place_of_no_file_and_the_id_of_no_fiche(faq_folder):
    draft(faq_folder).write()
    with pytest.raises(DraftError, match="existe déjà"):
        draft(faq_folder).write()
    elsewhere = draft(faq_folder, category="Matériel")
    assert "id: l-oeuvre-n-3-a-l-ete-2\n" in elsewhere.text


@pytest.mark.parametrize(("title", "slug"), [("Été à Noël", "ete-a-noel"), ("  ?  ", ""), ("a" * 99, "a" * 80)])
def test_a_title_makes_a_name_without_accents(title, slug):
    assert slug_of(title) == slug


@pytest.mark.parametrize(
    "said", ["Logiciel > Gestion de la Paie", "logiciel/paie", "LOGICIEL>gestion de la paie", "gestion de la paie", "paie"]
)
def test_a_category_is_found_however_it_is_said(faq_folder, said):
    assert find_category(read_faq(faq_folder.path)[0], said).path == "logiciel/paie"


def test_an_unknown_category_is_answered_with_the_nearest(faq_folder):
    with pytest.raises(DraftError, match="Les plus proches :\n  Logiciel > Gestion de la Paie"):
        find_category(read_faq(faq_folder.path)[0], "Gestion des paies")


def test_a_title_that_is_nearly_that_of_a_fiche_is_noticed(faq_folder):
    fiches = read_faq(faq_folder.path)[0].fiches
    assert [fiche.id for fiche in alike("PARME : cotisation des apprentis", fiches)] == ["logiciel/paie/apprentis"]
    assert alike("L’imprimante de la mairie et les agents", fiches) == ()


def test_the_command_prints_the_path_and_names_what_is_near(entraide, faq_folder):
    done = entraide("new", "Parme et cotisations des apprentis", "--category", "Gestion de la Paie")
    assert done.exit_code == 0
    assert done.stdout.strip() == str(faq_folder.path / "logiciel/paie/parme-et-cotisations-des-apprentis.md")
    assert "Parme et la cotisation des apprentis (/faq/logiciel/paie/apprentis/)" in done.stderr
    again = entraide("new", "Parme et cotisations des apprentis", "--category", "Gestion de la Paie")
    assert (again.exit_code, "existe déjà" in again.stderr) == (2, True)
    assert entraide("new", "Titre", "--category", "Paix").exit_code == 2


def test_the_guide_of_technicians_says_commands_that_work(entraide, faq_folder, tmp_path, monkeypatch):
    shutil.rmtree(faq_folder.path)
    shutil.copytree(ROOT / "faq", faq_folder.path)
    settings = faq_folder.path.parent / "entraide.yml"
    source = f"{{name: forum, type: archive, kind: forum, path: '{ROOT / 'examples/forum'}', label: Forum}}"
    settings.write_text(f"sources: [{source}]\n", encoding="utf-8")
    commands = ["sync", *re.findall(r"^ *entraide (.*)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)]
    assert len(commands) >= 6
    monkeypatch.chdir(tmp_path)
    with FakeGlpi() as glpi:
        monkeypatch.setenv("ENTRAIDE_GLPI_USER_TOKEN", glpi.user_token)
        Base(glpi).article("Bourrage papier", category=Base(glpi).category("Matériel > Impression"))
        Base(glpi).dump(tmp_path)
        for command in commands:
            done = entraide(*shlex.split(command.replace("https://glpi.example.fr", glpi.url)))
            assert done.exit_code == 0, done.output
    assert (faq_folder.path / "materiel/impression/bourrage-papier.md").exists()
    drafts = read_faq(faq_folder.path)[0].drafts
    assert {draft.type for draft in drafts} == {"symptome", "actualite"}
