"""An outbox in a folder, requests to put into it, and a clock that tests move."""

from datetime import UTC, datetime, timedelta
from functools import partial

from entraide.glpi import Connection, LegacyGlpi, LegacyKey
from entraide.outbox import Answer, Attachment, NewRequest, Requester
from entraide.outbox.mail import Mailer, SmtpAccount
from entraide.outbox.store import Outbox
from entraide.outbox.tickets import Tickets
from entraide.outbox.worker import Worker

CATEGORY = ("Incident", "Logiciel", "Gestion de la Paie")
EMAIL = "camille.exemple@mairie.example.org"


class Clock:
    """Stands still until it is moved."""

    def __init__(self):
        self.now = datetime(2026, 11, 26, 13, 5, tzinfo=UTC)

    def __call__(self):
        return self.now

    def forward(self, **time):
        self.now += timedelta(**time)


def request_of(key="clé", files=(), **fields):
    given = {
        "form": "incident",
        "kind": "incident",
        "title": "Parme ne s’ouvre plus",
        "category": CATEGORY,
        "urgency": 4,
        "requester": Requester(name="Camille Exemple", organisation="Mairie d’Exemple", email=EMAIL, phone="05 00 00 00 00"),
        "answers": (Answer(label="Quels sont les symptômes ?", text="Un message :\n« Erreur <12> & fin »"),),
    }
    return NewRequest(key=key, attachments=tuple(files), **(given | fields))


def file_of(folder, name="écran.png", content=b"une image", **fields):
    folder.mkdir(exist_ok=True)
    file = folder / f"{len(list(folder.iterdir()))}"
    file.write_bytes(content)
    return Attachment(name=name, media_type="image/png", file=file, **fields)


def account_of(server, **fields):
    given = {
        "host": "127.0.0.1",
        "tls": False,
        "sender": "entraide@service.example.org",
        "recipient": "assistance@service.example.org",
    }
    return SmtpAccount(port=server.port, **(given | fields))


class _Session:
    def __init__(self, url):
        self._connection = Connection(url, agent="essai", rest=0)
        self._glpi = LegacyGlpi(self._connection, LegacyKey(user_token="jeton-utilisateur"))

    def __enter__(self):
        return self._glpi.__enter__()

    def __exit__(self, *error):
        self._glpi.__exit__(*error)
        self._connection.close()


def worker_of(outbox, clock, *, glpi=None, mail=None, verdict=0.3, **account):
    """A worker that delivers to a fake GLPI, a mail server, or both."""
    mailer = mail and Mailer(account_of(mail, **account), timeout=5, verdict=verdict)
    tickets = glpi and Tickets(partial(_Session, glpi.url), outbox, entity=3, has_mail=mail is not None)
    return Worker(outbox, tickets=tickets, mailer=mailer, keep=timedelta(days=365), clock=clock)


def outbox_of(folder, clock):
    return Outbox(folder / "var", clock=clock)
