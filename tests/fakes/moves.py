"""Posts that change topic: split, merge, move.

A post keeps its id, except the first one of a topic, which is copied under a new id. The topic they come to is bumped to
the date its last post was written, which may be in the past; the one they leave is not bumped.
"""

from fakes.board import operation
from fakes.model import SMALL_ACTION
from fakes.views import Views


class Moves(Views):
    """A forum whose posts can be moved."""

    @operation
    def split(self, topic, posts, title) -> int:
        """Move posts, by id, to a topic of their own."""
        source = self.live_topic(topic)
        moved = self._chosen(source, posts)
        if not moved[0].public:
            raise ValueError("a topic does not begin with a whisper")
        target = self.add_topic(title, source.category, self.users[moved[0].user])
        target.archetype = source.archetype
        self._move(source, moved, target)
        return target.id

    @operation
    def move_posts(self, posts, into):
        """Move posts, by id, to the end of another topic."""
        posts = list(posts)
        source = self.live_post(posts[0]).topic if posts else into
        self._move_into(self.live_topic(source), posts, into)

    @operation
    def merge(self, topic, into):
        """Move all posts to the end of another topic; the empty one is deleted."""
        source = self.live_topic(topic)
        self._move_into(source, [post.id for post in source.posts if not post.deleted_at], into)

    def _move_into(self, source, posts, into):
        target = self.live_topic(into)
        if source is target:
            raise ValueError(f"topic {into} cannot take its own posts")
        self._move(source, self._chosen(source, posts), target)

    def _chosen(self, source, posts):
        chosen = sorted((self.live_post(post) for post in set(posts)), key=lambda post: post.number)
        if not chosen or any(post.topic != source.id for post in chosen):
            raise ValueError(f"posts {list(posts)} are not some of topic {source.id}")
        return chosen

    def _move(self, source, posts, target):
        numbers, moved = {}, []
        for post in posts:
            old = post.number
            moved.append(self._copy(post, target) if old == 1 else self._transfer(post, source, target))
            numbers[old] = moved[-1].number
        for post in moved:
            post.reply_to = numbers.get(post.reply_to)
        if any(not post.deleted_at for post in source.posts):
            freed = next((old for old in numbers if old != 1), None)
            fields = {"type": SMALL_ACTION, "action_code": "split_topic", "number": freed}
            self.add_post(source, self.user("system"), "", **fields)
        else:
            source.deleted_at = self.now
        last = next((post for post in reversed(target.posts) if post.public), None)
        if last in moved:
            target.bumped_at = last.created_at

    def _transfer(self, post, source, target):
        source.posts.remove(post)
        post.topic, post.number, post.updated_at = target.id, target.last_number + 1, self.now
        self.place(target, post)
        return post

    def _copy(self, post, target):
        kept = ("raw", "type", "reply_to", "version", "hidden", "user_deleted", "accepted", "likes", "original", "created_at")
        fields = {name: getattr(post, name) for name in kept}
        post.deleted_at = self.now
        return self.add_post(target, self.users[post.user], post.cooked, **fields)
