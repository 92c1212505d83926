import html
from datetime import date

import pytest
from fakes.web import FakeWeb

from forum_sync import ItemError, SourceError, Store, sync
from forum_sync.bulletins import feed as module
from forum_sync.bulletins import make
from forum_sync.bulletins.feed import FeedSource
from forum_sync.extract.feed import MAX_HTML, parse_feed
from forum_sync.extract.formats import extract_any
from forum_sync.model import Cursor


@pytest.fixture(autouse=True)
def _in_process(monkeypatch):
    """The worker is tested with the extraction; here it would take half a second a test."""
    monkeypatch.setattr(module, "read_feed", lambda data, base="": parse_feed(data, base))
    monkeypatch.setattr(make, "extract", extract_any)


class Feed:
    """A feed that is served; entries by guid."""

    def __init__(self, web):
        self.web = web
        self.entries = {}
        self.headers = {}

    def put(
        self, guid, title="Lettre", body="<p>Texte</p>", link="https://valmorel.example/a?utm_source=rss", day="2024-03-12"
    ):
        self.entries[guid] = (
            f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>{html.escape(link)}</link>"
            f"<pubDate>{day}</pubDate><description>{html.escape(body)}</description></item>"
        )
        self.serve()

    def drop(self, guid):
        del self.entries[guid]
        self.serve()

    def serve(self):
        body = f"<rss version='2.0'><channel>{''.join(self.entries.values())}</channel></rss>"
        self.headers = {"ETag": f'"{hash(body)}"'}
        self.web.put("/flux", body, headers=self.headers)

    def open(self):
        return FeedSource("lettres", "news", f"{self.web.url}/flux", agent="Entraide/essai")

    def listing(self, cursor=Cursor()):  # noqa: B008 - a frozen value
        return {summary.id: summary.signature for summary in self.open().fetch(cursor).summaries}


@pytest.fixture
def feed():
    with FakeWeb() as web:
        yield Feed(web)


def test_an_entry_becomes_a_bulletin(feed):
    body = "<h2>Paie</h2><p>Voir <a href='/guide?utm_campaign=x'>le guide</a></p><article>et la suite</article>"
    feed.put("https://valmorel.example/la-lettre-d-ete.html", "L’été &amp; après", body)
    source = feed.open()
    [summary] = source.fetch(Cursor()).summaries
    bulletin = source.read(summary.id)
    assert bulletin.id == summary.id == f"lettres/la-lettre-d-ete-{summary.id[-8:]}"
    assert (bulletin.kind, bulletin.title, bulletin.day) == ("news", "L’été & après", date(2024, 3, 12))
    assert bulletin.origin == "https://valmorel.example/a"
    assert bulletin.original == ""
    assert f'<a href="{feed.web.url}/guide" rel' in bulletin.html
    assert bulletin.text == "Paie\nVoir le guide\net la suite"


@pytest.mark.parametrize("body", ["", "<p><img src='https://a.example/x.png'></p>", "<p>La lettre <b>de mars</b></p>"])
def test_an_entry_that_only_announces_a_page_gives_its_address(feed, body):
    feed.put("1", "La lettre de mars", body)
    assert feed.open().read(*feed.listing()).text == "https://valmorel.example/a"


def test_a_feed_that_did_not_change_is_not_sent_again(feed):
    feed.put("1")
    page = feed.open().fetch(Cursor())
    sent = feed.web.sent
    again = feed.open().fetch(page.resume)
    assert (again.summaries, again.complete, again.resume) == ((), False, page.resume)
    assert feed.web.sent == sent > 0


@pytest.mark.parametrize("value", ["", "{", "[]", '{"basis": 3}', '{"basis": "autre", "validators": {"etag": "\\"x\\""}}'])
def test_a_cursor_of_another_version_is_a_beginning(feed, value):
    feed.put("1")
    assert len(feed.listing(Cursor(value=value))) == 1
    assert "If-None-Match" not in feed.web.seen[-1][1]


def test_a_feed_without_validators_gives_no_place_to_resume(feed):
    feed.put("1")
    feed.web.put("/flux", feed.web.answers["/flux"].body)
    assert feed.open().fetch(Cursor()).resume is None


def test_another_kind_asks_for_the_whole_feed_again(feed):
    feed.put("1")
    resume = feed.open().fetch(Cursor()).resume
    other = FeedSource("lettres", "newsletter", f"{feed.web.url}/flux", agent="x")
    assert len(other.fetch(resume).summaries) == 1


@pytest.mark.parametrize(
    "edit", [{"title": "Autre"}, {"body": "<p>Autre</p>"}, {"day": "2024-04-01"}, {"link": "https://b.example"}]
)
def test_an_entry_that_is_edited_changes_alone_and_keeps_its_id(feed, edit):
    feed.put("1")
    feed.put("2")
    before = feed.listing()
    feed.put("2", **edit)
    after = feed.listing()
    assert before.keys() == after.keys()
    assert [before[item] == after[item] for item in before] == [True, False]


def test_marks_of_campaigns_in_a_link_are_no_edit(feed):
    feed.put("1")
    before = feed.listing()
    feed.put("1", link="https://valmorel.example/a?utm_source=autre")
    assert feed.listing() == before


def test_an_entry_that_the_feed_drops_is_kept(feed, tmp_path):
    feed.put("1", "Un")
    feed.put("2", "Deux")
    with Store.open(tmp_path / "mirror.db") as store:
        assert sync(store, feed.open()).read == 2
        feed.drop("1")
        feed.put("3", "Trois")
        report = sync(store, feed.open())
        assert (report.read, report.removed, report.troubles) == (1, 0, ())
        assert len(store.known("lettres")) == 3
        assert sync(store, feed.open()).read == 0


@pytest.mark.parametrize(
    ("guid", "start"),
    [
        ("https://valmorel.example/actualites/la-lettre-du-club-paie.html", "la-lettre-du-club-paie-"),
        ("https://valmorel.example/L%E2%80%99%C3%A9t%C3%A9%20des%20mairies/", "l-ete-des-mairies-"),
        (f"https://valmorel.example/{'lettre-' * 20}", f"{'lettre-' * 7}lettre-"),
        ("https://valmorel.example/?p=12", ""),
        ("https://valmorel.example/spip.php?article12", ""),
        ("https://valmorel.example/550e8400-e29b-41d4-a716-446655440000", ""),
        ("https://[", ""),
        ("tag:valmorel.example,2024:la-lettre-du-club", ""),
        ("12", ""),
    ],
)
def test_an_id_speaks_where_the_entry_has_an_address_that_does(feed, guid, start):
    feed.put(guid)
    [item] = feed.listing()
    slug = item.removeprefix("lettres/")
    assert (slug[:-8], len(slug[-8:])) == (start, 8)


def test_an_id_stays_when_the_site_moves_to_https(feed):
    feed.put("http://www.valmorel.example/la-lettre")
    before = feed.listing()
    feed.drop("http://www.valmorel.example/la-lettre")
    feed.put("https://valmorel.example/la-lettre")
    assert feed.listing().keys() == before.keys()


def test_entries_without_id_are_told_apart(feed):
    items = "<item><title>Lettre</title><pubDate>2024-03-12</pubDate></item><item><title>Lettre</title></item><item/>"
    feed.web.put("/flux", f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert len(feed.listing()) == 3


def test_a_fresh_source_reads_an_entry_that_an_older_one_listed(feed):
    feed.put("1", "Un")
    [item] = feed.listing()
    assert feed.open().read(item).title == "Un"


@pytest.mark.parametrize("body", [f"<p>{'x' * (MAX_HTML + 5)}</p>", "Texte<br>" * 30_001], ids=["long", "rich"])
def test_an_entry_that_cannot_be_shown_is_an_item_error(feed, body):
    feed.put("1")
    feed.put("2", body=body)
    source = feed.open()
    good, bad = (summary.id for summary in source.fetch(Cursor()).summaries)
    assert source.read(good).text == "Texte"
    with pytest.raises(ItemError, match=bad):
        source.read(bad)


def test_an_entry_that_does_not_exist_is_an_item_error(feed):
    feed.put("1")
    for item in ("lettres/none", "lettres/", "autre"):
        with pytest.raises(ItemError):
            feed.open().read(item)


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("<!doctype html><title>Maintenance</title><p>Revenez demain", 200, "the feed: is no feed"),
        ("", 200, "the feed: is no feed"),
        ("rien", 404, "404"),
        ("rien", 500, "500"),
    ],
)
def test_a_feed_that_is_not_there_is_a_source_error(feed, body, status, reason):
    feed.web.put("/flux", body, status=status)
    with pytest.raises(SourceError, match=reason) as caught:
        feed.open().fetch(Cursor())
    assert "lettres" in str(caught.value)
