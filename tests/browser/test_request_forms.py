"""The three request forms in a real browser, on every branch, with and without scripts, on a wide screen and on a phone."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from faults import violations
from form_service import PDF, WHO, Sink, forms
from listening import listening

from entraide.config import read_settings
from entraide.searching import open_search
from entraide.web import Desk, form_routes, make_app

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
SELF = {"concerne-moi": "oui", "contraintes": "non"}
OTHER = {
    "concerne-moi": "non",
    "personne-nom": "Dominique Fictive",
    "personne-telephone": "05 46 00 00 01",
    "personne-courriel": "mairie@valmorel.exemple.fr",
    "contraintes": "oui",
    "disponibilites": "Le matin seulement.",
}
URGENT = {"urgence": "haute", "seul": "ne-sais-pas"}
TITLE = {"titre": "Un essai"}
TOLD = "Le bouton reste gris."
BRANCHES = {
    "incident-logiciel": SELF | TITLE | {"concerne": "logiciel", "logiciel": "parme", "symptome-logiciel": TOLD} | URGENT,
    "incident-logiciel-autre": OTHER | TITLE | {"concerne": "logiciel", "logiciel": "autre", "autre-logiciel": "Zébu"} | URGENT,
    "incident-materiel": SELF | TITLE | {"concerne": "materiel", "materiel": "Imprimante", "numero-de-serie": "SN 12"} | URGENT,
    "incident-autre": OTHER | TITLE | {"concerne": "autre", "symptome-autre": TOLD} | URGENT,
    "assistance-logiciel": OTHER | TITLE | {"concerne": "logiciel", "logiciel": "corail", "besoin-logiciel": TOLD},
    "assistance-materiel": SELF | TITLE | {"concerne": "materiel", "materiel": "PC portable", "besoin-materiel": TOLD},
    "acces-logiciel": SELF | TITLE | {"concerne": "logiciel", "logiciel": "i-parapheur", "droits": TOLD},
    "acces-dossier": OTHER | TITLE | {"concerne": "dossier", "emplacement": TOLD, "personnes": "Moi"},
    "acces-imprimante": SELF | TITLE | {"concerne": "imprimante", "imprimante": "Copieur", "postes": "Accueil"},
    "acces-vpn": SELF | TITLE | {"concerne": "vpn", "acces-distant": TOLD},
    "acces-site": SELF | TITLE | {"concerne": "site", "site": "www.service-public.fr", "personnes": "Moi"},
}
LAST_CATEGORY = {
    "incident-logiciel": "Cosoluce - Parme",
    "incident-logiciel-autre": "Autres",
    "incident-materiel": "Imprimante",
    "incident-autre": "Autres",
    "assistance-logiciel": "Cosoluce - Corail",
    "assistance-materiel": "PC portable",
    "acces-logiciel": "Libriciel - i-Parapheur",
    "acces-dossier": "Fichiers et répertoires",
    "acces-imprimante": "Imprimante",
    "acces-vpn": "Accès distant",
    "acces-site": "Site internet",
}
FORMS = {form.id: form for form in forms()}
KINDS = {field.id: field.kind for form in FORMS.values() for field in form.fields()}
TYPED = {"parme": "paie parme", "corail": "corail", "i-parapheur": "parapheur", "autre": "zzzz"}
"""What an agent types to find some software; the name of others."""


class Desktop:
    """The site of a project with its forms, whose clock runs so fast that nobody is too quick."""

    def __init__(self, project):
        self.settings = read_settings(project.path / "entraide.yml")
        self.sink, self.avoided, self.now = Sink(), [], datetime.now(UTC)
        self.engine = open_search(self.settings)
        desk = Desk(self.sink.accept, self.clock, ("05 46 11 11 11", "assistance@exemple.fr"))
        routes = form_routes(self.settings.paths.site, FORMS.values, desk, self.avoided.append)
        self.app = make_app(self.settings.paths.site, lambda: self.engine, more=routes)

    def clock(self):
        self.now += timedelta(seconds=20)
        return self.now


@pytest.fixture(scope="module")
def site(served):
    desktop = Desktop(served)
    with listening(desktop.app) as desktop.address:
        yield desktop
    desktop.engine.close()


def opened(browser, site, *, scripts=True):
    context = browser.new_context(base_url=site.address, locale="fr-FR", java_script_enabled=scripts, reduced_motion="reduce")
    tab = context.new_page()
    tab.errors = []
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    return tab


@pytest.fixture(scope="module", params=["with scripts", "without scripts"])
def agent(request, browser, site):
    tab = opened(browser, site, scripts=request.param == "with scripts")
    tab.has_scripts = request.param == "with scripts"
    yield tab
    assert tab.errors == []
    tab.context.close()


@pytest.fixture
def tab(browser, site):
    site.sink.is_full = False
    tab = opened(browser, site)
    yield tab
    assert tab.errors == []
    tab.context.close()


def write(tab, values, *, scripts=True):
    """Fill in fields as an agent does."""
    for name, text in values.items():
        place, kind = tab.locator(f"[data-field='{name}']"), KINDS[name]
        if kind in {"choix", "oui_non"}:
            place.locator(f"input[value='{text}']").check()
        elif kind in {"logiciel", "materiel"} and scripts:
            place.get_by_role("combobox").fill(TYPED.get(text, text))
            place.get_by_role("combobox").press("Enter")
        elif kind in {"logiciel", "materiel"}:
            place.locator("select").select_option(text)
        else:
            place.locator("input, textarea").fill(text)


def attach(tab, name, *files):
    tab.locator(f"[data-field='{name}'] input[type=file]").set_input_files(
        [{"name": file, "mimeType": "application/octet-stream", "buffer": data} for file, data in files]
    )


def send(tab):
    tab.get_by_role("button", name="Envoyer la demande").click()


def fits(tab, size):
    tab.set_viewport_size(size)
    return tab.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("branch", BRANCHES)
def test_every_branch_is_filled_in_and_arrives(agent, site, branch):
    form, values = branch.split("-")[0], BRANCHES[branch]
    agent.set_viewport_size(WIDE if agent.has_scripts else PHONE)
    agent.goto(f"/demandes/{form}/")
    write(agent, WHO | values, scripts=agent.has_scripts)
    attach(agent, "attestation", PDF[:2]) if form == "acces" else attach(agent, "pieces-jointes", ("écran.png", PNG))
    if agent.has_scripts:
        in_sight = agent.locator("[data-field]:visible").evaluate_all("all => all.map(one => one.dataset.field)")
        expected = [field.id for field in FORMS[form].fields() if field.id in {*WHO, *values} or field.takes_files]
        assert [name for name in in_sight if name in expected] == expected
        assert not {name for name in in_sight if name not in expected} & {"personne-nom"} - {*values}
        assert fits(agent, PHONE)
    send(agent)
    agent.wait_for_url("**/demandes/recue/?numero=2026-*")
    request = site.sink.last
    assert (request.form, request.title, request.requester.name) == (form, "Un essai", WHO["nom"])
    assert request.category[-1] == LAST_CATEGORY[branch]
    assert request.urgency == (4 if form == "incident" else None)
    assert [file.is_attestation for file in request.attachments] == [form == "acces"]
    labels = {field.id: field.label for field in FORMS[form].fields()}
    told = {labels[name] for name in values if name != "titre"}
    assert {answer.label for answer in request.answers} == told
    assert re.search(r"2026-\d{6}", agent.locator("main").inner_text())


@pytest.mark.parametrize(("form", "sizes"), [("incident", (WIDE, PHONE)), ("acces", (PHONE,))])
def test_a_form_with_all_it_can_show_has_no_fault_that_a_machine_sees(tab, form, sizes):
    tab.goto(f"/demandes/{form}/?titre=imprimante+hors+ligne")
    tab.locator(".form-help").wait_for()
    write(tab, OTHER | {"concerne": "dossier" if form == "acces" else "materiel"})
    send(tab)
    tab.get_by_role("heading", name="Des réponses sont à revoir").wait_for()
    for size in sizes:
        tab.emulate_media(color_scheme="light" if size == WIDE else "dark")
        assert fits(tab, size)
        if form != "acces":
            tab.get_by_role("combobox", name=re.compile("matériel")).click()
        assert violations(tab) == []


def test_without_scripts_mistakes_stand_beside_fields_and_a_machine_sees_no_fault(tab, site):
    tab.route(re.compile(r"/assets/.*\.js"), lambda route: route.abort())
    tab.set_viewport_size(PHONE)
    tab.goto("/demandes/acces/")
    write(tab, {"titre": "À garder"}, scripts=False)
    before = len(site.sink.requests)
    send(tab)
    line = tab.locator("#e-attestation")
    line.wait_for()
    assert "sans lui, la demande ne peut pas être traitée" in line.inner_text()
    assert tab.get_by_label("Titre de votre demande").input_value() == "À garder"
    assert tab.title().startswith("À revoir - ")
    assert tab.get_by_text("À remplir si vous avez répondu « Un accès distant (VPN) »").is_visible()
    assert violations(tab) == []
    assert len(site.sink.requests) == before


def test_the_keyboard_alone_finds_a_software_and_hears_how_many_there_are(tab):
    tab.goto("/demandes/assistance/")
    write(tab, {"concerne": "logiciel"})
    field = tab.get_by_role("combobox", name=re.compile("Logiciel"))
    field.focus()
    tab.keyboard.type("cosoluce")
    options = tab.get_by_role("option")
    assert options.count() > 3
    assert field.get_attribute("aria-expanded") == "true"
    tab.keyboard.press("ArrowDown")
    second = options.nth(1)
    assert field.get_attribute("aria-activedescendant") == second.get_attribute("id")
    name = second.inner_text()
    tab.keyboard.press("Enter")
    assert (field.input_value(), options.count()) == (name, 0)
    tab.keyboard.type("x")
    tab.keyboard.press("Escape")
    assert field.input_value() == name
    assert tab.locator("select[name=logiciel]").input_value() != ""


def test_what_is_typed_survives_a_reload_and_the_agent_can_have_it_forgotten(tab):
    tab.goto("/demandes/incident/")
    write(tab, WHO | BRANCHES["incident-logiciel"])
    tab.get_by_text("Brouillon gardé dans ce navigateur").wait_for()
    tab.reload()
    assert tab.get_by_label("Titre de votre incident").input_value() == "Un essai"
    assert tab.get_by_role("combobox", name=re.compile("Logiciel")).input_value() == "Cosoluce - Parme"
    send(tab)
    tab.wait_for_url("**/recue/**")
    tab.goto("/demandes/acces/")
    assert tab.get_by_label("Votre nom et votre prénom").input_value() == WHO["nom"]
    assert tab.get_by_label("Titre de votre demande").input_value() == ""
    tab.get_by_role("button", name="Les oublier").click()
    tab.reload()
    assert tab.get_by_label("Votre nom et votre prénom").input_value() == ""
    kept = tab.evaluate("JSON.stringify({...localStorage})")
    assert WHO["nom"] not in kept


def test_files_are_pasted_dropped_listed_and_taken_out(tab, site):
    tab.goto("/demandes/incident/")
    write(tab, WHO | BRANCHES["incident-logiciel"])
    tab.get_by_label("Description du symptôme sur le logiciel").evaluate(
        """field => {
          const held = new DataTransfer();
          held.items.add(new File([new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0])], "image.png", { type: "image/png" }));
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
        }"""
    )
    tab.locator(".drop").evaluate(
        """place => {
          const held = new DataTransfer();
          held.items.add(new File(["%PDF-1.7"], "note.pdf"));
          held.items.add(new File(["%PDF-1.7"], "deux.pdf"));
          place.dispatchEvent(new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true }));
        }"""
    )
    assert tab.locator(".files li").count() == 3
    attach(tab, "pieces-jointes", ("virus.exe", b"MZ"))
    assert "ce type de fichier n’est pas accepté" in tab.locator("#e-pieces-jointes").inner_text()
    tab.get_by_role("button", name="Retirer deux.pdf").click()
    send(tab)
    tab.wait_for_url("**/recue/**")
    names = [file.name for file in site.sink.last.attachments]
    assert names[1] == "note.pdf"
    assert re.fullmatch(r"capture-[\d-]+\.png", names[0])


def test_twenty_one_mebibytes_are_refused_before_they_are_sent(tab):
    tab.goto("/demandes/incident/")
    tab.locator("input[type=file]").evaluate(
        """field => {
          const held = new DataTransfer();
          held.items.add(new File([new Uint8Array(21 * 1024 * 1024)], "gros.pdf"));
          field.files = held.files;
          field.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    assert "21 Mio" in tab.locator("#e-pieces-jointes").inner_text().replace("\xa0", " ")
    assert tab.locator(".files li").count() == 0


def test_a_connection_that_is_cut_a_full_disk_and_a_double_click_lose_and_double_nothing(tab, site):
    tab.goto("/demandes/incident/")
    write(tab, WHO | BRANCHES["incident-logiciel"] | {"titre": "Une seule fois"})
    attach(tab, "pieces-jointes", ("écran.png", PNG))
    before = len(site.sink.requests)
    tab.route("**/demandes/incident/", lambda route: route.abort())
    send(tab)
    tab.get_by_text("La connexion a été coupée").wait_for()
    assert tab.get_by_role("button", name="Préparer le message (.eml)").is_visible()
    tab.unroute("**/demandes/incident/")
    site.sink.is_full = True
    send(tab)
    tab.get_by_text("La demande ne peut pas être enregistrée pour le moment").wait_for()
    assert tab.get_by_role("link", name="05 46 11 11 11").is_visible()
    site.sink.is_full = False
    tab.get_by_role("button", name="Envoyer la demande").dblclick()
    tab.wait_for_url("**/recue/**")
    assert len(site.sink.requests) == before + 1
    assert [file.name for file in site.sink.last.attachments] == ["écran.png"]


def test_a_fiche_is_read_beside_the_form_and_a_problem_that_is_solved_is_counted(tab, site):
    tab.goto("/demandes/incident/")
    site.avoided.clear()
    write(tab, {"nom": "Camille", "titre": "imprimante hors ligne"})
    links = tab.locator(".form-help a")
    links.first.wait_for()
    assert 1 <= links.count() <= 3
    assert "peut-être déjà" in tab.locator(".form-help [role=status]").inner_text()
    title = links.first.inner_text()
    links.first.focus()
    tab.keyboard.press("Enter")
    dialog = tab.get_by_role("dialog")
    assert dialog.get_by_role("heading", level=1).inner_text() == title
    tab.keyboard.press("Escape")
    assert tab.get_by_label("Votre nom et votre prénom").input_value() == "Camille"
    assert tab.evaluate("document.activeElement.textContent") == title
    tab.get_by_role("button", name="Mon problème est résolu").click()
    tab.wait_for_url("**/demandes/resolu/")
    assert site.avoided == ["incident"]
    tab.goto("/demandes/incident/")
    assert tab.get_by_label("Titre de votre incident").input_value() == ""


def test_very_high_urgency_says_to_phone_first_and_no_level_is_chosen_before(tab):
    tab.goto("/demandes/incident/")
    assert tab.locator("input[name=urgence]:checked").count() == 0
    line = tab.get_by_text("Téléphonez d’abord")
    assert not line.is_visible()
    write(tab, {"urgence": "tres-haute"})
    assert line.is_visible()


def test_where_nothing_is_sent_the_request_becomes_a_message_a_text_or_a_paper(tab):
    tab.goto("/demandes/incident/")
    tab.evaluate("document.querySelector('[data-ways]').hidden = false")
    write(tab, WHO | BRANCHES["incident-logiciel"] | {"titre": "Été : écran « gelé » " + "é" * 60})
    attach(tab, "pieces-jointes", ("écran n° 1.png", PNG))
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Préparer le message (.eml)").click()
    message = message_from_bytes(download.value.path().read_bytes(), policy=default)
    assert message["to"] == "assistance@exemple.fr"
    assert message["subject"] == "Déclarer un incident : Été : écran « gelé » " + "é" * 60
    text, file = message.iter_parts()
    assert f"Description du symptôme sur le logiciel :\n{TOLD}" in text.get_content().replace("\r\n", "\n")
    assert (file.get_filename(), file.get_content()) == ("écran n° 1.png", PNG)
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    assert tab.locator(".form-summary").is_visible()
    assert "Cosoluce - Parme" in tab.locator(".form-summary").inner_text()
    assert not tab.get_by_label("Titre de votre incident").is_visible()
