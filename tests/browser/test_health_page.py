"""The page for the team, opened from a disk: it can be used by all, fits its window and loads nothing."""

from datetime import date

from axe_playwright_python.sync_playwright import Axe

from entraide.health import Row, Section, make_page
from entraide.health.model import Passage

PASSAGES = tuple(
    Passage(
        title="Une fiche", url="/faq/a/", place="faq/a.md:12", day=date(2026, 1, 5), text="Le taux est de 0,10 %.", label=label
    )
    for label in ("le plus récent", "sans doute dépassé")
)
LONG = "faq/logiciel/ressources-humaines/gestion-de-la-paie/cosoluce-parme/cotisation-apprentis.md"
ROW = Row(
    title="Un titre", url="/faq/a/", place=LONG, detail="Un détail.", command=f"entraide reviewed {LONG}", passages=PASSAGES
)
ROWS = {"erreur": (ROW,), "avertissement": (Row(title="Court"),) * 11, "conseil": (Row(title="Autre"),)}
LEVELS = ("erreur", "avertissement", "conseil")


def test_the_page_has_no_fault_that_a_machine_sees_wide_and_light_or_narrow_and_dark(browser, tmp_path):
    todo = [
        Section(id=each, title=f"Partie {each}", level=each, remedy="À lire.", command="entraide lint", rows=ROWS[each])
        for each in LEVELS
    ]
    rest = [Section(id=each, title=each, level="conseil", remedy="", command="", unknown=each * (each == "b")) for each in "ab"]
    file = tmp_path / "health.html"
    file.write_text(
        make_page([*todo, *rest], name="Entraide", address="https://a.exemple.org/", today=date(2026, 11, 27)), "utf-8"
    )
    for scheme, width in (("light", 1280), ("dark", 390)):
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, locale="fr-FR")
        page, asked, errors = context.new_page(), [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, errors=errors: errors.append(message.text))
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == {"light": "rgb(255, 255, 255)"}.get(
            scheme, "rgb(16, 24, 27)"
        )
        assert Axe().run(page).response["violations"] == []
        assert page.locator("details:not([open])").count() == 1
        assert (asked, errors) == ([file.as_uri()], [])
        context.close()
