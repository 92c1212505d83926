import pytest
from site_samples import LIVE, Site


@pytest.fixture
def project_site(tmp_path):
    return Site(tmp_path)


@pytest.fixture
def live_site(tmp_path):
    """A project whose forum is a live one."""
    return Site(tmp_path / "live", LIVE)


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A site built once, to read only."""
    site = Site(tmp_path_factory.mktemp("built"))
    site.build()
    return site
