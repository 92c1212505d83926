"""What `entraide lint --fix` mends, and what it leaves to a person."""

import pytest

from entraide.lint import check_faq, fix_faq

FRONT = "---\ntitre: Été\npublie_le: 2026-02-01\n---\n\nÀ l’école.\n"


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (FRONT.encode("utf-16"), FRONT, "encodage UTF-16 → UTF-8"),
        (FRONT.encode("cp1252"), FRONT, "encodage Windows → UTF-8"),
        (FRONT.encode("utf-8-sig"), FRONT, "marque d’ordre des octets"),
        (FRONT.replace("\n", "\r\n").encode(), FRONT, "fins de ligne Windows"),
        (FRONT.replace("É", "E\u0301").encode(), FRONT, "accents décomposés"),
        (FRONT.replace("2026-02-01", "01/02/2026").encode(), FRONT, "dates → AAAA-MM-JJ"),
        (FRONT.replace("2026-02-01", '"1.2.2026"').encode(), FRONT.replace("2026-02-01", '"2026-02-01"'), "dates → AAAA-MM-JJ"),
        (FRONT.replace("école.", "école.  \t").encode(), FRONT, "espaces en fin de ligne"),
        (FRONT.strip().encode(), FRONT, "fin du fichier"),
    ],
)
def test_it_mends_what_leaves_no_doubt_and_says_so(faq_folder, before, after, change):
    file = faq_folder.write("materiel/a.md", before)
    file.chmod(0o640)
    assert dict(fix_faq(faq_folder.path)) == {"faq/materiel/a.md": (change,)}
    assert file.read_bytes() == after.encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert [other.name for other in file.parent.iterdir()] == ["a.md"]
    assert dict(fix_faq(faq_folder.path)) == {}


@pytest.mark.parametrize(
    "content",
    [
        FRONT.replace("2026-02-01", "31/02/2026").encode(),
        FRONT.replace("école.", "école, le 01/02/2026.").encode(),
        FRONT.replace("école.", "école,  \nle soir.\n\n```\ncode  \n```").encode(),
        FRONT.encode() + "é".encode("cp1252"),
        "---\ntitre: żółw\n---\n".encode("cp1250"),
        b"\xff\xfe\x00",
    ],
    ids=[
        "no day",
        "a date in the text",
        "a line that is broken on purpose",
        "two encodings",
        "another language",
        "half a letter",
    ],
)
def test_what_is_in_doubt_stays_as_it_is(faq_folder, content):
    file = faq_folder.write("materiel/a.md", content)
    assert dict(fix_faq(faq_folder.path)) == {}
    assert file.read_bytes() == content


def test_a_fiche_of_another_encoding_passes_once_mended(faq_folder):
    file = faq_folder.fiche()
    file.write_bytes(file.read_text(encoding="utf-8").replace("2026-09-14", "14/09/2026").encode("utf-16"))
    assert "en UTF-16" in check_faq(faq_folder.path)[1][0].text
    dict(fix_faq(faq_folder.path))
    assert check_faq(faq_folder.path)[1] == ()
