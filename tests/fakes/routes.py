"""The addresses of a synthetic forum that answer with JSON, for one request at a time.

Comes in: a path, its query and a viewer. Goes out: an Answer; what may not be seen raises Refusal. Knows no socket.
"""

import mimetypes
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from urllib.parse import parse_qs

from fakes.answers import Answer, Refusal, error_of, json_of, page_of, redirect_to
from fakes.model import User
from fakes.shapes import Shapes
from fakes.views import Listing

LEFT_OUT = 2
SUGGESTED = 3
ROUTES = [
    (re.compile(pattern), name)
    for pattern, name in [
        (r"/site\.json", "get_site"),
        (r"/categories\.json", "get_categories"),
        (r"/site/basic-info\.json", "get_basic_info"),
        (r"/about\.json", "get_about"),
        (r"/session/current\.json", "get_session"),
        (r"/latest\.json", "get_latest"),
        (r"/c/(?:[^/]+/)*?(?P<category>\d+)(?P<alone>/none)?(?:/l/latest)?\.json", "get_category"),
        (r"/t/(?P<topic>\d+)\.json", "get_topic"),
        (r"/t/(?P<topic>\d+)/posts\.json", "get_topic_posts"),
        (r"/t/(?P<slug>[^/]*[^/\d][^/]*)/(?P<topic>\d+)\.json", "get_topic_by_slug"),
        (r"/posts\.json", "get_feed"),
        (r"/posts/(?P<post>\d+)\.json", "get_post"),
    ]
]
UNWALLED = {"/site/basic-info.json"}


@dataclass(frozen=True, slots=True)
class Routes:
    """The endpoints for one request made to `fake`, the FakeDiscourse."""

    fake: object
    path: str
    search: str
    query: dict[str, list[str]]
    viewer: User | None
    shapes: Shapes

    @classmethod
    def make(cls, fake, target, viewer) -> "Routes":
        path, _, search = target.partition("?")
        query = parse_qs(search, keep_blank_values=True)
        return cls(fake, path, search, query, viewer, Shapes(fake.forum, fake.switches, viewer))

    @property
    def forum(self):
        return self.fake.forum

    @property
    def switches(self):
        return self.fake.switches

    def answer(self) -> Answer:
        if self.path in self.forum.uploads:
            return Answer(body=self.forum.uploads[self.path], media_type=mimetypes.guess_type(self.path)[0] or "image/png")
        if not self.path.endswith(".json"):
            return page_of("Forum des mairies", 404 if self.path.startswith("/uploads/") else 200)
        if self.viewer is None and self.path not in UNWALLED:
            if self.switches.login_redirect:
                return redirect_to(f"{self.fake.url}/login", 302)
            if self.switches.login_wall:
                return error_of(403, "not_logged_in")
        for pattern, name in ROUTES:
            if found := pattern.fullmatch(self.path):
                return getattr(self, name)(**found.groupdict())
        return error_of(404, "not_found")

    def asked(self, name) -> bool:
        return self.query.get(name, [""])[-1] == "true"

    def number(self, name, default=0) -> int:
        text = self.query.get(name, [""])[-1]
        return int(text) if text.isdecimal() else default

    # The forum as a whole.

    def get_site(self):
        categories = self.categories()[: 1 if self.switches.lazy_categories else None]
        types = {"regular": 1, "moderator_action": 2, "small_action": 3, "whisper": 4}
        return json_of({"categories": categories, "groups": [], "post_types": types, "archetypes": [], "top_tags": []})

    def categories(self):
        seen = self.forum.visible_categories(self.viewer)
        return [self.shapes.category(category) for category in self.forum.categories.values() if category.id in seen]

    def get_categories(self):
        flat = self.categories() if self.number("page") <= 1 else []
        if self.asked("include_subcategories"):
            for one in flat:
                one["subcategory_list"] = [other for other in flat if other["parent_category_id"] == one["id"]]
        roots = [one for one in flat if one["parent_category_id"] is None]
        return json_of({"category_list": {"can_create_category": False, "can_create_topic": False, "categories": roots}})

    def get_basic_info(self):
        walled = self.switches.login_wall or self.switches.login_redirect
        return json_of({"title": "Forum des mairies", "description": "", "logo_url": "", "login_required": walled})

    def get_about(self):
        return json_of(self.shapes.about())

    def get_session(self):
        if self.viewer is None:
            return Answer(404)
        staff = {"admin": self.viewer.staff, "moderator": False, "trust_level": 4 if self.viewer.staff else 1}
        return json_of({"current_user": self.shapes.user(self.viewer.id) | staff})

    # Lists.

    def get_latest(self):
        shown = self.forum.visible_categories(self.viewer) - self.switches.muted
        return self.list_of(shown, "globally")

    def get_category(self, category, alone):
        number = int(category)
        if number not in self.forum.categories:
            raise Refusal(error_of(404, "not_found"))
        if number not in self.forum.visible_categories(self.viewer):
            raise Refusal(error_of(403, "invalid_access"))
        alone = alone or self.asked("no_subcategories")
        return self.list_of(frozenset([number]) if alone else self.forum.family(number), number)

    def list_of(self, categories, place):
        order = self.query.get("order", ["activity"])[-1]
        pinned = place if self.switches.pinned_first else None
        listing = Listing(categories, order, self.asked("ascending"), pinned, not self.asked("no_definitions"))
        size = self.fake.list_size
        if self.switches.per_page:
            size = min(max(self.number("per_page", size), 1), 100)
        held, page = self.held(size), self.number("page")
        topics = self.forum.listed(self.viewer, listing)[page * held : (page + 1) * held]
        rows = [self.shapes.row(topic) for topic in topics]
        users = dict.fromkeys(poster["user_id"] for row in rows for poster in row["posters"])
        inner = {"can_create_topic": False, "per_page": size, "top_tags": [], "topics": rows}
        if len(rows) == size:
            inner["more_topics_url"] = self.more(page + 1)
        return json_of({"users": [self.shapes.user(number) for number in users], "primary_groups": [], "topic_list": inner})

    def held(self, size) -> int:
        """How many rows a page really holds."""
        return max(1, size - LEFT_OUT) if self.switches.short_pages else size

    def more(self, page) -> str:
        kept = [part for part in self.search.split("&") if part and not part.startswith("page=")]
        return f"{self.path.removesuffix('.json')}?{'&'.join([*kept, f'page={page}'])}"

    # Topics and posts.

    def readable(self, topic):
        """The topic, when the viewer may read it."""
        found = self.forum.topics.get(int(topic))
        if found is None:
            raise Refusal(error_of(404, "not_found"))
        if found.id in self.switches.fail_topics:
            raise Refusal(page_of("500 Internal Server Error", 500))
        if found.deleted_at and not self.shapes.staff:
            raise Refusal(error_of(410 if self.switches.detailed_404 else 404, "not_found"))
        if not self.forum.can_see(self.viewer, found):
            raise Refusal(error_of(403, "invalid_access"))
        return found

    def redirect_to(self, topic, search):
        address = f"{self.fake.url}/t/{topic.slug}/{topic.id}.json"
        return redirect_to(f"{address}?{search}" if search else address)

    def get_topic(self, topic):
        if self.switches.foreign_redirect:
            return redirect_to("http://127.0.0.1:1/", 302)
        found = self.readable(topic)
        return self.redirect_to(found, self.search) if self.switches.slug_redirect else self.topic_page(found)

    def get_topic_by_slug(self, slug, topic):
        found = self.readable(topic)
        return self.topic_page(found) if slug == found.slug else self.redirect_to(found, self.search)

    def topic_page(self, topic):
        posts = self.forum.posts_for(self.viewer, topic)
        size, page = self.fake.chunk_size, max(1, self.number("page", 1))
        last = max(1, -(-len(posts) // size))
        if page > last:
            return self.redirect_to(topic, f"page={last}") if self.switches.redirect_past_end else error_of(404, "not_found")
        stream = {"stream": [post.id for post in posts]}
        if self.switches.mega_topics and len(posts) >= self.fake.mega_size:
            stream = {"isMegaTopic": True, "lastId": posts[-1].id}
        others = self.forum.listed(self.viewer, Listing(self.forum.visible_categories(self.viewer)))[: SUGGESTED + 1]
        suggested = [other for other in others if other is not topic][:SUGGESTED]
        item = self.shapes.topic(topic, posts[(page - 1) * size : page * size], stream, suggested)
        item["chunk_size"] = size
        if self.switches.wrong_types and topic.id == self.switches.broken_topic:
            item |= {"title": 5, "category_id": "deux", "closed": "oui"}
        return json_of(item)

    def get_topic_posts(self, topic):
        found = self.readable(topic)
        posts = self.forum.posts_for(self.viewer, found)
        if "post_ids[]" in self.query:
            asked = self.ids_asked(found)
            posts = [post for post in posts if post.id in asked]
        elif "post_number" in self.query:
            number, size = self.number("post_number"), self.fake.chunk_size
            if self.asked("asc"):
                posts = [post for post in posts if post.number > number][:size]
            else:
                posts = [post for post in reversed(posts) if post.number < number][:size]
        else:
            posts = posts[: self.fake.chunk_size]
        raw = "include_raw" in self.query
        return json_of({"post_stream": {"posts": [self.shapes.post(post, raw=raw) for post in posts]}, "id": found.id})

    def ids_asked(self, topic) -> set[int]:
        ids = [int(text) for text in self.query["post_ids[]"] if text.isdecimal()]
        if self.switches.missing_ids and ids and (topic.id, ids[-1]) not in self.fake.omitted:
            self.fake.omitted.add((topic.id, ids[-1]))
            return set(ids[:-1])
        return set(ids)

    def get_feed(self):
        ids, size, before = self.forum.feed(self.viewer), self.fake.feed_size, self.number("before")
        if self.switches.old_feed:
            before = before or max(self.forum.posts, default=0)
            chosen = ids[bisect_right(ids, before - size) : bisect_right(ids, before)]
        else:
            end = bisect_left(ids, before) if before else len(ids)
            chosen = ids[max(0, end - self.held(size)) : end]
        return json_of({"latest_posts": [self.shapes.feed_post(self.forum.posts[number]) for number in reversed(chosen)]})

    def get_post(self, post):
        found = self.forum.posts.get(int(post))
        if found is None or not (found.public or self.shapes.staff):
            raise Refusal(error_of(404, "not_found"))
        self.readable(found.topic)
        return json_of(self.shapes.post(found, raw=True))
