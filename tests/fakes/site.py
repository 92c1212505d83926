"""A small forum that is served, and a way to ask it, for the fake's own tests."""

from contextlib import contextmanager

import requests

from fakes.discourse import FakeDiscourse
from fakes.forum import Forum


class Site:
    """A category, a topic of one question and four replies, and another topic; `fake` is not started yet."""

    def __init__(self, session):
        self.session = session
        self.forum = Forum()
        self.category = self.forum.create_category("Finances")
        self.forum.create_user("agathe", "Agathe")
        self.forum.create_user("loic")
        self.topic = self.forum.create_topic("agathe", "Rejet d’un flux", self.category, "<p>Bonjour</p>", ["pes"])
        self.replies = [self.forum.reply(self.topic, "loic", f"<p>Réponse {number}</p>") for number in range(4)]
        self.other = self.forum.create_topic("loic", "Autre sujet", self.category, "<p>Bonsoir</p>")
        self.fake = FakeDiscourse(self.forum)
        self.switches = self.fake.switches

    def get(self, path, headers=None, **options):
        return self.session.get(self.fake.url + path, headers=headers, timeout=5, **options)

    def read(self, path, headers=None):
        return self.get(path, headers).json()

    def row(self, topic):
        """What the list says of a topic."""
        return next(row for row in self.read("/latest.json")["topic_list"]["topics"] if row["id"] == topic)


@contextmanager
def open_site():
    with requests.Session() as session:
        site = Site(session)
        with site.fake:
            yield site
