"""What leads from the site to the forum, and a fiche's discussion."""

from urllib.parse import parse_qs, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser
from site_samples import FORUM, HOSTILE, FakeMirror, fiche, full_mirror, post, thread

from entraide.site.new_topic import new_topic

FICHE = "/faq/services/incident/"


def name_topic(site, number):
    site.write("services/incident.md", fiche("Incident", link="incident.md", more=f"topic_id: {number}\n"))


def discussion(site):
    return LexborHTMLParser(site.page(FICHE)).css_first("section.discussion")


def asked(address):
    """The parts of the address of a draft."""
    assert address.startswith(f"{FORUM}/new-topic")
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query, strict_parsing=True).items()}


def texts(node, selector):
    return [" ".join(found.text().split()) for found in node.css(selector)]


def test_a_fiche_shows_the_discussion_that_it_names(live_site):
    name_topic(live_site, 21)
    messages = (
        post(1, f'<h1>Titre</h1><p>Voir <a href="{FORUM}/t/x/21/2">là</a>.</p>'),
        post(2, author="Claire", accepted=True),
        post(3, "", event="closed.enabled"),
    )
    live_site.build(FakeMirror([thread(21, "Panne : que faire ?", *messages, origin=f"{FORUM}/t/panne/21")]))
    shown = discussion(live_site)
    assert texts(shown, "h2") == ["La discussion sur le forum"]
    assert texts(shown, "h3") == ["Panne : que faire ?"]
    assert texts(shown, "h4") == ["Titre"]
    assert texts(shown, ".discussion-count") == ["2 messages"]
    assert shown.css_first("h3 a").attrs["href"] == "../../../forum/21/"
    assert [node.attrs["id"] for node in shown.css(".message, .event")] == ["message-1", "message-2", "message-3"]
    assert shown.css_first(".bubble-text a").attrs["href"] == "../../../forum/21/#message-2"
    assert dict(shown.css_first("a.button").attrs) == {"class": "button", "href": f"{FORUM}/t/panne/21", "rel": "noopener"}


def test_the_messages_below_a_fiche_look_like_those_of_the_thread(live_site):
    name_topic(live_site, 12)
    live_site.build(full_mirror())
    below = discussion(live_site).css_first(".conversation").html.replace("../../../", "../../")
    assert below == LexborHTMLParser(live_site.page("/forum/12/")).css_first(".conversation").html


def test_the_page_of_a_thread_leads_to_the_fiche_that_names_it(live_site):
    live_site.build(full_mirror())
    assert not LexborHTMLParser(live_site.page("/forum/12/")).css(".notice a")
    name_topic(live_site, 12)
    live_site.build(full_mirror())
    (link,) = LexborHTMLParser(live_site.page("/forum/12/")).css(".notice a")
    assert (link.text(), link.attrs["href"]) == ("Incident", f"../..{FICHE}")


def test_a_discussion_that_is_not_mirrored_is_not_shown(live_site):
    name_topic(live_site, 404)
    live_site.build(full_mirror())
    assert discussion(live_site) is None


def test_a_discussion_of_an_archive_has_no_address_on_a_forum(project_site):
    name_topic(project_site, 12)
    project_site.build()
    assert discussion(project_site).css("a.button") == []


def test_a_fiche_leads_to_a_draft_that_names_it(live_site):
    live_site.build()
    link = LexborHTMLParser(live_site.page("/faq/logiciel/paie/apprentis/")).css_first("a[href*=new-topic]")
    assert link.text() == "Poser la question sur le forum"
    assert link.attrs["rel"] == "noopener"
    words = asked(link.attrs["href"])
    assert words["title"] == "À propos de : Cotisation des apprentis : quel taux ?"
    assert words["body"].split("\n")[0] == "Fiche concernée : http://127.0.0.1:8000/faq/logiciel/paie/apprentis/"


def test_hostile_words_in_a_draft_are_words(live_site):
    live_site.build()
    link = LexborHTMLParser(live_site.page("/faq/logiciel/paie/hostile/")).css_first("a[href*=new-topic]")
    assert asked(link.attrs["href"])["title"] == f"À propos de : {HOSTILE}"


@pytest.mark.parametrize("address", ["/forum/", "/forum/page-2/"])
def test_each_page_of_the_list_offers_to_ask(live_site, monkeypatch, address):
    monkeypatch.setattr("entraide.site.views.PER_PAGE", 1)
    live_site.build()
    link = LexborHTMLParser(live_site.page(address)).css_first(".ask a")
    assert (link.text(), link.attrs["href"], link.attrs["rel"]) == ("Poser une question", f"{FORUM}/new-topic", "noopener")


def test_the_results_page_offers_the_forum_and_the_doors(live_site):
    live_site.build()
    page = LexborHTMLParser(live_site.page("/recherche/"))
    assert texts(page, ".next a") == ["Poser la question sur le forum", "Signaler une panne"]
    assert page.css_first("[data-ask]").attrs["data-ask"] == FORUM
    assert {form.attrs["data-forum"] for form in page.css("[data-search]")} == {FORUM}


def test_without_a_live_forum_nothing_leads_to_one(built):
    assert [name for name, page in built.pages().items() if "new-topic" in page or "data-forum" in page] == []
    assert "Signaler une panne" in texts(LexborHTMLParser(built.page("/recherche/")), ".next a")


def test_a_title_is_as_long_as_a_forum_takes():
    assert asked(new_topic(FORUM, title="é" * 300))["title"] == "é" * 255
    assert new_topic(FORUM + "/") == f"{FORUM}/new-topic"
    assert new_topic("", title="x") == ""
