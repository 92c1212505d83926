"""The rotation: every topic is read again within some nights, those with recent posts every night.

It catches the edits of older posts, which nothing lists: nine edits in ten are not of the last post of a topic.
"""

import math
from datetime import datetime, timedelta

from forum_sync.forum.run import Run

NIGHTS = 14
"""Within which every topic is read; also the days after which posts are hardly ever edited (97 in 100 were by then)."""


def rotate(run: Run) -> None:
    """Put tonight's topics in the queue: their share grows with the time since the last rotation."""
    done = run.state.recall("rotation done")
    nights = (run.clock() - datetime.fromisoformat(done)) / timedelta(days=1) if done else 0.0
    share = math.ceil(run.state.count() * min(1.0, nights / NIGHTS))
    newest = run.state.newest()
    recent = (datetime.fromisoformat(newest) - timedelta(days=NIGHTS)).isoformat(timespec="milliseconds") if newest else ""
    with run.state.database.transaction():
        run.state.enqueue([*run.state.longest_unread(share), *(run.state.active_since(recent) if done else ())], run.clock())
        run.note_done("rotation")
