import io
import subprocess
import sys
import zipfile
from datetime import date

import odfdo
import pytest
from mirror_fakes import docx_paragraph, docx_table, make_docx, make_eml, make_odt, make_pdf, make_pdf_bomb, make_zip

from forum_sync.extract import ExtractError, extract
from forum_sync.extract.formats import extract_any, sniff

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


def read(data):
    return extract_any(data).extract


def refusal(data):
    with pytest.raises(ExtractError) as caught:
        extract_any(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (make_pdf(["a"]), "pdf"),
        (b"\r\n" + make_pdf(["a"]), "pdf"),
        (make_docx(docx_paragraph("a")), "docx"),
        (make_odt(odfdo.Paragraph("a")), "odt"),
        (make_eml(), "eml"),
        (b"From: a@b.fr\nSubject: x\n\nbonjour", "eml"),
        (b"<!DOCTYPE html><p>a", "page"),
        (b"\xef\xbb\xbf  <!-- x --> <html><p>a", "page"),
        ("<html><p>é".encode("utf-16"), "page"),
        (b'<?xml version="1.0"?><html xmlns="x"><p>a', "page"),
        (b"# Titre\n\nTexte", "text"),
        (b"Date: demain\n\nTexte", "text"),
        (b"---\nfrom: a\ndate: 2024-03-12\n---\nTexte", "text"),
        (b"Un %PDF-1.7 se reconna\xeet \xe0 sa t\xeate.", "text"),
        (b"R\xe9union", "text"),
    ],
)
def test_a_format_is_told_by_the_content(data, name):
    assert sniff(data) == name


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\0" * 100, "no format"),
        (b"\x7fELF\x02\x01\0\0", "no format"),
        (b"{\\rtf1 x}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "XML"),
        (b"PK\x03\x04 truncated", "damaged archive"),
        (make_zip(a="x"), "archive of no format"),
    ],
)
def test_what_is_not_read_is_refused_with_a_reason(data, reason):
    assert reason in refusal(data)


def test_a_pdf_is_read_page_by_page_into_paragraphs():
    first = [
        "Compte rendu du club",
        "La cotisation des apprentis passe à 0,10 % au premier jan-",
        "vier, le taux est à vérifier sur tous",
        "les bulletins.",
    ]
    second = ["Décisions prises", "• Publier une fiche.", "1. Relancer « l’éditeur » (Parme)."]
    found = read(make_pdf(first, second, title="Club d’avril"))
    assert (found.title, found.day) == ("Club d’avril", None)
    assert found.html.split("\n") == [
        "<p>Compte rendu du club</p>",
        "<p>La cotisation des apprentis passe à 0,10 % au premier janvier, le taux est à vérifier sur tous les bulletins.</p>",
        "<p>Décisions prises</p>",
        "<p>• Publier une fiche.</p>",
        "<p>1. Relancer « l’éditeur » (Parme).</p>",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make_pdf(["a"])[:120], "no PDF that can be opened"),
        (b"%PDF-1.7\n%%EOF", "no PDF that can be opened"),
        (make_pdf([]), "holds no text"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_refused(data, reason):
    assert reason in refusal(data)


def test_a_word_document_keeps_its_structure():
    body = docx_paragraph("Club de mars", "Titre1") + docx_paragraph("Paie", "Titre2") + docx_paragraph("Texte &amp; suite")
    found = read(make_docx(body + docx_table(("Cas", "Taux"), ("A", "0,10 %")), title="Modèle"))
    assert (found.title, found.day) == ("Club de mars", None)
    assert found.html.startswith("<h2>Paie</h2><p>Texte &amp; suite</p><table><thead><tr><th><p>Cas</p></th>")


def test_a_word_document_without_heading_has_the_title_of_its_properties():
    assert read(make_docx(docx_paragraph("Texte"), title="Les clubs &amp; ateliers")).title == "Les clubs & ateliers"


def test_an_opendocument_text_keeps_its_structure():
    link = odfdo.Paragraph("Voir ")
    link.append(odfdo.Element.from_tag('<text:a xlink:href="https://x.example/?a=1&amp;b=2">le &lt;guide&gt;</text:a>'))
    steps = odfdo.List(["un", "deux"])
    table = odfdo.Table("T", width=2, height=2)
    table.set_values([["Cas", "Taux"], ["A", "0,10 %"]])
    found = read(make_odt(odfdo.Header(1, "Club de mars"), odfdo.Header(2, "Paie"), link, steps, table, title="Modèle"))
    assert found.title == "Club de mars"
    assert '<h2>Paie</h2><p>Voir <a href="https://x.example/?a=1&amp;b=2">le &lt;guide&gt;</a></p>' in found.html
    assert "<ul><li><p>un</p></li><li><p>deux</p></li></ul>" in found.html
    assert "<table><thead><tr><th><p>Cas</p></th><th><p>Taux</p></th></tr></thead><tr><td>" in found.html


def test_spaces_breaks_and_notes_of_an_opendocument_text_are_kept_and_comments_are_not():
    inside = (
        "Un<text:tab/>deux<text:s/>trois<text:line-break/>quatre<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>la note</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>SECRET</text:p></office:annotation>"
    )
    found = read(make_odt(odfdo.Element.from_tag(f"<text:p>{inside}</text:p>")))
    assert found.html == "<p>Un deux trois<br>quatre<small> (la note)</small></p>"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (make_eml(text="brut", html="<p>Riche</p>"), "<p>Riche</p>"),
        (make_eml(text="Un & deux\nsuite\n\nTrois"), "<p>Un &amp; deux<br>suite</p>\n<p>Trois</p>"),
    ],
)
def test_a_message_gives_its_html_else_its_text(message, expected):
    assert read(message).html.strip() == expected


def test_a_message_is_dated_by_its_sender():
    found = read(make_eml(day=date(2024, 3, 12)))
    assert (found.title, found.day) == ("La lettre de mars", date(2024, 3, 12))


def test_a_page_is_reduced_to_its_article():
    page = """<!doctype html><head><meta charset=utf-8><title>Club - Service</title>
      <meta name="date" content="2023-06-08"></head><body><nav>Menu</nav><header>Bandeau</header>
      <main><article><h1>Club de juin</h1><p>Texte</p><script>x()</script></article></main><footer>Pied</footer>"""
    found = read(page.encode())
    assert (found.title, found.day) == ("Club de juin", date(2023, 6, 8))
    assert found.html.strip() == "<p>Texte</p>"


def test_a_page_without_article_is_kept_whole_under_its_title():
    found = read("<html><head><meta charset='iso-8859-1'><title>Été</title><body><p>À l’œuvre".encode("cp1252"))
    assert (found.title, found.html) == ("Été", "<p>À l’œuvre</p>")


def test_the_head_of_a_markdown_file_gives_title_and_date():
    found = read(b"---\r\ntitle: Club de mars\r\ndate: 2024-03-12\r\n---\r\n# Autre\r\n\r\n| A |\r\n|---|\r\n| 1 |\r\n")
    assert (found.facts.title, found.facts.day) == ("Club de mars", date(2024, 3, 12))
    assert (found.title, found.day) == ("Autre", None)
    assert found.html.startswith("<h1>Autre</h1>\n<table>")


@pytest.mark.parametrize("head", ["title: [", "- a", "date: hier", "42"])
def test_a_broken_head_is_refused(head):
    assert "YAML" in refusal(f"---\n{head}\n---\nTexte".encode())


def test_the_worker_gives_what_the_formats_give():
    data = make_pdf(["Bonjour à tous"], title="Été")
    assert extract(data).extract == read(data)
    assert extract(data).content_type == "application/pdf"


def test_a_refusal_crosses_the_border_of_the_worker():
    with pytest.raises(ExtractError, match=r"^is empty$"):
        extract(b"")


def zip_bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 120_000_000)
    return buffer.getvalue()


ODT = "application/vnd.oasis.opendocument.text"
HOSTILE = {
    "zip bomb": (zip_bomb, "unpacks to far more"),
    "many members": (
        lambda: make_zip(word__document_xml="x", **{f"m{number}": "" for number in range(2001)}),
        "unpacks to far more",
    ),
    "billion laughs": (lambda: make_docx(docx_paragraph("&j;"), doctype=LAUGHS), "cannot be read"),
    "truncated zip": (lambda: make_docx(docx_paragraph("a"))[:400], "damaged archive"),
    "truncated odt": (lambda: make_odt(odfdo.Paragraph("a"))[:-400], "damaged archive"),
    "deep odt": (lambda: make_zip(mimetype=ODT, content_xml=f"<a>{'<p>' * 5000}{'</p>' * 5000}</a>"), "cannot be read"),
    "odt without styles": (lambda: make_zip(mimetype=ODT, content_xml="<a/>"), "cannot be read"),
    "random bytes": (lambda: bytes(range(1, 256)) * 100, "no format"),
    "pdf without end": (lambda: make_pdf(["a"])[:-300], "no PDF that can be opened"),
    "much text": (lambda: b"mot " * 600_000, "too much text"),
}


@pytest.mark.parametrize(("make", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_ends_in_one_line_of_reason(make, reason):
    with pytest.raises(ExtractError, match=rf"\A[^\n]*{reason}[^\n]*\Z"):
        extract(make())


def test_a_document_cannot_bring_in_a_file_of_the_machine():
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    assert "root" not in read(make_docx(docx_paragraph("a &e;"), doctype=doctype)).html


def test_a_document_that_hangs_is_stopped():
    with pytest.raises(ExtractError, match=r"takes more than 1\.5 s"):
        extract(make_pdf_bomb(), wall=1.5)


def test_a_worker_cannot_fill_the_memory():
    code = "from forum_sync.extract.__main__ import limit_resources; limit_resources(10); bytearray(2 << 30)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert "MemoryError" in done.stderr


@pytest.mark.parametrize(
    ("text", "html"),
    [("La paie", "<h3>La paie</h3>"), ("Attention, c’est urgent !", "<p><strong>Attention, c’est urgent !</strong></p>")],
)
def test_a_short_paragraph_of_a_docx_that_is_all_bold_is_a_heading(text, html):
    bold = f'<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    assert read(make_docx(docx_paragraph("Avant") + bold + docx_paragraph("Après"))).html == f"<p>Avant</p>{html}<p>Après</p>"
