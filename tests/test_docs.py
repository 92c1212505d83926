"""What the documentation promises is there: links, commands, options, the configuration example."""

import re
from pathlib import Path

import click
import pytest
import yaml

from entraide.cli import exit_codes, main
from entraide.config import read_settings

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs" / "dev").glob("*.md")),
    *sorted(ROOT.glob("examples/**/README.md")),
]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_relative_link_names_a_file(page):
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_each_command_is_in_the_readme(name):
    assert f"`entraide {name}" in README


def test_each_exit_code_is_in_the_readme_and_in_the_help():
    for code in {0, *exit_codes().values()}:
        assert re.search(rf"\b{code} [a-z]", README.split("Exit codes:")[1].split("\n\n")[0])
        assert re.search(rf"\b{code} [a-z]", main.help)


def test_each_file_the_readme_names_in_code_exists():
    named = set(re.findall(r"`((?:faq|docs|scripts|examples|forum_sync|search)/[\w./-]*)`", README))
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_configuration_of_the_readme_is_valid(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)[1]
    (tmp_path / "entraide.yml").write_text(example, encoding="utf-8")
    assert [source.name for source in read_settings(tmp_path / "entraide.yml").sources] == ["forum", "lettres"]


def test_the_forum_of_the_readme_is_valid_and_shows_every_key(tmp_path):
    example = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)[2]
    (tmp_path / "entraide.yml").write_text(example, encoding="utf-8")
    [forum] = read_settings(tmp_path / "entraide.yml").sources
    assert {*forum.__struct_fields__, "type"} - {"kind"} == set(re.findall(r"^ *(?:- )?(\w+):", example, re.MULTILINE)) - {
        "sources"
    }


def test_the_documents_of_the_readme_are_valid_and_show_every_type_and_key(tmp_path):
    example = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)[1]
    (tmp_path / "entraide.yml").write_text(example, encoding="utf-8")
    shown = {source["type"]: {*source} for source in yaml.safe_load(example)["sources"]}
    sources = read_settings(tmp_path / "entraide.yml").sources
    assert {source.__struct_config__.tag: {*source.__struct_fields__, "type"} for source in sources} == shown


def test_the_configuration_of_the_repository_is_valid():
    settings = read_settings(ROOT / "entraide.yml")
    assert all(source.path.is_dir() for source in settings.sources)
