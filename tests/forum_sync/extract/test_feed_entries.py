import html
from datetime import date
from pathlib import Path

import pytest

from forum_sync.extract.feed import MAX_HTML, parse_feed, read_feed
from forum_sync.extract.model import ExtractError

SAMPLES = Path(__file__).parents[3].parent / "shared" / "data" / "feeds"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><rss><channel><item><title>&j;</title></item></channel></rss>"
)


ATOM = b"<feed xmlns='http://www.w3.org/2005/Atom'>"


def rss(*items, head=""):
    return f"{head}<rss version='2.0'><channel><title>Lettres</title>{''.join(items)}</channel></rss>"


def item(inside):
    return f"<item>{inside}</item>"


def only(inside, **options):
    [entry] = parse_feed(rss(item(inside)).encode(), **options)
    return entry


def refusal(data):
    with pytest.raises(ExtractError) as caught:
        parse_feed(data)
    return str(caught.value)


def test_an_entry_has_id_title_link_day_and_content():
    body = html.escape("<p>La <b>cotisation</b> passe à 0,10 %</p>")
    entry = only(
        "<title>La lettre de l’été</title><link>https://valmorel.example/a</link><guid isPermaLink='false'>n°12</guid>"
        f"<pubDate>Tue, 12 Mar 2024 09:00:00 +0100</pubDate><description>Résumé</description>"
        f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>{body}</content:encoded>"
    )
    assert (entry.id, entry.title, entry.link) == ("n°12", "La lettre de l’été", "https://valmorel.example/a")
    assert (entry.day, entry.html) == (date(2024, 3, 12), "<p>La <b>cotisation</b> passe à 0,10 %</p>")


def test_an_atom_entry_is_read_too():
    [entry] = parse_feed(
        ATOM + b"<entry><id>urn:x:1</id><title type='html'>Paie &amp;amp; &lt;i&gt;PES&lt;/i&gt;</title>"
        b"<link href='/a'/><updated>2024-03-12T23:30:00Z</updated><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
        b"<p>Texte</p></div></content></entry></feed>",
        "https://valmorel.example/feed",
    )
    assert (entry.id, entry.title, entry.link) == ("urn:x:1", "Paie & PES", "https://valmorel.example/a")
    assert (entry.day, "<p>Texte</p>" in entry.html) == (date(2024, 3, 13), True)


@pytest.mark.parametrize(
    ("inside", "identity"),
    [
        ("<guid>1</guid><link>https://a.example/x</link>", "1"),
        ("<link>https://a.example/x</link><title>T</title>", "https://a.example/x"),
        ("<title>T</title><pubDate>2024-03-12</pubDate>", "T 2024-03-12"),
        ("<description>Texte</description>", "Texte"),
    ],
)
def test_an_entry_without_id_is_known_by_what_it_has(inside, identity):
    assert only(inside).id == identity


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Tue, 12 Mar 2024 23:30:00 GMT", date(2024, 3, 13)),
        ("Tue, 12 Mar 2024 23:30:00 +0100", date(2024, 3, 12)),
        ("2024-07-12T22:30:00Z", date(2024, 7, 13)),
        ("2024-03-12", date(2024, 3, 12)),
        ("mar., 12 mars 2024 10:00:00 +0100", date(2024, 3, 12)),
        ("Jeu, 05 Déc 2024 10:00:00 +0100", date(2024, 12, 5)),
        ("samedi 1er juin 2024", date(2024, 6, 1)),
        ("5 août 2024 à 10h", date(2024, 8, 5)),
        ("12/03/2024 10:00", date(2024, 3, 12)),
        ("12-03-2024", date(2024, 3, 12)),
        ("03.04.2024", date(2024, 4, 3)),
        ("hier", None),
        ("Tue, 99 Mar 99999 09:00:00", None),
    ],
)
def test_a_day_is_the_one_in_france_however_it_is_written(words, day):
    assert only(f"<title>T</title><pubDate>{words}</pubDate>").day == day


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        ("", "utf-8"),
        ("<?xml version='1.0' encoding='iso-8859-1'?>", "cp1252"),
        ("<?xml version='1.0' encoding='iso-8859-1'?>", "utf-8"),
        ("<?xml version='1.0' encoding='utf-8'?>", "cp1252"),
        ("<?xml version='1.0' encoding='inconnu'?>", "cp1252"),
        ("<?xml version='1.0'?>", "cp1252"),
        ("<?xml version='1.0' encoding='utf-16'?>", "utf-16"),
        ("<?xml version='1.0' encoding='utf-16'?>", "utf-16-le"),
        ("", "utf-8-sig"),
    ],
)
def test_accents_are_right_whatever_is_declared(head, charset):
    data = rss(item("<title>L’œuvre à 5 € d’été</title>"), head=head).encode(charset)
    assert parse_feed(data)[0].title == "L’œuvre à 5 € d’été"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://a.example/x", "http://", "mailto:a@b.example", "rien"])
def test_a_link_that_is_not_of_the_web_is_none(link):
    assert only(f"<title>T</title><link>{link}</link>").link == ""


def test_relative_links_are_those_of_the_feed():
    inside = html.escape("<a href='/guide'>Guide</a>")
    entry = only(f"<link>/a</link><description>{inside}</description>", base="https://valmorel.example/feed/")
    assert (entry.link, entry.html) == ("https://valmorel.example/a", '<a href="https://valmorel.example/guide">Guide</a>')


def test_plain_text_stays_text():
    [entry] = parse_feed(ATOM + b"<entry><id>1</id><content type='text'>a &lt;b&gt; c</content></entry></feed>")
    assert entry.html == "<p>a &lt;b&gt; c</p>"


def test_a_feed_without_entry_has_none():
    assert parse_feed(rss().encode()) == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  ",
        b"Bonjour",
        b"<!doctype html><html><head><title>Erreur 500</title></head><body><p>Maintenance</p></body></html>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\0\1\2\3" * 50,
        b"{'items': []}",
    ],
)
def test_what_is_no_feed_is_refused(data):
    assert refusal(data) == "is no feed"


def test_a_file_name_or_an_address_in_place_of_a_feed_is_not_opened(tmp_path):
    file = tmp_path / "flux.xml"
    file.write_text(rss(item("<title>SECRET</title>")))
    assert refusal(str(file).encode()) == "is no feed"
    assert refusal(b"http://127.0.0.1:9/flux") == "is no feed"


def test_a_feed_cut_short_gives_what_it_holds():
    whole = rss(item("<title>Un</title>"), item("<title>Deux</title>"))
    assert parse_feed(whole[:-40].encode())[0].title == "Un"


def test_there_is_an_end_to_what_is_read():
    many = parse_feed(rss(*(item(f"<guid>{number}</guid>") for number in range(600))).encode())
    assert (len(many), many[0].id) == (500, "0")
    assert len(only(f"<guid>1</guid><description>{'x' * 2_500_000}</description>").html) == MAX_HTML + 1


def test_an_entity_made_of_entities_stands_for_nothing():
    [entry] = parse_feed(BOMB.encode())
    assert len(entry.title) < 100


def test_an_entity_that_is_a_letter_is_read():
    data = '<!DOCTYPE rss [\n<!ENTITY eacute "&#233;">\n<!ENTITY oe "œ">\n]>' + rss(
        item("<title>V&oe;ux d’&eacute;t&eacute;</title>")
    )
    assert parse_feed(data.encode())[0].title == "Vœux d’été"


def test_the_worker_reads_a_feed():
    assert read_feed(rss(item("<guid>1</guid><title>Été</title>")).encode(), base="https://a.example/")[0].title == "Été"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample feeds")
def test_every_feed_of_the_samples_is_read_or_refused():
    outcomes = []
    for file in sorted(path for path in SAMPLES.rglob("*") if path.is_file()):
        try:
            outcomes.append(len(parse_feed(file.read_bytes(), "https://a.example/feed")))
        except ExtractError as error:
            outcomes.append(str(error))
    assert set(outcomes) <= {0, 1, 2, "is no feed"}
    assert outcomes.count("is no feed") < 5
