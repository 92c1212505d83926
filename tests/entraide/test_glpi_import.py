"""`entraide import-glpi`: articles of a synthetic GLPI, read by both APIs and from a dump, become fiches and stay in step."""

import datetime as dt
import json
import re
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from fakes.glpi import FakeGlpi, Fault, error
from fakes.glpi_base import Base, png
from fakes.glpi_v2 import CLIENT, V2

from entraide.cli import main
from entraide.faq import read_faq
from entraide.glpi import DumpedKnowledge, open_knowledge
from entraide.importing import import_articles
from entraide.lint import check_faq
from entraide.world import World

TODAY = dt.date(2026, 11, 26)
SECRETS = {
    "legacy": {"ENTRAIDE_GLPI_USER_TOKEN": "jeton-utilisateur"},
    "v2": {f"ENTRAIDE_GLPI_{name.upper()}": value for name, value in CLIENT.items()},
}
ENCODED = "".join(
    f"&lt;p&gt;{part}&lt;/p&gt;"
    for part in ("&lt;strong&gt;Symptôme :&lt;/strong&gt; écran noir", "&lt;b&gt;Solution&lt;/b&gt;&lt;br&gt;Attendre.")
)
PAGE = "/front/knowbaseitem.form.php?id="


@pytest.fixture
def glpi():
    with FakeGlpi() as fake:
        fake.other_apis.append(V2(fake))
        yield fake


@pytest.fixture
def base(glpi):
    return Base(glpi)


@contextmanager
def opened(glpi, shape, tmp_path):
    if shape == "dump":
        yield DumpedKnowledge(Base(glpi).dump(tmp_path))
    else:
        world = World(environ=SECRETS[shape], clock=None, monotonic=None, sleep=None)
        with open_knowledge(glpi.url, world=world, agent="Entraide/test") as knowledge:
            yield knowledge


def imported(knowledge, folder, category=None):
    faq = read_faq(folder)[0]
    fallback = next((one for one in faq.walk() if one.path == category), None)
    found = [*import_articles(knowledge, faq, folder, today=TODAY, fallback=fallback, public=frozenset())]
    assert check_faq(folder)[1] == ()
    return {outcome.article: outcome for outcome in found}


@pytest.fixture
def again(glpi, tmp_path, faq_folder):
    """Import what is there now; gives outcomes by article."""

    def run(shape="legacy", **options):
        with opened(glpi, shape, tmp_path) as knowledge:
            return imported(knowledge, faq_folder.path, **options)

    return run


def fill(base):
    """A little of everything; gives ids by what they are."""
    paie, other = base.category("FAQ > LOGICIEL > Gestion de la paie > Faq"), base.category("Incident > Matériel")
    picture = base.fake.put_file("écran.png", png())
    shown = f'<p>Voir <a href="{PAGE}1">la paie</a> et <a href="{PAGE}5">l’autre</a></p>'
    source = f"/front/document.send.php?docid={picture}&itemtype=K"
    image = f'<h3>Solution</h3><p>Cliquez :<img alt="Le bouton Valider" src="{source}"></p>'
    return {
        "whole": base.article("Parme perd un agent", category=paie),
        "encoded": base.article("Écran noir au démarrage", ENCODED, category=other),
        "pictured": base.article("Valider un bulletin", shown + image, category=paie),
        "foreign": base.article("Une astuce", "<p>Rien</p>", category=base.category("Cuisine > Desserts")),
        "bare": base.article("Tout en un", "<p>Un seul texte.</p>", category=paie),
        "internal": base.article("Note interne", category=paie, is_faq=0),
        "ended": base.article("Une campagne passée", category=paie, end_date="2025-01-01 00:00:00"),
        "hidden": base.article("Personne ne le voit", category=paie, readers=False),
    }


@pytest.mark.parametrize("shape", ["legacy", "v2", "dump"])
def test_articles_become_the_same_fiches_however_they_are_read_and_a_second_import_changes_nothing(
    base, again, faq_folder, shape
):
    ids = fill(base)
    first = again(shape)
    what = {name: first[number].what for name, number in ids.items()}
    assert {name for name, done in what.items() if done == "non reprise"} == {"foreign", "internal"}
    faq = read_faq(faq_folder.path)[0]
    published = {fiche.glpi_id: fiche for fiche in faq.fiches}
    drafts = {fiche.glpi_id for fiche in faq.drafts}
    assert {ids["whole"], ids["encoded"], ids["pictured"]} <= set(published)
    assert {ids["bare"], ids["ended"]} <= drafts
    assert (ids["hidden"] in drafts) == (shape == "legacy")
    whole = published[ids["whole"]]
    assert (whole.category.path, whole.title) == ("logiciel/paie", "Parme perd un agent")
    assert whole.section("Symptôme") == "L’agent n’apparaît plus."
    assert whole.section("Solution") == "1. Ouvrez **Outils**.\n1. Cliquez sur *Réindexer*."
    assert (whole.summary, str(whole.published), str(whole.reviewed)) == ("Ouvrez Outils.", "2024-03-01", "2025-06-02")
    assert dict(published[ids["encoded"]].sections) == {"Symptôme": "écran noir", "Solution": "Attendre."}
    pictured = published[ids["pictured"]]
    assert pictured.section("Symptôme") == "Voir [la paie](parme-perd-un-agent.md) et l’autre"
    [name] = re.findall(r"!\[Le bouton Valider\]\((\S+)\)", pictured.body)
    assert (pictured.file.parent / name).read_bytes() == png()
    before = {file: file.read_bytes() for file in faq_folder.path.rglob("*") if file.is_file()}
    second = again(shape)
    assert {done.what for done in second.values()} == {"inchangée", "non reprise"}
    assert {file: file.read_bytes() for file in faq_folder.path.rglob("*") if file.is_file()} == before


def test_a_changed_article_changes_its_fiche_unless_a_person_did(base, glpi, again, faq_folder):
    ids = fill(base)
    again()
    rows = glpi.tables["KnowbaseItem"]
    edited = faq_folder.path / "materiel/ecran-noir-au-demarrage.md"
    edited.write_bytes(edited.read_bytes().replace(b"Attendre.", b"Attendre dix minutes."))
    rows[ids["encoded"]]["answer"] = ENCODED.replace("Attendre", "Patienter")
    rows[ids["whole"]]["answer"] = rows[ids["whole"]]["answer"].replace("Outils", "Maintenance")
    rows[ids["bare"]]["answer"] = "<p>Un cas.</p><h2>Solution</h2><p>Un remède.</p>"
    del rows[ids["pictured"]]
    done = again()
    assert (done[ids["whole"]].what, done[ids["bare"]].what) == ("mise à jour", "mise à jour")
    assert done[ids["encoded"]].what == "gardée"
    assert "aussi" in str(done[ids["encoded"]])
    assert done[ids["pictured"]].what == "disparue"
    assert "Attendre dix minutes." in edited.read_text()
    assert "**Maintenance**" in (faq_folder.path / "logiciel/paie/parme-perd-un-agent.md").read_text()
    assert "statut: publiee" in (faq_folder.path / "logiciel/paie/tout-en-un.md").read_text()


def test_a_link_comes_back_once_the_fiche_it_leads_to_is_published(base, glpi, again, faq_folder):
    ids = fill(base)
    again()
    glpi.tables["KnowbaseItem"][ids["bare"]]["answer"] = "<p>Un cas.</p><h2>Solution</h2><p>Un remède.</p>"
    assert again()[ids["pictured"]].what == "mise à jour"
    assert "[l’autre](tout-en-un.md)" in (faq_folder.path / "logiciel/paie/valider-un-bulletin.md").read_text()


def test_a_fiche_that_was_moved_stays_where_it_is(base, again, faq_folder):
    number = fill(base)["whole"]
    again()
    file = faq_folder.path / "logiciel/paie/parme-perd-un-agent.md"
    file.rename(faq_folder.path / "logiciel/agent-perdu.md")
    assert again()[number].file == "faq/logiciel/agent-perdu.md"
    assert not file.exists()


HOSTILE = [
    ("<script>alert(1)</script><p>Fin</p>", "alert"),
    ('<p onclick="x()">![a](b) {.x} &lt;b&gt; `code`</p>', "<b>"),
    ('<p><a href="javascript:alert(1)">Ici</a></p>', "javascript"),
    ('<p><img src="https://ailleurs.example/a.png" alt="x"></p>', "https://ailleurs"),
    ('<p><img src="data:image/svg+xml;base64,PHN2Zz4=" alt="x"></p>', "svg"),
    ("<p>Appelez le 06 12 34 56 78, mot de passe : Toto2024!</p>", "06 12"),
    ("<p>---\nstatut: publiee</p>", "\n---\nstatut"),
]


@pytest.mark.parametrize(("answer", "never"), HOSTILE)
def test_what_is_hostile_or_personal_does_not_reach_the_fiche(base, again, faq_folder, answer, never):
    number = base.article("Un essai", f"<p>Un cas.</p><h2>Solution</h2>{answer}", category=base.category("Matériel"))
    again()
    faq = read_faq(faq_folder.path)[0]
    [fiche] = [one for one in (*faq.fiches, *faq.drafts) if one.glpi_id == number]
    assert never not in fiche.body
    assert fiche.is_draft == ("À compléter" in fiche.body)


def test_an_image_is_taken_by_its_content_and_said_when_it_is_not(base, glpi, again, faq_folder):
    bad = glpi.put_file("photo.png", b"<svg onload='x()'></svg>")
    images = "".join(f'<img src="/front/document.send.php?docid={number}">' for number in (bad, 99, glpi.put_file("a", png())))
    number = base.article("Images", f"<p>Un cas.</p><h2>Solution</h2><p>Ceci {images}</p>", category=base.category("Matériel"))
    done = again()[number]
    assert [remark.partition(" :")[0] for remark in done.remarks] == [
        "brouillon",
        "image non reprise",
        "image non reprise",
        "l’image images-2.png n’a pas de texte de remplacement",
    ]
    assert {file.name for file in (faq_folder.path / "materiel").iterdir()} == {"images.md", "images-2.png"}


def test_what_cannot_be_placed_goes_where_it_is_told(base, again):
    number = base.article("Une astuce", category=base.category("Cuisine > Desserts"))
    assert "« Cuisine > Desserts »" in str(again()[number])
    assert again(category="materiel")[number].file == "faq/materiel/une-astuce.md"


def test_a_title_that_is_taken_and_a_text_too_deep_are_said(base, again):
    place = base.category("Matériel")
    taken = base.article("parme et la cotisation des apprentis !", category=place)
    deep = base.article("Trop profond", "<div>" * 5000 + "x", category=place)
    done = again()
    assert {done[taken].what, done[deep].what} == {"non reprise"}
    assert "apprentis.md" in str(done[taken])


def test_an_image_that_is_shown_no_more_leaves_with_the_change(base, glpi, again, faq_folder):
    ids = fill(base)
    again()
    [picture] = faq_folder.path.rglob("*.png")
    row = glpi.tables["KnowbaseItem"][ids["pictured"]]
    row["answer"] = row["answer"].partition("<h3>")[0] + "<h3>Solution</h3><p>Validez.</p>"
    assert again()[ids["pictured"]].what == "mise à jour"
    assert not picture.exists()


@pytest.mark.parametrize("path", ["KnowbaseItemCategory", "Document/"])
def test_no_fiche_is_written_when_glpi_fails_on_its_way(base, glpi, again, faq_folder, path):
    fill(base)
    glpi.faults = [Fault(on=f"GET /apirest.php/{path}", answer=error(500, "ERROR_X"), times=-1)]
    with pytest.raises(Exception, match="ERROR_X"):
        again()
    assert len([*faq_folder.path.rglob("*.md")]) == 1
    assert glpi.sessions == set()


@pytest.fixture
def project_file(tmp_path, faq_folder):  # noqa: ARG001 - beside it
    file = tmp_path / "entraide.yml"
    file.write_text("site: {name: Essai}\n")
    return file


def test_five_hundred_articles_of_a_dump_are_imported_by_the_command_and_then_left(base, tmp_path, faq_folder, project_file):
    place = base.category("Logiciel > Gestion de la Paie")
    picture = base.fake.put_file("a.png", png())
    for number in range(1, 501):
        link = f'<p>Voir <a href="/front/knowbaseitem.form.php?id={number % 500 + 1}">la suite</a></p>'
        image = f'<p><img alt="Le menu {number}" src="/front/document.send.php?docid={picture}"></p>'
        text = f"<p>Le bulletin {number} est faux.</p><h2>Solution</h2><p>Corrigez la ligne {number}.</p>{link}{image}"
        base.article(f"Bulletin faux, cas {number}", text, category=place)
    command = ["import-glpi", "--dump", str(base.dump(tmp_path)), "--config", str(project_file), "--json"]
    for what in ("créée", "inchangée"):
        done = CliRunner().invoke(main, command)
        assert (done.exit_code, json.loads(done.stdout)["counts"]) == (0, {what: 500}), done.output
    assert "[la suite](bulletin-faux-cas-2.md)" in (faq_folder.path / "logiciel/paie/bulletin-faux-cas-1.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "Give either"),
        (["https://glpi.example.fr"], 2, "ENTRAIDE_GLPI_USER_TOKEN"),
        (["https://glpi.example.fr/api.php/v2.3"], 2, "ENTRAIDE_GLPI_CLIENT_ID"),
        (["http://glpi.example.fr"], 2, "unencrypted"),
        (["--dump", "absent.json"], 2, "cannot be read"),
    ],
)
def test_wrong_use_says_what_to_do(project_file, arguments, code, said):
    done = CliRunner().invoke(main, ["import-glpi", *arguments, "--config", str(project_file)])
    assert (done.exit_code, said in done.output) == (code, True), done.output
