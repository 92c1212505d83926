"""A synthetic forum of any size, the same for the same seed.

Topics overlap in time, sizes follow a power law, ids have gaps, and every state a topic or post can be in occurs.
"""

from datetime import UTC, datetime, timedelta
from random import Random

from fakes import phrases
from fakes.forum import Forum

START = datetime(2019, 1, 7, 8, 0, 0, 524_000, tzinfo=UTC)
SPAN = timedelta(days=365 * 7)
CATEGORIES = {
    "Finances": ("Flux PES", "Budget", "Facturation"),
    "Ressources humaines": ("Paie", "Déclarations sociales"),
    "Population": ("État civil", "Élections"),
    "Matériel": ("Impression", "Réseau"),
}
RESTRICTED = "Équipe d’assistance"
IMAGES = 40
LARGEST = 400


def generate_forum(topics, posts, *, seed=1) -> Forum:
    """A forum of so many topics, and posts before any is deleted; small actions and whispers come besides."""
    if topics < 1 or posts < topics:
        raise ValueError("a forum has topics, and each topic a post")
    return _Builder(Random(seed), topics, posts).build()


class _Builder:
    def __init__(self, random, topics, posts):
        self.random = random
        self.forum = Forum(START)
        self.sizes = _sizes(random, topics, posts)
        self.images_left = min(IMAGES, posts // 4)
        self.image_chance = 2 * self.images_left / posts

    def build(self):
        self._make_people()
        self._make_categories()
        topics: dict[int, int] = {}
        for share, key in self._schedule():
            self.forum.now = max(self.forum.now, START + share * SPAN)
            if key in topics:
                self._reply(self.forum.topics[topics[key]])
            else:
                topics[key] = self._open()
        for topic in topics.values():
            self._finish(self.forum.topics[topic])
        return self.forum

    def _make_people(self):
        members = [f"{given}-{number}" for number in range(12) for given in phrases.GIVEN]
        self.names = [name.lower().translate(str.maketrans("éèëï", "eeei")) for name in members]
        for username, member in zip(self.names, members, strict=True):
            place = self.random.choice(phrases.TOWNS)
            self.forum.create_user(username, self.random.choice(["", f"{member.split('-')[0]}, mairie de {place}"]))
        self.forum.create_user("assistance", "Équipe d’assistance", staff=True)
        self.names += ["assistance"] * 40

    def _make_categories(self):
        self.categories = []
        for name, children in CATEGORIES.items():
            parent = self.forum.create_category(name)
            self.categories += [parent, *(self.forum.create_category(child, parent) for child in children)]
        self.restricted = self.forum.create_category(RESTRICTED, restricted=True)

    def _schedule(self):
        """When each post of each topic is written, as shares of the span: topics start at random, most answers come soon."""
        events = []
        for key, size in enumerate(self.sizes):
            share = self.random.random()
            for _ in range(size):
                events.append((min(share, 1.0), key))
                share += self.random.expovariate(900)
        return sorted(events)

    def _open(self):
        random = self.random
        category = self.restricted if random.random() < 0.02 else random.choice(self.categories)
        tags = random.sample(phrases.TAGS, random.choice([0, 0, 1, 2]))
        return self.forum.create_topic(random.choice(self.names), phrases.title(random), category, self._text(), tags)

    def _text(self, quoted=None):
        random, image = self.random, ""
        if self.images_left and random.random() < self.image_chance:
            image = self.forum.upload(phrases.png(self.images_left), "png")
            self.images_left -= 1
        mentioned = random.choice(self.names) if random.random() < 0.03 else ""
        return phrases.message(random, quoted=quoted, mentioned=mentioned, image=image)

    def _reply(self, topic):
        random = self.random
        other = random.choice(topic.posts)
        quoted = reply_to = None
        if other.public and random.random() < 0.2:
            reply_to = other.number
            quoted = (self.forum.users[other.user].username, other.number, topic.id) if random.random() < 0.5 else None
        self.forum.reply(topic.id, random.choice(self.names), self._text(quoted), reply_to)
        chance = random.random()
        if chance < 0.13 and not other.deleted_at:
            self.forum.tick(random.randint(60, 86_400) if random.random() < 0.01 else 60)
            self.forum.edit_post(topic.posts[-1].id if chance < 0.01 else other.id, self._text())
        elif chance < 0.16 and other.number > 1 and not other.deleted_at:
            self.forum.delete_post(other.id)
        if random.random() < 0.15:
            self.forum.like(topic.posts[-1].id)

    def _finish(self, topic):
        random, forum = self.random, self.forum
        answers = [post.id for post in topic.posts[1:] if post.public]
        if answers and random.random() < 0.22:
            forum.accept(random.choice(answers))
        fates = [
            (0.010, forum.close, topic.id),
            (0.002, forum.pin, topic.id),
            (0.010, forum.make_private, topic.id),
            (0.003, forum.unlist, topic.id),
            (0.005, forum.archive, topic.id),
            (0.005, forum.delete_topic, topic.id),
        ]
        if answers:
            fates += [(0.005, forum.hide_post, answers[-1]), (0.005, forum.withdraw_post, answers[-1])]
            fates += [(0.005, lambda number: forum.whisper(number, "assistance", phrases.paragraph(random)), topic.id)]
        chance = random.random()
        for share, operation, target in fates:
            if 0 <= chance < share:
                operation(target)
            chance -= share


def _sizes(random, topics, posts):
    """How many posts each topic has, few of them many."""
    sizes = [min(LARGEST, int(random.paretovariate(1.15))) for _ in range(topics)]
    scale = (posts - topics) / max(1, sum(sizes) - topics)
    sizes = [1 + int((size - 1) * scale) for size in sizes]
    for _ in range(posts - sum(sizes)):
        sizes[random.randrange(topics)] += 1
    return sizes
