"""The page of a fiche in a browser: its tools with and without scripts, on paper, and with whatever an author may write."""

import json
import struct
import zlib

import pytest
from projects import FaqFolder, SmallProject

PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    for name, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 600, 300, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(b"\0" + bytes(600) for _ in range(300)))),
        (b"IEND", b""),
    )
)
STEPS = """\
## Symptôme

La fenêtre reste grise.

## Solution

1. Regardez la fenêtre : ![La fenêtre grise](fenetre.png)
2. Ouvrez [l’autre fiche](apprentis.md).
3. Validez.
"""
RAW = """\
## Symptôme

</section></div></article><div class="md-typeset" style="position: fixed; width: 5000px"><table><tr><td>Ouvert

<script>document.title = "prise"</script><img src="absente.png" alt="Image" onerror="document.title = 'prise'" width="4000">
<iframe src="https://exemple.org/"></iframe><form action="https://exemple.org/"><input name="mot-de-passe"></form>

## Solution

1. Une étape.
2. Une autre.
"""
LONG = "x" * 290
TABLE = "\n".join(["| " + " | ".join(f"Colonne {number}" for number in range(40)) + " |", "|---" * 40 + "|"]) + "\n"
TABLE += "\n".join("| " + " | ".join(f"valeur{row}-{number}" * 3 for number in range(40)) + " |" for row in range(150))
FICHE, BASE = "/faq/logiciel/paie/etapes/", "/faq/logiciel/paie/"
BAD = {
    "brute": {"body": RAW},
    "tableau": {"body": f"## Symptôme\n\nVoir.\n\n## Solution\n\n{TABLE}\n"},
    "longue": {"titre": f"Titre{LONG}", "resume": LONG, "mots_cles": f"[{LONG}]", "sources": f"[{LONG}]"},
    "sans-date": {"publie_le": None, "revu_le": None},
}


def write(faq, name, *, body="", **header):
    file = faq.fiche(f"logiciel/paie/{name}.md", **{"titre": f"Fiche {name}", **header})
    if body:
        file.write_text(file.read_text().partition("## Symptôme")[0] + body)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    project = SmallProject(tmp_path_factory.mktemp("fiches") / "project")
    faq = FaqFolder(project.path / "faq")
    faq.write("logiciel/paie/fenetre.png", PNG)
    write(faq, "etapes", body=STEPS, anciennes_adresses="[logiciel/paie/vieille-adresse]")
    for name, values in BAD.items():
        write(faq, name, **values)
    with project.served() as project.address:
        yield project


def counted(served):
    found = served.run("votes", "--json")
    return {row["fiche"]: row for row in json.loads(found.stdout)["fiches"]}


def test_steps_are_ticked_by_keyboard_and_stay_so_until_all_are_unticked(page):
    page.goto(FICHE)
    steps = page.get_by_role("checkbox")
    assert steps.count() == 3
    page.get_by_role("checkbox", name="Étape 2 faite").focus()
    page.keyboard.press("Space")
    page.reload()
    assert [step.get_attribute("aria-checked") for step in steps.all()] == ["false", "true", "false"]
    assert page.get_by_text("1 étape sur 3").is_visible()
    page.get_by_role("button", name="Tout décocher").press("Enter")
    assert page.locator("[role=checkbox][aria-checked=true]").count() == 0
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Étape 1 faite"


def test_an_image_grows_in_a_dialog_that_gives_the_focus_back(page):
    page.goto(FICHE)
    link = page.get_by_role("link", name="Agrandir l’image : La fenêtre grise")
    link.press("Enter")
    dialog = page.get_by_role("dialog", name="Image agrandie")
    assert dialog.get_by_role("img", name="La fenêtre grise").is_visible()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert link.evaluate("node => node === document.activeElement")


def test_an_image_is_a_link_to_itself_without_scripts(plain_page):
    plain_page.goto(FICHE)
    plain_page.get_by_role("link", name="Agrandir l’image : La fenêtre grise").click()
    assert plain_page.url.endswith("/faq/logiciel/paie/fenetre.png")


def test_the_link_is_copied_and_it_is_said(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{FICHE}#solution")
    page.get_by_role("button", name="Copier le lien").click()
    page.get_by_role("status").filter(has_text="Lien copié").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url.partition("#")[0]


def test_a_no_asks_why_and_a_page_votes_once_with_or_without_scripts(page, plain_page, served):
    page.goto(FICHE)
    with page.expect_response("**/api/vote"):
        page.get_by_role("button", name="Non").click()
    page.get_by_role("button", name="Pas à jour").wait_for()
    with page.expect_response("**/api/vote"):
        page.get_by_role("button", name="Pas à jour").click()
    page.get_by_role("status").filter(has_text="Merci").wait_for()
    assert page.get_by_role("button", name="Oui").count() == 0
    assert page.context.cookies() == []
    for name in ("Oui", "Difficile à comprendre"):
        plain_page.goto(FICHE)
        plain_page.get_by_role("button", name=name).click()
        plain_page.wait_for_url(f"**{FICHE}#merci")
        plain_page.get_by_text("Merci, votre avis").wait_for()
        assert plain_page.get_by_role("button", name="Oui").count() == 0
    wanted = {"yes": 1, "no": 2, "outdated": 1, "unclear": 1, "incomplete": 0, "unrelated": 0}
    for _ in range(100):
        if found := counted(served).get("logiciel/paie/etapes"):
            break
        page.wait_for_timeout(1000)
    assert {key: found[key] for key in wanted} == wanted


def test_an_old_address_leads_to_the_fiche(plain_page):
    plain_page.goto(f"{BASE}vieille-adresse/")
    plain_page.wait_for_url(f"**{FICHE}")


def test_what_is_gone_offers_to_search_for_its_words(page, plain_page):
    for reader in (page, plain_page):
        answer = reader.goto(f"{BASE}scanner-en-panne/")
        assert answer.status == 404
        assert reader.locator("article input[name=q]").input_value() == "scanner en panne"
    # The browser itself logs the answer 404.
    page.errors.clear()


def test_paper_has_boxes_to_tick_and_whole_addresses(page):
    page.goto(FICHE)
    page.get_by_role("checkbox").first.click()
    page.emulate_media(media="print")
    assert page.locator(".printed").inner_text() == page.url
    assert not any(page.locator(part).first.is_visible() for part in (".top", ".bottom", ".tools", ".step", ".vote"))
    box, target = page.evaluate(
        """() => [getComputedStyle(document.querySelector(".block-solution li"), "::after").borderTopWidth,
                  getComputedStyle(document.querySelector(".block-solution li a[data-address]"), "::after").content]"""
    )
    assert float(box.removesuffix("px")) > 0
    assert "/faq/logiciel/paie/apprentis/" in target


@pytest.mark.parametrize("name", [*BAD, "../../materiel", ""])
def test_whatever_a_fiche_holds_stays_within_the_page(page, name):
    page.goto(f"{BASE}{name}/".replace("//", "/"))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.title() != "prise"
    assert page.locator("footer.bottom").is_visible()
    page.errors[:] = [error for error in page.errors if "absente.png" not in error and "404" not in error]


def test_a_wide_table_scrolls_in_a_box_that_the_keyboard_reaches(page):
    page.goto(f"{BASE}tableau/")
    box = page.get_by_role("group", name="Tableau")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_a_fiche_without_a_date_does_not_look_checked(page):
    page.goto(f"{BASE}sans-date/")
    assert page.get_by_text("Jamais vérifiée").is_visible()
    assert page.locator(".meta .chip-ok").count() == 0
