import bisect
import functools
import re
from collections import Counter, defaultdict
from html import unescape

import pypdfium2
import pytest
import typeset

from forum_sync.extract.formats import extract_any
from forum_sync.extract.pdf.order import is_drawn_in_disorder
from forum_sync.extract.pdf.page import read_page

BOX = "Encadré : pensez à la sauvegarde"
LAYOUTS = {
    "typst, 1 column": lambda: (typeset.typst_pdf(1), None),
    "typst, 2 columns": lambda: (typeset.typst_pdf(2), None),
    "typst, 3 columns": lambda: (typeset.typst_pdf(3), None),
    "typst, 2 columns with boxes": lambda: (typeset.typst_pdf(2, boxes=True), None),
    "2 columns": lambda: typeset.reportlab_pdf(2, typeset.down),
    "2 columns, drawn across": lambda: typeset.reportlab_pdf(2, typeset.across),
    "2 columns, the right one first": lambda: typeset.reportlab_pdf(2, typeset.right_first),
    "3 columns, drawn across": lambda: typeset.reportlab_pdf(3, typeset.across),
    "2 columns, drawn across, with boxes": lambda: typeset.reportlab_pdf(2, typeset.across, box=BOX),
    "2 columns out of step, drawn by height": lambda: typeset.reportlab_pdf(2, typeset.across, shift=5),
}
MARKED = re.compile(r"\w(?:[\ufffe\u00ad\u0002]|-\r\n)")
"""A word cut at a line's end, as pdfium gives it for lines that are drawn in their order."""


@functools.cache
def pdf(name):
    return LAYOUTS[name]()


@functools.cache
def read(name):
    return extract_any(pdf(name)[0]).extract


def extracted(data):
    return extract_any(data).extract


def plain(html):
    return unescape(re.sub(r"<[^>]+>", " ", html))


def cut_words(data):
    return sum(len(MARKED.findall(page.get_textpage().get_text_range())) for page in pypdfium2.PdfDocument(data))


def common(found, truth):
    """Length of the longest common subsequence (Hunt and Szymanski)."""
    places = defaultdict(list)
    for place, word in enumerate(truth):
        places[word].insert(0, place)
    ends = []
    for word in found:
        for place in places[word]:
            at = bisect.bisect_left(ends, place)
            ends[at : at + 1] = [place]
    return len(ends)


def test_the_truth_is_large_enough():
    assert len(typeset.truth()) >= 2500
    assert sum(block.heading for block in typeset.document()) >= 30


@pytest.mark.parametrize("name", LAYOUTS)
def test_words_are_read_in_order(name):
    truth = typeset.truth()
    assert common(typeset.words(plain(read(name).html)), truth) / len(truth) >= 0.99


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_header_footer_or_page_number_is_left(name):
    text = plain(read(name).html)
    assert typeset.HEADER not in text
    assert typeset.FOOTER not in text
    assert not re.search(r"<p>\d+</p>|octobre", read(name).html)


def test_words_cut_at_the_end_of_lines_are_joined():
    cut = lost = 0
    for name in LAYOUTS:
        data, cuts = pdf(name)
        cut += cuts or cut_words(data)
        lost += (Counter(typeset.truth()) - Counter(typeset.words(plain(read(name).html)))).total()
    assert cut > 2000
    assert 1 - lost / cut >= 0.99


@pytest.mark.parametrize("name", ["typst, 1 column", "typst, 2 columns", "2 columns, drawn across"])
def test_headings_are_told_from_text(name):
    truth = {block.text for block in typeset.document() if block.heading}
    found = re.findall(r"<h[1-4]>(.*?)</h[1-4]>", read(name).html)
    right = len(truth.intersection(found))
    assert right / len(found) >= 0.9
    assert right / len(truth) >= 0.9


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_heading_has_its_page(name):
    pages = read(name).pages
    assert len(pages) == len(re.findall(r"<h\d>", read(name).html))
    assert list(pages) == sorted(pages)
    assert pages[0] == 1


@pytest.mark.parametrize("name", ["typst, 1 column", "typst, 2 columns", "2 columns, drawn across"])
def test_paragraphs_are_kept_whole_over_lines_columns_and_pages(name):
    truth = {block.text for block in typeset.document() if not block.heading}
    found = [unescape(text) for text in re.findall(r"<p>(.*?)</p>", read(name).html)]
    assert sum(text in truth for text in found) >= 0.98 * len(found)


@pytest.mark.parametrize(
    ("name", "disorder"),
    [
        ("2 columns", False),
        ("typst, 2 columns", False),
        ("2 columns, drawn across", True),
        ("2 columns, the right one first", True),
    ],
)
def test_the_order_of_the_file_is_kept_unless_it_goes_against_reading(name, disorder):
    data, _ = pdf(name)
    body = [one for one in read_page(pypdfium2.PdfDocument(data)[1]).segments if 60 < one.y < 800]
    assert is_drawn_in_disorder(body) is disorder


def test_a_heading_over_two_columns_comes_before_both():
    blocks = [typeset.Block(False, block.text) for block in typeset.document() if not block.heading][:12]
    data, _ = typeset.reportlab_pdf(2, typeset.across, blocks=blocks, masthead="Un titre qui court au-dessus des deux colonnes")
    found = extracted(data)
    assert found.title == "Un titre qui court au-dessus des deux colonnes"
    assert re.findall(r"<p>(.*?)</p>", found.html)[1:-1] == [block.text for block in blocks]
