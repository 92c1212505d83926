"""Deliveries as a Discourse webhook makes them."""

import hashlib
import hmac
import json

_TYPES = {"accepted_solution": "solved", "unaccepted_solution": "solved"}


def sign_webhook(secret, event, body, *, instance, event_id="1") -> tuple[bytes, dict[str, str]]:
    """The raw body and headers of the delivery of `event`, such as "post_edited"; `body` is like {"post": {…}}.

    Without a secret there is no signature.
    """
    data = json.dumps(body, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "Content-Length": str(len(data)),
        "User-Agent": "Discourse/2026.1.0",
        "X-Discourse-Instance": instance,
        "X-Discourse-Event-Id": event_id,
        "X-Discourse-Event-Type": _TYPES.get(event, event.split("_")[0]),
        "X-Discourse-Event": event,
    }
    if secret:
        headers["X-Discourse-Event-Signature"] = "sha256=" + hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()
    return data, headers
