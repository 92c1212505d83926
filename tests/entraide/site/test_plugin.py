import subprocess
import sys
from pathlib import Path


def mkdocs(site):
    command = [str(Path(sys.executable).with_name("mkdocs")), "build", "--strict", "--site-dir", "alone"]
    return subprocess.run(command, cwd=site.path, capture_output=True, text=True, check=False)


def test_mkdocs_alone_builds_the_faq_strictly_and_lists_no_mirrored_page(project_site):
    result = mkdocs(project_site)
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stderr
    assert (project_site.path / "alone/faq/logiciel/paie/apprentis/index.html").exists()
    assert "forum/" not in (project_site.path / "alone/index.html").read_text()


def test_mkdocs_alone_ends_with_the_place_of_each_problem(project_site):
    project_site.write("services/incident.md", "---\ntitre: x\n---\n")
    result = mkdocs(project_site)
    assert result.returncode != 0
    assert "faq/services/incident.md:2: [" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
