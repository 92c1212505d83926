"""Opens the knowledge base of a GLPI by whichever API its address or the secrets at hand say.

In: an address and the world. Out: a KnowledgeBase for as long as the context lasts, or ConfigError.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from entraide.errors import ConfigError
from entraide.glpi.articles import KnowledgeBase
from entraide.glpi.connection import Connection
from entraide.glpi.legacy import LegacyGlpi, legacy_key
from entraide.glpi.reading import LegacyKnowledge, V2Knowledge
from entraide.glpi.v2 import VERSION, GlpiV2, v2_key
from entraide.world import World, variable_of

_ADDRESS = re.compile(r"(?P<base>.*?)(?:/(?P<legacy>apirest\.php|api\.php/v1)|/api\.php(?:/(?P<version>v[2-9][\d.]*))?)?/*")


@contextmanager
def open_knowledge(url: str, *, world: World, agent: str) -> Iterator[KnowledgeBase]:
    """An address that ends in `/apirest.php` or `/api.php/v2.3` says which API; else the legacy one, if its token is set."""
    found = _ADDRESS.fullmatch(url.strip())
    if found is None:
        raise ConfigError("GLPI: the address must look like https://glpi.example.fr")
    is_bare = found["base"] == url.strip().rstrip("/")
    has_token, has_client = (world.environ.get(variable_of("glpi", what)) for what in ("USER_TOKEN", "CLIENT_ID"))
    with Connection(found["base"], agent=agent) as connection:
        if found["legacy"] or (is_bare and (has_token or not has_client)):
            with LegacyGlpi(connection, legacy_key(world)) as legacy:
                yield LegacyKnowledge(legacy)
        else:
            with GlpiV2(connection, v2_key(world), version=found["version"] or VERSION) as glpi:
                yield V2Knowledge(glpi)
