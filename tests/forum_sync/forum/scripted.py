"""A small forum whose next answers are scripted, and two ways to ask it."""

from fakes.answers import TEXT, Answer
from fakes.discourse import FakeDiscourse
from fakes.forum import Forum
from fakes.switches import Switches

from forum_sync.listed import TopicListAnswer, WholeTopic

SECRET_TEXT = "Le mot de passe du maire"


class Scripted(Switches):
    """Gives the answers of `script` first; None stands for what the forum would answer."""

    def __init__(self):
        super().__init__()
        self.script = []

    def instead(self, number):
        return self.script.pop(0) if self.script else super().instead(number)


def make_scripted():
    """One topic of two posts; not started yet."""
    forum = Forum()
    forum.create_user("agathe", "Agathe")
    category = forum.create_category("Finances")
    topic = forum.create_topic("agathe", "Rejet d’un flux", category, f"<p>{SECRET_TEXT}</p>")
    forum.reply(topic, "agathe", "<p>Bonsoir</p>")
    return FakeDiscourse(forum, Scripted())


def busy(retry_after=None, body=b"Slow down", media_type=TEXT):
    return Answer(429, body, media_type, {"Retry-After": retry_after} if retry_after else {})


def read_list(client):
    return client.read("/latest.json", TopicListAnswer, order="activity").topic_list.topics


def read_topic(client, topic=1):
    return client.read_item(f"/t/{topic}.json", WholeTopic, f"forum/{topic}")
