from datetime import date

import pytest
from site_samples import post, thread

from entraide.site.conversation import excerpt, initials, make_conversation


def test_days_are_those_of_readers_not_of_utc():
    conversation = make_conversation(thread(1, "x", post(1), post(2, minutes=15 * 60)))
    assert [day.day for day in conversation.parts[0].days] == [date(2026, 11, 17), date(2026, 11, 18)]


def test_events_stand_among_messages_but_are_not_counted():
    conversation = make_conversation(thread(1, "x", post(1), post(2, "", event="closed.enabled")))
    assert [message.post.number for message in conversation.parts[0].days[0].messages] == [1, 2]
    assert (conversation.messages, conversation.authors) == (1, 1)


def test_an_author_has_the_same_colour_everywhere():
    posts = (
        make_conversation(thread(1, "x", post(1, author="A"), post(2, author="B"), post(3, author="A")))
        .parts[0]
        .days[0]
        .messages
    )
    assert posts[0].hue == posts[2].hue


def parts(*posts):
    """Numbers of the messages in each part, and whether it is folded."""
    found = make_conversation(thread(1, "x", *posts)).parts
    return [(bool(part.folded), [m.post.number for day in part.days for m in day.messages]) for part in found]


def test_a_long_thread_shows_its_beginning_its_answer_and_its_end():
    posts = [post(number, minutes=number, accepted=number == 20) for number in range(1, 41)]
    shown = [(folded, numbers[0], numbers[-1]) for folded, numbers in parts(*posts)]
    assert shown == [(False, 1, 3), (True, 4, 19), (False, 20, 20), (True, 21, 35), (False, 36, 40)]


def test_a_thread_of_twenty_messages_is_shown_whole_and_two_messages_are_not_worth_a_fold():
    assert parts(*(post(number) for number in range(1, 21))) == [(False, list(range(1, 21)))]
    posts = [post(number, accepted=number == 6) for number in range(1, 23)]
    assert [(folded, len(numbers)) for folded, numbers in parts(*posts)] == [(False, 6), (True, 11), (False, 5)]


def test_all_that_is_shown_of_a_message_is_in_its_version():
    ways = [{}, {"likes": 2}, {"edited": True}, {"accepted": True}, {"author": "B"}, {"html": "<p>x</p>"}, {"staff": True}]
    versions = {make_conversation(thread(1, "x", post(1, **way))).parts[0].days[0].messages[0].version for way in ways}
    assert len(versions) == len(ways)


def test_a_message_that_would_push_the_others_out_of_sight_is_told():
    messages = make_conversation(thread(1, "x", post(1, "<p>" + "x" * 60_000), post(2))).parts[0].days[0].messages
    assert [message.is_long for message in messages] == [True, False]


def test_an_answer_names_the_message_that_it_answers():
    messages = make_conversation(thread(1, "x", post(1), post(2, reply_to=1), post(3, reply_to=99))).parts[0].days[0].messages
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
    assert len(excerpt("x" * 900)) == 221
    assert excerpt("deux\nlignes") == "deux lignes"
