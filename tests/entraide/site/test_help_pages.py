"""Contextual help as it is built: the short page of a context, its JSON twin, its QR code, the list of all."""

import json

import pytest
from selectolax.lexbor import LexborHTMLParser
from site_samples import HOSTILE

from entraide.site.help_pages import qr_code

INCIDENT = "/a/parme/declarer-un-incident/"


def parsed(site, url):
    return LexborHTMLParser(site.page(url))


def test_a_context_is_a_short_page_that_leads_to_the_fiche_and_is_in_no_search_engine(built):
    page = parsed(built, INCIDENT)
    assert page.css_first("h1").text() == "Déclarer un incident"
    assert page.css_first(".help .lead").text() == "Le taux passe de 0,05\u00a0% à 0,10\u00a0%\u00a0: vérifiez\u202f!"
    steps = [node.html for node in page.css(".help ol > li")]
    assert steps == ["<li>Ouvrez le <strong>bulletin</strong>.</li>", "<li>Lisez l’autre fiche.</li>"]
    assert page.css_first(".help .button").attrs["href"] == "../../../faq/services/incident/"
    assert page.css_first("meta[name=robots]").attrs["content"] == "noindex"
    assert page.css_first("link[rel=canonical]").attrs["href"].endswith("/faq/services/incident/")
    assert "/a/" not in (built.folder / "sitemap.xml").read_text()


def test_a_screen_that_several_fiches_explain_lists_them_without_outdated_ones(built):
    titles = [node.text() for node in parsed(built, "/a/parme/aucun/").css(".help-list h2")]
    assert len(titles) == 3
    assert HOSTILE in titles
    assert "Fiche ancienne" not in titles


def test_programs_read_the_same_and_the_list_of_all(built):
    twin = json.loads((built.folder / f"{INCIDENT}index.json".strip("/")).read_bytes())
    assert (twin["software"], twin["context"], len(twin["fiches"])) == ("parme", "declarer-un-incident", 1)
    assert twin["fiches"][0]["url"].endswith("/faq/services/incident/")
    register = json.loads((built.folder / "a/index.json").read_bytes())
    assert register["software"] == {"parme": "Cosoluce - Parme"}
    assert [one["context"] for one in register["contexts"]] == ["aucun", "declarer-un-incident"]
    assert len(parsed(built, "/a/").css(".help-index li")) == 2


@pytest.mark.parametrize("address", ["https://entraide.example.fr/a/parme/pasrau/", "http://127.0.0.1:8000/a/x/"])
def test_a_code_is_a_picture_of_its_own_address_with_a_white_border(address):
    picture = LexborHTMLParser(qr_code(address).decode()).css_first("svg")
    assert picture.css("path")[0].attrs["fill"] == "#fff"
    assert qr_code(address) != qr_code(f"{address}autre/")
