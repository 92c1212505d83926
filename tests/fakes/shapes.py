"""A synthetic forum's things as the JSON objects Discourse makes of them, for one viewer."""

import html
from dataclasses import dataclass
from datetime import timedelta

from fakes.forum import Forum
from fakes.model import PUBLIC, User, raw_of
from fakes.switches import Switches

HIDDEN = "<p>Ce message a été signalé par la communauté et est temporairement masqué.</p>"
SHOWN_POSTERS = 5


@dataclass(frozen=True, slots=True)
class Shapes:
    """Each method gives the object of one thing; times carry the skew of the switches."""

    forum: Forum
    switches: Switches
    viewer: User | None

    @property
    def staff(self) -> bool:
        return bool(self.viewer and self.viewer.staff)

    def time(self, time):
        if time is None:
            return None
        return (time + timedelta(seconds=self.switches.clock_skew)).isoformat(timespec="milliseconds")[:-6] + "Z"

    def tags(self, topic):
        if not self.switches.tag_objects:
            return list(topic.tags)
        return [{"id": sum(tag.encode()), "name": tag, "slug": tag} for tag in topic.tags]

    def user(self, number):
        user = self.forum.users[number]
        return {"id": user.id, "username": user.username, "name": user.name, "avatar_template": avatar(user)}

    def category(self, category):
        topics, posts = self.forum.category_counts(category.id)
        seen = self.forum.visible_categories(self.viewer)
        children = [one.id for one in self.forum.categories.values() if one.parent == category.id and one.id in seen]
        about = f"/t/{self.forum.topics[category.definition].slug}/{category.definition}" if category.definition else None
        return {
            "id": category.id,
            "name": category.name,
            "slug": category.slug,
            "color": "0088CC",
            "text_color": "FFFFFF",
            "position": category.id,
            "topic_count": topics,
            "post_count": posts,
            "description": None,
            "description_text": None,
            "topic_url": about,
            "read_restricted": self.forum.is_restricted(category.id),
            "permission": None,
            "parent_category_id": category.parent,
            "has_children": bool(children),
            "subcategory_ids": children,
        }

    def _common(self, topic):
        counts = self.forum.counts(topic)
        return {
            "id": topic.id,
            "title": topic.title,
            "fancy_title": html.escape(topic.title).replace("&#x27;", "&rsquo;"),
            "slug": topic.slug,
            "posts_count": counts.posts_count,
            "reply_count": counts.reply_count,
            "highest_post_number": counts.highest_post_number,
            "image_url": None,
            "created_at": self.time(topic.created_at),
            "last_posted_at": self.time(counts.last_posted_at),
            "archetype": topic.archetype,
            "pinned": topic.pinned,
            "visible": topic.visible,
            "closed": topic.closed,
            "archived": topic.archived,
            "tags": self.tags(topic),
            "like_count": counts.like_count,
            "views": 3 * counts.posts_count + topic.id % 17,
            "category_id": topic.category,
            "featured_link": None,
        }

    def row(self, topic):
        """A topic in a list."""
        counts = self.forum.counts(topic)
        authors = dict.fromkeys([topic.user, counts.last_user])
        item = self._common(topic) | {
            "bumped": True,
            "bumped_at": self.time(topic.bumped_at),
            "unseen": False,
            "unpinned": None,
            "tags_descriptions": {},
            "op_like_count": topic.posts[0].likes if topic.posts else 0,
            "has_accepted_answer": bool(counts.accepted),
            "posters": [
                {"extras": None, "description": "Auteur", "user_id": author, "primary_group_id": None} for author in authors
            ],
        }
        if topic.pinned:
            item["excerpt"] = html.escape(excerpt(topic.posts[0].cooked))
        return item

    def suggested(self, topic):
        item = self.row(topic)
        for poster in item["posters"]:
            poster["user"] = self.user(poster.pop("user_id"))
        return item

    def topic(self, topic, posts, stream, suggested=()):
        """A topic by its address; `stream` is the inner object that holds the ids, or says that there are too many."""
        counts = self.forum.counts(topic)
        item = self._common(topic) | {
            "post_stream": {"posts": [self.post(post) for post in posts]} | stream,
            "timeline_lookup": [[1, 0]],
            "suggested_topics": [self.suggested(other) for other in suggested],
            "word_count": 20 * counts.posts_count,
            "deleted_at": self.time(topic.deleted_at),
            "deleted_by": None,
            "user_id": topic.user,
            "pinned_globally": topic.pinned_globally,
            "pinned_at": self.time(topic.created_at) if topic.pinned else None,
            "pinned_until": None,
            "slow_mode_seconds": 0,
            "chunk_size": 20,
            "topic_timer": None,
            "message_bus_last_id": 0,
            "participant_count": len({post.user for post in topic.posts}),
            "thumbnails": None,
            "details": {
                "created_by": self.user(topic.user),
                "last_poster": self.user(counts.last_user),
                "participants": self._participants(topic),
                "links": [],
                "can_edit": False,
                "notification_level": 1,
            },
        }
        if counts.accepted:
            item["accepted_answer"] = self._accepted(counts.accepted[0])
        return item

    def _participants(self, topic):
        authors = dict.fromkeys(post.user for post in topic.posts if post.public)
        return [self.user(author) for author in list(authors)[:SHOWN_POSTERS]]

    def _accepted(self, post):
        user = self.forum.users[post.user]
        text = excerpt(HIDDEN if post.hidden else post.cooked)
        return {"post_number": post.number, "username": user.username, "name": user.name, "excerpt": text}

    def post(self, post, *, raw=False):
        user, topic = self.forum.users[post.user], self.forum.topics[post.topic]
        masked = post.hidden and not self.staff
        item = {
            "id": post.id,
            "name": user.name,
            "username": user.username,
            "avatar_template": avatar(user),
            "created_at": self.time(post.created_at),
            "cooked": HIDDEN if masked else post.cooked,
            "post_number": post.number,
            "post_type": post.type,
            "posts_count": self.forum.counts(topic).posts_count,
            "updated_at": self.time(post.updated_at),
            "reply_count": 0,
            "reply_to_post_number": post.reply_to,
            "quote_count": 0,
            "reads": 7,
            "score": 1.4,
            "yours": False,
            "topic_id": post.topic,
            "topic_slug": topic.slug,
            "display_username": user.name,
            "version": post.version,
            "actions_summary": [{"id": 2, "count": post.likes}] if post.likes else [],
            "moderator": False,
            "admin": user.staff,
            "staff": user.staff,
            "user_id": user.id,
            "hidden": post.hidden,
            "trust_level": 4 if user.staff else 1,
            "deleted_at": self.time(post.deleted_at),
            "user_deleted": post.user_deleted,
            "edit_reason": None,
            "can_view_edit_history": True,
            "wiki": False,
            "accepted_answer": post.accepted,
            "topic_accepted_answer": bool(self.forum.counts(topic).accepted),
        }
        if post.hidden:
            item |= {"cooked_hidden": masked, "hidden_reason_id": 1}
        if post.action_code:
            item["action_code"] = post.action_code
        if raw:
            item["raw"] = raw_of(HIDDEN) if masked else post.raw
        return item

    def feed_post(self, post):
        """A post in the feed, with what it needs of its topic."""
        topic = self.forum.topics[post.topic]
        more = {"topic_title": topic.title, "topic_html_title": html.escape(topic.title), "category_id": topic.category}
        return self.post(post, raw=True) | more | {"excerpt": html.escape(excerpt(post.cooked))}

    def about(self):
        topics = [topic for topic in self.forum.topics.values() if topic.archetype == PUBLIC and not topic.deleted_at]
        stats = {"topics_count": len(topics), "posts_count": sum(self.forum.counts(topic).posts_count for topic in topics)}
        stats["users_count"] = len(self.forum.users)
        about = {"stats": stats, "title": "Forum des mairies", "description": "", "version": "2026.1.0", "https": False}
        return {"about": about}


def avatar(user):
    return f"/letter_avatar_proxy/v4/letter/{user.username[0].lower()}/8e8cbc/{{size}}.png"


def excerpt(cooked):
    return raw_of(cooked)[:120]
