"""Values that no forum should give: the topic that has them is named, and nothing else is the worse for it."""

import msgspec
import pytest
from fakes.discourse import FakeDiscourse
from fakes.forum import Forum
from mirrors import Mirror, make_rules


class Spoilt(FakeDiscourse):
    """A forum whose answers hold `new` in the place of `old`."""

    old, new = b"", b""

    def respond(self, *arguments):
        head, _, body = super().respond(*arguments).partition(b"\r\n\r\n")
        body = body.replace(self.old, self.new) if self.old else body
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
        return b"\r\n".join([*lines, b"Content-Length: %d" % len(body)]) + b"\r\n\r\n" + body


def make_forum():
    forum = Forum()
    forum.create_user("anne", "Anne")
    finances = forum.create_category("Finances")
    for number in range(3):
        forum.create_topic("anne", f"Question numéro {number}", finances, f"<p>Réponse {number} attendue.</p>")
    return forum


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("created_at", "2024-03-01T09:00:00"),
        ("created_at", "0001-01-01T00:00:00+02:00"),
        ("created_at", "9999-12-31T23:59:59-05:00"),
        ("id", 2**70),
        ("id", -(2**70)),
        ("post_number", 2**64),
    ],
)
def test_a_strange_value_of_a_post_harms_no_other_topic(tmp_path, field, value):
    forum = make_forum()
    post = forum.topics[2].posts[0]
    fake = Spoilt(forum)
    whole = fake.respond("GET", "/t/2.json", {}).partition(b"\r\n\r\n")[2]
    given = msgspec.json.decode(whole)["post_stream"]["posts"][0][field]
    quoted = (msgspec.json.encode({field: given})[1:-1], msgspec.json.encode({field: value})[1:-1]) if field != "id" else None
    fake.old, fake.new = quoted or (b'"id":%d,' % post.id, b'"id":%d,' % value)
    with Mirror(tmp_path / "mirror.db", fake, make_rules(fake, "finances"), wire=False) as mirror:
        report = mirror.look()
        assert {"forum/1", "forum/3"} <= mirror.state()[0].keys() | {trouble.item for trouble in report.troubles}
        assert all(trouble.item for trouble in report.troubles)
        fake.old = b""
        assert mirror.night(full=True).troubles == ()
        assert mirror.state()[0].keys() == {"forum/1", "forum/2", "forum/3"}
