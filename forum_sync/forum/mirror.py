"""One pass of the mirror over one Discourse forum: what is due of the fast loop, the sweep and the rotation, then the queue.

Comes in: a store to write, the forum, the rules, a clock. Goes out: a Report. It may be killed anywhere: each step is stored
for good as soon as it is made, and the next pass goes on from there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum_sync.errors import AccessError, SourceError
from forum_sync.forum.erase import erase_members
from forum_sync.forum.fast import look
from forum_sync.forum.rotation import rotate
from forum_sync.forum.rules import RENDERING, Rules
from forum_sync.forum.run import Progress, Run
from forum_sync.forum.stage import clear, stage
from forum_sync.forum.sweep import sweep
from forum_sync.forum.topics import erase_disallowed, read_queue
from forum_sync.forum_api import ForumApi
from forum_sync.forum_state import ForumState
from forum_sync.model import Remove, Report, Trouble
from forum_sync.store import Store

_NIGHTLY = timedelta(hours=20)
_DAILY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a pass is asked for beside what is due."""

    topics: tuple[int, ...] = ()
    """Read these and nothing else: what a notice of the forum or a technician names."""
    since: datetime | None = None
    """Read every topic with a post since then."""
    full: bool = False
    """Read everything."""
    accept_removals: bool = False
    """Believe the forum when it says that many topics are gone."""


def mirror_forum(  # noqa: PLR0913 - the world is an argument
    store: Store, api: ForumApi, rules: Rules, wanted: Wanted, *, clock: Callable[[], datetime], progress: Progress
) -> Report:
    """Make the store equal to what everyone may read of the forum, and say what was done.

    A topic that cannot be read keeps its old copy, is reported, and is tried again at the next pass. When the forum as a whole
    cannot be read, nothing is removed and what was mirrored stays. Raises StoreError only.
    """
    state = ForumState(store.database, api.name)
    run = Run(
        store=store,
        state=state,
        api=api,
        rules=rules,
        clock=clock,
        progress=progress,
        accept_removals=wanted.accept_removals,
    )
    failure: SourceError | None = None
    try:
        _keep_rules(run)
        erase_disallowed(run)
        _check_account(run)
        if wanted.topics:
            run.state.enqueue(wanted.topics, run.clock())
            read_queue(run, only=wanted.topics)
        else:
            _fill_queue(run, wanted)
            read_queue(run)
            clear(run)
        run.erase_vanished()
    except SourceError as error:
        failure = error
    state.forget_images()
    store.checkpoint()
    return _report(run, failure)


def _keep_rules(run: Run) -> None:
    """Before anything else: what was mirrored under other rules does not stay."""
    state, privacy = run.state, run.rules.privacy
    naming = run.rules.naming
    if state.recall("naming") not in {"", naming}:
        with state.database.transaction():
            run.store.apply(run.name, [Remove(id=item) for item in run.store.known(run.name)])
            state.clear()
    elif state.recall("opted out") != privacy.fingerprint and state.recall("naming"):
        erase_members(run.store, run.name, privacy.opted_out, privacy)
    if state.recall("rendering") not in {"", RENDERING}:
        state.forget_signatures()
        state.remember("sweep done", "")
    asked = "\n".join(map(str, run.rules.categories))
    if state.recall("asked") != asked:
        state.remember("sweep done", "")
        state.remember("sweep", "")
    known = {"naming": naming, "opted out": privacy.fingerprint, "rendering": RENDERING, "asked": asked}
    for name, value in known.items():
        state.remember(name, value)


def _check_account(run: Run) -> None:
    """Once a day, and at once for another key."""
    account = run.api.client.fingerprint
    if run.state.recall("account") != account or run.is_due("account", _DAILY):
        run.api.check_account()
        run.note_done("account")
        run.state.remember("account", account)


def _fill_queue(run: Run, wanted: Wanted) -> None:
    if wanted.full:
        run.state.forget_signatures()
    if run.state.recall("sweep done") and not run.state.recall("stage"):
        look(run)
    if run.is_due("sweep", _NIGHTLY) or run.state.recall("sweep") or wanted.full or wanted.since or wanted.accept_removals:
        sweep(run)
    if run.is_due("rotation", _NIGHTLY):
        rotate(run)
    if wanted.since:
        run.state.enqueue(run.state.active_since(wanted.since.isoformat(timespec="milliseconds")), run.clock())
    stage(run)


def _report(run: Run, failure: SourceError | None) -> Report:
    whole = dict.fromkeys(text for text in (failure and str(failure), run.state.recall("alarm"), *run.warnings) if text)
    troubles = [Trouble(source=run.name, item="", reason=text, access=isinstance(failure, AccessError)) for text in whole]
    items = [trouble for trouble in run.store.quarantined() if trouble.source == run.name]
    return Report(
        read=run.read,
        unchanged=max(0, run.state.count() - run.read),
        removed=run.removed,
        troubles=(*troubles, *items),
        swept=run.swept,
    )
