"""The results page of the served site in a real browser: narrowed and sorted by keyboard, without scripts, on a phone."""

import re
from itertools import pairwise

import pytest

FACETS = "nav[aria-label='Affiner les résultats']"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
CONTRAST = """element => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = rgb(colour).map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let ground = element;
  while (ground.parentElement && rgb(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
  const pair = [light(getComputedStyle(element).color), light(getComputedStyle(ground).backgroundColor)].sort((a, b) => b - a);
  return (pair[0] + 0.05) / (pair[1] + 0.05);
}"""
NAME = "one => one.ariaLabel ?? document.getElementById(one.getAttribute('aria-labelledby'))?.textContent"
COLOURED = ".hit-title a, .hit-about .chip, .hit-trust, .hit-age, .hit-category, .hit-excerpt, .hit-excerpt mark, .facet a"
COLOURED += ", .facet-count, .facet-name, .sorts a, .chosen .chip, .results-relaxed, .results-correction a, .hits-count"


@pytest.fixture(params=["with scripts", "without scripts"])
def any_page(request):
    return request.getfixturevalue("page" if request.param == "with scripts" else "plain_page")


def tab_to(page, target):
    """Press Tab until `target` has the focus, as somebody without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("the keyboard does not get there")


def count_of(link):
    return int(re.search(r"(\d+) résultat", link.inner_text().replace("\n", " "))[1])


def total(page):
    return int(re.search(r"(\d+)(?: résultats?)?\s*$", page.locator(".hits-count").inner_text())[1])


def test_results_are_narrowed_and_widened_with_the_keyboard_alone(any_page):
    any_page.set_viewport_size(WIDE)
    any_page.goto("/recherche/?q=sauvegarde")
    everything = total(any_page)
    link = any_page.locator(FACETS).get_by_role("link", name=re.compile("^Fiche"))
    announced = count_of(link)
    tab_to(any_page, link)
    any_page.keyboard.press("Enter")
    any_page.wait_for_url("**/recherche/?q=sauvegarde&kind=fiche")
    assert total(any_page) == announced < everything
    assert set(any_page.locator("[data-resultat]").evaluate_all("rows => rows.map(row => row.dataset.kind)")) == {"fiche"}
    chip = any_page.get_by_role("list", name="Filtres choisis").get_by_role("link")
    assert " ".join(chip.inner_text().split()) == "Type : Fiche (retirer ce filtre)"
    tab_to(any_page, chip)
    any_page.keyboard.press("Enter")
    any_page.wait_for_url("**/recherche/?q=sauvegarde")
    assert total(any_page) == everything


@pytest.mark.parametrize("name", ["Type", "Rubrique", "Logiciel", "Thème", "Année"])
def test_each_facet_gives_as_many_results_as_it_counts(page, name):
    page.set_viewport_size(WIDE)
    page.goto("/recherche/?q=sauvegarde&limit=50")
    link = page.get_by_role("list", name=name).get_by_role("link").first
    announced = count_of(link)
    link.click()
    page.locator(".chosen").wait_for()
    assert total(page) == announced
    assert page.get_by_role("list", name=name).count() == 0


def test_facets_are_folded_on_a_phone_and_unfold_with_the_keyboard(any_page):
    any_page.set_viewport_size(PHONE)
    any_page.goto("/recherche/?q=sauvegarde")
    link = any_page.locator(FACETS).get_by_role("link").first
    assert not link.is_visible()
    tab_to(any_page, any_page.locator(f"{FACETS} summary").first)
    any_page.keyboard.press("Enter")
    assert link.is_visible()
    assert any_page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_facets_stand_open_beside_the_results_on_a_wide_screen(any_page):
    any_page.set_viewport_size(WIDE)
    any_page.goto("/recherche/?q=sauvegarde")
    facets, rows = (any_page.locator(place).bounding_box() for place in (f"{FACETS} ul >> nth=0", "ol.hits"))
    assert facets["x"] + facets["width"] <= rows["x"]
    assert any_page.locator(f"{FACETS} summary").first.is_hidden()


def test_results_are_sorted_by_date_and_back(any_page):
    any_page.goto("/recherche/?q=paie")
    first = any_page.locator(".hit-title").first.inner_text()
    order = any_page.get_by_role("navigation", name="Ordre des résultats")
    order.get_by_role("link", name="Date").click()
    any_page.wait_for_url("**/recherche/?q=paie&sort=date")
    days = any_page.locator(".hit-about time").evaluate_all("times => times.map(time => time.dateTime)")
    assert days == sorted(days, reverse=True)
    assert order.locator("[aria-current=true]").inner_text() == "Date"
    order.get_by_role("link", name="Pertinence").click()
    any_page.wait_for_url("**/recherche/?q=paie")
    assert any_page.locator(".hit-title").first.inner_text() == first


def test_a_misspelt_word_is_offered_corrected(any_page):
    any_page.goto("/recherche/?q=telesauvegade")
    line = any_page.locator(".results-correction")
    assert " ".join(line.inner_text().split()) == "Vouliez-vous dire « télésauvegarde » ?"
    line.get_by_role("link").click()
    any_page.wait_for_url("**/recherche/?q=t*l*sauvegarde")
    assert any_page.locator("[data-resultat]").count() > 0
    assert any_page.locator(".results-correction").count() == 0


def test_words_left_aside_are_named_and_help_is_offered(any_page):
    any_page.goto("/recherche/?q=cotisation+apprentis+zorglub")
    said = " ".join(any_page.locator(".results-relaxed").inner_text().split())
    assert said == "Aucun résultat avec tous les mots ; résultats avec « cotisation », « apprentis », sans « zorglub »."
    assert any_page.get_by_role("heading", name="Demander de l’aide").is_visible()


def test_rows_say_their_kind_and_how_far_they_can_be_relied_on(any_page):
    any_page.goto("/recherche/?q=cotisation+apprentis")
    about = [" ".join(row.split()) for row in any_page.locator(".hit-about").all_inner_texts()]
    assert about[0].startswith("Fiche revue le 14 septembre 2026 Logiciel › ")
    assert [row for row in about if row.startswith("Forum Réponse retenue, ")]


def test_each_example_of_the_help_finds_something(plain_page):
    plain_page.goto("/aide/")
    table = plain_page.locator("table").filter(has_text="Vous tapez")
    examples = [*table.locator("code").all_inner_texts(), *plain_page.locator("p > code").all_inner_texts()]
    found = {text: plain_page.request.get("/api/search", params={"q": text}).json() for text in examples}
    assert len(found) >= 10
    assert [text for text, answer in found.items() if answer["relaxed"] or not answer["total"]] == []


def test_the_page_has_one_title_headings_in_order_and_landmarks_with_names_of_their_own(page):
    page.goto("/recherche/?q=sauvegarde")
    levels = page.locator("h1, h2, h3").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => +one.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    names = page.locator("nav, [role=search]").evaluate_all(f"all => all.map({NAME})")
    assert all(names)
    assert len(names) == len(set(names))
    assert all(page.locator("article [aria-labelledby]").evaluate_all(f"all => all.map({NAME})"))
    assert page.locator("article svg:not([aria-hidden=true])").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["q=sauvegarde&kind=fiche", "q=sauvgarde+zorglub"])
def test_what_is_said_is_readable_in_both_palettes(page, scheme, query):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(WIDE)
    page.goto(f"/recherche/?{query}")
    named = "`${one.className || one.tagName} ${one.innerText.slice(0, 20)}`"
    found = dict(page.locator(COLOURED).evaluate_all(f"all => all.map(one => [{named}, ({CONTRAST})(one)])"))
    assert len(found) > 20
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("query", ["q=sauvegarde", "q=parme&kind=fiche&year=2026", "q=" + "anticonstitutionnellement" * 5])
def test_nothing_overflows_on_a_phone(any_page, query, width):
    any_page.set_viewport_size({"width": width, "height": 700})
    any_page.goto(f"/recherche/?{query}")
    for summary in any_page.locator(f"{FACETS} > details > summary").all():
        summary.click()
    assert any_page.evaluate("document.documentElement.scrollWidth") <= width


def test_searches_that_found_something_are_offered_on_the_home_page_until_they_are_erased(page):
    recent = page.locator("[data-recent]")
    page.goto("/")
    assert recent.is_hidden()
    for asked in ("sauvegarde", "zzqx", "imprimante", "SAUVEGARDE"):
        page.goto(f"/recherche/?q={asked}")
    page.goto("/")
    assert recent.get_by_role("link").all_inner_texts() == ["SAUVEGARDE", "imprimante"]
    recent.get_by_role("link", name="imprimante").click()
    assert page.locator("input[name=q]").first.input_value() == "imprimante"
    page.goto("/")
    recent.get_by_role("button", name="Effacer").click()
    assert recent.is_hidden()
    page.reload()
    assert recent.is_hidden()
