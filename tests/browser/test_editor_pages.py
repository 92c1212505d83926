"""The editor of fiches in a real browser, over a small project of its own that `entraide serve` keeps up to date."""

import base64
import re

import pytest
from faults import violations
from projects import FaqFolder, Project

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
COPY = """async (coded) => {
  const image = new Blob([Uint8Array.from(atob(coded), (sign) => sign.charCodeAt(0))], {type: "image/png"});
  await navigator.clipboard.write([new ClipboardItem({"image/png": image})]);
}"""


class Small(Project):
    """Three fiches and no source: it is built anew at each save."""

    def _fill(self):
        (self.path / "entraide.yml").write_text("site: {name: Entraide}\n", encoding="utf-8")
        faq = FaqFolder(self.path / "faq")
        for number in (1, 3):
            faq.fiche(f"logiciel/paie/fiche-{number}.md", titre=f"Fiche numéro {number} de la paie")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    project = Small(tmp_path_factory.mktemp("edited") / "project")
    with project.served() as project.address:
        yield project


@pytest.fixture
def tab(browser, small, request):
    options = getattr(request, "param", {})
    context = browser.new_context(base_url=small.address, locale="fr-FR", reduced_motion="reduce", **options)
    tab = context.new_page()
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab
    assert errors == []
    assert context.cookies() == []
    context.close()


def field(tab, name):
    return tab.get_by_role("textbox", name=name, exact=True)


def wait_for(tab, path, text):
    """The page once the service has made it of what was saved."""
    for _ in range(300):
        if text in tab.request.get(path).text():
            break
        tab.wait_for_timeout(200)
    tab.goto(path)
    assert text in tab.locator("article").inner_text()


def test_a_fiche_with_a_pasted_screenshot_is_written_by_keyboard_and_stands_on_the_rebuilt_site(tab, small):
    tab.goto("/redaction/")
    keys = tab.keyboard
    tab.get_by_role("link", name="Nouvelle fiche").press("Enter")
    tab.get_by_label("Titre").focus()
    keys.type("Le scanner : dossier « partagé » introuvable")
    keys.press("Tab")
    keys.type("Mat")
    tab.get_by_role("button", name="Commencer").press("Enter")
    tab.get_by_label("Résumé").press_sequentially("Remontez le lecteur réseau.")
    tab.get_by_label("Symptôme").press_sequentially("Le scanner affiche : dossier introuvable.")
    field(tab, "Étape 1").press_sequentially("Cliquez sur **Reconnecter**.")
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.evaluate(COPY, base64.b64encode(PNG).decode())
    keys.press("Control+v")
    keys.type("Le bouton Reconnecter, en bas")
    keys.press("Enter")
    preview = tab.get_by_role("region", name="Aperçu de la fiche")
    preview.get_by_alt_text("Le bouton Reconnecter, en bas").wait_for()
    keys.press("Tab")
    field(tab, "Étape 2").press_sequentially("Relancez.")
    preview.get_by_text("Relancez.").wait_for()
    assert preview.locator("ol > li").count() == 2
    tab.get_by_role("button", name="Publier").press("Enter")
    tab.get_by_text("Publiée.").wait_for()
    wait_for(tab, "/faq/materiel/le-scanner-dossier-partage-introuvable/", "dossier introuvable")
    image = tab.locator(".fiche").get_by_alt_text("Le bouton Reconnecter, en bas")
    assert image.evaluate("image => image.naturalWidth") == 1
    tab.get_by_role("link", name="Modifier cette fiche").click()
    assert field(tab, "Étape 1").input_value().startswith("Cliquez sur **Reconnecter**.")
    written = (small.path / "faq/materiel/le-scanner-dossier-partage-introuvable.md").read_text()
    assert re.search(
        r"1\. Cliquez sur \*\*Reconnecter\*\*\.\n\n    !\[Le bouton Reconnecter, en bas\]\(le-bouton-[\w-]+\.png\)\n\n2\. Rel",
        written,
    )


def test_what_is_typed_is_kept_until_it_is_saved(tab):
    address = "/redaction/fiche?id=logiciel/paie/fiche-3"
    tab.goto(address)
    tab.get_by_role("button", name="Retirer l’étape 1").click()
    field(tab, "Étape 1").fill("Un texte à moitié")
    tab.get_by_text("Texte gardé dans ce navigateur").wait_for()
    tab.goto("/redaction/")
    tab.get_by_role("link", name="Fiche numéro 3 de la paie").first.click()
    assert field(tab, "Étape 1").input_value() == "Ouvrez le bulletin."
    tab.get_by_role("button", name="Le reprendre").click()
    assert field(tab, "Étape 1").input_value() == "Un texte à moitié"
    assert field(tab, "Étape 2").input_value() == ""
    tab.get_by_role("button", name="Enregistrer").last.click()
    tab.get_by_text("Enregistré.").wait_for()
    tab.goto(address)
    assert tab.get_by_role("button", name="Le reprendre").count() == 0


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_without_a_script_a_fiche_is_written_with_an_image_and_mistakes_are_said_beside_their_fields(tab):
    tab.goto("/redaction/nouvelle")
    tab.get_by_label("Titre").fill("La paie ne s’imprime plus")
    tab.get_by_label("Rubrique", exact=True).select_option("Logiciel › Gestion de la Paie")
    tab.get_by_role("button", name="Commencer").click()
    tab.get_by_label("Symptôme").fill("Rien ne sort.")
    field(tab, "Étape 1").fill("Voir [la suite](rien.md).")
    tab.get_by_role("button", name="Publier").click()
    tab.get_by_role("alert").get_by_text("Rien n’est encore enregistré.").wait_for(timeout=10_000)
    step = field(tab, "Étape 1")
    assert (step.get_attribute("aria-invalid"), step.input_value()) == ("true", "Voir [la suite](rien.md).")
    assert "rien.md\u00a0» n’existe pas" in tab.locator(f"#{step.get_attribute('aria-describedby').strip()}").inner_text()
    step.fill("Rallumez l’imprimante.")
    tab.get_by_label("Résumé").fill("Rallumez l’imprimante.")
    tab.get_by_label("Fichier").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    tab.get_by_label("Ce qu’elle montre").fill("Le bouton de l’imprimante")
    tab.get_by_label("Où la mettre").select_option("Solution, étape 1")
    tab.get_by_role("button", name="Insérer l’image").click()
    tab.get_by_role("region", name="Aperçu de la fiche").get_by_alt_text("Le bouton de l’imprimante").wait_for(timeout=10_000)
    tab.get_by_role("button", name="Publier").click()
    wait_for(tab, "/faq/logiciel/paie/la-paie-ne-s-imprime-plus/", "Rallumez l’imprimante.")
    assert tab.locator(".fiche").get_by_alt_text("Le bouton de l’imprimante").count() == 1


def test_the_pages_of_the_editor_have_no_fault_that_a_machine_sees(tab):
    refused, fiche = (
        "/redaction/nouvelle?titre=Un+essai&rubrique=materiel&modele=symptome",
        "/redaction/fiche?id=logiciel/paie/fiche-1",
    )
    looks = [
        (1280, "light", "/redaction/"),
        (390, "dark", "/redaction/nouvelle"),
        (390, "light", fiche),
        (1280, "dark", refused),
    ]
    for width, scheme, path in looks:
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        tab.goto(path)
        if path == refused:
            tab.get_by_label("Résumé").fill("mot de passe : azerty")
            tab.get_by_role("button", name="Publier").click()
            tab.get_by_role("alert").wait_for()
        tab.evaluate("document.querySelectorAll('form details').forEach(one => one.open = true)")
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") == width
