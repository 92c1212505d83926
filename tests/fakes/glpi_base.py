"""Fills a synthetic GLPI with a knowledge base, and dumps it as an administrator would."""

import struct
import zlib

import msgspec

WHOLE = """<p>L’agent n’apparaît plus.</p><h2>Solution</h2><ol><li>Ouvrez <strong>Outils</strong>.</li>
<li>Cliquez sur <em>Réindexer</em>.</li></ol>"""


def png(red=0):
    """A picture of one point."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes([0, red, 0, 0]))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


class Base:
    """The knowledge base of a FakeGlpi."""

    def __init__(self, fake):
        self.fake = fake

    def category(self, path):
        return self.fake.put("KnowbaseItemCategory", name=path.rpartition(" > ")[2], completename=path)

    def article(self, title, answer=WHOLE, *, category=None, readers=True, **fields):
        row = {
            "name": title,
            "answer": answer,
            "is_faq": 1,
            "view": 3,
            "begin_date": None,
            "end_date": None,
            "users_id": 2,
            "date_creation": "2024-03-01 09:00:00",
            "date_mod": "2025-06-02 10:00:00",
        }
        number = self.fake.put("KnowbaseItem", **(row | fields))
        if category:
            link = {"knowbaseitems_id": number, "knowbaseitemcategories_id": category}
            self.fake.put("KnowbaseItem_KnowbaseItemCategory", **link)
        if readers:
            self.fake.put("Entity_KnowbaseItem", knowbaseitems_id=number, entities_id=0)
        return number

    def dump(self, folder):
        """A file of the three lists, with the documents beside it."""
        names = ("KnowbaseItem", "KnowbaseItemCategory", "KnowbaseItem_KnowbaseItemCategory")
        file = folder / "glpi.json"
        (folder / "documents").mkdir(exist_ok=True)
        for number, data in self.fake.files.items():
            (folder / "documents" / f"{number}.bin").write_bytes(data)
        file.write_bytes(msgspec.json.encode({name: self.fake.rows(name) for name in names}))
        return file
