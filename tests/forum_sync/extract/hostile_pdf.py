"""PDFs made to hang, crash or swell their reader."""

import io
import zlib

from mirror_fakes import assemble_pdf, make_pdf_bomb
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %b >>" % FONT


def encrypted(*, user="secret", owner="maire"):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(user, owner))
    canvas.drawString(72, 700, "Texte sous clé")
    canvas.save()
    return buffer.getvalue()


def empty_pages():
    return assemble_pdf([CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"])


def stream_bomb(megabytes=1024):
    """A megabyte that unpacks to a gigabyte: blocks that know nothing of each other can be repeated without packing each."""
    packer = zlib.compressobj(9)
    head = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return _page_of(head + block * (megabytes - 1))


def text_bomb(operations=1_000_000):
    return _page_of(zlib.compress(b"BT /F1 9 Tf 60 700 Td" + b" (a) Tj" * operations + b" ET"))


def nested_forms():
    return make_pdf_bomb(25)


def page_tree_loop():
    return assemble_pdf([CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 9 >>", b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"])


def nested_arrays(depth=200_000):
    return assemble_pdf([CATALOG, PAGES, b"<< /Type /Page /Parent 2 0 R /Annots %b%b >>" % (b"[" * depth, b"]" * depth)])


def lone_surrogates():
    """Characters that its font maps to halves of surrogate pairs, which no JSON can carry."""
    names = b"1 beginbfrange <00> <FF> <D800> endbfrange"
    space = b"1 begincodespacerange <00> <FF> endcodespacerange"
    to_unicode = b"/CIDInit /ProcSet findresource begin begincmap %b %b endcmap end" % (space, names)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >>"
    page = PAGE.replace(FONT, b"/Resources << /Font << /F1 %b >> >>" % font)
    return assemble_pdf([CATALOG, PAGES, page, _stream(b"BT /F1 9 Tf 60 700 Td (abc) Tj ET"), _stream(to_unicode)])


def _page_of(packed):
    return assemble_pdf([CATALOG, PAGES, PAGE, _stream(packed, b"/Filter /FlateDecode")])


def _stream(content, entries=b""):
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)
