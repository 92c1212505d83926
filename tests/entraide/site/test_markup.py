import pytest

from entraide.site.markup import base_of, finish


@pytest.mark.parametrize(("url", "base"), [("/", "./"), ("/forum/", "../"), ("/forum/12/", "../../")])
def test_the_way_to_the_root_depends_on_the_depth(url, base):
    assert base_of(url) == base


def test_local_addresses_become_relative():
    html = '<a href="/forum/12/#message-3">x</a><img src="/media/a.png"><form action="/recherche/" data-base="/"></form>'
    expected = html.replace('="/', '="../')
    assert finish(html, "../") == expected


@pytest.mark.parametrize(
    "html", ['<a href="//exemple.org/">x</a>', '<a href="https://exemple.org/">x</a>', '<a href="#a">x</a>']
)
def test_other_addresses_stay(html):
    assert finish(html, "../") == html


def test_text_that_looks_like_an_address_stays():
    html = '<code>&lt;a href="/etc"&gt;</code>'
    assert finish(html, "../") == html


def test_a_comment_stays():
    assert finish("<!--resultats ? -->", "../") == "<!--resultats ? -->"
