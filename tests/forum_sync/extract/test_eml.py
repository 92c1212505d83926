"""E-mail as French senders really write it. Bodies are compared as the text that a reader sees."""

import base64
from collections import Counter
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from eml_messages import HTML, attached, inner, mail, multipart, part, read, text
from mirror_fakes import make_eml, make_pdf

from forum_sync.extract import ExtractError, extract
from forum_sync.extract.formats import extract_any

REAL = Path(__file__).parents[4] / "shared" / "data" / "emails"
PHRASE = "L’œuvre à 10 €"
CP1252 = PHRASE.encode("cp1252")


def refusal(data):
    with pytest.raises(ExtractError) as caught:
        extract_any(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "encoding", "body"),
    [
        (b"text/plain; charset=iso-8859-1", b"8bit", CP1252),
        (b"text/plain", b"8bit", CP1252),
        (b"text/plain; charset=iso-8859-1", b"8bit", PHRASE.encode()),
        (b"text/plain; charset=utf-8", b"quoted-printable", b"L=E2=80=99=C5=93uvr=\r\ne =C3=A0=\r\n 10 =E2=82=AC"),
        (b"text/plain; charset=windows-1252", b"quoted-printable", b"L=92=9Cuvre =E0 10 =80"),
        (b"text/plain; charset=utf-8", b"base64", base64.encodebytes(PHRASE.encode())),
        (b"text/plain; charset=utf-8", b"base64", base64.encodebytes(PHRASE.encode()).rstrip(b"=\n")),
        (b"text/plain; charset=x-inconnu", b"8bit", CP1252),
        (b"text/plain; charset=utf-16", b"8bit", PHRASE.encode()),
        (b"text/plain; charset*=bidon''%FF%FE", b"8bit", PHRASE.encode()),
        (b"text/plain; charset=idna", b"inconnu", PHRASE.encode()),
        (b"text/plain; charset=base64", b"8bit", CP1252),
        (b"text/html", b"8bit", b"<html><head><meta charset=windows-1252><body>" + CP1252),
        (b"text/html; charset=us-ascii", b"8bit", b"<p>L&rsquo;\x9cuvre &agrave; 10 &euro;"),
        (b"pas un type", b"", PHRASE.encode()),
    ],
)
def test_a_body_is_read_whatever_is_declared(kind, encoding, body):
    assert text(mail(body, b"x", b"Content-Type: " + kind, b"Content-Transfer-Encoding: " + encoding)) == PHRASE


@pytest.mark.parametrize(
    "subject",
    [
        PHRASE.encode(),
        CP1252,
        b"=?utf-8?q?L=E2=80=99=C5=93uvre_?=\r\n =?utf-8?b?w6AgMTAg4oKs?=",
        b"=?utf-8?b?TOKAmcWTdXZyZSDD?=\r\n =?utf-8?b?oCAxMCDigqw=?=",
        b"=?iso-8859-1?Q?L=92=9Cuvre?= =?utf-8?q?_=C3=A0?= =?iso-8859-15?q?_10_=A4?=",
        b"=?x-inconnu?q?L=92=9Cuvre_=E0_10_=80?=",
        b"L\xe2\x80\x99\xc5\x93uvre\r\n \xc3\xa0 10 \xe2\x82\xac",
        b"TR: Re : [mairies] =?utf-8?q?Fwd=3A_L=E2=80=99=C5=93uvre_=C3=A0_10_=E2=82=AC?=",
        b"Tr :[info][mairies]  RE: " + CP1252,
    ],
)
def test_a_subject_is_read_whatever_is_declared_and_without_what_programs_add(subject):
    assert read(mail(b"Texte", subject)).title == PHRASE


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (b"Trimestre : bilan", "Trimestre : bilan"),
        (b"RESTE: rien", "RESTE: rien"),
        (b"=?utf-8?b?abcde?=", "=?utf-8?b?abcde?="),
        (b"=?utf-8?q?=0AA=00B?= C", "A B C"),
        (b"\\ud800 =?utf-8?q?=C3=A9?=", "é"),
        (b"", ""),
    ],
)
def test_an_odd_subject_is_kept_in_one_line(subject, title):
    assert read(mail(b"Texte", subject)).title == title


@pytest.mark.parametrize(
    ("headers", "day"),
    [
        ([b"Date: Tue, 12 Mar 2024 23:30:00 +0000"], date(2024, 3, 13)),
        ([b"Date: Tue, 12 Mar 2024 23:30:00 -0000"], date(2024, 3, 13)),
        ([b"Date: Fri, 12 Jul 2024 22:30:00 GMT"], date(2024, 7, 13)),
        ([b"Date: 12 Mar 2024 23:30 +0200"], date(2024, 3, 12)),
        ([b"Date: mardi", b"Received: from a by b; Wed, 13 Mar 2024 9:00:00 +0100"], date(2024, 3, 13)),
        (
            [b"Received: by c;\r\n Thu, 14 Mar 2024 9:00:00 +0100", b"Received: by b; Wed, 13 Mar 2024 9:00:00 +0100"],
            date(2024, 3, 13),
        ),
        ([b"Date: Tue, 99 Mar 2024 99:99:99 +9999"], None),
        ([b"Date: Mon, 1 Jan 1900 00:00:00 +0100"], None),
        ([b"Date: Fri, 31 Dec 9999 23:59:59 -1200"], None),
        ([b"Date: =?utf-8?q?=FF?=", b"Received: ;"], None),
    ],
)
def test_the_day_is_the_one_in_france_when_the_message_was_sent(headers, day):
    data = b"\r\n".join([b"From: a@x.example", b"Subject: x", *headers, b"", b"Texte"])
    assert read(data).day == day


def test_the_richest_form_of_a_text_is_taken_and_other_texts_are_added():
    rich = part("<h1>Titre</h1><p>Riche</p>", HTML)
    data = multipart(b"mixed", inner(b"alternative", part("Pauvre"), rich), part("Pied de la liste"))
    assert text(data) == "Titre\nRiche\nPied de la liste"


@pytest.mark.parametrize(
    "parts",
    [
        (part("Texte"), part("  <p>&nbsp;</p><style>p{}</style>", HTML)),
        (part("Texte"), part("BEGIN:VCALENDAR", b"text/calendar")),
        (part(""), part("Texte")),
        (part("", HTML), inner(b"related", part("<p>Texte", HTML))),
        (part("Pauvre"), inner(b"mixed", part("<p>Texte", HTML), attached(b"x"))),
    ],
)
def test_a_form_that_says_nothing_is_passed_over(parts):
    assert text(multipart(b"alternative", *parts)) == "Texte"


def test_format_flowed_lines_are_joined_again():
    flowed = b"Une phrase qui \r\nva plus loin.\r\n\r\nUne autre \r\nencore.\r\n From ici\r\n-- \r\nle service"
    kind = b"Content-Type: text/plain; charset=utf-8; format=flowed"
    assert text(mail(flowed, b"x", kind)) == "Une phrase qui va plus loin.\nUne autre encore.\nFrom ici"
    assert text(mail(b"anti \r\nconstitution", b"x", kind + b"; delsp=yes")) == "anticonstitution"


FORWARDED = make_eml(subject="RE: Le club d’avril", text="Rendez-vous le 4 avril.")


@pytest.mark.parametrize(
    "passed_on",
    [
        part(FORWARDED, b"message/rfc822"),
        part(FORWARDED, b"message/rfc822", b'Content-Disposition: attachment; filename="message.eml"'),
        part(base64.encodebytes(FORWARDED), b"message/rfc822", b"Content-Transfer-Encoding: base64"),
    ],
    ids=["inline", "attached", "base64"],
)
def test_a_message_passed_on_stands_below_under_its_subject(passed_on):
    data = multipart(b"mixed", part("Pour information."), passed_on)
    assert text(data) == "Pour information.\nLe club d’avril\nRendez-vous le 4 avril."


def test_messages_passed_on_in_one_another_are_read_until_it_is_enough():
    data = FORWARDED
    for _ in range(60):
        data = multipart(b"mixed", part("étage"), part(data, b"message/rfc822"))
    assert 5 < text(data).count("étage") < 20


def test_a_message_nested_without_end_is_refused():
    data = b"From: a@x.example\nTo: b@x.example\n" + b"Content-Type: message/rfc822\n\n" * 3000
    with pytest.raises(ExtractError):
        extract_any(data)


def test_a_message_of_attachments_only_shows_them():
    assert text(multipart(b"mixed", attached(make_pdf(["Le texte"]), b'filename="a.pdf"'))) == "Pièce jointe : a.pdf\nLe texte"


@pytest.mark.parametrize(
    "data",
    [
        mail(b""),
        mail(b" \r\n\r\n"),
        mail(b"<html><head><title>x</title><style>p{}</style></head><body>&nbsp;", b"x", b"Content-Type: text/html"),
        multipart(b"mixed", attached(b"%PDF-1.4 rien")),
        multipart(b"mixed", part("BEGIN:VCALENDAR", b"text/calendar; method=REQUEST")),
        mail(b"x", b"x", b"Content-Type: multipart/mixed"),
        mail(b"", b"x", b"Content-Type: message/rfc822"),
    ],
    ids=["empty", "blank", "html", "attachment", "calendar", "no boundary", "nothing passed on"],
)
def test_a_message_that_says_nothing_is_refused(data):
    assert refusal(data) == "is a message without text"


def test_an_invitation_is_read_by_its_text():
    calendar = part("BEGIN:VCALENDAR\r\nSUMMARY:Club", b"text/calendar; charset=utf-8; method=REQUEST")
    data = multipart(
        b"mixed", inner(b"alternative", part("Club le 4 avril"), calendar), attached(b"BEGIN:VCALENDAR", kind=b"text/calendar")
    )
    assert text(data) == "Club le 4 avril"


@pytest.mark.skipif(not REAL.is_dir(), reason="no real messages")
def test_every_real_message_is_read_or_refused():
    ends = Counter()
    for file in sorted(path for path in REAL.rglob("*") if path.is_file()):
        try:
            extract_any(file.read_bytes())
        except ExtractError as error:
            ends[str(error)] += 1
        else:
            ends["read"] += 1
    assert ends == {"read": 94, "is a message without text": 10, "is empty": 1}


def test_a_message_crosses_the_border_of_the_worker():
    message = EmailMessage()
    message["Subject"], message["From"] = "Été", "a@x.example"
    message.set_content("Bonjour à tous")
    message.add_attachment(make_pdf(["Annexe"]), maintype="application", subtype="pdf", filename="été.pdf")
    answer = extract(message.as_bytes())
    assert (answer.content_type, answer.extract) == ("message/rfc822", read(message.as_bytes()))
    assert answer.extract.attachments[0].name == "été.pdf"
