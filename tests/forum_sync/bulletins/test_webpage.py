from datetime import date

import msgspec
import pytest
from fakes.web import FakeWeb
from mirror_fakes import make_pdf

from forum_sync import ItemError, SourceError, Store, sync
from forum_sync.bulletins import make
from forum_sync.bulletins import webpage as module
from forum_sync.bulletins.webpage import WebPageSource
from forum_sync.extract import ExtractError
from forum_sync.extract.formats import extract_any
from forum_sync.extract.page import extract as extract_page
from forum_sync.extract.page import extract_part, make_page
from forum_sync.model import Cursor

WORKER = module.run_worker


@pytest.fixture(autouse=True)
def _in_process(monkeypatch):
    """The worker is tested with the extraction; here it would take half a second a page."""

    def run(data, _task, *parameters, **_options):
        return msgspec.json.encode(extract_part(data, *parameters))

    monkeypatch.setattr(module, "run_worker", run)
    monkeypatch.setattr(make, "extract", extract_any)


@pytest.fixture
def web():
    with FakeWeb() as web:
        yield web


def page(body, head="", around="<header>Menu</header>"):
    return f"<!doctype html><meta charset=utf-8>{head}<body>{around}<main>{body}</main><footer>Pied</footer>"


def open_source(web, *paths, **options):
    return WebPageSource("pages", "news", [web.url + path for path in paths], agent="Entraide/essai", **options)


def listing(source, cursor=Cursor()):  # noqa: B008 - a frozen value
    return {summary.id: summary.signature for summary in source.fetch(cursor).summaries}


def error_of(source, item):
    with pytest.raises(ItemError, match=item) as caught:
        source.read(item)
    return str(caught.value)


def test_a_page_becomes_a_bulletin(web):
    head = "<title>Paie | Valmorel</title><meta name=date content=2024-03-12>"
    body = "<h1>L’été</h1><p>Voir <a href='guide?utm_source=x#a'>le guide</a></p><nav>Menu</nav><article>Suite</article>"
    web.put("/actualites/paie.html", page(body, head))
    source = open_source(web, "/actualites/paie.html")
    [item] = listing(source)
    bulletin = source.read(item)
    assert (bulletin.id, bulletin.kind, bulletin.title) == ("pages/actualites-paie", "news", "L’été")
    assert (bulletin.day, bulletin.origin, bulletin.original) == (date(2024, 3, 12), f"{web.url}/actualites/paie.html", "")
    assert bulletin.text == "Voir le guide\nSuite"
    assert f'<a href="{web.url}/actualites/guide#a"' in bulletin.html


def test_only_what_is_selected_counts(web):
    web.put("/a", page("<p class=une>Un</p><p>Deux</p><div class=une>Trois</div>"))
    source = open_source(web, "/a", selector=".une")
    assert source.read(*listing(source)).text == "Un\nTrois"


def test_a_change_around_the_part_is_no_change(web):
    web.put("/a", page("<p id=v1 nonce=1 data-vues=3>Texte</p><script>1</script><form>jeton</form>"))
    before = listing(open_source(web, "/a"))
    web.put("/a", page("<p id=v2 nonce=2 data-vues=4>Texte</p><script>2</script>", around="<header>Publicité</header>"))
    assert listing(open_source(web, "/a")) == before
    web.put("/a", page("<p>Autre texte</p>"))
    assert listing(open_source(web, "/a")) != before


def test_a_page_that_did_not_change_is_not_sent_again_and_keeps_its_signature(web):
    web.put("/a", page("<p>Un"), headers={"ETag": '"1"'})
    web.put("/b", page("<p>Deux"))
    first = open_source(web, "/a", "/b").fetch(Cursor())
    sent = web.sent
    again = open_source(web, "/a", "/b").fetch(first.resume)
    assert (again.summaries, again.complete) == (first.summaries, True)
    assert web.sent - sent == len(page("<p>Deux"))
    assert again.resume == first.resume


def test_the_same_bytes_are_not_selected_twice(web, monkeypatch):
    web.put("/a", page("<p>Un"))
    first = open_source(web, "/a").fetch(Cursor())
    monkeypatch.setattr(module, "run_worker", lambda *_, **__: pytest.fail("a worker ran"))
    assert open_source(web, "/a").fetch(first.resume).summaries == first.summaries


@pytest.mark.parametrize("value", ["", "{", "[]", '{"basis": "autre", "pages": {}}'])
def test_a_cursor_of_another_version_is_a_beginning(web, value):
    web.put("/a", page("<p>Un"), headers={"ETag": '"1"'})
    assert len(listing(open_source(web, "/a"), Cursor(value=value))) == 1
    assert "If-None-Match" not in web.seen[-1][1]


def test_another_selector_asks_for_all_pages_again(web):
    web.put("/a", page("<p>Un</p><b>Deux</b>"), headers={"ETag": '"1"'})
    first = open_source(web, "/a").fetch(Cursor())
    again = open_source(web, "/a", selector="b").fetch(first.resume)
    assert again.summaries != first.summaries


def test_pages_have_ids_of_their_own(web):
    paths = ["/", "/a/", "/a.html", "/a.php?x=1", "/a.php?x=1", "/Été"]
    for path in paths:
        web.put(path.replace("É", "%C3%89").replace("é", "%C3%A9"), page("<p>x"))
    ids = [item.removeprefix("pages/") for item in listing(open_source(web, *paths))]
    assert ids == ["127-0-0-1", "a", "a-2", "a-3", "ete"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_reported_and_its_copy_and_the_others_stay(web, tmp_path, status):
    web.put("/a", page("<p>Un"))
    web.put("/b", page("<p>Deux"))
    with Store.open(tmp_path / "mirror.db") as store:
        assert sync(store, open_source(web, "/a", "/b")).read == 2
        web.put("/a", "", status=status)
        web.put("/b", page("<p>Deux bis"))
        report = sync(store, open_source(web, "/a", "/b"))
        assert (report.read, report.removed, [trouble.item for trouble in report.troubles]) == (1, 0, ["pages/a"])
        assert str(status) in report.troubles[0].reason
        web.put("/a", page("<p>Un"))
        assert (sync(store, open_source(web, "/a", "/b")).read, store.quarantined()) == (1, ())
        assert sync(store, open_source(web, "/a", "/b")).read == 0


def test_a_page_that_fails_for_now_does_not_stop_the_others(web):
    web.put("/a", "", status=503)
    web.put("/b", page("<p>Deux"))
    source = open_source(web, "/a", "/b")
    assert set(listing(source)) == {"pages/a", "pages/b"}
    assert "503" in error_of(source, "pages/a")
    assert source.read("pages/b").text == "Deux"


def test_pages_that_all_fail_are_a_source_error(web):
    web.put("/a", "", status=503)
    web.put("/b", "", status=500)
    with pytest.raises(SourceError, match=r"pages: .*503"):
        open_source(web, "/a", "/b").fetch(Cursor())


@pytest.mark.parametrize("selector", ["p[", "", "::", "a,,b"])
def test_a_selector_that_is_none_is_a_source_error(web, selector):
    with pytest.raises(SourceError, match="no CSS selector") as caught:
        open_source(web, "/a", selector=selector).fetch(Cursor())
    assert repr(selector) in str(caught.value)


def test_a_page_without_the_part_is_an_item_error(web):
    web.put("/a", page("<p>Un"))
    source = open_source(web, "/a", selector=".absent")
    assert "nothing on the page matches .absent" in error_of(source, *listing(source))


def test_a_page_that_is_a_document_is_read_as_one(web):
    web.put("/lettre.pdf", make_pdf(["La cotisation des apprentis passe à 0,10 %"]), headers={"Content-Type": "text/html"})
    source = open_source(web, "/lettre.pdf")
    bulletin = source.read(*listing(source))
    assert "La cotisation des apprentis" in bulletin.text
    assert bulletin.origin


def test_a_page_that_is_an_image_is_an_item_error(web):
    web.put("/a", b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    source = open_source(web, "/a")
    assert "image" in error_of(source, *listing(source))


def test_a_charset_that_only_the_server_knows_is_heard(web):
    web.put("/a", page("<p>Vœux à 5 €").encode("iso-8859-15"), headers={"Content-Type": "text/html; charset=ISO-8859-15"})
    web.answers["/a"].body = web.answers["/a"].body.replace(b"<meta charset=utf-8>", b"")
    source = open_source(web, "/a")
    assert source.read(*listing(source)).text == "Vœux à 5 €"


def test_a_fresh_source_reads_a_page_that_an_older_one_listed(web):
    web.put("/a", page("<p>Un"))
    [item] = listing(open_source(web, "/a"))
    assert open_source(web, "/a").read(item).text == "Un"


def test_an_item_that_does_not_exist_is_an_item_error(web):
    for item in ("pages/none", "pages/", "pages/../a"):
        with pytest.raises(ItemError):
            open_source(web, "/a").read(item)


def test_the_worker_selects(web, monkeypatch):
    monkeypatch.setattr(module, "run_worker", WORKER)
    web.put("/a", page("<p>Été"))
    source = open_source(web, "/a")
    assert source.read(*listing(source)).text == "Été"


@pytest.mark.parametrize(
    ("body", "selector", "found"),
    [
        (
            "<main><article>Un<article>Deux</article></article></main>",
            "article",
            "Un<article>Deux</article>",
        ),
        ("<p>Un</p><div><p>Deux</p></div>", "div, p", "<p>Un</p>\n<div><p>Deux</p></div>"),
        ("<p onclick=x class=y>Un <a href='https://['>b</a></p>", "p", "<p>Un <a>b</a></p>"),
        ("<base href='/x/'><p><a href='a'>b</a></p>", "p", '<p><a href="https://a.example/x/a">b</a></p>'),
    ],
)
def test_a_part_is_taken_once_and_stands_on_its_own(body, selector, found):
    assert extract_part(body.encode(), selector, "https://a.example/y").html == found


def test_a_page_nested_very_deep_is_selected_soon():
    with pytest.raises(ExtractError):
        extract_part(b"<p>" + b"<div>" * 3_000, "div", "https://a.example/")


def test_what_is_made_a_page_comes_out_whole():
    made = extract_page(make_page("Paie & <PES>", "Un<article>Deux</article></main>Trois", date(2024, 3, 12)))
    assert (made.title, made.day) == ("Paie & <PES>", date(2024, 3, 12))
    assert made.html == "Un<div>Deux</div>Trois"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            "<main><p>Le texte de la page</p><article>Carte</article></main>",
            "<p>Le texte de la page</p><article>Carte</article>",
        ),
        ("<main><p>Menu</p><article>Le texte de la page</article></main>", "Le texte de la page"),
    ],
)
def test_an_article_is_the_page_only_when_it_holds_most_of_it(body, found):
    assert extract_page(body.encode()).html == found


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>La lettre</title>", "La lettre"),
        ("<title>*|MC:SUBJECT|*</title>", "Paie"),
        ("<title>{{ subject }}</title>", "Paie"),
        ("", "Paie"),
    ],
)
def test_a_title_that_was_never_filled_in_is_none(head, title):
    assert extract_page(f"<html><head>{head}</head><body><p>x</p><div><h1>Paie</h1></div>".encode()).title == title
