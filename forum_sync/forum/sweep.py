"""The sweep: every topic of every allowed category is listed and compared; what is not met any more is looked up.

It catches what leaves no trace among the newest posts: topics moved, renamed, closed, split, merged, deleted.
"""

import msgspec

from forum_sync.categories import Category
from forum_sync.forum.fast import note_changes
from forum_sync.forum.run import Run
from forum_sync.forum.topics import erase_disallowed, relabel

_MOST_PAGES = 5000


class Place(msgspec.Struct):
    """Where a sweep stands."""

    number: int
    roots: list[int] = []
    """Ids of the categories that are asked for: when these are others now, it begins anew."""
    root: int = 0
    """Place of the category in the list of those that are asked for."""
    page: int = 0


def sweep(run: Run) -> None:
    """Put in the queue all that is not as it was; goes on where a sweep was stopped."""
    roots, place = _roots(run), run.place("sweep", Place)
    ids = [root.id for root in roots]
    if place is None or place.roots != ids:
        last = place.number if place else int(run.state.recall("sweep number") or 0)
        place = Place(number=last + 1, roots=ids)
    while place.root < len(roots) and place.page < _MOST_PAGES:
        listing = run.api.topics(roots[place.root], place.page)
        with run.state.database.transaction():
            note_changes(run, listing.topics, place.number)
            if listing.last:
                place.root, place.page = place.root + 1, 0
            else:
                place.page += 1
            run.keep_place("sweep", place)
        run.progress("lists", place.root, len(roots))
    missing = run.state.missing(place.number)
    alarm = run.too_many(len(missing))
    with run.state.database.transaction():
        if not alarm:
            run.state.enqueue(missing, run.clock())
        run.state.remember("alarm", alarm)
        run.state.remember("sweep number", str(place.number))
        run.note_done("sweep")
    run.swept = True


def _roots(run: Run) -> list[Category]:
    """The categories to ask for, as the forum has them now; what they no longer allow is erased."""
    run.renew_categories()
    erase_disallowed(run)
    relabel(run)
    return run.categories.roots(run.allowed)
