import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from entraide.site.sanitize import clean_html, shown_html

IMAGE = f"/media/{'0a' * 32}.png"
FRAGMENTS = [
    "<h1>",
    "</h1>",
    "<h4>a</h4>",
    "<p>",
    "</p>",
    f'<img src="{IMAGE}">',
    "<img src=x>",
    "<b>",
    "&lt;",
    '"',
    "<",
    ">",
    " x",
]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed">x</p>',
        "<iframe src='https://exemple.org'></iframe>",
        "<form action='https://exemple.org'><input></form>",
        "<svg><script>alert(1)</script></svg>",
        '<nav id="contenu">x</nav>',
    ],
)
def test_what_acts_or_disguises_goes(hostile):
    html = clean_html(hostile, top=2)
    assert not re.search(r"alert|style|iframe|form|svg|nav|id=|javascript", html)


def test_an_image_from_elsewhere_is_not_fetched():
    assert clean_html('<p>a<img src="https://exemple.org/pixel.gif" alt="b">c</p>', top=2) == "<p>ac</p>"


def test_an_image_of_the_mirror_stays_and_has_an_alternative():
    assert clean_html(f'<img src="{IMAGE}">', top=2) == f'<img alt="" src="{IMAGE}">'


def test_headings_start_at_the_level_asked_for_and_skip_none():
    html = clean_html("<h1>a</h1><h4>b</h4><h6>c</h6><h1>d</h1>", top=2)
    assert re.findall(r"<h(\d)>(\w)</h(\d)>", html) == [("2", "a", "2"), ("3", "b", "3"), ("4", "c", "4"), ("2", "d", "2")]


def test_a_deep_heading_that_comes_first_is_raised():
    assert clean_html("<h4>a</h4><h3>b</h3>", top=3) == "<h3>a</h3><h3>b</h3>"


@given(st.lists(st.sampled_from(FRAGMENTS)).map("".join))
def test_cleaning_twice_changes_nothing_more(html):
    assert clean_html(clean_html(html, top=2), top=2) == clean_html(html, top=2)


def test_a_table_has_a_box_that_the_keyboard_reaches():
    html = shown_html("<p>a</p><table><tr><td>1</td></tr></table>", top=2, link=str)
    box = '<div class="table" role="group" aria-label="Tableau" tabindex="0"><table>'
    assert html == f"<p>a</p>{box}<tbody><tr><td>1</td></tr></tbody></table></div>"


def test_links_lead_where_they_are_told_and_stay_addresses():
    html = '<a title="<a href=&quot;a&quot;>" href="https://exemple.org/?a=1&amp;b=2">x</a> href="a"'
    shown = shown_html(html, top=2, link={"https://exemple.org/?a=1&b=2": '/forum/1/"><script>'}.__getitem__)
    assert re.findall(r' href="[^"]*"', shown.partition("</a>")[0])[-1] == ' href="/forum/1/&quot;&gt;&lt;script&gt;"'
    assert "<script" not in shown


def test_a_title_that_looks_like_an_address_is_none():
    address, title = 'href="https://exemple.org/t/1"', 'title=" href="'
    html = f"<p><a {title} {address}>a</a> <a {address} {title}>b</a></p>"
    shown = shown_html(html, top=2, link={"https://exemple.org/t/1": "/forum/1/"}.__getitem__)
    assert shown.count('href="/forum/1/"') == 2
    assert shown.count('title=" href="') == 2


def test_an_image_leads_to_itself_unless_it_is_in_a_link():
    image = f'<img src="/media/{"a" * 64}.png" alt="Fenêtre « x »">'
    shown = shown_html(f'<aside>{image}</aside><a href="https://exemple.org/">{image}</a>', top=3, link=str)
    links = LexborHTMLParser(shown).css("a")
    assert [link.attrs["href"] for link in links] == [f"/media/{'a' * 64}.png", "https://exemple.org/"]
    assert links[0].attrs["aria-label"] == "Agrandir l’image : Fenêtre « x »"
