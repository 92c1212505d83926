import gzip

import pytest
from fakes.web import FakeWeb

from forum_sync.bulletins import web as module
from forum_sync.bulletins.web import MissingError, Validators, fetch_page
from forum_sync.errors import AccessError, SourceError

NOTHING = Validators()
KNOWN = Validators(etag='"v1"', modified="Tue, 12 Mar 2024 09:00:00 GMT")


@pytest.fixture
def web():
    with FakeWeb() as web:
        yield web


def fetch(address, known=NOTHING, **options):
    return fetch_page(address, name="lettres", agent="Entraide/essai", known=known, **options)


def refusal(address, kind=SourceError, **options):
    with pytest.raises(kind, match=r"lettres: 127\.0\.0\.1") as caught:
        fetch(address, **options)
    assert type(caught.value) is kind
    return str(caught.value)


def test_a_page_comes_with_what_tells_whether_it_changed(web):
    headers = {"ETag": '"v1"', "Last-Modified": KNOWN.modified, "Content-Type": 'text/html; charset="iso-8859-15"'}
    web.put("/a", "Été", headers=headers)
    found = fetch(f"{web.url}/a")
    assert (found.data.decode(), found.url, found.charset, found.validators) == ("Été", f"{web.url}/a", "iso-8859-15", KNOWN)
    assert web.seen[0][1]["User-Agent"] == "Entraide/essai"


@pytest.mark.parametrize("known", [KNOWN, Validators(etag='"v1"'), Validators(modified=KNOWN.modified)])
def test_a_page_that_did_not_change_is_not_sent_again(web, known):
    web.put("/a", "x" * 1000, headers={"ETag": '"v1"', "Last-Modified": KNOWN.modified})
    fetch(f"{web.url}/a")
    assert fetch(f"{web.url}/a", known) is None
    assert web.sent == 1000


def test_a_page_that_changed_is_sent(web):
    web.put("/a", "neuf", headers={"ETag": '"v2"'})
    assert fetch(f"{web.url}/a", KNOWN).validators == Validators(etag='"v2"')


def test_a_server_that_says_unchanged_without_being_asked_is_refused(web):
    web.put("/a", "", status=304)
    assert "304" in refusal(f"{web.url}/a")


def test_redirects_are_followed_and_the_last_address_is_told(web):
    web.put("/a", "", status=301, headers={"Location": "/b"})
    web.put("/b", "", status=302, headers={"Location": f"{web.url}/c?d=1"})
    web.put("/c?d=1", "fin")
    assert fetch(f"{web.url}/a").url == f"{web.url}/c?d=1"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/a", "circles"),
        ("file:///etc/passwd", "no web page"),
        ("ftp://127.0.0.1/x", "no web page"),
        ("javascript:alert(1)", "no web page"),
        ("http://[", "cannot be reached"),
    ],
)
def test_a_redirect_that_leads_nowhere_good_is_refused(web, location, reason):
    web.put("/a", "", status=302, headers={"Location": location})
    assert reason in refusal(f"{web.url}/a")
    assert len(web.seen) <= 6


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "/a", "data:text/html,x"])
def test_only_the_web_is_asked(url):
    with pytest.raises(SourceError, match="no web page"):
        fetch(url)


@pytest.mark.parametrize(
    ("found", "refused"), [("8.8.8.8", True), ("10.1.2.3", False), ("::ffff:192.168.1.2", False), ("127.0.0.1", False)]
)
def test_a_public_host_may_not_lead_into_a_private_network(web, monkeypatch, found, refused):
    monkeypatch.setattr(module, "_addresses", {"localhost": {found}, "127.0.0.1": {"127.0.0.1"}}.get)
    web.put("/a", "", status=302, headers={"Location": f"{web.url}/secret"})
    web.put("/secret", "SECRET")
    if refused:
        with pytest.raises(SourceError, match="private network"):
            fetch(f"http://localhost:{web.port}/a")
        assert [path for path, _ in web.seen] == ["/a"]
    else:
        assert fetch(f"http://localhost:{web.port}/a").data == b"SECRET"


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "::1", "::ffff:10.0.0.1", "169.254.169.254", "0.0.0.0"])
def test_a_private_address_is_known_in_every_spelling(host):
    assert module._is_inside(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888", "", "a..b", "x" * 300])
def test_a_public_address_or_none_is_not_private(host):
    assert not module._is_inside(host)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, AccessError),
        (403, AccessError),
        (404, MissingError),
        (410, MissingError),
        (204, SourceError),
        (429, SourceError),
        (500, SourceError),
        (503, SourceError),
    ],
)
def test_what_the_server_answers_is_told(web, status, kind):
    web.put("/page", "", status=status)
    assert str(status) in refusal(f"{web.url}/page", kind)


def test_a_message_tells_no_secret_of_the_address(web):
    message = refusal(f"http://jeanne:SECRET@127.0.0.1:{web.port}/page?jeton=SECRET", MissingError)
    assert message == "lettres: 127.0.0.1/page: not there (404)"


def test_a_server_that_wants_rest_is_quoted(web):
    web.put("/a", "", status=503, headers={"Retry-After": "3600"})
    assert "503 (Retry-After: 3600)" in refusal(f"{web.url}/a")


def test_a_body_beyond_all_bounds_is_cut_off(web, monkeypatch):
    monkeypatch.setattr(module, "_MOST_BYTES", 2_000_000)
    web.put("/bomb", gzip.compress(b"x" * 40_000_000), headers={"Content-Encoding": "gzip"})
    web.put("/just", b"x" * 2_000_000)
    assert "bigger than 2 MB" in refusal(f"{web.url}/bomb")
    assert len(fetch(f"{web.url}/just").data) == 2_000_000


def test_a_body_that_drips_is_cut_off(web):
    web.put("/slow", "", headers={"Content-Length": "100000"}, drip=0.02)
    assert "takes too long" in refusal(f"{web.url}/slow", wall=0.2)


def test_a_body_that_ends_too_early_is_refused(web):
    web.put("/short", "abc", headers={"Content-Length": "100"})
    refusal(f"{web.url}/short")


def test_a_broken_body_is_refused(web):
    web.put("/broken", "abc", headers={"Content-Encoding": "gzip"})
    assert "cannot be reached" in refusal(f"{web.url}/broken")


def test_a_host_that_does_not_answer_is_told():
    with FakeWeb() as gone:
        pass
    assert "cannot be reached (ConnectionError)" in refusal(f"{gone.url}/a")


def test_neither_cookies_nor_passwords_of_the_machine_are_sent(web, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login jeanne password SECRET\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    web.put("/a", "", status=302, headers={"Location": "/b", "Set-Cookie": "suivi=1"})
    web.put("/b", "fin")
    fetch(f"{web.url}/a")
    assert not {"Authorization", "Cookie"} & {name for _, headers in web.seen for name in headers}
