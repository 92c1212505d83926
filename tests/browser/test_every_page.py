"""What holds on every kind of page, in a real browser: it can be used by all, fits its window and asks nothing of others."""

from collections import Counter

import pytest
from faults import violations
from page_kinds import KINDS

SCHEMES = {"light": "default", "dark": "slate"}


@pytest.fixture(scope="module")
def tab(browser, served):
    """One page for all tests of this module, which says what it asked for."""
    context = browser.new_context(base_url=served.address, locale="fr-FR")
    tab = context.new_page()
    tab.asked = []
    tab.on("request", lambda request: tab.asked.append(request.url))
    yield tab
    context.close()


def show(tab, path, scheme):
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    tab.goto(path)
    assert tab.locator("body").get_attribute("data-md-color-scheme") == SCHEMES[scheme]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_no_fault_that_a_machine_sees_wide_and_light_or_narrow_and_dark(tab, kind):
    for scheme, width in (("light", 1280), ("dark", 390)):
        tab.set_viewport_size({"width": width, "height": 800})
        show(tab, KINDS[kind], scheme)
        assert violations(tab) == []
    tab.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", ["/", "/faq/"])
def test_the_proposals_of_the_search_have_none_either(tab, path, scheme):
    show(tab, path, scheme)
    for text in ("imprimante", "zzzzqqqq"):
        tab.locator("#q").fill(text)
        tab.locator("[data-popup] [data-resultat]" if text == "imprimante" else "[data-popup] .search-note").first.wait_for()
        tab.wait_for_timeout(300)
        assert violations(tab) == []


def test_a_page_asks_nothing_of_others_sets_no_cookie_and_leads_to_the_map_and_the_state_of_accessibility(tab, served):
    tab.asked.clear()
    titles = Counter()
    for path in KINDS.values():
        tab.goto(path)
        titles[tab.title()] += 1
        foot = tab.get_by_role("contentinfo")
        assert foot.get_by_role("link", name="Accessibilité : non conforme").count() == 1
        assert foot.get_by_role("link", name="Plan du site").count() == 1
        assert tab.locator("h1").count() == 1
    tab.wait_for_load_state("networkidle")
    assert [title for title, number in titles.items() if number > 1] == []
    assert len(tab.asked) > len(KINDS)
    assert [url for url in tab.asked if not url.startswith((served.address, "data:"))] == []
    assert tab.context.cookies() == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_twice_as_large_needs_no_scrolling_sideways(tab, kind):
    tab.set_viewport_size({"width": 640, "height": 400})
    tab.goto(KINDS[kind])
    assert tab.evaluate("document.documentElement.scrollWidth") == 640
    tab.set_viewport_size({"width": 1280, "height": 800})


def test_the_first_stops_of_the_keyboard_lead_past_the_header_and_are_seen(tab):
    for path in ("/", KINDS["fiche"], KINDS["discussion"]):
        tab.goto(path)
        tab.keyboard.press("Tab")
        stops = [tab.evaluate("document.activeElement.textContent.trim()")]
        assert tab.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 3
        tab.keyboard.press("Tab")
        stops.append(tab.evaluate("document.activeElement.textContent.trim()"))
        assert stops == ["Aller au contenu", "Aller à la recherche"]
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == "q"


def test_whoever_wants_no_motion_gets_none(tab):
    tab.emulate_media(reduced_motion="reduce")
    tab.goto("/")
    moving = "[...document.querySelectorAll('*')].filter(node => parseFloat(getComputedStyle(node).transitionDuration) > 0)"
    assert tab.evaluate(f"{moving}.length") == 0
    assert tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_the_scheme_follows_the_system_until_another_is_chosen(tab):
    for scheme in ("light", "dark", "light"):
        show(tab, "/", scheme)
    tab.get_by_title("Passer au thème sombre").click()
    tab.reload()
    assert tab.locator("body").get_attribute("data-md-color-scheme") == "slate"
    tab.get_by_title("Passer au thème clair").click()
    show(tab, "/", "dark")
