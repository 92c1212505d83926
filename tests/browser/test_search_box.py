"""The search field with proposals, in a real browser."""

import json

import pytest

FIELD = "input[type=search][name=q]"
FORGET_ABORTS = "const real = window.fetch; window.fetch = (address) => real(address)"
"""A browser in which no request is ever called off, so that late answers do arrive."""


def hit(title, **fields):
    plain = {"id": title, "kind": "fiche", "title": title, "url": "/faq/", "category": "", "date": None, "excerpt": []}
    return plain | fields


def asked_of(route):
    return "q=imprimante" in route.request.url


def answer(route, title):
    route.fulfill(json={"query": "", "total": 1, "relaxed": False, "hits": [hit(title)]})


def shown(page, typed, *hits, **about):
    """The popup when the service gives these hits for what is typed."""
    found = {"query": typed, "total": len(hits), "relaxed": False, "dropped": [], "correction": "", "hits": hits} | about
    page.route("**/api/search?**", lambda route: route.fulfill(json=found))
    page.goto("/faq/")
    page.locator(FIELD).fill(typed)
    page.locator("[data-popup] > *").first.wait_for()
    return page.locator("[data-popup]")


def test_the_search_is_used_with_the_keyboard_alone(page):
    page.goto("/faq/")
    page.locator("body").press("Tab")
    while page.locator(":focus").get_attribute("name") != "q":
        page.keyboard.press("Tab")
    page.keyboard.type("parme cotisation apprentis", delay=10)
    page.locator("[data-resultat]", has_text="apprentis").first.wait_for()
    page.keyboard.press("ArrowDown")
    chosen = page.locator(FIELD).get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/cotisation-apprentis/")


def test_escape_closes_the_proposals(page, search):
    search("dsn")
    page.keyboard.press("Escape")
    assert page.locator("[data-popup]").is_hidden()
    assert page.locator(FIELD).get_attribute("aria-expanded") == "false"
    assert page.locator(FIELD).input_value() == "dsn"


def test_enter_after_more_typing_goes_to_the_results_and_not_to_the_choice_before(page, search):
    search("parme")
    page.keyboard.press("ArrowDown")
    page.keyboard.type(" dsn")
    assert page.locator(FIELD).get_attribute("aria-activedescendant") is None
    assert page.locator("[data-resultat][aria-selected=true]").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=parme+dsn")


def test_a_press_in_the_popup_beside_a_link_does_not_close_it(page, search):
    search("xqzxqzxqz", found=".search-note")
    page.locator(".search-note p").first.click()
    assert page.locator("[data-popup]").is_visible()
    assert page.locator(FIELD).evaluate("field => field === document.activeElement")


def test_leaving_the_field_closes_the_proposals(page, search):
    search("dsn")
    page.locator("h1").click()
    assert page.locator("[data-popup]").is_hidden()


def test_a_slow_answer_never_takes_the_place_of_a_newer_one(page):
    held = []
    page.add_init_script(FORGET_ABORTS)
    page.route("**/api/search?**", lambda route: answer(route, "Nouvelle") if asked_of(route) else held.append(route))
    page.goto("/")
    with page.expect_request("**/api/search?**"):
        page.locator(FIELD).fill("dsn")
    page.locator(FIELD).fill("imprimante")
    page.locator("[data-resultat]", has_text="Nouvelle").wait_for()
    with page.expect_response(lambda response: "q=dsn" in response.url):
        answer(held[0], "Ancienne")
    page.wait_for_timeout(200)
    assert page.locator("[data-resultat]").all_inner_texts() == ["Nouvelle\nFiche"]


def test_an_answer_that_comes_after_the_proposals_were_closed_is_not_shown(page):
    held = []
    page.add_init_script(FORGET_ABORTS)
    page.route("**/api/search?**", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks its handlers
    page.goto("/")
    with page.expect_request("**/api/search?**"):
        page.locator(FIELD).fill("dsn")
    page.locator("h1").click()
    with page.expect_response("**/api/search?**"):
        answer(held[0], "Tardive")
    page.wait_for_timeout(200)
    assert page.locator("[data-popup]").is_hidden()


def test_the_number_of_results_and_their_absence_are_announced(page, search):
    total = json.loads(page.request.get("/api/search?q=dsn").text())["total"]
    search("dsn")
    assert page.get_by_role("status").inner_text() == f"{total} résultats"
    search("xqzxqzxqz", found=".search-note")
    assert page.get_by_role("status").inner_text() == "Aucun résultat."


def test_the_box_and_the_page_say_the_same_when_nothing_is_found(page, search):
    search("xqzxqzxqz", found=".search-note")
    box = page.locator(".search-note p").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=xqzxqzxqz")
    assert page.locator(".results p").first.inner_text() == box


PLACES = ["Foire aux questions", "Plan du site", "Aide"]
DOORS = ["Déclarer un incident", "Obtenir une assistance", "Demander un accès"]


def test_who_finds_nothing_is_led_to_the_doors_by_the_box_and_by_the_page(page, search):
    search("xqzxqzxqz", found=".search-note")
    assert page.locator(".search-note a").all_inner_texts() == PLACES + DOORS
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=xqzxqzxqz")
    assert page.locator("main .next a").all_inner_texts() == DOORS
    page.locator("main .next a").first.click()
    page.wait_for_url("**/demandes/incident/?titre=xqzxqzxqz")
    assert page.get_by_label("Titre de votre incident").input_value() == "xqzxqzxqz"


def test_who_finds_nothing_is_led_to_the_forum_with_what_was_typed(page):
    page.goto("/faq/")
    page.locator("[data-search]").evaluate("form => form.dataset.forum = 'https://forum.exemple.org'")
    page.locator(FIELD).fill('xqz "& é')
    link = page.get_by_role("link", name="Poser la question sur le forum")
    link.wait_for()
    assert link.get_attribute("href") == "https://forum.exemple.org/new-topic?title=xqz%20%22%26%20%C3%A9"
    assert link.get_attribute("rel") == "noopener"


@pytest.mark.parametrize("failure", ["abort", "refusal"])
def test_a_search_that_does_not_answer_is_said_in_french_with_places_to_go(page, failure):
    page.route(
        "**/api/search?**", lambda route: route.abort() if failure == "abort" else route.fulfill(status=503, json={"error": ""})
    )
    page.goto("/forum/")
    page.locator(FIELD).fill("dsn")
    note = page.locator("[data-popup] .search-note")
    note.wait_for()
    assert "La recherche ne répond pas pour le moment." in note.inner_text()
    assert note.get_by_role("link").all_inner_texts() == PLACES
    assert page.get_by_role("status").inner_text() == "La recherche ne répond pas pour le moment."
    page.errors.clear()


HAS_FOCUS = "field => field === document.activeElement"


def test_a_slash_leads_to_the_field_and_is_a_sign_like_any_other_in_it(page):
    page.goto("/faq/")
    page.locator("body").press("/")
    assert page.locator(FIELD).evaluate(HAS_FOCUS)
    page.keyboard.type("24/7")
    assert page.locator(FIELD).input_value() == "24/7"
    assert [address for address in page.asked if "/api/" in address] == []


def test_a_slash_with_another_key_is_left_to_the_browser(page):
    page.goto("/faq/")
    page.locator("body").press("Control+/")
    assert not page.locator(FIELD).evaluate(HAS_FOCUS)


def test_the_slash_is_turned_off_and_on_again_on_the_page_of_help(page):
    page.goto("/aide/")
    page.get_by_role("button", name="Désactiver le raccourci").press("Enter")
    page.goto("/faq/")
    page.locator("body").press("/")
    assert not page.locator(FIELD).evaluate(HAS_FOCUS)
    page.goto("/aide/")
    page.get_by_role("button", name="Réactiver le raccourci").click()
    page.locator("h1").press("/")
    assert page.locator(FIELD).evaluate(HAS_FOCUS)


def test_nothing_is_stored_about_what_was_searched(page, search):
    search("dsn").first.click()
    stored = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")
    assert "dsn" not in stored
    assert set(json.loads(stored)[0]) <= {"/.scheme"}


def test_titles_that_hold_what_was_typed_come_first_when_they_can_be_relied_on(page):
    passage = [{"text": "La paie", "match": True}]
    shown(
        page,
        "telesauvegardes echo",
        hit("Autre chose", trust="reviewed", excerpt=passage),
        hit("La télésauvegarde échoue : qu’en dit-on", kind="forum", trust="said", excerpt=passage),
        hit("Échec de la télésauvegarde", trust="reviewed", excerpt=passage),
        hit("Télésauvegarde : elle échoue", trust="reviewed", excerpt=passage),
    )
    titles = page.locator("[data-popup] .hit-title").all_inner_texts()
    assert [title.replace("\u00a0", " ") for title in titles[:2]] == ["Télésauvegarde : elle échoue", "Autre chose"]
    first = page.locator("[data-resultat]").first
    assert first.locator("mark").all_inner_texts() == ["Télésauvegarde", "échoue"]
    assert first.locator(".hit-excerpt").count() == 0
    assert page.locator(".hit-excerpt mark").count() == 3


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"trust": "reviewed", "date": "2019-05-01"}, "Fiche revue en 2019"),
        ({"trust": "reviewed", "date": "2099-05-01"}, "Fiche revue le 1er mai 2099"),
        ({"trust": "solved", "kind": "forum", "date": "2019-05-02"}, "Forum Réponse retenue, 2019"),
        ({"trust": "said", "kind": "forum", "date": "2019-05-02"}, "Forum Avis d’un membre, 2019"),
        ({"trust": "reported", "kind": "club", "date": "2019-05-02"}, "Compte rendu 2019"),
        ({"trust": "outdated", "date": None}, "Fiche Dépassée"),
        ({"trust": "past", "date": "2019-05-02"}, "Fiche Échéance passée"),
    ],
)
def test_a_proposal_says_how_far_it_can_be_relied_on(page, fields, said):
    shown(page, "taux", hit("Le taux", **fields))
    assert " ".join(page.locator("[data-popup] .hit-about").inner_text().split()) == said


def test_a_correction_is_offered_and_announced_and_leads_to_its_results(page):
    popup = shown(page, "sauvgarde", hit("Autre"), correction="sauvegarde & co", relaxed=True)
    assert page.get_by_role("status").inner_text() == "1 résultat Vouliez-vous dire «\u00a0sauvegarde & co\u00a0»\u00a0?"
    popup.get_by_role("link", name="sauvegarde & co").click()
    page.wait_for_url("**/recherche/?q=sauvegarde%20%26%20co")


def test_an_exact_code_that_no_page_holds_is_said_to_be_one(page, search):
    search("S99.G99.99", found=".search-note")
    box = page.locator(".search-note p").first.inner_text()
    assert box.startswith("Le code «\u00a0S99.G99.99\u00a0» ne figure dans aucune page.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=S99.G99.99")
    assert page.locator(".results p").first.inner_text() == box


def test_an_answer_that_lacks_some_of_the_words_says_so_above_the_results(page):
    page.goto("/")
    page.locator("input[type=search][name=q]").press_sequentially("sauvgarde diferentielle zorglub", delay=10)
    page.locator("[data-resultat]").first.wait_for()
    said = page.locator("[data-popup]").inner_text()
    assert "Aucun résultat avec tous les mots" in said
    assert "sans «\u00a0zorglub\u00a0»" in said
    assert "parcourir" not in said.split("\n\n")[0]
    assert page.locator("[data-popup] ul").count() == 0
