from datetime import date

import pytest
from site_samples import post, thread

from entraide.site.conversation import excerpt, initials, make_conversation


def test_days_are_those_of_readers_not_of_utc():
    conversation = make_conversation(thread(1, "x", post(1), post(2, minutes=15 * 60)))
    assert [day.day for day in conversation.days] == [date(2026, 11, 17), date(2026, 11, 18)]


def test_events_stand_among_messages_but_are_not_counted():
    conversation = make_conversation(thread(1, "x", post(1), post(2, "", event="closed.enabled")))
    assert [message.post.number for message in conversation.days[0].messages] == [1, 2]
    assert (conversation.messages, conversation.authors) == (1, 1)


def test_an_author_has_the_same_colour_everywhere():
    posts = make_conversation(thread(1, "x", post(1, author="A"), post(2, author="B"), post(3, author="A"))).days[0].messages
    assert posts[0].hue == posts[2].hue


def test_an_answer_names_the_message_that_it_answers():
    messages = make_conversation(thread(1, "x", post(1), post(2, reply_to=1), post(3, reply_to=99))).days[0].messages
    assert [message.answers and message.answers.number for message in messages] == [None, 1, None]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Marie (Saint-Aubin)", "M"),
        ("Claire, service informatique", "C"),
        ("jean-paul petit", "JP"),
        ("support_claire", "SC"),
        ("Élodie", "É"),
        ("", "?"),
        ("***", "?"),
    ],
)
def test_initials_come_from_the_name(name, expected):
    assert initials(name) == expected


def test_an_excerpt_is_cut_between_words():
    assert excerpt("mot " * 100).endswith("mot…")
    assert len(excerpt("mot " * 100)) <= 221
    assert excerpt("deux\nlignes") == "deux lignes"
