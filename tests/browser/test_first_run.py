"""What a newcomer does in the first minute, in a real browser."""

import pytest

FICHE = "/faq/logiciel/ressources-humaines/gestion-de-la-paie/cosoluce-parme/cotisation-apprentis/"
LABELS = ["Logiciel", "Ressources Humaines", "Gestion de la Paie", "Cosoluce - Parme"]
ROW = 60
"""Pixels, about the height of a line of the header."""


def test_typing_shows_the_fiche_on_the_apprentice_contribution_first(page, search):
    first = search("parme cotisation apprentis").first
    assert first.get_attribute("data-kind") == "fiche"
    assert "apprentis" in first.inner_text()
    assert "Cosoluce - Parme" in first.inner_text().replace("\u00a0", " ")
    assert first.locator("mark").count() > 0
    first.click()
    page.wait_for_url("**" + FICHE)
    assert "0,10" in page.locator("article").inner_text()


def test_clicking_through_the_categories_reaches_the_same_fiche(page):
    page.goto("/")
    for label in LABELS:
        page.locator("main").get_by_role("link", name=label).first.click()
    page.locator("main").get_by_role("link", name="cotisation apprentis").first.click()
    page.wait_for_url("**" + FICHE)
    trail = page.get_by_role("navigation", name="Fil d’Ariane").get_by_role("link").all_inner_texts()
    assert [label.replace("\u00a0", " ") for label in trail] == ["Accueil", *LABELS]


@pytest.mark.parametrize(
    ("text", "kind"), [("dsn rejetee", "forum"), ("lettre de l'entraide", "newsletter"), ("compte rendu club", "club")]
)
def test_one_search_finds_a_thread_a_newsletter_and_a_report(search, text, kind):
    assert kind in [found.get_attribute("data-kind") for found in search(text).all()]


def test_a_typo_and_missing_accents_do_not_hide_the_answer(search):
    assert "auvegarde" in search("telesauvegade").first.inner_text()


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("path", ["/", "/faq/", FICHE, "/forum/", "/forum/71/", "/lettres/", "/recherche/?q=parme"])
def test_pages_are_read_without_javascript_and_fit_a_phone(plain_page, path, width):
    plain_page.set_viewport_size({"width": width, "height": 800})
    plain_page.goto(path)
    assert plain_page.locator("h1").count() == 1
    assert len(plain_page.locator("main").inner_text()) > 200
    assert plain_page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_results_page_answers_without_javascript(plain_page):
    plain_page.goto("/")
    plain_page.locator("input[type=search][name=q]").fill("cotisation apprentis")
    plain_page.keyboard.press("Enter")
    plain_page.wait_for_url("**/recherche/?q=*")
    assert "apprentis" in plain_page.locator("[data-resultat]").first.inner_text()


def test_further_results_are_reached_without_javascript(plain_page):
    plain_page.goto("/recherche/?q=mairie")
    first = plain_page.locator(".hit-title").first.inner_text()
    plain_page.get_by_role("link", name="Résultats suivants").click()
    plain_page.wait_for_url("**&offset=20")
    assert plain_page.locator("ol.hits").get_attribute("start") == "21"
    plain_page.get_by_role("link", name="Résultats précédents").click()
    plain_page.locator("ol.hits[start='1']").wait_for()
    assert plain_page.locator(".hit-title").first.inner_text() == first


def test_the_first_press_of_tab_offers_a_way_to_the_content(page):
    page.goto("/forum/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "contenu"


@pytest.mark.parametrize("width", [400, 1280])
def test_the_keyboard_goes_through_the_header_as_the_eye_does(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/forum/")
    page.get_by_role("link", name="Entraide", exact=True).focus()
    places = []
    while page.locator(":focus").evaluate("element => !!element.closest('header')"):
        box = page.locator(":focus").bounding_box()
        places.append(((box["y"] + box["height"] / 2) // ROW, box["x"]))
        page.keyboard.press("Tab")
    assert len(places) >= 4
    assert places == sorted(places)
    assert page.evaluate("scrollY") == 0
