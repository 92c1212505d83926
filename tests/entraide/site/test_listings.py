from dataclasses import replace
from datetime import date, timedelta

from site_samples import START, FakeMirror, bulletin, post, thread

from entraide.config import ArchiveSettings, FolderSettings, Settings
from entraide.site.listings import read_listings

SETTINGS = Settings(
    sources=(
        ArchiveSettings(name="forum", kind="forum", path=".", label="Forum"),
        FolderSettings(name="lettres", kind="newsletter", path=".", label="Lettres"),
    )
)


def entries(*items, source=0):
    return read_listings(SETTINGS, FakeMirror(list(items)))[source].entries


def test_a_thread_with_an_accepted_answer_is_solved():
    (entry,) = entries(thread(1, "x", post(1), post(2, author="Claire", accepted=True)))
    assert entry.solved
    assert entry.answered


def test_a_thread_in_which_only_its_author_wrote_is_not_answered():
    (entry,) = entries(thread(1, "x", post(1), post(2, minutes=3)))
    assert not entry.answered


def test_threads_come_by_activity():
    old = replace(thread(1), active_at=START - timedelta(days=3))
    assert [entry.url for entry in entries(old, thread(2))] == ["/forum/2/", "/forum/1/"]


def test_a_pinned_thread_comes_first():
    pinned = replace(thread(1), active_at=START - timedelta(days=900), pinned=True)
    assert [entry.url for entry in entries(thread(2), pinned)] == ["/forum/1/", "/forum/2/"]


def test_bulletins_come_by_year_and_those_without_a_date_last():
    dates = [None, date(2024, 1, 2), date(2026, 5, 1), date(2024, 3, 1)]
    mirror = FakeMirror([bulletin(f"lettres/{place}", str(place), day) for place, day in enumerate(dates)])
    years = read_listings(SETTINGS, mirror)[1].by_year()
    assert [(year, [entry.title for entry in found]) for year, found in years] == [
        (2026, ["2"]),
        (2024, ["3", "1"]),
        (None, ["0"]),
    ]


def test_an_item_of_a_source_that_is_not_configured_is_left_out():
    assert entries(replace(thread(1), id="ancien/1")) == ()
