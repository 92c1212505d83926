"""The search on a host that runs no program: a built site behind a server of plain files, in a real browser."""

import gzip
import re
import shutil
import threading
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest
from projects import SmallProject

from entraide.pagefind import is_installed
from entraide.static_search import write_search
from search import Document, Synonyms

FIRST_QUERY = 140_000
"""Bytes of a first query of so small a site: what starts Pagefind is most of it."""
TEXTS = (".css", ".html", ".js", ".json", ".txt")
CODE = """\
---
titre: Le virement est refusé
type: symptome
statut: publiee
logiciels: []
themes: []
mots_cles: [rejet bancaire]
auteur: Équipe assistance
publie_le: 2023-01-12
revu_le: 2026-09-14
revision_mois: 12
sources: ["Essai"]
resume: La banque refuse le virement de la régie.
contextes: []
---

## Symptôme

L’impression du bordereau n’est plus proposée, et le code ERR-14481 s’affiche <b>en rouge</b>.

## Solution

1. Vérifiez la rubrique S21.G00.40.001 de l’envoi.
2. Versez le tout au SAE.
"""
VALUES = """\
valeurs:
  - {nom: Plafond de la régie, valeur: 800, unite: €, du: 2020-01-01, au: 2022-12-31, source: Essai}
  - {nom: "Plafond, par opération, de la régie d’avances", valeur: 90, unite: €, source: Essai}
  - {nom: Plafond de la régie, valeur: 1 200, unite: €, du: 2023-01-01, source: Essai}
"""
ASK = "async text => (await import('/assets/static-search.js')).ask(text)"


@pytest.fixture(scope="module")
def project(browser, tmp_path_factory):  # noqa: ARG001 - without a browser, nothing of this is needed
    """A small project whose site is built, with a search of its own."""
    if not is_installed():
        pytest.skip("Pagefind is not installed: it is the extra `static`")
    project = SmallProject(tmp_path_factory.mktemp("static") / "project")
    (project.path / "faq" / "logiciel" / "paie" / "virement.md").write_text(CODE, encoding="utf-8")
    front = (
        CODE.partition("---\n\n")[0].replace("rejet bancaire", "monnaie").replace("La banque refuse le virement", "L’avance")
    )
    advances = front.replace("Le virement est refusé", "Une avance") + VALUES
    text = "---\n\n## Symptôme\n\nIl manque de la monnaie.\n\n## Solution\n\n1. Comptez.\n"
    (project.path / "faq" / "logiciel" / "paie" / "avance.md").write_text(advances + text, encoding="utf-8")
    for command in ("sync", "build"):
        done = project.run(command)
        assert done.returncode == 0, done.stderr
    return project


@contextmanager
def serving(folder):
    """A host of plain files: its address, and what it sent, as paths and bytes."""

    class Handler(SimpleHTTPRequestHandler):
        def copyfile(self, source, outputfile):
            data = source.read()
            path = self.path.partition("?")[0]
            # As any host does, texts are compressed; the index is already.
            server.sent.append((path, len(gzip.compress(data) if path.endswith(TEXTS) else data)))
            outputfile.write(data)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        server.sent = []
        server.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def host(project):
    with serving(project.path / "site") as server:
        yield server


@pytest.fixture
def visit(browser, host):
    """A new page of the static site; an error in it fails the test, except that nothing answers at /api/search."""
    context = browser.new_context(base_url=host.address, locale="fr-FR")
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda said: errors.append(said.text) if said.type == "error" and "/api/" not in said.location["url"] else None,
    )
    page.goto("/")
    yield page
    assert errors == []
    context.close()


@pytest.fixture
def proposals(visit):
    def type_and_wait(text, found="[data-resultat]"):
        visit.locator("input[type=search][name=q]").fill(text)
        visit.locator(f"[data-popup] {found}").first.wait_for()
        return visit.locator("[data-popup] [data-resultat]")

    return type_and_wait


def titles(found):
    return [title.replace("\u00a0", " ") for title in found.locator(".hit-title").all_inner_texts()]


def test_nothing_is_loaded_before_something_is_typed_and_little_afterwards(visit, host, proposals):
    visit.wait_for_load_state("networkidle")
    assert [path for path, _ in host.sent if "pagefind" in path or "/static-" in path] == []
    host.sent.clear()
    proposals("virement refuse")
    visit.wait_for_load_state("networkidle")
    assert 0 < sum(size for _, size in host.sent) <= FIRST_QUERY
    assert not any("facts.json" in path for path, _ in host.sent)
    assert not any(path.startswith("http") for path, _ in host.sent)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("plafond régie", ["1 200 € (depuis le 1er janvier 2023) Plafond de la régie"]),
        ("plafon des regies", ["1 200 € (depuis le 1er janvier 2023) Plafond de la régie"]),
        ("plafond régie avances", ["90 € Plafond, par opération, de la régie d’avances"]),
        ("banque refuse", []),
    ],
)
def test_a_proposal_answers_in_a_few_words(proposals, text, answers):
    found = proposals(text).locator(".hit-answer").all_inner_texts()
    assert [said.replace("\u00a0", " ").replace("\u202f", " ") for said in found] == answers


@pytest.mark.parametrize(
    "text",
    [
        "virement refusé",
        "virement refuse",
        "comment faire pour le virement ?",
        "l'impression du bordereau",
        "impressions des bordereaux",
        "viremnt",
        "virment",
        "rejte bancaire",
        "refus",
        '"rejet bancaire"',
        "virement type:fiche",
        "virement -zorglub",
        "err-14481",
        "ERR 14481",
        "14481",
        "S21.G00.40",
        "s21.g00.40.001",
        "bordere",
        "virement quelquechosedinconnu",
        "sae",
    ],
)
def test_a_fiche_is_found_as_the_service_finds_it(proposals, text):
    found = proposals(text)
    assert titles(found)[0] == "Le virement est refusé"
    assert found.first.get_attribute("data-kind") == "fiche"
    assert found.first.get_attribute("href").endswith("/faq/logiciel/paie/virement/")


def test_what_matches_is_marked_and_texts_are_shown_as_written(proposals):
    first = proposals("bordereau").first
    assert first.locator("mark").all_inner_texts() == ["bordereau"]
    shown = first.locator(".hit-excerpt").inner_text().replace("\u00a0", " ")
    assert "L’impression du bordereau n’est plus proposée" in shown
    assert "¶" not in shown
    assert "rejet bancaire" not in shown


@pytest.mark.parametrize(
    "text", ["ERR-14482", "14482", "1448", "S21.G00.41", "xyzzyx", '"bancaire rejet"', "virement type:lettre"]
)
def test_what_nobody_wrote_finds_nothing(visit, proposals, text):
    proposals(text, found=".search-note")
    assert visit.locator("[data-popup] [data-resultat]").count() == 0


def test_threads_newsletters_and_reports_are_found(proposals):
    kinds = set()
    for text in ("dsn", "lettre", "club", "mairie"):
        kinds |= {found.get_attribute("data-kind") for found in proposals(text).all()}
    assert {"forum", "newsletter", "club"} <= kinds


def test_the_results_page_is_filled_by_the_page_itself(visit):
    visit.goto(f"/recherche/?q={quote('virement refuse')}")
    first = visit.locator("ol.hits > li[data-resultat]").first
    first.wait_for()
    assert "virement" in first.locator("h3.hit-title a").inner_text()
    assert visit.title().startswith("virement refuse - ")
    assert first.locator("p.hit-about .chip").count() >= 1
    assert visit.locator("input[type=search][name=q]").input_value() == "virement refuse"
    first.locator("a").click()
    visit.wait_for_url("**/faq/logiciel/paie/virement/")


def test_a_misspelt_word_is_offered_corrected_on_both_pages(visit, proposals):
    proposals("banciare")
    said = " ".join(visit.locator("[data-popup] .search-note").first.inner_text().split())
    assert said == "Vouliez-vous dire « bancaire » ?"
    visit.goto("/recherche/?q=banciare")
    visit.locator(".results-correction a").click()
    visit.wait_for_url("**/recherche/?q=bancaire")
    visit.locator("[data-resultat]").first.wait_for()
    assert visit.locator(".results-correction").count() == 0


def test_words_left_aside_are_named(visit):
    visit.goto("/recherche/?q=bordereau+zorglub")
    said = " ".join(visit.locator(".results-relaxed").inner_text().split())
    assert said == "Aucun résultat avec tous les mots ; résultats avec « bordereau », sans « zorglub »."


def total(page):
    return int(re.search(r"(\d+)(?: résultats?)?\s*$", page.locator(".hits-count").inner_text())[1])


@pytest.mark.parametrize(("name", "parameter"), [("Type", "kind"), ("Rubrique", "category"), ("Année", "year")])
def test_a_facet_gives_as_many_results_as_it_counts_and_the_address_keeps_it(visit, name, parameter):
    visit.set_viewport_size({"width": 1280, "height": 900})
    visit.goto("/recherche/?q=paie")
    link = visit.get_by_role("list", name=name).get_by_role("link").first
    announced = int(re.search(r"(\d+)\s+résultat", link.inner_text())[1])
    everything = total(visit)
    link.focus()
    visit.keyboard.press("Enter")
    visit.wait_for_url(f"**/recherche/?q=paie&{parameter}=*")
    visit.locator(".chosen").wait_for()
    assert total(visit) == announced < everything
    assert visit.get_by_role("list", name=name).count() == 0
    visit.get_by_role("list", name="Filtres choisis").get_by_role("link").click()
    visit.wait_for_url("**/recherche/?q=paie")
    visit.locator(".hits-count").wait_for()
    assert total(visit) == everything


def test_results_are_sorted_by_date_and_say_what_they_are(visit):
    visit.goto("/recherche/?q=paie")
    order = visit.get_by_role("navigation", name="Ordre des résultats")
    order.get_by_role("link", name="Date").click()
    visit.wait_for_url("**/recherche/?q=paie&sort=date")
    visit.locator("[data-resultat]").first.wait_for()
    days = visit.locator(".hit-about time").evaluate_all("times => times.map(time => time.dateTime)")
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > 1
    visit.goto("/recherche/?q=virement&kind=fiche")
    about = visit.locator(".hit-about").first
    about.wait_for()
    assert " ".join(about.inner_text().split()) == "Fiche revue le 14 septembre 2026 Logiciel › Gestion de la Paie"


def test_what_is_filled_in_has_names_for_those_who_listen(visit):
    visit.goto("/recherche/?q=paie")
    visit.locator("[data-resultat]").first.wait_for()
    assert visit.get_by_role("status").filter(has_text=re.compile(r"^\d+ résultats$")).count() == 1
    assert all(
        visit.locator("article [aria-labelledby]").evaluate_all(
            "all => all.map(one => document.getElementById(one.getAttribute('aria-labelledby')))"
        )
    )
    names = visit.locator("article nav").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert all(names)
    assert len(names) == len(set(names)) >= 2


def test_a_screen_that_no_fiche_explains_leads_to_a_search_among_what_concerns_its_software(visit, project):
    missing = (project.path / "site" / "404.html").read_text(encoding="utf-8")
    visit.route("**/a/*/bulletin-faux/", lambda route: route.fulfill(body=missing, content_type="text/html"))
    for owner, asked in (("parme", "q=bulletin+faux&software=Parme"), ("inconnu", "q=inconnu+bulletin+faux")):
        visit.goto(f"/a/{owner}/bulletin-faux/")
        visit.wait_for_url(f"**/recherche/?{asked}")


def test_without_scripts_the_results_page_says_what_it_needs(browser, host):
    context = browser.new_context(base_url=host.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/recherche/?q=virement")
    assert "besoin d’un service" in page.locator(".results").inner_text()
    context.close()


@pytest.fixture(scope="module")
def talkative(project, tmp_path_factory):
    """The folder of a host with 600 discussions, of which some are old, and with the scripts of the site alone."""
    folder = tmp_path_factory.mktemp("talkative")
    threads = (
        Document(
            id=f"forum/{number}",
            kind="forum",
            title=f"Salle numéro {number}",
            url=f"/forum/{number}/",
            version="1",
            day=date(2026, 9, 30) - timedelta(days=number),
            body="Une question ancienne." if number == 599 else "Une question.",
        )
        for number in range(600)
    )
    write_search(threads, Synonyms(), folder / "pagefind")
    shutil.copytree(project.path / "site" / "assets", folder / "assets")
    (folder / "index.html").write_text("<!doctype html><title>Essai</title>", encoding="utf-8")
    return folder


def test_the_archive_is_asked_when_the_rest_finds_little(browser, talkative):
    with serving(talkative) as host:
        page = browser.new_page(base_url=host.address)
        page.goto("/")
        found = page.evaluate(ASK, "question")
        assert (len(found["hits"]), found["isPartial"]) == (8, True)
        assert not any("archive" in path for path, _ in host.sent)
        found = page.evaluate(ASK, "ancienne")
        assert [hit["url"] for hit in found["hits"]] == ["/forum/599/"]
        assert found["isPartial"] is False
        assert any("archive" in path for path, _ in host.sent)
        page.close()


def test_where_the_service_answers_nothing_of_it_is_built_or_loaded(page, search, served):
    assert search("parme").count() > 0
    assert not (served.path / "site" / "pagefind").exists()
    assert [url for url in page.asked if "pagefind" in url or "/static-" in url] == []


def test_the_same_content_gives_the_same_files(project, tmp_path):
    folder, before = project.path / "site" / "pagefind", tmp_path / "before"
    shutil.copytree(folder, before)
    assert project.run("build").returncode == 0
    names = sorted(str(file.relative_to(before)) for file in before.rglob("*") if file.is_file())
    assert names == sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    assert all((before / name).read_bytes() == (folder / name).read_bytes() for name in names)
