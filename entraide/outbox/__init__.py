"""The outbox: requests that were acknowledged stand on disk until they are delivered by e-mail or as a ticket."""

from entraide.outbox.kept import Kept, KeptFile
from entraide.outbox.model import Answer, Attachment, Kind, NewRequest, Requester
from entraide.outbox.store import Outbox

__all__ = ["Answer", "Attachment", "Kept", "KeptFile", "Kind", "NewRequest", "Outbox", "Requester"]
