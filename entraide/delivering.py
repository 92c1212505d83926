"""The ways in which requests are delivered that the configuration names, with their secrets.

In: settings, an outbox, the world. Out: a worker, or ConfigError that names what is missing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.metadata import version

from entraide.config import Settings, SmtpSettings, TicketSettings, seconds
from entraide.errors import ConfigError
from entraide.glpi import Connection, LegacyGlpi, legacy_key
from entraide.outbox.mail import Mailer, SmtpAccount
from entraide.outbox.store import Outbox
from entraide.outbox.tickets import Tickets
from entraide.outbox.worker import Worker
from entraide.world import World, variable_of


def make_worker(settings: Settings, outbox: Outbox, world: World) -> Worker:
    """What delivers the requests of `outbox` as the settings say."""
    requests = settings.requests
    return Worker(
        outbox,
        tickets=_tickets(settings, requests.glpi, outbox, world) if requests.glpi else None,
        mailer=Mailer(_account(requests.smtp, world)) if requests.smtp else None,
        keep=kept_for(settings),
        clock=world.clock,
    )


def kept_for(settings: Settings) -> timedelta:
    """How long a request stays once it is delivered."""
    return timedelta(seconds=seconds(settings.requests.keep))


def _tickets(settings: Settings, glpi: TicketSettings, outbox: Outbox, world: World) -> Tickets:
    agent, key = f"Entraide/{version('entraide')} (+{settings.site.url})", legacy_key(world)
    Connection(glpi.url, agent=agent).close()  # an address that cannot be is said at the start

    @contextmanager
    def session() -> Iterator[LegacyGlpi]:
        with Connection(glpi.url, agent=agent) as connection, LegacyGlpi(connection, key) as opened:
            yield opened

    return Tickets(session, outbox, entity=glpi.entity, has_mail=settings.requests.smtp is not None)


def _account(smtp: SmtpSettings, world: World) -> SmtpAccount:
    name = variable_of("smtp", "PASSWORD")
    if smtp.username and not world.environ.get(name):
        raise ConfigError(f"the mail account that sends requests needs its password: set {name}")
    return SmtpAccount(
        host=smtp.host,
        port=smtp.port,
        tls=smtp.tls,
        sender=smtp.sender,
        recipient=smtp.to,
        username=smtp.username,
        password=world.environ.get(name, "") if smtp.username else "",
    )
