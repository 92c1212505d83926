"""A synthetic Discourse forum in memory: what people and moderators do to posts and topics.

Each operation takes ids (user names for people), returns the id it made, and raises KeyError for what does not exist and
ValueError for what cannot be done. Safe to use from several threads. Knows no HTTP and no JSON.
"""

from fakes.board import operation
from fakes.model import PRIVATE, PUBLIC, SMALL_ACTION, WHISPER, raw_of
from fakes.moves import Moves

WITHDRAWN = "<p>(message supprimé par son auteur)</p>"


class Forum(Moves):
    """A forum; anonymous visitors see public categories, members also those of `readers`, staff everything."""

    @operation
    def create_topic(self, username, title, category, cooked, tags=()) -> int:
        user = self.user(username)
        topic = self.add_topic(title, self.categories[category].id, user, tags)
        self.add_post(topic, user, cooked)
        return topic.id

    @operation
    def reply(self, topic, username, cooked, reply_to=None) -> int:
        """`reply_to` is a post number of the topic."""
        found, user = self.live_topic(topic), self.user(username)
        if reply_to is not None and not any(post.number == reply_to and post.public for post in found.posts):
            raise ValueError(f"topic {topic} has no post number {reply_to}")
        found.bumped_at = self.now
        return self.add_post(found, user, cooked, reply_to=reply_to).id

    @operation
    def whisper(self, topic, username, cooked) -> int:
        """A post that only staff see; it takes a number and bumps nothing."""
        return self.add_post(self.live_topic(topic), self.user(username), cooked, type=WHISPER).id

    @operation
    def edit_post(self, post, cooked):
        """A new version; bumps the topic only when nothing comes after the post."""
        found = self._rewrite(post, cooked)
        found.version += 1
        if self.is_last(found):
            self.topics[found.topic].bumped_at = self.now

    @operation
    def ninja_edit(self, post, cooked):
        """An edit within the grace period: no new version, no bump."""
        self._rewrite(post, cooked)

    @operation
    def rebake(self, post, cooked):
        """The same text rendered anew: only `cooked` changes."""
        self._written(post).cooked = cooked

    def _written(self, post):
        found = self.live_post(post)
        if found.type == SMALL_ACTION or found.user_deleted:
            raise ValueError(f"post {post} has no text of its own")
        return found

    def _rewrite(self, post, cooked):
        found = self._written(post)
        found.cooked, found.raw, found.updated_at = cooked, raw_of(cooked), self.now
        return found

    @operation
    def delete_post(self, post):
        """By a moderator. The topic goes with its first post, or with the last one left."""
        found = self.live_post(post)
        topic = self.topics[found.topic]
        found.deleted_at = self.now
        if found.number == 1 or not any(other.public for other in topic.posts):
            topic.deleted_at = self.now

    @operation
    def recover_post(self, post):
        """What was deleted or withdrawn, and the topic that went with it."""
        found = self.posts[post]
        topic = self.topics[found.topic]
        if found.deleted_at:
            if topic.deleted_at not in {None, found.deleted_at}:
                raise ValueError(f"post {post}: its topic {topic.id} is deleted")
            found.deleted_at = topic.deleted_at = None
        elif found.user_deleted:
            self.live_post(post)
            found.user_deleted = False
            found.cooked, found.raw, found.original = found.original, raw_of(found.original), ""
            found.version, found.updated_at = found.version + 1, self.now
        else:
            raise ValueError(f"post {post} is not deleted")

    @operation
    def withdraw_post(self, post):
        """By its author: a notice stands in its place."""
        found = self._written(post)
        found.original = found.cooked
        found.cooked, found.raw, found.user_deleted = WITHDRAWN, raw_of(WITHDRAWN), True
        found.version, found.updated_at = found.version + 1, self.now

    @operation
    def hide_post(self, post):
        """After flags: everyone but staff reads a notice instead."""
        self._set_hidden(post, hidden=True)

    @operation
    def unhide_post(self, post):
        self._set_hidden(post, hidden=False)

    def _set_hidden(self, post, *, hidden):
        found = self.live_post(post)
        found.hidden, found.updated_at = hidden, self.now

    @operation
    def accept(self, post):
        """Mark as a solution; a topic may have several."""
        self._written(post).accepted = True

    @operation
    def unaccept(self, post):
        self.live_post(post).accepted = False

    @operation
    def like(self, post):
        self.live_post(post).likes += 1

    @operation
    def delete_topic(self, topic):
        self.live_topic(topic).deleted_at = self.now

    @operation
    def recover_topic(self, topic):
        found = self.topics[topic]
        gone_with_it = [post for post in found.posts if post.deleted_at and post.deleted_at == found.deleted_at]
        if not found.deleted_at or not any(post.public or post in gone_with_it for post in found.posts):
            raise ValueError(f"topic {topic} cannot be recovered")
        found.deleted_at = None
        for post in gone_with_it:
            post.deleted_at = None

    @operation
    def retitle(self, topic, title):
        self.live_topic(topic).title = title

    @operation
    def retag(self, topic, tags):
        self.live_topic(topic).tags = tuple(tags)

    @operation
    def move_topic(self, topic, category):
        """To another category."""
        found = self.live_topic(topic)
        if found.archetype == PRIVATE:
            raise ValueError(f"topic {topic} is a private message")
        found.category = self.categories[category].id

    @operation
    def close(self, topic):
        """Leaves a line in the topic and does not bump it."""
        found = self.live_topic(topic)
        if not found.closed:
            found.closed = True
            self._note(found, "closed.enabled")

    @operation
    def reopen(self, topic):
        """Leaves a line in the topic and bumps it."""
        found = self.live_topic(topic)
        if found.closed:
            found.closed, found.bumped_at = False, self.now
            self._note(found, "closed.disabled")

    def _note(self, topic, code):
        self.add_post(topic, self.user("system"), "", type=SMALL_ACTION, action_code=code)

    @operation
    def archive(self, topic, archived=True):
        self.live_topic(topic).archived = archived

    @operation
    def pin(self, topic, *, globally=True):
        """On top of its category's list, and of /latest too when `globally`."""
        found = self.live_topic(topic)
        found.pinned, found.pinned_globally = True, globally

    @operation
    def unpin(self, topic):
        found = self.live_topic(topic)
        found.pinned = found.pinned_globally = False

    @operation
    def unlist(self, topic):
        """Still read by its address, but in no list and no feed."""
        self.live_topic(topic).visible = False

    @operation
    def relist(self, topic):
        self.live_topic(topic).visible = True

    @operation
    def make_private(self, topic):
        """Turn into a message between those who wrote in it."""
        found = self.live_topic(topic)
        found.archetype, found.category = PRIVATE, None

    @operation
    def make_public(self, topic, category):
        found = self.live_topic(topic)
        found.archetype, found.category = PUBLIC, self.categories[category].id
