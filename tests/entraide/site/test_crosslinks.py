import tracemalloc

import pytest
from site_samples import FORUM, FakeMirror, bulletin, post, thread

from entraide.config import ArchiveSettings, ForumSettings
from entraide.site.crosslinks import Crosslinks

LIVE = ForumSettings(name="forum", url=FORUM, categories=(1,), label="Forum")


def crosslinks(*threads, source=LIVE):
    found = Crosslinks([source])
    for item in threads:
        found.note(item.id, item)
    return found


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (f"{FORUM}/t/dsn-rejetee/12", "/forum/12/"),
        (f"{FORUM}/t/dsn-rejetee/12/", "/forum/12/"),
        (f"{FORUM}/t/dsn-rejetee/12/3", "/forum/12/#message-3"),
        (f"{FORUM}/t/dsn-rejetee/12/3?u=marie#bas", "/forum/12/#message-3"),
        (f"{FORUM}/t/12", "/forum/12/"),
        (f"{FORUM}/t/12/3/", "/forum/12/#message-3"),
        (f"{FORUM}/t/-/12", "/forum/12/"),
        (f"{FORUM}/p/702", "/forum/12/#message-2"),
        (f"{FORUM}/p/702/45", "/forum/12/#message-2"),
        ("http://FORUM.exemple.org:80/agora/t/12", "/forum/12/"),
    ],
)
def test_an_address_of_a_mirrored_discussion_becomes_local(address, page):
    assert crosslinks(thread(12, "x", post(1, id=701), post(2, id=702))).local(address) == page


@pytest.mark.parametrize(
    "address",
    [
        f"{FORUM}/t/autre/13",
        f"{FORUM}/t/13/1",
        f"{FORUM}/p/999",
        f"{FORUM}/t/dsn-rejetee/12/3/4",
        f"{FORUM}/t/12/summary",
        f"{FORUM}/t/12.json",
        f"{FORUM}/u/12",
        f"{FORUM}/t/١٢",
        f"{FORUM}/t/{'9' * 40}",
        "https://forum.exemple.org/t/12",
        "https://forum.exemple.org:8443/agora/t/12",
        "https://forum.exemple.org:port/agora/t/12",
        "https://autre.exemple.org/agora/t/12",
        "ftp://forum.exemple.org/agora/t/12",
        "//forum.exemple.org/agora/t/12",
        "https://[forum/t/12",
        "mailto:t/12",
        "/forum/13/#message-1",
        "",
    ],
)
def test_any_other_address_stays_as_it_is(address):
    assert crosslinks(thread(12)).local(address) == address


def test_a_discussion_that_is_gone_is_on_the_forum_again():
    found = crosslinks(thread(12, "x", post(1, id=701)))
    found.note("forum/12", None)
    assert found.local(f"{FORUM}/t/12") == f"{FORUM}/t/12"
    assert found.local(f"{FORUM}/p/701") == f"{FORUM}/p/701"


@pytest.mark.parametrize("order", [(12, 13), (13, 12)])
def test_a_message_that_was_moved_is_found_where_it_is_now(order):
    found = crosslinks(thread(12, "x", post(1, id=701), post(2, id=702)), thread(13, "y", post(1, id=703)))
    now = {12: thread(12, "x", post(1, id=701)), 13: thread(13, "y", post(1, id=703), post(2, id=702))}
    for number in order:
        found.note(f"forum/{number}", now[number])
    assert found.local(f"{FORUM}/p/702") == "/forum/13/#message-2"


def test_an_archive_has_no_address_to_be_linked_by():
    source = ArchiveSettings(name="forum", kind="forum", path=".", label="Forum")
    assert crosslinks(thread(12), source=source).local(f"{FORUM}/t/12") == f"{FORUM}/t/12"


def test_each_of_two_forums_knows_its_own_discussions():
    other = ForumSettings(name="clubs", url="https://clubs.exemple.org/", categories=(1,), label="Clubs")
    found = Crosslinks([LIVE, other])
    found.note("clubs/12", thread(12))
    assert found.local("https://clubs.exemple.org/t/12") == "/clubs/12/"
    assert found.local(f"{FORUM}/t/12") == f"{FORUM}/t/12"


def test_pages_of_threads_and_bulletins_lead_to_mirrored_discussions_here_and_to_others_on_the_forum(live_site):
    links = (
        f'<p><a href="{FORUM}/t/x/13/1?a=1&amp;b=2" title="a > b">ici</a> <a href="{FORUM}/t/x/99?a=1&amp;b=2">là-bas</a></p>'
    )
    items = [thread(12, "x", post(1, links)), thread(13), bulletin("lettres/lettre-1", html=links)]
    live_site.build(FakeMirror(items))
    for url in ("/forum/12/", "/lettres/lettre-1/"):
        page = live_site.page(url)
        assert 'href="../../forum/13/#message-1"' in page
        assert f'href="{FORUM}/t/x/99?a=1&amp;b=2"' in page


def test_a_large_forum_is_remembered_in_little_memory():
    threads = [thread(number, "x", *(post(1, id=number * 6 + place) for place in range(6))) for number in range(1000)]
    tracemalloc.start()
    try:
        found = crosslinks(*threads)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.local(f"{FORUM}/p/6") == "/forum/1/#message-1"
    assert held < 1_200_000
