"""A forum to be mirrored, whose words can be looked for in the bytes of the mirror."""

from fakes.discourse import FakeDiscourse
from fakes.forum import Forum
from mirrors import PSEUDONYMS, Mirror, make_rules


class Site:
    """A forum of twelve open topics and a restricted category, not served yet, and what a mirror in `tmp_path` holds of it."""

    def __init__(self, tmp_path):
        self.path = tmp_path / "mirror.db"
        self.forum = Forum()
        self.forum.create_user("agathe.dm", "Agathe Dumas-Morel")
        self.forum.create_user("loic56", "Loïc & Maël")
        self.finances = self.forum.create_category("Finances")
        self.paie = self.forum.create_category("Paie", self.finances)
        self.equipe = self.forum.create_category("Équipe", restricted=True, slug="equipe")
        self.other = self.forum.create_category("Autre")
        self.topics = [self.open(f"Sujet {number}") for number in range(12)]
        self.fake = FakeDiscourse(self.forum)
        self.fake.feed_size = 3

    def open(self, text, category=None, user="loic56"):
        return self.forum.create_topic(user, f"Titre de {text}", category or self.finances, f"<p>{text}</p>")

    def reply(self, text, topic=None, user="loic56"):
        return self.forum.reply(topic or self.topics[0], user, f"<p>{text}</p>")

    def mirror(self, *categories, **options):
        privacy = options.pop("privacy", PSEUDONYMS)
        return Mirror(self.path, self.fake, make_rules(self.fake, *(categories or ("finances",)), privacy=privacy), **options)

    def holds(self, *tokens):
        """Those of the tokens that stand in the bytes of the mirror's file or log."""
        data = b"".join(path.read_bytes() for path in self.path.parent.glob(f"{self.path.name}*"))
        return [token for token in tokens if token.encode() in data]


def authors(mirror):
    return {post.author for item in mirror.store.items() for post in item.posts}


def topics(mirror):
    return {int(item.id.rpartition("/")[2]) for item in mirror.store.items()}
