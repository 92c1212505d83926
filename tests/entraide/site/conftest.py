import pytest
from site_samples import Site


@pytest.fixture
def project_site(tmp_path):
    return Site(tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A site built once, to read only."""
    site = Site(tmp_path_factory.mktemp("built"))
    site.build()
    return site
