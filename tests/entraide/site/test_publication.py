import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from site_samples import CATEGORIES, FORUM, IMAGE, LIVE, FakeMirror, Site, fiche, full_mirror, media, post, thread

from entraide.errors import BuildError

NAMED = 14
"""The topic that a fiche names."""
OTHER = media(b"GIF89a", "gif", "image/gif")


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two projects with a live forum, to update one and to build the other."""
    sites = [Site(tmp_path_factory.mktemp("pair") / name, LIVE) for name in ("updated", "built")]
    for site in sites:
        site.write("services/incident.md", fiche("Incident", link="incident.md", more=f"topic_id: {NAMED}\n"))
    return sites


@pytest.fixture(scope="module")
def going(pair):
    """A publication, and the mirror that it shows: each test goes on from where the one before ended."""
    mirror = full_mirror()
    return pair[0].build(mirror), mirror


def solved(number, day):
    posts = (post(1), post(2, author="Claire", accepted=True, minutes=day * 24 * 60))
    return thread(number, f"Résolue le jour {day}", *posts)


def put(mirror, *items):
    """Replace or add items, in the order of a store: it does not matter to the site."""
    names = {item.id for item in items}
    mirror.items_ = [*(item for item in mirror.items_ if item.id not in names), *items]
    return [(item.id, False) for item in items]


def remove(mirror, *names):
    mirror.items_ = [item for item in mirror.items_ if item.id not in names]
    return [(name, True) for name in names]


CHANGES = {
    "an answer in a thread": lambda mirror: put(mirror, thread(13, "Suite", post(1), post(2, author="Claire", minutes=90))),
    "a new thread": lambda mirror: put(mirror, thread(90, "Nouvelle : où ?", post(1, minutes=300))),
    "a removed thread": lambda mirror: remove(mirror, "forum/13"),
    "an accepted answer": lambda mirror: put(mirror, solved(13, 3)),
    "a pinned thread": lambda mirror: put(mirror, replace(thread(13), pinned=True, closed=True)),
    "the discussion of a fiche begins": lambda mirror: put(
        mirror, thread(NAMED, "Incident", post(1), origin=f"{FORUM}/t/x/14")
    ),
    "several at once": lambda mirror: [*put(mirror, thread(91), solved(92, 4)), *remove(mirror, "forum/12")],
    "all are gone": lambda mirror: remove(mirror, "forum/12", "forum/13"),
    "one that never was": lambda mirror: remove(mirror, "forum/77"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_update_gives_the_bytes_that_a_build_gives(pair, going, change):
    (updated, built), (publication, mirror) = pair, going
    changes = change(mirror)
    assert not publication.must_rebuild(name for name, _ in changes)
    publication.update(mirror, changes)
    built.build(mirror)
    assert updated.bytes() == built.bytes()


THREADS = st.builds(solved, st.integers(20, 26), st.integers(1, 9)) | st.builds(thread, st.integers(20, 26), st.just("x"))
STEPS = st.lists(st.lists(THREADS | st.integers(20, 26), min_size=1, max_size=3), min_size=1, max_size=4)


@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_series_of_updates_gives_the_bytes_that_a_build_gives(pair, going, steps, monkeypatch):
    monkeypatch.setattr("entraide.site.views.PER_PAGE", 2)
    (updated, built), (publication, mirror) = pair, going
    for step in steps:
        changes = [remove(mirror, f"forum/{item}") if isinstance(item, int) else put(mirror, item) for item in step]
        publication.update(mirror, [change for several in changes for change in several])
    built.build(mirror)
    assert updated.bytes() == built.bytes()


def test_a_removed_thread_leaves_nothing_behind(pair):
    site, mirror = pair[0], full_mirror()
    put(
        mirror, thread(NAMED, "Secret très gardé", post(1, "<p>Secret très gardé</p>"), post(2, author="Claire", accepted=True))
    )
    publication = site.build(mirror)
    assert sum("Secret très gardé" in page for page in site.pages().values()) == 6
    publication.update(mirror, remove(mirror, f"forum/{NAMED}"))
    assert not (site.folder / f"forum/{NAMED}").exists()
    assert [name for name, page in site.pages().items() if "Secret" in page] == []


def test_new_files_come_and_files_no_longer_used_go(pair):
    site, mirror = pair[0], full_mirror()
    publication = site.build(mirror)
    changes = put(mirror, thread(12, "x", post(1, f'<p><img src="/media/{OTHER.name}" alt="x"></p>')))
    mirror.media_ = (*(item for item in mirror.media_ if item != IMAGE), OTHER)
    publication.update(mirror, changes)
    assert (site.folder / "media" / OTHER.name).read_bytes() == OTHER.data
    assert not (site.folder / "media" / IMAGE.name).exists()


def test_only_files_whose_bytes_differ_are_written(pair):
    site, mirror = pair[0], full_mirror()
    publication = site.build(mirror)
    for file in site.folder.rglob("*"):
        os.utime(file, (0, 0))
    publication.update(mirror, put(mirror, thread(13, "Autre titre")))
    written = {str(file.relative_to(site.folder)) for file in site.folder.rglob("*.html") if file.stat().st_mtime}
    lists = {f"forum/{name}index.html" for name in ("", "sans-reponse/", "rubrique-paie/")}
    assert written == {"forum/13/index.html", *lists}
    assert list(site.folder.rglob("*.new")) == []


def test_readers_find_the_old_page_or_the_new_one_whole(pair, monkeypatch):
    site, mirror = pair[0], full_mirror()
    publication = site.build(mirror)
    before = site.page("/forum/13/")
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: pytest.fail("killed"))
    with pytest.raises(pytest.fail.Exception):
        publication.update(mirror, put(mirror, thread(13, "Autre titre")))
    assert site.page("/forum/13/") == before
    monkeypatch.undo()
    publication.update(mirror, [("forum/13", False)])
    assert "Autre titre" in site.page("/forum/13/")


def test_the_site_stays_in_its_release(pair):
    site, mirror = pair[0], full_mirror()
    publication = site.build(mirror)
    release = site.folder.readlink()
    publication.update(mirror, put(mirror, thread(90)))
    assert site.folder.readlink() == release
    assert len(list(release.parent.iterdir() if release.is_absolute() else (site.path / release).parent.iterdir())) == 1


def test_a_link_to_a_thread_that_appears_becomes_local_when_its_page_is_made_next(pair):
    site, mirror = pair[0], full_mirror()
    asking = thread(20, "x", post(1, f'<p><a href="{FORUM}/t/x/21">ici</a></p>'))
    put(mirror, asking)
    publication = site.build(mirror)
    publication.update(mirror, put(mirror, thread(21)))
    assert f'href="{FORUM}/t/x/21"' in site.page("/forum/20/")
    publication.update(mirror, put(mirror, asking))
    assert 'href="../../forum/21/"' in site.page("/forum/20/")


def test_the_home_page_follows_what_is_solved(pair):
    site, mirror = pair[0], full_mirror()
    publication = site.build(mirror)
    publication.update(mirror, put(mirror, solved(95, 30)))
    rows = LexborHTMLParser(site.page("/")).css("section[aria-labelledby=home-solved] .row-title")
    assert rows[0].text() == "Résolue le jour 30"


def test_a_list_that_grows_and_shrinks_has_the_pages_it_needs(live_site, monkeypatch):
    monkeypatch.setattr("entraide.site.views.PER_PAGE", 2)
    mirror = FakeMirror([thread(number) for number in (1, 2)])
    publication = live_site.build(mirror)
    publication.update(mirror, put(mirror, *map(thread, (3, 4, 5))))
    assert (live_site.folder / "forum/page-3").exists()
    publication.update(mirror, remove(mirror, "forum/1", "forum/2", "forum/3"))
    assert {path.name for path in (live_site.folder / "forum").glob("page-*")} == set()


def test_a_list_that_nothing_is_left_in_goes_with_its_category_and_the_others_say_that_they_are_empty(live_site):
    mirror = FakeMirror([thread(1), thread(2, category=("Logiciels", "État civil"))])
    publication = live_site.build(mirror)
    names = lambda: {path.name for path in (live_site.folder / "forum").iterdir() if "-" in path.name}  # noqa: E731
    assert names() == {"sans-reponse", "rubrique-paie", "rubrique-logiciels", "rubrique-logiciels-etat-civil"}
    assert "n’a encore de réponse retenue" in live_site.page("/forum/resolues/")
    publication.update(mirror, remove(mirror, "forum/2"))
    assert names() == {"sans-reponse", "rubrique-paie"}


def test_bulletins_and_a_site_that_is_gone_ask_for_a_build(live_site):
    publication = live_site.build(full_mirror())
    assert publication.must_rebuild(["forum/12", "lettres/lettre-1"])
    assert not publication.must_rebuild(["forum/12", "inconnu/1"])
    live_site.folder.unlink()
    assert publication.must_rebuild([])


@pytest.mark.parametrize("name", ["forum/../../x", "forum/.git"])
def test_an_item_whose_id_is_no_address_is_refused_and_removes_nothing(live_site, name):
    mirror = FakeMirror([thread(1)])
    publication = live_site.build(mirror)
    publication.update(mirror, [(name, True)])
    with pytest.raises(BuildError, match="cannot be the address"):
        publication.update(mirror, put(mirror, replace(thread(2), id=name)))
    assert (live_site.folder / "index.html").exists()


def test_a_full_disk_is_a_build_error(live_site, monkeypatch):
    mirror = full_mirror()
    publication = live_site.build(mirror)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(BuildError, match="No space left"):
        publication.update(mirror, put(mirror, thread(13, "Autre")))


def test_one_thread_is_shown_without_reading_the_others(live_site, monkeypatch):
    mirror = FakeMirror([thread(number) for number in range(1, 9)])
    publication = live_site.build(mirror)
    changes = put(mirror, thread(10, "Nouvelle"))
    monkeypatch.setattr(mirror, "items", lambda source: pytest.fail(f"all of {source} was read"))
    publication.update(mirror, changes)
    assert "Nouvelle" in live_site.page("/forum/")


def inode(site, url):
    return (site.folder / url.strip("/") / "index.html").stat().st_ino


def test_a_build_takes_over_the_pages_of_threads_in_which_nothing_changed(live_site):
    mirror = full_mirror()
    put(mirror, thread(20, "Lien", post(1, f'<p><a href="{FORUM}/t/x/21">ici</a></p>')))
    live_site.build(mirror)
    kept, before = inode(live_site, "/forum/13/"), live_site.bytes()
    put(mirror, thread(12, "Autre titre"), thread(21))
    live_site.build(mirror)
    assert inode(live_site, "/forum/13/") == kept
    assert live_site.bytes()["forum/13/index.html"] == before["forum/13/index.html"]
    assert "Autre titre" in live_site.page("/forum/12/")
    assert 'href="../../forum/21/"' in live_site.page("/forum/20/")


def test_pages_in_an_old_frame_are_made_anew_newest_first_and_give_the_bytes_of_a_build(pair):
    (served, built), mirror = pair, full_mirror()
    put(mirror, *(thread(number, "x", post(1, minutes=number)) for number in range(30, 34)))
    served.build(mirror, is_served=True)
    for site in pair:
        site.write("logiciel/paie/prestation.md", fiche("Prestation", context="declarer-un-incident"))
        site.write("categories.yml", CATEGORIES.replace("Services", "Prestations"))
    publication = served.build(mirror, is_served=True)
    put(mirror, thread(33, "Dit entre temps", post(1, minutes=33)))
    publication.update(mirror, [("forum/33", False)])
    assert "Prestations" not in served.page("/forum/32/")
    assert "Prestations" in served.page("/forum/33/")
    publication.catch_up(mirror, 2)
    assert ["Prestations" in served.page(f"/forum/{number}/") for number in (33, 32, 31, 30)] == [True, True, False, False]
    for going in (publication, built.build(mirror, is_served=True)):
        while going.is_behind:
            going.catch_up(mirror, 2)
    assert served.bytes() == built.bytes()
