import pytest

from entraide.errors import BuildError
from entraide.site.releases import new_release


def publish(tmp_path, text):
    with new_release(tmp_path / "releases", tmp_path / "site") as folder:
        (folder / "index.html").write_text(text)


def shown(tmp_path):
    return (tmp_path / "site" / "index.html").read_text()


def releases(tmp_path):
    return sorted(path.name for path in (tmp_path / "releases").iterdir())


def test_a_release_is_shown_once_it_is_whole(tmp_path):
    with new_release(tmp_path / "releases", tmp_path / "site") as folder:
        (folder / "index.html").write_text("1")
        assert not (tmp_path / "site").exists()
    assert shown(tmp_path) == "1"


def test_a_release_takes_the_place_of_the_last(tmp_path):
    publish(tmp_path, "1")
    publish(tmp_path, "2")
    assert shown(tmp_path) == "2"


def test_earlier_releases_go_since_what_was_erased_may_be_in_them(tmp_path):
    for text in "123":
        publish(tmp_path, text)
    assert releases(tmp_path) == ["3"]


def test_a_failure_leaves_the_last_release_and_nothing_else(tmp_path):
    publish(tmp_path, "1")
    with pytest.raises(KeyboardInterrupt), new_release(tmp_path / "releases", tmp_path / "site"):
        raise KeyboardInterrupt
    assert shown(tmp_path) == "1"
    assert releases(tmp_path) == ["1"]


def test_what_a_killed_build_left_is_removed(tmp_path):
    publish(tmp_path, "1")
    (tmp_path / "releases" / "2.unfinished" / "faq").mkdir(parents=True)
    (tmp_path / "site.link").symlink_to("nowhere")
    (tmp_path / "site.aside").mkdir()
    publish(tmp_path, "2")
    assert shown(tmp_path) == "2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["releases", "site"]
    assert releases(tmp_path) == ["2"]


def test_a_real_folder_that_holds_a_built_site_gives_way(tmp_path):
    (tmp_path / "site").mkdir()
    for name in ("404.html", "index.html", "sitemap.xml"):
        (tmp_path / "site" / name).touch()
    publish(tmp_path, "1")
    assert shown(tmp_path) == "1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["releases", "site"]


def test_a_folder_that_no_build_made_is_refused_and_kept(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "precieux.txt").touch()
    with pytest.raises(BuildError, match="holds something that is no built site"):
        publish(tmp_path, "1")
    assert (tmp_path / "site" / "precieux.txt").exists()


def test_a_project_that_is_moved_keeps_its_site(tmp_path):
    (tmp_path / "here").mkdir()
    publish(tmp_path / "here", "1")
    (tmp_path / "here").rename(tmp_path / "there")
    assert shown(tmp_path / "there") == "1"
