"""What the report on the health of the content lists, with which commands, and what its page shows."""

import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from projects import FaqFolder
from selectolax.lexbor import LexborHTMLParser

from entraide.cli import main
from entraide.config import read_settings
from entraide.health import examine, gather, make_page
from forum_sync import Bulletin, Store
from forum_sync.model import Put, Quarantine, Summary

TODAY = date(2026, 11, 27)
HOSTILE = "<script>alert(1)</script>"
RATE = "resume: Le taux de la cotisation des apprentis CTP 250 est de {} %."


def lines(file, *rows):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A project with one thing of each kind to be done."""
    root = tmp_path_factory.mktemp("health")
    faq = FaqFolder(root / "faq")
    faq.write("logiciel/paie/apprentis.md", fiche("Parme et la cotisation des apprentis", RATE.format("0,10")))
    faq.fiche("logiciel/paie/vieille.md", titre="Fiche à relire", revu_le="2024-01-05")
    faq.fiche("logiciel/paie/neuve.md", titre=f'"Fiche neuve {HOSTILE}"', publie_le="2026-11-20", revu_le="2026-11-20")
    faq.fiche("logiciel/paie/brouillon.md", titre="Un brouillon", statut="brouillon")
    faq.write("logiciel/paie/echue.md", fiche("Une échéance", "resume: À déclarer au plus tard le 31 janvier 2024."))
    broken = faq.fiche("materiel/erreur.md", titre="Une erreur")
    broken.write_text(broken.read_text(encoding="utf-8") + "\n[Rien](absente.md)\n", encoding="utf-8")
    var = root / "var"
    searches = [{"query": "cimetiere", "asked": 5, "empty": 5}, {"query": '$(rm -rf) "scanner', "asked": 4}, {"query": "rare"}]
    lines(
        var / "searches/2026-11.jsonl", *({"day": "2026-11-20", "asked": 1, "empty": 0, "clicks": 0} | row for row in searches)
    )
    lines(var / "votes/2026-10.jsonl", {"month": "2026-10", "fiche": "logiciel/paie/vieille", "no": 3, "outdated": 2})
    lines(var / "reads/2026-09.jsonl", {"month": "2026-09", "fiche": "logiciel/paie/vieille", "reads": 4})
    with Store.open(var / "mirror.db") as store:
        item = Bulletin(
            id="lettres/a",
            kind="newsletter",
            title=f"Lettre {HOSTILE}",
            day=date(2022, 5, 1),
            html="<p>Le taux de la cotisation des apprentis CTP 250 est de 0,05 %.</p>",
            text="",
            warnings=("holds-code",),
        )
        store.apply("lettres", [Put(item=item, signature="1")])
        broken = Summary(id="lettres/cassee", signature="1")
        store.apply("lettres", [Quarantine(summary=broken, reason="lettres: cassee.pdf: is empty")])
    (root / "entraide.yml").write_text("site: {url: https://entraide.exemple.org/}\n", encoding="utf-8")
    return root


def fiche(title, summary):
    faq_lines = f"titre: {title}\ntype: symptome\nstatut: publiee\nthemes: [dsn]\nrevision_mois: 12\n"
    days = "publie_le: 2023-01-12\nrevu_le: 2026-09-14\n"
    return f"---\n{faq_lines}{days}{summary}\n---\n\n## Symptôme\n\nLe taux.\n\n## Solution\n\nVérifiez.\n"


@pytest.fixture(scope="module")
def facts(folder):
    return gather(read_settings(folder / "entraide.yml"), TODAY)


@pytest.fixture(scope="module")
def sections(facts):
    return {section.id: section for section in examine(facts)}


def test_the_most_urgent_comes_first_and_each_row_says_what_to_do(sections):
    first = {name: (row.title, row.place, row.command) for name, section in sections.items() for row in section.rows[:1]}
    [pair] = sections["desaccords"].rows
    assert [*first][:3] == ["erreurs", "non-lus", "desaccords"]
    assert first["erreurs"][:2] == ("Une erreur", "faq/materiel/erreur.md:26")
    assert first["non-lus"] == ("lettres/cassee", "", "")
    assert first["a-relire"] == (
        "Fiche à relire",
        "faq/logiciel/paie/vieille.md:2",
        "entraide reviewed faq/logiciel/paie/vieille.md",
    )
    assert first["echeances-passees"][0] == "Une échéance"
    assert first["sujets-manquants"] == ("cimetiere", "", 'entraide new "Cimetiere" --category "…"')
    assert first["pas-utiles"][0] == "Fiche à relire"
    assert first["brouillons"][0] == "Un brouillon"
    assert [passage.place for passage in pair.passages] == ["faq/logiciel/paie/apprentis.md:9", "/lettres/a/"]
    assert pair.command.startswith("entraide reviewed ")
    assert all(section.command for section in sections.values())


def test_what_readers_typed_is_one_word_of_a_command_and_what_is_rare_is_not_shown(sections):
    [row] = sections["sans-clic"].rows
    assert row.command == 'entraide search "(rm -rf) scanner"'
    assert all(row.title != "rare" for section in sections.values() for row in section.rows)


def test_a_fiche_is_never_read_when_it_is_a_month_old_and_reads_were_counted_for_one(facts, sections):
    assert {row.title for row in sections["jamais-lues"].rows} == {
        "Parme et la cotisation des apprentis",
        "Une échéance",
        "Une erreur",
    }
    for since in ("2026-11", ""):
        never = {section.id: section for section in examine(replace(facts, counted_since=since))}["jamais-lues"]
        assert (never.rows, bool(never.unknown)) == ((), True)


def test_the_page_holds_every_row_escapes_what_is_foreign_and_asks_for_nothing(sections):
    page = make_page([*sections.values()], name="Entraide", address="https://entraide.exemple.org/", today=TODAY)
    tree = LexborHTMLParser(page)
    assert HOSTILE not in page
    assert tree.css("script, link, img, iframe") == []
    assert len(tree.css(".rows > li")) == sum(len(section.rows) for section in sections.values())
    assert (
        tree.css_first("#a-relire .row-title a").attributes["href"] == "https://entraide.exemple.org/faq/logiciel/paie/vieille/"
    )
    empty = make_page([replace(section, rows=()) for section in sections.values()], name="E", address="/", today=TODAY)
    assert "Tout va bien" in empty


def test_the_command_writes_the_page_beside_the_site_and_what_was_reviewed_is_gone(folder):
    def run(*arguments):
        return CliRunner().invoke(main, [*arguments, "--config", str(folder / "entraide.yml")], catch_exceptions=False)

    def counts():
        return {section["id"]: section["count"] for section in json.loads(run("health", "--json").stdout)["sections"]}

    shown = run("health")
    assert shown.exit_code == 0
    assert "entraide new" in shown.stdout
    assert (folder / "var/health.html").is_file()
    before = counts()
    pair = next(line.split()[-1] for line in shown.stdout.splitlines() if "entraide reviewed" in line)
    assert run("reviewed", pair, "faq/logiciel/paie/vieille.md").exit_code == 0
    assert pair in (folder / "faq/desaccords.txt").read_text(encoding="utf-8")
    after = counts()
    assert {name for name in before if before[name] != after[name]} == {"a-relire", "desaccords"}
    assert run("reviewed", "faq/absente.md").exit_code == 2
