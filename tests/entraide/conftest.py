"""What the tests of the application share."""

import pytest
from web_service import running_service


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A running web service, with its address and what it serves."""
    with running_service(tmp_path_factory.mktemp("web")) as running:
        yield running
