"""What a site shows of values with periods and of deadlines: one build, of which pages and calendars are read."""

from dataclasses import replace
from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser
from site_samples import FakeMirror, Site, bulletin, fiche, thread

RATE = "{{nom: Taux apprentis, valeur: {}, unite: '%', {}, source: 'Note <b>interne</b>'}}"
RATES = ", ".join(
    RATE.format(*value)
    for value in (
        ("'0,05'", "du: 2022-01-01, au: 2022-12-31"),
        ("'0,10'", "du: 2023-01-01, au: 2026-12-31"),
        ("'0,15'", "du: 2027-01-01"),
    )
)
SAID = "Renvoyez le questionnaire au plus tard le 12 décembre."


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = Site(tmp_path_factory.mktemp("dated") / "project")
    made.write("logiciel/paie/taux.md", fiche("Le taux", more=f"valeurs: [{RATES}]\n"))
    made.write("logiciel/paie/passee.md", fiche("Une enquête close", more="echeances: [2026-11-20]\n"))
    made.write("logiciel/paie/a-venir.md", fiche("Une enquête ouverte", more="echeances: [2026-11-20, 2026-11-21]\n"))
    letter = replace(bulletin("lettres/a", "Lettre de novembre", date(2026, 11, 2)), text=SAID)
    report = replace(bulletin("clubs/a", "Compte rendu", date(2026, 11, 2)), text=SAID)
    made.build(FakeMirror([letter, report, thread(12, "Fil : répondez avant le 3 décembre 2026")]))
    return made


def read(site, url):
    return LexborHTMLParser(site.page(url).replace("\u00a0", " ").replace("\u202f", " "))


def texts(tree, selector):
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def test_a_fiche_shows_the_value_of_today_the_next_one_and_those_before(site):
    page = read(site, "/faq/logiciel/paie/taux/")
    assert texts(page, ".values > h2") == ["Valeur en vigueur"]
    assert texts(page, ".value-now") == ["0,10 % depuis le 1er janvier 2023, jusqu’au 31 décembre 2026"]
    assert texts(page, ".value-next") == ["0,15 % à partir du 1er janvier 2027 (source : Note <b>interne</b>)"]
    assert texts(page, ".value-history tbody :is(th, td:nth-child(2))") == [
        *("à partir du 1er janvier 2027", "0,15 %"),
        *("depuis le 1er janvier 2023, jusqu’au 31 décembre 2026", "0,10 % en vigueur"),
        *("du 1er janvier 2022 au 31 décembre 2022", "0,05 %"),
    ]


def test_a_fiche_of_which_all_deadlines_are_over_says_so_on_its_page_and_in_lists(site):
    page = read(site, "/faq/logiciel/paie/passee/")
    assert texts(page, ".meta .chip-warn") == ["Échéance passée"]
    assert "La dernière date limite de cette fiche était le 20 novembre 2026" in page.body.text()
    rows = {texts(row, "a")[0]: texts(row, ".chip-warn") for row in read(site, "/faq/logiciel/paie/").css(".row")}
    assert rows["Une enquête close"] == ["Échéance passée"]
    assert rows["Une enquête ouverte"] == []
    assert "Échéance passée" not in read(site, "/faq/logiciel/paie/a-venir/").css_first(".meta").text()


def test_deadlines_to_come_of_fiches_and_letters_are_in_the_agenda_and_in_a_calendar(site):
    rows = read(site, "/agenda/").css(".row:has(a)")
    assert [texts(row, "span, a") for row in rows] == [
        [
            "samedi 21 novembre 2026",
            "Le taux passe de 0,05 % à 0,10 % : vérifiez !",
            "Une enquête ouverte",
            "Une enquête ouverte",
        ],
        ["samedi 12 décembre 2026", SAID, "Lettre de novembre", "Lettre de novembre"],
    ]
    assert [row.css_first("a").attrs["href"] for row in rows] == ["../faq/logiciel/paie/a-venir/", "../lettres/a/"]
    calendar = (site.folder / "echeances.ics").read_text(encoding="utf-8").replace("\n ", "")
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:Lettre de novembre" in calendar
    assert "DTSTART;VALUE=DATE:20261212" in calendar
    assert "/lettres/a/" in calendar.partition("URL:")[2]
