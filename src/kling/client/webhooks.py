"""Callbacks of the service, for people with a server of their own: verify, read, and only then believe.

    from kling import webhooks

    callback = webhooks.unwrap(await request.body(), request.headers, secret)
    if callback.task.ended: ...

Callbacks are signed by Standard Webhooks once a secret has been made in the vendor's console (spec: DOC V2, since
2026-08-07). They may come twice, late, or in another order than things happened: ask the service (``Client.get``) for
the state of a task, and remember ``Callback.id`` to do things once.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kling.api.replies import TaskData, json_of, printable, read_task
from kling.api.v2.replies import read_v2_task
from kling.client.errors import WebhookRefused as WebhookRefused
from kling.extras import hinted

TOLERANCE = 300
"""Seconds between the callback's timestamp and this machine's clock beyond which it is refused (DOC V2)."""


@dataclass(frozen=True, slots=True)
class Callback:
    """A verified callback. ``id`` names the delivery: the same id is the same callback. ``task`` is what it said, in
    the v1 form whichever form it had."""

    id: str
    task: TaskData


def unwrap(payload: bytes | str, headers: Mapping[str, str], secret: str | Sequence[str]) -> Callback:
    """Verify a callback and read it.

    ``payload`` is the request's body exactly as it came; ``headers`` its headers, in any case; ``secret`` the console's
    secret (``whsec_…``), or several while it is being rotated. Raises WebhookRefused: no or a wrong signature, a
    timestamp more than TOLERANCE seconds away, a body that is no task; ValueError for a secret that is none.
    """
    with hinted():
        from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

    secrets = [secret] if isinstance(secret, str) else list(secret)
    try:
        verifiers = [Webhook(checked_secret(one)) for one in secrets]
    except EmptyWebhookSecretError:
        raise ValueError(_NOT_ONE) from None
    reason = "there is no secret to verify it with"
    for verifier in verifiers:
        try:
            verifier.verify(payload, dict(headers.items()), json_parse=False)
        except (WebhookVerificationError, ValueError) as error:  # the latter for headers that cannot be read
            reason = str(error) if isinstance(error, WebhookVerificationError) else "its headers cannot be read"
            continue
        named = {name.lower(): value for name, value in headers.items()}["webhook-id"]
        return Callback(named, read(payload))
    raise WebhookRefused(f"a callback was refused: {reason}", advice="check the secret, and this machine's clock")


_NOT_ONE = "the webhook secret is not one; copy it again, it begins with whsec_"


def checked_secret(secret: str) -> str:
    """The secret without blanks around it. Raises ValueError, not showing it, for a text that is none: base64 with or
    without ``whsec_`` before it, of which other readers forgive what was mistyped."""
    secret = secret.strip()
    try:
        if base64.b64decode(secret.removeprefix("whsec_"), validate=True):
            return secret
    except ValueError:
        pass
    raise ValueError(_NOT_ONE)


def read(payload: bytes | str) -> TaskData:
    """The task in the body of a callback, of either form, *without* verifying anything. Raises WebhookRefused."""
    try:
        body = printable(json_of(payload.encode() if isinstance(payload, str) else payload))
    except (ValueError, RecursionError):
        raise WebhookRefused("a callback was refused: it is no JSON") from None
    is_v2 = isinstance(body, dict) and "task_id" not in body  # told apart by the id's name (spec section 9)
    task = read_v2_task(body) if is_v2 else read_task(body)
    if task is None or not task.task_status:
        raise WebhookRefused("a callback was refused: it names no task and its status")
    return task


def unsigned(payload: bytes | str) -> Callback:
    """A callback that is taken as it is, for services that do not sign. It proves nothing: use it to ask the service.
    Raises WebhookRefused."""
    content = payload.encode() if isinstance(payload, str) else payload
    return Callback(hashlib.sha256(content).hexdigest(), read(payload))
