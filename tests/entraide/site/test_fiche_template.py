"""The page of a fiche as it is built: its badge, its text made harmless, what is near it, its changes, its former addresses."""

import shutil
import subprocess

import pytest
from selectolax.lexbor import LexborHTMLParser
from site_samples import Site, fiche, full_mirror

from entraide.site.fiche_body import show_fiche
from entraide.site.history import read_history

NEAR = ("/faq/services/incident/", "/faq/logiciel/paie/retard/", "/forum/12/", "/clubs/paie/", "/forum/99/", "/faq/disparue/")
PAGE = "/faq/logiciel/paie/apprentis/"


def related(found):
    return NEAR if found.url == PAGE else ()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site for our own service, with one fiche that others are near to, and what keeps it up to date."""
    site = Site(tmp_path_factory.mktemp("fiches") / "site")
    site.write(
        "services/nouvelle.md",
        fiche("Une nouvelle", link="incident.md", more="anciennes_adresses: [/faq/services/vieille/, ancienne]\n"),
    )
    no_dates = (
        fiche("Sans date", link="incident.md").replace("revu_le: 2026-09-14\n", "").replace("publie_le: 2023-01-12\n", "")
    )
    site.write("services/sans-date.md", no_dates)
    site.write("services/jamais-revue.md", fiche("Jamais revue", link="incident.md").replace("revu_le: 2026-09-14\n", ""))
    site.publication = site.build(related=related, is_served=True)
    return site


def parsed(site, url):
    return LexborHTMLParser(site.page(url))


def texts(tree, selector):
    return [" ".join(node.text().split()) for node in tree.css(selector)]


@pytest.mark.parametrize(
    ("url", "badge", "style"),
    [
        ("logiciel/paie/apprentis", "Vérifiée le 14 septembre 2026", "chip-ok"),
        ("logiciel/paie/retard", "Vérifiée le 2 janvier 2024, à revoir", "chip-warn"),
        ("logiciel/paie/ancienne", "Dépassée, publiée le 12 janvier 2023", "chip-warn"),
        ("services/sans-date", "Jamais vérifiée", "chip-warn"),
        ("services/jamais-revue", "Publiée le 12 janvier 2023, à revoir", "chip-warn"),
    ],
)
def test_the_badge_says_when_the_text_was_checked_and_whether_it_should_be_again(site, url, badge, style):
    page = parsed(site, f"/faq/{url}/")
    assert badge in texts(page, f".meta .{style}")


def test_near_are_fiches_of_other_categories_and_what_is_mirrored(site):
    page = parsed(site, PAGE)
    links = [node.attrs["href"] for node in page.css("section[aria-labelledby=near] a, section[aria-labelledby=said] a")]
    assert links == [f"../../../../{name}/" for name in ("faq/services/incident", "forum/12", "clubs/paie")]
    assert not parsed(site, "/faq/services/nouvelle/").css("#near, #said")


def test_a_thread_that_is_gone_is_near_no_more_without_a_build(site):
    before = site.page(PAGE)
    mirror = full_mirror()
    mirror.items_ = [item for item in mirror.items_ if item.id != "forum/12"]
    site.publication.update(mirror, [("forum/12", True)])
    assert "forum/12" not in site.page(PAGE)
    site.publication.update(full_mirror(), [("forum/12", False)])
    assert site.page(PAGE) == before


def test_an_old_address_leads_on_and_is_in_no_site_map(site):
    for url, way in (
        ("/faq/services/vieille/", "../../../faq/services/nouvelle/"),
        ("/faq/ancienne/", "../../faq/services/nouvelle/"),
    ):
        page = parsed(site, url)
        assert page.css_first("meta[http-equiv=refresh]").attrs["content"] == f"0; url={way}"
        assert page.css_first("link[rel=canonical]").attrs["href"].endswith("/faq/services/nouvelle/")
        assert page.css_first(".lead a").attrs["href"] == way
        assert url not in (site.folder / "sitemap.xml").read_text()


def test_an_opinion_is_asked_for_where_a_service_takes_it(site, built):
    form = parsed(site, PAGE).css_first("form.vote")
    assert (form.attrs["action"], form.attrs["method"]) == ("../../../../api/vote", "post")
    assert texts(form, "button")[:2] == ["Oui", "Non"]
    assert 'class="vote"' not in built.page(PAGE)


def test_an_incident_can_be_declared_from_every_fiche(site):
    assert texts(parsed(site, PAGE), ".origin .button")[-1] == "Signaler une panne"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>a</section></div></article>b", "<p>ab</p>"),
        ("<div><em>ouvert", "<div><em>ouvert</em></div>"),
        ('<p onclick="x()" style="top: 0">a<script>x()</script></p>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<form><input name="q"><button>b</button></form><iframe src="//x"></iframe>', "b"),
        ('<div class="admonition tip"><p class="admonition-title">A</p></div>',) * 2,
        ('<section class="block block-solution"><h2 id="solution">S</h2><ol start="3"><li>a</li></ol></section>',) * 2,
        ('<a href="b/"><img src="a.png" alt="A"></a>',) * 2,
    ],
)
def test_what_an_author_writes_is_closed_and_runs_nothing(html, shown):
    assert show_fiche(html) == shown


def test_an_image_leads_to_itself_and_a_table_stands_in_a_box():
    page = LexborHTMLParser(
        show_fiche('<img src="a.png" alt="La « fenêtre »"><img src="b.png"><table><tr><td>1</td></tr></table>')
    )
    links = page.css("a.zoom")
    assert [(link.attrs["href"], link.attrs["aria-label"]) for link in links] == [
        ("a.png", "Agrandir l’image : La « fenêtre »"),
        ("b.png", "Agrandir l’image"),
    ]
    assert [link.css_first("img").attrs["alt"] or "" for link in links] == ["La « fenêtre »", ""]
    box = page.css_first("div.table")
    assert box.css_first("table")
    assert box.attrs["tabindex"] == "0"
    assert box.attrs["aria-label"]


@pytest.fixture
def repository(tmp_path):
    if not shutil.which("git"):
        pytest.skip("Git is not installed")

    def git(*arguments, folder=tmp_path / "depot"):
        who = ["-c", "user.name=Une personne", "-c", "user.email=personne@exemple.org"]
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)

    faq = tmp_path / "depot" / "faq"
    (faq / "services").mkdir(parents=True)
    git("init", "-q")
    for number in range(5):
        (faq / "services" / "incident.md").write_text(f"{number}")
        if number == 2:
            (faq / "services" / "à-côté.md").write_text("x")
        git("add", ".")
        git("commit", "-qm", f"Modification <{number}>\n\nDétails.")
    git("clone", "-q", "--depth", "1", (tmp_path / "depot").as_uri(), "partiel", folder=tmp_path)
    return tmp_path


def test_the_last_changes_are_those_that_git_remembers(repository):
    history = read_history(repository / "depot" / "faq")
    assert [change.subject for change in history["services/incident"]] == [f"Modification <{number}>" for number in (4, 3, 2)]
    assert [change.subject for change in history["services/à-côté"]] == ["Modification <2>"]


@pytest.mark.parametrize("folder", ["partiel/faq", "ailleurs"])
def test_a_part_of_a_history_and_no_repository_say_nothing(repository, folder):
    (repository / folder).mkdir(exist_ok=True)
    assert read_history(repository / folder) == {}


def test_changes_are_folded_below_the_text_without_who_made_them(project_site):
    git = ["git", "-c", "user.name=Une personne", "-c", "user.email=personne@exemple.org"]
    for words in (["init", "-q"], ["add", "faq"], ["commit", "-qm", "Taux <b>corrigé</b>"]):
        subprocess.run([*git, *words], cwd=project_site.path, check=True, capture_output=True)
    project_site.build()
    assert "Taux &lt;b&gt;corrigé&lt;/b&gt;" in str(LexborHTMLParser(project_site.page(PAGE)).css_first("details.history").html)
    assert "Une personne" not in project_site.page(PAGE)
