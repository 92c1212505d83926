from forum_sync.decide import decide, decide_removed
from forum_sync.model import Page, Read, Remove, Summary

A, B = Summary(id="s/a", signature="1"), Summary(id="s/b", signature="1")


def test_a_new_item_is_read():
    assert decide({}, Page(summaries=(A,))) == (Read(summary=A),)


def test_an_item_of_another_signature_is_read_even_if_it_looks_older():
    assert decide({"s/a": "2"}, Page(summaries=(A,))) == (Read(summary=A),)


def test_an_item_of_the_same_signature_is_left_alone():
    assert decide({"s/a": "1", "s/b": "0"}, Page(summaries=(A, B))) == (Read(summary=B),)


def test_what_was_not_seen_is_removed():
    assert decide_removed({"s/a": "1", "s/b": "1"}, {"s/a"}) == (Remove(id="s/b"),)


def test_nothing_is_removed_when_all_was_seen():
    assert decide_removed({"s/a": "1"}, {"s/a", "s/new"}) == ()
