"""What the tracked files must not hold, and what the locks must."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Written in two parts so that this file passes its own test.
REGISTRY_HOSTS = [
    first + second
    for first, second in [
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("registry.npm", "js.org"),
        ("crates", ".io/api"),
        ("deb.", "debian.org"),
        ("archive.", "ubuntu.com"),
        ("proxy.golang", ".org"),
        ("repo.maven", ".apache.org"),
    ]
]
MACHINE_PATHS = re.compile(
    "|".join(("/" + "work/(main|shared)", "/" + "root/", "/" + "home/[a-z]", "bash" + "_jobs", "file:" + "///opt"))
)
BINARY = {".gz", ".png", ".pdf", ".docx", ".odt", ".woff2", ".ico", ".jpg"}


def tracked_files():
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def lines_with(pattern):
    found = []
    for file in tracked_files():
        for number, line in enumerate(file.read_bytes().decode("utf-8", "replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}")
    return found


def test_no_tracked_file_names_the_host_of_a_package_registry():
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRY_HOSTS)), re.IGNORECASE)) == []


def test_no_tracked_file_names_a_path_of_a_work_machine():
    assert lines_with(MACHINE_PATHS) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_pins_and_hashes_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--?(index|extra-index|find-links|i\b|f\b)", text, re.MULTILINE)
    requirements = re.split(r"\n(?=[a-z0-9])", text.strip(), flags=re.IGNORECASE)
    assert len(requirements) > 40
    assert [item.split("\n")[0] for item in requirements if "==" not in item or "--hash=sha256:" not in item] == []


def test_the_development_lock_holds_the_whole_runtime_lock():
    pin = re.compile(r"^[a-z0-9][^ ]*==[^ ]+", re.MULTILINE | re.IGNORECASE)
    runtime, development = (
        set(pin.findall((ROOT / f"{name}.lock").read_text())) for name in ("requirements", "requirements-dev")
    )
    assert runtime <= development


def test_text_files_are_utf_8_without_bom_and_end_with_a_newline():
    wrong = []
    for file in tracked_files():
        content = file.read_bytes()
        text = file.suffix not in BINARY and "examples" not in file.parts and content
        if text and (content.startswith(b"\xef\xbb\xbf") or not content.endswith(b"\n") or b"\r\n" in content):
            wrong.append(str(file.relative_to(ROOT)))
    assert wrong == []


def test_uv_lock_is_ignored():
    ignored = subprocess.run(["git", "-C", str(ROOT), "check-ignore", "uv.lock"], capture_output=True, check=False)
    if ignored.returncode == 128:
        pytest.skip("not a git checkout")
    assert ignored.returncode == 0
