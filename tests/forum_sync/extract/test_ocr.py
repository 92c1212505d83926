import io

import msgspec
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from forum_sync.extract import ocr, picture
from forum_sync.extract.model import Extract, ExtractError

TEXT = [
    [
        "COMPTE RENDU DU CLUB PAIE",
        "",
        "Les collectivités adhérentes ont demandé une aide à l’informa-",
        "tisation de leurs services en juin.",
    ],
    ["Décisions prises par le comité", "", "Le conseil municipal a voté la délibération du budget."],
]
needs_tesseract = pytest.mark.skipif(not ocr.find_tesseract(), reason="needs tesseract with French (apt: tesseract-ocr-fra)")


def make_scan():
    """A PDF of two pages that are pictures of text."""
    typeset, scanned = io.BytesIO(), io.BytesIO()
    canvas = Canvas(typeset, pagesize=(420, 200))
    for lines in TEXT:
        for row, line in enumerate(lines):
            canvas.drawString(20, 170 - 18 * row, line)
        canvas.showPage()
    canvas.save()
    canvas = Canvas(scanned, pagesize=(420, 200))
    for page in range(1, len(TEXT) + 1):
        canvas.drawImage(ImageReader(io.BytesIO(picture.draw(typeset.getvalue(), page))), 0, 0, 420, 200)
        canvas.showPage()
    canvas.save()
    return scanned.getvalue()


def unread(html="", pages=(), unread_pages=(1, 2), **fields):
    return Extract(**{"title": "", "day": None, "html": html, "pages": pages, "unread_pages": unread_pages} | fields)


def run_of(texts):
    """Stands for workers: reads these texts, by page, and fails on others."""

    def run(_data, kind, page, *, wall):
        assert (kind, wall) == ("picture", 120)
        if page not in texts:
            raise ExtractError("takes too long")
        return msgspec.json.encode(texts[page])

    return run


@pytest.fixture
def reads(monkeypatch):
    """`read_pictures` with tesseract there, whose workers read these texts by page."""
    monkeypatch.setattr(ocr, "find_tesseract", lambda: "/usr/bin/tesseract")

    def read(extract, texts):
        monkeypatch.setattr(ocr, "run_worker", run_of(texts))
        return ocr.read_pictures(b"", extract)

    return read


def test_without_tesseract_pages_stay_unread(monkeypatch):
    monkeypatch.setattr(ocr, "find_tesseract", lambda: "")
    assert ocr.read_pictures(b"", unread()) == unread()


def test_tesseract_without_french_is_none(monkeypatch, tmp_path):
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho eng\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert ocr.find_tesseract.__wrapped__() == ""


def test_words_cut_on_a_page_are_joined_and_pages_stand_in_order(reads):
    found = reads(unread(), {"2": "Décisions\n\nLa web-\ndelib est prête.\n", "1": "CLUB PAIE\n\nLe début.\n"})
    assert (found.title, found.html) == ("CLUB PAIE", "<p>Le début.</p>\n<h2>Décisions</h2>\n<p>La webdelib est prête.</p>")
    assert (found.pages, found.alternatives, found.unread_pages) == ((2,), ("web-delib",), ())


def test_pages_read_stand_between_those_that_had_text(reads):
    html = "<p>Avant</p>\n<h2>Un</h2><p>a</p><h3>Trois</h3><p>c</p>"
    found = reads(unread(html, (1, 3), (2,), title="T"), {"2": "Deux\n\nLe texte.\n"})
    assert found.html == "<p>Avant</p>\n<h2>Un</h2><p>a</p>\n<h2>Deux</h2>\n<p>Le texte.</p>\n<h3>Trois</h3><p>c</p>"
    assert (found.title, found.pages, found.unread_pages) == ("T", (1, 2, 3), ())


def test_a_page_that_fails_or_holds_no_french_stays_unread(reads):
    found = reads(unread(unread_pages=(1, 2, 3)), {"1": "Le texte.", "3": "xkq zzt brmf"})
    assert (found.html, found.unread_pages) == ("<p>Le texte.</p>", (2, 3))


def test_at_most_sixty_pages_are_read(reads):
    pages = tuple(range(1, 71))
    found = reads(unread(unread_pages=pages), {str(page): "Le texte." for page in pages})
    assert found.unread_pages == tuple(range(61, 71))


@needs_tesseract
def test_a_scan_is_read():
    found = ocr.read_pictures(make_scan(), unread())
    assert found.unread_pages == ()
    assert "COMPTE RENDU DU CLUB PAIE" in (found.title, found.html)
    assert "une aide à l’informatisation de leurs services en juin." in found.html.replace("'", "’")
    assert found.html.index("informatisation") < found.html.index("Le conseil municipal a voté la délibération du budget.")


@needs_tesseract
def test_what_is_no_page_stays_unread():
    assert ocr.read_pictures(b"%PDF-1.7", unread(unread_pages=(1,))).unread_pages == (1,)
