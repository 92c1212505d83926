"""The mirror of a live Discourse forum: three loops that fill one queue of topics to read."""

from forum_sync.forum.erase import erase_members
from forum_sync.forum.mirror import Wanted, mirror_forum
from forum_sync.forum.rules import Rules
from forum_sync.forum.run import Progress as RunProgress

__all__ = ["Rules", "RunProgress", "Wanted", "erase_members", "mirror_forum"]
