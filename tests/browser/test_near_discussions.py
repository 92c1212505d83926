"""What is near the subject of a discussion, offered at its end, in a real browser over the service."""

THREAD = "/forum/70/"
ASKED = "/api/search"


def test_the_end_of_a_discussion_leads_to_what_is_near_its_subject(page):
    page.goto(THREAD)
    near = page.locator("[data-near]")
    assert near.is_hidden()
    assert not any(ASKED in address for address in page.asked)
    page.keyboard.press("End")
    near.wait_for()
    links = near.locator("a")
    assert 1 <= links.count() <= 5
    addresses = links.evaluate_all("links => links.map((link) => link.pathname)")
    assert THREAD not in addresses
    assert len(set(addresses)) == len(addresses)
    links.first.click()
    page.wait_for_url(f"**{addresses[0]}")
    assert page.locator("h1").is_visible()


def test_without_scripts_nothing_is_offered_that_does_not_work(plain_page):
    plain_page.goto(THREAD)
    assert plain_page.locator("[data-near]").is_hidden()
