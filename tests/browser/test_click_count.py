"""What the pages tell the service when a result is opened, in a real browser."""

import json

CLICK = "**/api/click"


def told(request):
    """What a click sends."""
    assert request.method == "POST"
    assert "cookie" not in request.all_headers()
    return json.loads(request.post_data)


def test_a_result_that_is_opened_is_told_with_the_words_and_the_page_alone(page):
    page.goto("/recherche/?q=imprimante")
    link = page.locator("main [data-resultat] a").first
    path = link.get_attribute("href").removeprefix("..")
    # In a tab of its own: a page that is left may be gone before its answer is there.
    with page.expect_response(CLICK) as answered:
        link.click(modifiers=["ControlOrMeta"])
    assert told(answered.value.request) == {"q": "imprimante", "url": path}
    assert answered.value.status == 204


def test_a_proposal_that_is_opened_from_the_keyboard_is_told(page, search):
    search("imprimante hors ligne")
    page.keyboard.press("ArrowDown")
    with page.expect_request(CLICK) as sent:
        page.keyboard.press("Enter")
    body = told(sent.value)
    assert (body["q"], body["url"][:5]) == ("imprimante hors ligne", "/faq/")


def test_other_links_and_what_is_typed_are_not_told(page, search):
    search("imprimante")
    page.goto("/faq/")
    page.locator("main a").first.click()
    page.wait_for_timeout(300)
    assert not any("/api/click" in address for address in page.asked)
