"""Few topics that are gone are erased, many are not: a revoked key or a closed forum looks the same."""

import pytest
from mirrors import KEY
from sites import topics


@pytest.mark.parametrize("when", [{"minutes": 5}, {"hours": 25}])
def test_when_a_third_of_the_topics_is_gone_none_is_erased_until_that_is_accepted(site, when):
    gone = site.topics[:4]
    with site.mirror() as mirror:
        mirror.look()
        for topic in gone:
            site.forum.delete_topic(topic)
        for _ in range(3):
            mirror.later(hours=25).look()
            [trouble] = mirror.later(**when).look().troubles
            assert "4 of 12 topics are no longer there" in trouble.reason
            assert (trouble.item, trouble.access) == ("", False)
            assert topics(mirror) == set(site.topics)
        report = mirror.later(minutes=5).look(accept_removals=True)
        assert (report.removed, report.troubles) == (4, ())
        assert topics(mirror) == set(site.topics[4:])
        assert mirror.night().troubles == ()


def test_a_few_recent_topics_that_are_gone_are_erased_at_once(site):
    with site.mirror() as mirror:
        mirror.look()
        for topic in site.topics[-3:]:
            site.forum.delete_topic(topic)
        report = mirror.later(minutes=5).look()
        assert (report.removed, report.troubles) == (3, ())


def test_topics_that_come_back_end_the_alarm(site):
    with site.mirror() as mirror:
        mirror.look()
        for topic in site.topics[:4]:
            site.forum.delete_topic(topic)
        assert mirror.night().troubles
        for topic in site.topics[:4]:
            site.forum.recover_topic(topic)
        assert mirror.night().troubles == ()
        assert topics(mirror) == set(site.topics)


def test_an_alarm_does_not_keep_what_is_new_away(site):
    with site.mirror() as mirror:
        mirror.look()
        for topic in site.topics[-4:]:
            site.forum.delete_topic(topic)
        assert mirror.later(minutes=5).look().troubles
        site.reply("Du nouveau", site.topics[0])
        mirror.later(minutes=5).look()
        assert site.holds("Du nouveau")


@pytest.mark.parametrize("topic", [1, 5])
def test_a_notice_that_comes_when_the_key_is_refused_erases_nothing(site, topic):
    with site.mirror(key=KEY) as mirror:
        mirror.look()
        site.fake.switches.revoked_keys = True
        [trouble] = mirror.later(minutes=5).look(topics=(topic,)).troubles
        assert trouble.access
        assert topics(mirror) == set(site.topics)
