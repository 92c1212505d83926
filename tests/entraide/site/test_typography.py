import pytest
from hypothesis import given
from hypothesis import strategies as st

from entraide.site.markup import finish
from entraide.site.typography import space

EXAMPLES = {
    "Pourquoi ?": "Pourquoi\u202f?",
    "Attention ! Vite ; oui": "Attention\u202f! Vite\u202f; oui",
    "Le message : rejet": "Le message\u00a0: rejet",
    "« En calcul »": "«\u00a0En calcul\u00a0»",
    "«En calcul»": "«\u00a0En calcul\u00a0»",
    "0,05 % de 40 000 €": "0,05\u00a0% de 40\u202f000\u00a0€",
    "1 234 567 habitants": "1\u202f234\u202f567 habitants",
    "en 2024 300 agents": "en 2024 300 agents",
    "05 46 92 39 05": "05 46 92 39 05",
    "3 Go en 10 min": "3\u00a0Go en 10\u00a0min",
    "5 mairies": "5 mairies",
    "n° 12": "n°\u00a012",
    "à 12:30": "à 12:30",
    "https://exemple.org/?a=1;b=2": "https://exemple.org/?a=1;b=2",
    "Vraiment ?!": "Vraiment\u202f?!",
    "AT&amp;T&nbsp;: oui": "AT&amp;T\u00a0: oui",
}


@pytest.mark.parametrize(("typed", "shown"), EXAMPLES.items())
def test_french_spaces_do_not_break(typed, shown):
    assert space(typed) == shown


@given(st.text("ab1 9 0\u00a0\u202f;:!?«»%€h°n,.&"))
def test_spacing_twice_changes_nothing_more(text):
    assert space(space(text)) == space(text)


@given(st.text("ab1 9;:!?%€"))
def test_no_character_but_spaces_changes(text):
    assert space(text).replace("\u00a0", "").replace("\u202f", "").replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "html", ["<code>a ? b</code>", "<pre>a <b>x ?</b> : b</pre>", '<a title="a ?">x</a>', "<kbd>a !</kbd>"]
)
def test_code_and_attributes_are_left_as_they_are(html):
    assert finish(html, "./") == html


def test_spacing_goes_on_after_code():
    assert finish("<pre><code>a ?</code></pre> vrai ?", "./") == "<pre><code>a ?</code></pre> vrai\u202f?"


def test_a_sign_after_an_element_is_spaced():
    assert finish("<strong>Attention</strong> : oui", "./") == "<strong>Attention</strong>\u00a0: oui"
