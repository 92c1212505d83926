"""Messages of e-mail, put together by hand so that they may be as wrong as real ones."""

import base64

from forum_sync.extract.formats import extract_any
from forum_sync.html.clean import clean, text_of

HTML = b"text/html; charset=utf-8"


def mail(body=b"Texte", subject=b"Lettre", *headers):
    head = [b"From: lettre@x.example", b"Date: Tue, 12 Mar 2024 10:00:00 +0100", b"Subject: " + subject, *headers]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def multipart(kind, *parts, subject=b"Lettre"):
    mark = b"limite-%d" % (sum(map(len, parts)) + len(kind))
    body = b"".join(b"--%b\r\n%b\r\n" % (mark, part) for part in parts) + b"--%b--\r\n" % mark
    return mail(body, subject, b'Content-Type: multipart/%b; boundary="%b"' % (kind, mark))


def inner(kind, *parts):
    """A multipart part, without the headers of a message."""
    whole = multipart(kind, *parts)
    return whole[whole.index(b"Content-Type") :]


def part(body, kind=b"text/plain; charset=utf-8", *headers):
    body = body.encode() if isinstance(body, str) else body
    return b"\r\n".join([b"Content-Type: " + kind, *headers]) + b"\r\n\r\n" + body


def attached(data, name=b'filename="piece"', kind=b"application/octet-stream"):
    headers = (b"Content-Disposition: attachment; " + name, b"Content-Transfer-Encoding: base64")
    return part(base64.encodebytes(data), kind, *headers)


def read(data):
    return extract_any(data).extract


def text(data):
    return text_of(clean(read(data).html))
