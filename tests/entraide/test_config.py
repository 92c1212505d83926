"""Reading entraide.yml: defaults, paths, and mistakes named by their place."""

import pytest

from entraide.config import read_settings
from entraide.errors import ConfigError


def settings_of(tmp_path, text):
    file = tmp_path / "entraide.yml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file)


def test_an_empty_mapping_gives_the_defaults(tmp_path):
    settings = settings_of(tmp_path, "{}")
    assert settings.site.name == "Entraide"
    assert settings.search.engine == "whoosh:var/index"
    assert settings.sources == ()


def test_paths_are_relative_to_the_file(tmp_path):
    settings = settings_of(
        tmp_path,
        "paths: {faq: contenu}\nsources: [{name: lettres, type: folder, kind: newsletter, path: docs/lettres, label: Lettres}]",
    )
    assert settings.paths.faq == tmp_path / "contenu"
    assert settings.paths.var == tmp_path / "var"
    assert settings.sources[0].path == tmp_path / "docs/lettres"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("site: {nom: X}", "unknown field `nom` - at `$.site`"),
        ("siite: {}", "unknown field `siite`"),
        ("root: /tmp", "unknown field `root`"),
        ("site: {language: en}", "$.site.language"),
        ("sources: [{name: a, type: fax, kind: forum, path: x, label: A}]", "$.sources[0].type"),
        ("sources: [{name: a, type: archive, kind: forum, path: 3, label: A}]", "$.sources[0].path"),
        ("sources: [{name: 'a b', type: archive, kind: forum, path: x, label: A}]", "$.sources[0].name"),
        (
            "sources: [{name: faq, type: archive, kind: forum, path: x, label: A}]",
            "taken by the site itself - at `$.sources[0].name`",
        ),
        ("site: [", "not valid YAML"),
        ("- a\n- b", "Expected `object`"),
    ],
)
def test_a_mistake_is_named_by_file_and_place(tmp_path, text, expected):
    with pytest.raises(ConfigError, match=r"entraide\.yml: ") as caught:
        settings_of(tmp_path, text)
    assert expected in str(caught.value)


def test_two_sources_of_one_name_are_refused(tmp_path):
    source = "{name: b, type: archive, kind: forum, path: x, label: A}"
    with pytest.raises(ConfigError, match=r"two sources are named `b` - at `\$.sources\[1\].name`"):
        settings_of(tmp_path, f"sources: [{source}, {source}]")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"absent\.yml: cannot be read: No such file"):
        read_settings(tmp_path / "absent.yml")
