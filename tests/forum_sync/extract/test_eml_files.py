"""The pictures and documents that come with messages."""

import base64

import pytest
from eml_messages import HTML, attached, multipart, part, read
from mirror_fakes import PNG, docx_paragraph, make_docx, make_pdf

from forum_sync.html.clean import clean, text_of


def picture(identity, data=PNG, kind=b"image/png"):
    headers = (b"Content-ID: <%b>" % identity, b"Content-Disposition: inline", b"Content-Transfer-Encoding: base64")
    return part(base64.encodebytes(data), kind, *headers)


def test_pictures_that_the_html_shows_come_with_it():
    shown = '<p>A</p><img src="cid:logo%40x.example"><img src=CID:b&amp;c><img src="https://x.example/pixel.png">'
    data = multipart(
        b"related", part(shown, HTML), picture(b"logo@x.example"), picture(b"b&c", b"GIF89a..", b"x/y"), picture(b"autre")
    )
    images = read(data).images
    assert [(image.name, image.content_type) for image in images] == [
        ("cid:logo%40x.example", "image/png"),
        ("CID:b&c", "image/gif"),
    ]
    assert images[0].data == PNG


def test_what_is_no_picture_or_too_big_is_left_out():
    shown = "".join(f"<img src='cid:{number}'>" for number in range(40))
    big = picture(b"0", PNG + b"\0" * 5_000_000)
    pictures = [picture(b"%d" % number) for number in range(2, 40)]
    found = read(multipart(b"related", part(f"A {shown}", HTML), big, picture(b"1", b"<svg/>", b"image/svg+xml"), *pictures))
    assert [image.name for image in found.images] == [f"cid:{number}" for number in range(2, 32)]


def test_a_message_that_is_one_picture_is_kept():
    data = multipart(b"related", part("<img src='cid:a' alt='Affiche'>", HTML), picture(b"a"))
    assert [image.name for image in read(data).images] == ["cid:a"]


def test_attached_documents_are_read_below_the_message():
    pdf, docx = make_pdf(["Le taux passe à 0,10 %."]), make_docx(docx_paragraph("Ordre du jour"))
    parts = (attached(pdf, b'filename="CR mars.pdf"'), attached(docx, b'filename="odj.docx"', b"text/plain"))
    found = read(multipart(b"mixed", part("Bonjour."), *parts))
    assert [(file.name, file.content_type.rpartition(".")[2]) for file in found.attachments] == [
        ("CR mars.pdf", "application/pdf"),
        ("odj.docx", "document"),
    ]
    assert [file.data for file in found.attachments] == [pdf, docx]
    assert found.pages == ()
    assert text_of(clean(found.html)).split("\n") == [
        "Bonjour.",
        "Pièce jointe : CR mars.pdf",
        "Le taux passe à 0,10 %.",
        "Pièce jointe : odj.docx",
        "Ordre du jour",
    ]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (b"filename*=UTF-8''Compte-rendu%20d%E2%80%99avril.pdf", "Compte-rendu d’avril.pdf"),
        (
            b"filename*0*=UTF-8''Compte-rendu%20;\r\n filename*1*=d%E2%80%99avril;\r\n filename*2=.pdf",
            "Compte-rendu d’avril.pdf",
        ),
        (b'filename="=?utf-8?q?Compte-rendu_d=E2=80=99avril=2Epdf?="', "Compte-rendu d’avril.pdf"),
        ('filename="Compte-rendu d’avril.pdf"'.encode(), "Compte-rendu d’avril.pdf"),
        ('filename="Compte-rendu d’avril.pdf"'.encode("cp1252"), "Compte-rendu d’avril.pdf"),
        (b'filename="C:\\docs\\..\\a\tb.pdf"', "a b.pdf"),
        (b'filename="../../etc/passwd"', "passwd"),
        (b'filename="..."', "document.pdf"),
        (b"filename*=inconnu''%FF", "ÿ"),
        (b"", "document.pdf"),
    ],
)
def test_an_attachment_has_a_name_in_one_line_without_folders(given, name):
    [file] = read(multipart(b"mixed", part("Bonjour."), attached(make_pdf(["a"]), given))).attachments
    assert file.name == name


def test_an_attachment_that_cannot_be_read_is_kept_as_it_is():
    found = read(multipart(b"mixed", part("Bonjour."), attached(b"%PDF-1.4 rien", b'filename="a.pdf"')))
    assert [file.name for file in found.attachments] == ["a.pdf"]
    assert text_of(clean(found.html)) == "Bonjour."


def test_other_attachments_are_left_out():
    parts = (attached(b"PK\x03\x04 rien"), attached(b"BEGIN:VCALENDAR", kind=b"text/calendar"), attached(b"MZ\x90\0"))
    found = read(multipart(b"mixed", part("Bonjour."), *parts, attached(b"<h1>Page</h1>", kind=b"text/html")))
    assert (found.attachments, text_of(clean(found.html))) == ((), "Bonjour.")


def test_no_more_than_ten_attachments_are_kept_each_once():
    parts = [attached(make_pdf([f"n° {number // 2}"]), b'filename="%d.pdf"' % number) for number in range(30)]
    found = read(multipart(b"mixed", part("Bonjour."), *parts))
    assert [file.name for file in found.attachments] == [f"{number}.pdf" for number in range(0, 20, 2)]


@pytest.mark.parametrize("limit", ["_MAX_TAGS", "_MAX_HTML", "_MAX_SECONDS"])
def test_an_attachment_that_is_too_long_does_not_cost_the_message(monkeypatch, limit):
    monkeypatch.setattr(f"forum_sync.extract.eml.{limit}", -1)
    docx = make_docx(docx_paragraph("mot"))
    found = read(multipart(b"mixed", part("Bonjour."), attached(docx)))
    assert (len(found.attachments), text_of(clean(found.html))) == (1, "Bonjour.")
