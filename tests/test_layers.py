"""The import rule between packages and modules, and the absence of cycles, lazy and TYPE_CHECKING imports included."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {"forum_sync": set(), "search": set(), "entraide": {"forum_sync", "search"}}
ONLY_IMPORTER = {
    "cbor2": "entraide.pagefind",
    "imap_tools": "forum_sync.bulletins.imap",
    "pydiscourse": "forum_sync.discourse",
    "requests": ("forum_sync.discourse", "forum_sync.http_session", "forum_sync.bulletins.web", "entraide.glpi.connection"),
    "sqlite3": "forum_sync.database",
    "whoosh": "search.whoosh_engine",
}
FILES = [file for package in MAY_IMPORT for file in sorted((ROOT / package).rglob("*.py"))]


def module_name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(file): file for file in FILES}


def named(file: Path) -> set[tuple[str, str]]:
    """Every import of `file` as (module, name taken from it or '')."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {(alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: relative import"
            found |= {(node.module or "", alias.name) for alias in node.names}
    return found


def imports(file: Path) -> set[str]:
    """Every module that `file` imports, `from package import module` resolved to the module."""
    return {f"{module}.{name}" if f"{module}.{name}" in MODULES else module for module, name in named(file)}


def exported(package: str) -> set[str]:
    """The names in the `__all__` of a package's root."""
    for node in ast.parse(MODULES[package].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


@pytest.mark.parametrize("file", FILES, ids=module_name)
def test_a_module_imports_only_what_its_layer_allows(file):
    package = module_name(file).split(".")[0]
    for module, name in named(file):
        other = module.split(".")[0]
        assert other not in {"tests", "scripts", "benchmarks"}, f"a package must not import {module}"
        if other in MAY_IMPORT and other != package:
            assert other in MAY_IMPORT[package], f"{package} must not import {module}"
            assert module == other, f"import {other}'s root, not {module}"
            assert name in exported(other), f"{other} does not export {name}"


@pytest.mark.parametrize("file", FILES, ids=module_name)
def test_a_third_party_behind_an_adapter_is_imported_there_only(file):
    for name in imports(file):
        adapters = ONLY_IMPORTER.get(name.split(".")[0], module_name(file))
        assert module_name(file) in ((adapters,) if isinstance(adapters, str) else adapters), f"{name} belongs to {adapters}"


def test_no_module_imports_itself_in_a_circle():
    graph = {name: {other for other in imports(file) if other in MODULES and other != name} for name, file in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path[path.index(name) :], name))
        if name not in done:
            for other in graph[name]:
                visit(other, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_no_file_is_longer_than_300_lines():
    assert [str(file) for file in FILES if len(file.read_text(encoding="utf-8").splitlines()) > 300] == []
