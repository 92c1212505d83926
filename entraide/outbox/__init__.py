"""The outbox: requests that were acknowledged stand on disk until they are delivered by e-mail or as a ticket."""

from entraide.outbox.model import Answer, Attachment, NewRequest, Requester

__all__ = ["Answer", "Attachment", "NewRequest", "Requester"]
