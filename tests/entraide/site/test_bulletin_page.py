from datetime import date

from site_samples import ORIGINAL, FakeMirror, bulletin

from forum_sync import Trouble
from forum_sync.model import Attachment

MAGAZINE = "<p>Avant</p>" + "".join(f"<h2>{title}</h2><p>Texte</p>" for title in ("Paie", "Élections", "Sauvegardes"))


def page(site, *items, troubles=(), url="/lettres/a/"):
    site.build(FakeMirror(list(items), (ORIGINAL,), troubles))
    return site.page(url).replace("\u00a0", " ").replace("\u202f", " ")


def test_headings_can_be_linked_and_are_listed_in_the_contents(project_site):
    html = page(project_site, bulletin("lettres/a", html=MAGAZINE))
    for anchor, title in (("section-paie", "Paie"), ("section-elections", "Élections"), ("section-sauvegardes", "Sauvegardes")):
        assert f'<a href="#{anchor}">{title}</a>' in html
        assert f'<h2 id="{anchor}">{title}</h2>' in html


def test_two_headings_need_no_contents(project_site):
    assert "Sommaire" not in page(project_site, bulletin("lettres/a", html="<h2>Un</h2><h2>Deux</h2>"))


def test_a_heading_on_another_page_leads_to_that_page_of_the_original(project_site):
    html = page(project_site, bulletin("lettres/a", html=MAGAZINE, pages=(1, 1, 4), original=ORIGINAL.name))
    assert html.count("#page=") == 2
    assert (
        f'<h2 id="section-sauvegardes">Sauvegardes</h2><p class="folio"><a href="../../media/{ORIGINAL.name}#page=4">' in html
    )


def test_a_page_says_kind_date_place_and_session(project_site):
    html = page(
        project_site, bulletin("lettres/a", day=date(2024, 6, 1), month_only=True, place="Valmorel", session="Session 2")
    )
    assert '<time datetime="2024-06">juin 2024</time>' in html
    assert "<li>Valmorel</li>" in html
    assert "<li>Session 2</li>" in html


def test_a_page_shows_the_software_and_the_themes_that_its_text_names(project_site):
    project_site.write(
        "logiciels.yml", "- {id: parme, nom: Cosoluce - Parme, alias: [Parme], editeur: C, famille: personnel}\n"
    )
    html = page(project_site, bulletin("lettres/a", "Déclarations sociales nominatives", html="<p>Dans Parme</p>"))
    assert '<li class="chip">Déclaration sociale nominative</li>' in html
    site = bulletin("lettres/a", "Parme")
    assert '<li class="chip chip-software">Parme</li>' in page(project_site, site)


def test_originals_and_attachments_can_be_opened(project_site):
    files = (Attachment(name="Budget.pdf", media=ORIGINAL.name),)
    html = page(project_site, bulletin("lettres/a", origin="https://exemple.fr/a", attachments=files))
    assert f'<a href="../../media/{ORIGINAL.name}">Budget.pdf</a>' in html
    assert 'href="https://exemple.fr/a" rel="noopener"' in html


def test_a_scanned_document_says_that_it_is_a_picture(project_site):
    picture = bulletin("lettres/a", html="", warnings=("needs-ocr",), original=ORIGINAL.name)
    assert "Ce document est une image numérisée" in page(project_site, picture)


def test_the_state_of_the_sources_names_what_was_not_read_and_what_to_look_at_in_french(project_site):
    troubles = (
        Trouble(source="lettres", item="lettres/b", reason="lettres: b.pdf: takes more than 30 s"),
        Trouble(source="forum", item="forum/666", reason="forum: t/666.json: broken"),
    )
    html = page(project_site, bulletin("lettres/a", warnings=("holds-code",)), troubles=troubles, url="/etat/")
    assert "<code>lettres/b</code> : la lecture dure trop longtemps" in html
    assert "Un code d’accès ou un mot de passe y figure" in html
    assert "forum/666" not in html
    assert "1 élément non lu" in html


def test_coming_meetings_are_shown_and_past_ones_are_not(project_site):
    (project_site.path / "clubs.yml").write_text(
        "- {date: 2026-11-20, lieu: Passée, theme: Hier}\n- {date: 2026-11-21, lieu: Valmorel, theme: Aujourd’hui}\n"
    )
    project_site.build(FakeMirror([]))
    agenda, home, clubs = (project_site.page(url) for url in ("/agenda/", "/", "/clubs/"))
    assert "samedi 21 novembre 2026" in agenda.replace("\u00a0", " ")
    for html in (agenda, home, clubs):
        assert "Valmorel" in html
        assert "Passée" not in html
    calendar = (project_site.folder / "agenda.ics").read_bytes()
    assert calendar.count(b"BEGIN:VEVENT") == 2
    assert b"DTSTART;VALUE=DATE:20261120" in calendar


def test_no_meeting_is_said_so(project_site):
    project_site.build(FakeMirror([]))
    assert "Aucune date n’est encore annoncée" in project_site.page("/agenda/")
