"""What a newcomer does in the first minute, in a real browser."""

import pytest

FICHE = "/faq/logiciel/ressources-humaines/gestion-de-la-paie/cosoluce-parme/cotisation-apprentis/"


def search(page, text):
    """Type `text` and wait for the results that belong to it."""
    page.goto("/")
    with page.expect_response(lambda response: "/api/search" in response.url):
        page.locator("input[type=search][name=q]").press_sequentially(text, delay=10)
    page.locator("[data-resultat]").first.wait_for()
    page.wait_for_timeout(400)
    return page.locator("[data-resultat]")


def test_typing_shows_the_fiche_on_the_apprentice_contribution_first(page):
    first = search(page, "parme cotisation apprentis").first
    assert first.get_attribute("data-kind") == "fiche"
    assert "apprentis" in first.inner_text()
    assert "Cosoluce - Parme" in first.inner_text().replace("\u00a0", " ")
    assert first.locator("mark").count() > 0
    first.click()
    page.wait_for_url("**" + FICHE)
    assert "0,10" in page.locator("article").inner_text()


def test_clicking_through_the_categories_reaches_the_same_fiche(page):
    page.goto("/")
    for label in ("Logiciel", "Ressources Humaines", "Gestion de la Paie", "Cosoluce - Parme"):
        page.locator("main").get_by_role("link", name=label).first.click()
    page.locator("main").get_by_role("link", name="cotisation apprentis").first.click()
    page.wait_for_url("**" + FICHE)
    trail = page.get_by_role("navigation", name="Fil d’Ariane").inner_text().replace("\u00a0", " ")
    assert [
        label for label in ("Logiciel", "Ressources Humaines", "Gestion de la Paie", "Cosoluce - Parme") if label in trail
    ] != []


@pytest.mark.parametrize(
    ("text", "kind"), [("dsn rejetee", "forum"), ("lettre de l'entraide", "newsletter"), ("compte rendu club", "club")]
)
def test_one_search_finds_a_thread_a_newsletter_and_a_report(page, text, kind):
    found = search(page, text)
    assert kind in [found.nth(place).get_attribute("data-kind") for place in range(found.count())]


def test_a_typo_and_missing_accents_do_not_hide_the_answer(page):
    assert "auvegarde" in search(page, "telesauvegade").first.inner_text()


def test_the_search_is_used_with_the_keyboard_alone(page):
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("parme cotisation apprentis", delay=10)
    page.locator("[data-resultat]").first.wait_for()
    page.wait_for_timeout(400)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + FICHE)


def test_no_page_asks_anything_of_another_host_and_none_sets_a_cookie(page, served):
    for path in ("/", "/faq/", FICHE, "/forum/", "/lettres/", "/clubs/", "/recherche/?q=dsn"):
        page.goto(path, wait_until="networkidle")
    assert [url for url in page.asked if not url.startswith((served.address, "data:"))] == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", ["/", FICHE, "/forum/", "/lettres/", "/recherche/?q=parme"])
def test_pages_are_read_without_javascript_and_fit_a_phone(browser, served, path):
    context = browser.new_context(base_url=served.address, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(path)
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").inner_text()) > 200
    width = page.locator("body").bounding_box()["width"]
    assert width <= 390
    context.close()


def test_the_results_page_answers_without_javascript(browser, served):
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("input[type=search][name=q]").fill("cotisation apprentis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=*")
    assert "apprentis" in page.locator("[data-resultat]").first.inner_text()
    context.close()
