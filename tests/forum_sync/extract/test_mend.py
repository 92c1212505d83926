import time
import unicodedata

import pytest
from mirror_fakes import docx_paragraph, make_docx

from forum_sync.extract.formats import extract_any
from forum_sync.extract.mend import mend, mend_html, mend_line

MAGAZINE = "Une o! re des collectivi-\ntés, l’e! et d’une web-\ndelib, o! rant peut-\nêtre\n"


def test_clean_text_stays_and_has_no_other_form():
    text = "Le club de « juin » a eu lieu : 12 agents, l’après-midi.\n\nSuite\n"
    assert mend(text) == (text, (), "")


def test_cut_words_are_joined_without_keeping_what_stood_there():
    assert mend("collectivi-\ntés web-\ndelib\n") == ("collectivités\nwebdelib\n", ("web-delib",), "")


def test_other_spellings_of_a_character_become_one_without_keeping_what_stood_there():
    assert mend(unicodedata.normalize("NFD", "réunion") + " e\ufb03cace") == ("réunion efficace", (), "")


def test_guessed_characters_keep_what_stood_there():
    text, alternatives, before = mend(MAGAZINE)
    assert text == "Une offre des collectivités,\nl’effet d’une webdelib,\noffrant peut-être\n"
    assert (alternatives, before) == (("web-delib",), MAGAZINE)


def test_misread_text_is_mended_before_its_words_are_joined():
    assert mend("la collectivitÃ© gÃ¨re l’infor-\nmatique ï¬\x81n").text == "la collectivité gère l’informatique\nfin"


@pytest.mark.parametrize(
    ("body", "mended"),
    [
        ('<p title="Ã©">L&#39;Ã©tÃ© &lt;b&gt; &amp; fi\ufb01</p>', '<p title="Ã©">L\'été &lt;b&gt; &amp; fifi</p>'),
        ("<p>A&eacute; &amp; B&nbsp;&Atilde;&copy;</p>", "<p>Aé &amp; B\u00a0é</p>"),
        ("<a href='x?a=1&amp;b=Ã©' alt=\"1 > 0\">e\u0301</a>", "<a href='x?a=1&amp;b=Ã©' alt=\"1 > 0\">é</a>"),
        ("o! re, e! et, o! rant, co-\nllectivité", "o! re, e! et, o! rant, co-\nllectivité"),
        ("1 < 2 Ã© <", "1 &lt; 2 é &lt;"),
    ],
)
def test_only_what_stands_between_tags_is_mended(body, mended):
    assert mend_html(body).text == mended


def test_untouched_html_stays_as_it_was_written():
    body = "<p>L&#39;&eacute;t&eacute; &amp; l&rsquo;hiver &nbsp; <br/>\x1e</p>"
    assert mend_html(body) == (body, (), "")


def test_ligatures_that_a_layout_broke_are_voted_on_over_all_paragraphs():
    body = "<p>une o! re</p><p>en e! et &amp;</p><p>o! rant <b>/ n</b> so)  it</p>"
    text, _, before = mend_html(body, broken=True)
    assert text == "<p>une offre</p><p>en effet &amp;</p><p>offrant <b>fin</b> so)  it</p>"
    assert before == "une o! re en e! et & o! rant / n so) it"


def test_a_line_is_mended_without_joining():
    assert mend_line("L’Ã©tÃ© - un e\ufb00et") == "L’été - un effet"


def test_documents_of_other_formats_are_mended():
    found = extract_any(make_docx(docx_paragraph("RÃ©union", "Titre1") + docx_paragraph("L’Ã©tÃ© e\ufb00et"))).extract
    assert (found.title, found.html) == ("Réunion", "<p>L’été effet</p>")
    assert found.unrepaired == "L’Ã©tÃ© eﬀet"


def test_half_a_megabyte_takes_a_few_seconds():
    start = time.process_time()
    mend("Réunion du club (paie) et suite ; l’e! et 4 ans après.\n" * 10_000)
    mend_html("<p>1 < 2 &amp; <a \"'" * 30_000)
    assert time.process_time() - start < 6
