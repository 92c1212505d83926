"""What the tests of the mirror are made of: a source in memory, a small archive, and documents of every format."""

import io
import json
import zipfile
from datetime import date
from email.message import EmailMessage

import odfdo

from forum_sync import Bulletin, ItemError, SourceError
from forum_sync.media import make_media
from forum_sync.model import Cursor, Page, Summary

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def make_bulletin(item_id, text, *, kind="news", day=None, images=()):
    media = tuple(make_media(image, "image/png") for image in images)
    return Bulletin(id=item_id, kind=kind, title=text, day=day, html=f"<p>{text}</p>", text=text, media=media)


class FakeSource:
    """Items in memory, two to a page of the listing; a text of None stands for an item that is broken."""

    kind = "news"

    def __init__(self, name="essai"):
        self.name = name
        self.texts = {}
        self.versions = {}
        self.reads = []
        self.down_after = None

    def put(self, key, text):
        self.texts[key] = text
        self.versions[key] = self.versions.get(key, 0) + 1

    def remove(self, key):
        self.texts.pop(key, None)

    def fetch(self, cursor):
        start = int(cursor.value or 0)
        if self.down_after is not None and start >= self.down_after:
            raise SourceError(f"{self.name}: hors service")
        keys = sorted(self.texts)
        page = keys[start : start + 2]
        summaries = tuple(Summary(id=f"{self.name}/{key}", signature=f"{self.versions[key]}") for key in page)
        return Page(summaries=summaries, next=Cursor(value=str(start + 2)) if start + 2 < len(keys) else None)

    def read(self, item_id):
        self.reads.append(item_id)
        text = self.texts.get(item_id.removeprefix(f"{self.name}/"))
        if text is None:
            raise ItemError(f"{item_id}: illisible")
        return make_bulletin(item_id, text)


def make_post(number=1, cooked="<p>Bonjour</p>", **fields):
    post = {
        "id": 1000 + number,
        "post_number": number,
        "created_at": f"2024-03-{number:02d}T09:00:00.000Z",
        "username": "jeanne_m",
        "name": "Jeanne, Valmorel",
        "cooked": cooked,
        "post_type": 1,
        "version": 1,
        "champ_inconnu": {"a": [1]},
    }
    return post | fields


def make_topic(*posts, **fields):
    topic = {
        "title": "Rejet d’un flux PES",
        "slug": "rejet-flux-pes",
        "created_at": "2024-03-01T09:00:00.000Z",
        "archetype": "regular",
        "visible": True,
        "category_id": 2,
        "tags": ["pes"],
        "post_stream": {"posts": list(posts) or [make_post()], "stream": []},
        "suggested_topics": [],
    }
    return topic | fields


class Archive:
    """A Discourse archive on disk, to be changed at will."""

    def __init__(self, path):
        self.path = path
        (path / "t").mkdir(parents=True)
        self.categories(
            {"id": 1, "name": "Finances", "parent_category_id": None},
            {"id": 2, "name": "Flux PES", "parent_category_id": 1},
            {"id": 3, "name": "Équipe", "read_restricted": True},
        )

    def categories(self, *categories):
        answer = {"category_list": {"categories": list(categories), "can_create_topic": False}}
        (self.path / "categories.json").write_text(json.dumps(answer), encoding="utf-8")

    def topic(self, number, *posts, **fields):
        content = json.dumps(make_topic(*posts, id=number, **fields), ensure_ascii=False)
        self.file(number).write_text(content, encoding="utf-8")

    def file(self, number):
        return self.path / "t" / f"{number}.json"

    def upload(self, name, data=PNG):
        file = self.path / "uploads" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def make_pdf(*pages, title=""):
    """A PDF with a page for each list of lines, in Helvetica."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for lines in pages:
        shown = b" ".join(
            b"(" + line.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)") + b") Tj T*" for line in lines
        )
        stream = b"BT /F1 11 Tf 60 780 Td 14 TL " + shown + b" ET"
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        resources = b"/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %b /Contents %d 0 R >>" % (resources, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< /Title <%b> >>" % ("\ufeff" + title).encode("utf-16-be").hex().encode())
    return assemble_pdf(objects, info=len(objects))


def make_pdf_bomb(depth=40):
    """A PDF whose page draws a form that draws another twice, and so on: 2^depth drawings."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    objects.append(
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>"
    )
    objects.append(b"<< /Length 5 >>\nstream\n/X Do\nendstream")
    for number in range(5, 5 + depth):
        inner = b"/X Do /X Do" if number < 4 + depth else b"0 0 1 1 re"
        resources = b"/Resources << /XObject << /X %d 0 R >> >>" % (number + 1)
        form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] %b /Length %d >>" % (resources, len(inner))
        objects.append(form + b"\nstream\n" + inner + b"\nendstream")
    return assemble_pdf(objects)


def assemble_pdf(objects, info=0):
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    trailer = b"<< /Size %d /Root 1 0 R %b>>" % (count, b"/Info %d 0 R " % info if info else b"")
    return data + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n%b\nstartxref\n%d\n%%%%EOF" % (count, table, trailer, len(data))


def make_zip(**members):
    """A zip; a member `word__document_xml` is named `word/document.xml`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content, method)
    return buffer.getvalue()


DOCX_STYLES = """<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/></w:style></w:styles>"""
DOCX_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/></Types>"""
DOCX_LINKS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
</Relationships>"""


def make_docx(body, *, title="", doctype=""):
    """A DOCX from the inside of `w:body`."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    core = f'<coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></coreProperties>'
    members = {
        "[Content_Types]_xml": DOCX_TYPES,
        "word___rels__document_xml.rels": DOCX_LINKS,
        "word__styles_xml": DOCX_STYLES,
        "word__document_xml": f"{doctype}<w:document {space}><w:body>{body}</w:body></w:document>",
        "docProps__core_xml": core,
    }
    return make_zip(**{name.replace("___rels", "/_rels"): content for name, content in members.items()})


def docx_paragraph(text, style=""):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx_table(*rows):
    cells = ("".join(f"<w:tc>{docx_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def make_odt(*elements, title=""):
    document = odfdo.Document("text")
    document.body.clear()
    for element in elements:
        document.body.append(element)
    document.meta.title = title
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_eml(*, subject="La lettre de mars", day=date(2024, 3, 12), text="Bonjour", html=None):
    message = EmailMessage()
    message["From"] = "lettre@service.example.org"
    message["To"] = "mairies@service.example.org"
    message["Subject"] = subject
    message["Date"] = f"{day:%d} Mar {day:%Y} 23:30:00 +0200"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()
