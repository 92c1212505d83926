import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser
from site_samples import IMAGE, NOW, ORIGINAL, FakeMirror, fiche, thread

from entraide.errors import BuildError

ADDRESSES = [
    "/",
    "/faq/",
    "/faq/logiciel/",
    "/faq/logiciel/paie/",
    "/faq/logiciel/paie/apprentis/",
    "/forum/",
    "/forum/12/",
    "/forum/resolues/",
    "/forum/rubrique-paie/",
    "/lettres/",
]
ADDRESSES += [
    "/lettres/lettre-1/",
    "/clubs/",
    "/recherche/",
    "/plan-du-site/",
    "/accessibilite/",
    "/mentions-legales/",
    "/aide/",
]
FETCHED = {"script": "src", "img": "src", "link[rel=stylesheet]": "href", "link[rel=icon]": "href", "form": "action"}


def texts(html, selector):
    return [" ".join(node.text().split()) for node in LexborHTMLParser(html).css(selector)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_part_of_the_site_has_its_address(built, address):
    assert len(texts(built.page(address), "h1")) == 1


def test_every_page_has_one_title_one_heading_and_one_search_field(built):
    titles = []
    for name, html in built.pages().items():
        assert len(texts(html, "h1")) == 1, name
        assert len(LexborHTMLParser(html).css("input[type=search][name=q]")) == 1, name
        titles += texts(html, "head title")
    titles = [title for title in titles if "alert" not in title]
    assert len(titles) == len(set(titles))


def test_every_local_link_leads_to_a_page_and_to_an_anchor_in_it(built):
    for name, html in built.pages().items():
        tree = LexborHTMLParser(html)
        for node in tree.css("[href], [src]"):
            address = node.attrs.get("href") or node.attrs.get("src") or ""
            if urlsplit(address).scheme or name == "404.html":
                continue
            path, anchor = urldefrag(unquote(address))
            file = (built.folder / name).parent / path.partition("?")[0] if path else built.folder / name
            file = file / "index.html" if file.is_dir() else file
            assert file.exists(), f"{name}: {address}"
            assert not anchor or LexborHTMLParser(file.read_text()).css(f'[id="{anchor}"]'), f"{name}: {address}"


def test_nothing_is_fetched_from_elsewhere_and_no_script_or_style_is_inline(built):
    for name, html in built.pages().items():
        tree = LexborHTMLParser(html)
        for selector, attribute in FETCHED.items():
            for node in tree.css(selector):
                address = node.attrs.get(attribute) or ""
                assert address or node.attrs.get("type") == "application/json" or selector == "form", (
                    f"{name}: inline {selector}"
                )
                assert not re.match(r"[a-z]+:|//", address), f"{name}: {address}"
        assert not tree.css("style, [style]"), name
        assert "script-src 'self';" in html, name


def test_hostile_words_are_text_everywhere(built):
    for name, html in built.pages().items():
        tree = LexborHTMLParser(html)
        assert not tree.css("img[src=x], [onerror]"), name
        assert all("alert(1)" not in node.text() for node in tree.css("script")), name


def test_a_fiche_has_a_breadcrumb_of_its_categories(built):
    html = built.page("/faq/logiciel/paie/apprentis/")
    assert texts(html, "nav[aria-label='Fil d’Ariane'] a") == ["Accueil", "Logiciel", "Gestion de la Paie"]


def test_a_fiche_shows_title_summary_steps_and_sources(built):
    html = built.page("/faq/logiciel/paie/apprentis/")
    assert "<h1>Cotisation des apprentis\u00a0: quel taux\u202f?</h1>" in html
    assert "0,05\u00a0% à 0,10\u00a0%\u00a0: vérifiez\u202f!" in html
    assert texts(html, "section.block-solution ol > li")[0] == "Ouvrez le bulletin."
    assert texts(html, "section[aria-labelledby=sources] li") == ["Documentation du portail, 2023"]
    assert "<code>taux : 0,05 ?</code>" in html


@pytest.mark.parametrize(("name", "badge"), [("apprentis", "chip-ok"), ("retard", "chip-warn")])
def test_the_badge_of_a_fiche_says_whether_its_review_is_due(built, name, badge):
    html = built.page(f"/faq/logiciel/paie/{name}/")
    assert any("Vérifiée le" in text for text in texts(html, f".meta .{badge}"))


def test_an_outdated_fiche_says_so(built):
    assert "Information dépassée." in texts(built.page("/faq/logiciel/paie/ancienne/"), ".notice")[0]


def test_a_category_page_lists_its_fiches_and_sub_categories(built):
    assert "Gestion de la Paie" in texts(built.page("/faq/logiciel/"), ".card-title")
    assert len(texts(built.page("/faq/logiciel/paie/"), ".rows > li")) == 4


def test_a_thread_shows_its_accepted_answer_and_leads_to_it(built):
    html = built.page("/forum/12/")
    assert texts(html, ".answer a") == ["Lire la réponse complète"]
    assert LexborHTMLParser(html).css("#message-2.message-accepted")
    assert "Discussion fermée · Claire" in texts(html, ".event")[0]
    assert 'href="../../forum/13/#message-1"' in html


def test_the_list_of_threads_marks_what_is_solved_and_what_has_no_answer(built):
    solved, unanswered = (row.lower() for row in texts(built.page("/forum/"), ".rows > li"))
    assert "résolu" in solved
    assert "sans réponse" in unanswered


def test_bulletins_follow_one_another_and_offer_their_original(built):
    html = built.page("/lettres/lettre-1/")
    assert texts(html, ".around a") == ["SuivantLettre n° 2"]
    assert f'href="../../media/{ORIGINAL.name}"' in html


def test_files_of_the_mirror_are_part_of_the_site(built):
    assert (built.folder / "media" / IMAGE.name).read_bytes() == IMAGE.data


def test_the_home_page_has_doors_only_where_there_is_a_fiche(built):
    assert texts(built.page("/"), ".hero-doors a") == ["Déclarer un incident"]


def test_the_menu_names_the_sources_and_the_categories_chosen(built):
    expected = ["Accueil", "Foire aux questions", "Forum", "Lettres", "Comptes rendus", "Services", "Actualités"]
    assert texts(built.page("/forum/12/"), "#menu a") == expected
    assert texts(built.page("/forum/12/"), "#menu a[aria-current]") == ["Forum"]


def test_the_results_page_leaves_room_for_rows(built):
    assert built.page("/recherche/").count("<!--resultats-->") == 1


def test_the_site_map_has_the_fiches_and_not_the_mirror(built):
    content = (built.folder / "sitemap.xml").read_text()
    assert "/faq/logiciel/paie/apprentis/" in content
    assert "/forum/12/" not in content
    assert "/forum/12/</loc>" in (built.folder / "sitemap-forum.xml").read_text()
    assert re.findall(r"Sitemap: \S+/(\S+)", (built.folder / "robots.txt").read_text()) == ["sitemap.xml", "sitemap-forum.xml"]


def test_the_same_input_gives_the_same_bytes(project_site):
    project_site.build()
    first = project_site.bytes()
    project_site.build()
    assert project_site.bytes() == first


def test_time_changes_only_what_is_due(project_site):
    project_site.build()
    first = project_site.bytes()
    project_site.build(now=datetime(2027, 11, 21, tzinfo=UTC))
    changed = {name for name, content in project_site.bytes().items() if content != first[name]}
    due = ("faq/logiciel/paie/apprentis", "faq/logiciel/paie/hostile", "faq/services/incident", "a/parme/declarer-un-incident")
    assert changed == {f"{name}/index.html" for name in due}


def test_a_link_to_a_fiche_that_is_not_there_stops_the_build_and_leaves_the_last_site(project_site, capfd):
    project_site.build()
    before = project_site.folder.readlink()
    project_site.write("services/incident.md", fiche("Incident", link="absente.md"))
    with pytest.raises(BuildError, match=r"services/incident\.md.*absente\.md"):
        project_site.build()
    assert project_site.folder.readlink() == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("item", ["forum/../../x", "forum/", "forum/.git"])
def test_an_item_whose_id_is_no_address_is_refused(project_site, item):
    with pytest.raises(BuildError, match="cannot be the address"):
        project_site.build(FakeMirror([replace(thread(1), id=item)]))
    assert not project_site.folder.exists()


def test_a_file_whose_name_is_no_digest_is_refused(project_site):
    with pytest.raises(BuildError, match="not the name"):
        project_site.build(FakeMirror([], (replace(IMAGE, name="../x.png"),)))


def test_a_fiche_named_like_the_page_of_its_category_is_refused(project_site):
    project_site.write("services/index.md", fiche())
    with pytest.raises(BuildError, match="index"):
        project_site.build()


def test_a_long_list_of_threads_is_cut_into_pages(project_site, monkeypatch):
    monkeypatch.setattr("entraide.site.views.PER_PAGE", 2)
    project_site.build(FakeMirror([thread(number) for number in range(1, 6)]))
    assert [len(texts(project_site.page(f"/forum/{page}"), ".rows > li")) for page in ("", "page-2", "page-3")] == [2, 2, 1]


def test_an_empty_mirror_gives_lists_that_say_so(project_site):
    project_site.build(FakeMirror(), now=NOW)
    assert "Aucune discussion" in project_site.page("/forum/")
    assert "Aucun document" in project_site.page("/lettres/")


def test_an_image_beside_a_fiche_is_copied(project_site):
    (project_site.path / "faq/services/fenetre.png").write_bytes(IMAGE.data)
    project_site.write(
        "services/incident.md",
        fiche("Incident", link="incident.md").replace("## Solution", "![Fenêtre](fenetre.png)\n\n## Solution"),
    )
    project_site.build()
    assert (project_site.folder / "faq/services/fenetre.png").read_bytes() == IMAGE.data
