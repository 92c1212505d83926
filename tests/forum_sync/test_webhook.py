"""Notices of a forum: signed over their raw bytes, of the right forum, and nothing but a topic is taken from them."""

import pytest
from fakes.webhook import sign_webhook
from hypothesis import given
from hypothesis import strategies as st

from forum_sync import NoticeError, read_notice

URL = "https://forum.exemple.org"
SECRET = "secret-convenu"


def deliver(event="post_created", body=None, *, secret=SECRET, instance=URL, url=URL, **changes):
    data, headers = sign_webhook(secret, event, body or {"post": {"id": 7, "topic_id": 12, "raw": "privé"}}, instance=instance)
    lowered = {name.lower(): value for name, value in headers.items()} | changes
    return read_notice(data, lowered, url=url, secret=SECRET)


@pytest.mark.parametrize(
    ("event", "body", "topic"),
    [
        ("post_created", {"post": {"id": 7, "topic_id": 12}}, 12),
        ("post_destroyed", {"post": {"id": 7, "topic_id": 12, "cooked": "<p>privé</p>"}}, 12),
        ("topic_edited", {"topic": {"id": 12}}, 12),
        ("accepted_solution", {"solved": {"id": 7, "topic_id": 12}}, 12),
        ("ping", {"ping": "OK"}, None),
        ("user_updated", {"user": {"id": 3, "email": "a@exemple.org"}}, None),
        ("post_created", {"post": {"id": 7}}, None),
    ],
)
def test_only_the_topic_is_taken(event, body, topic):
    assert deliver(event, body).topic == topic


@pytest.mark.parametrize("secret", ["", "autre-secret"])
def test_a_wrong_or_missing_signature_is_refused(secret):
    with pytest.raises(NoticeError, match="signature"):
        deliver(secret=secret)


def test_without_an_agreed_secret_everything_is_refused():
    data, headers = sign_webhook("x", "ping", {"ping": "OK"}, instance=URL)
    with pytest.raises(NoticeError):
        read_notice(data, {name.lower(): value for name, value in headers.items()}, url=URL, secret="")


def test_one_byte_more_is_refused():
    data, headers = sign_webhook(SECRET, "ping", {"ping": "OK"}, instance=URL)
    with pytest.raises(NoticeError, match="signature"):
        read_notice(data + b" ", {name.lower(): value for name, value in headers.items()}, url=URL, secret=SECRET)


def test_another_forum_is_refused_and_a_last_slash_does_not_count():
    assert deliver(instance=f"{URL}/").topic == 12
    with pytest.raises(NoticeError, match="another forum"):
        deliver(instance="https://autre.exemple.org")


@pytest.mark.parametrize("body", [[1], "texte", 3, {"post": {"topic_id": "12"}}, {"post": []}, None])
def test_what_is_no_notice_is_refused_without_quoting_it(body):
    data, headers = sign_webhook(SECRET, "post_created", body, instance=URL)
    lowered = {name.lower(): value for name, value in headers.items()}
    with pytest.raises(NoticeError) as caught:
        read_notice(data, lowered, url=URL, secret=SECRET)
    assert "texte" not in str(caught.value)


@given(data=st.binary(max_size=200), signature=st.text(max_size=80))
def test_no_bytes_make_it_fail_otherwise(data, signature):
    with pytest.raises(NoticeError):
        read_notice(data, {"x-discourse-event-signature": signature, "x-discourse-instance": URL}, url=URL, secret=SECRET)
