"""Callbacks of the service, for people with a server of their own: verify, read, and only then believe.

    from kling import webhooks

    callback = webhooks.unwrap(await request.body(), request.headers, secret)
    if callback.task.ended: ...

Callbacks are signed by Standard Webhooks once a secret has been made in the vendor's console (spec: DOC V2, since
2026-08-07). They may come twice, late, or in another order than things happened: ask the service (``Client.get``) for
the state of a task, and remember ``Callback.id`` to do things once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kling.client.errors import KlingError
from kling.wire.replies import TaskData, read_task

TOLERANCE = 300
"""Seconds between the callback's timestamp and this machine's clock beyond which it is refused (DOC V2)."""

_V2_STATUS = {"succeeded": "succeed"}


class WebhookRefused(KlingError):
    """A callback that is not to be believed: answer it with a status of 400."""


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
    from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

    secrets = [secret] if isinstance(secret, str) else list(secret)
    try:
        verifiers = [Webhook(one) for one in secrets]
    except (ValueError, EmptyWebhookSecretError):
        raise ValueError("the webhook secret is not one; copy it again, it begins with whsec_") from None
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


def read(payload: bytes | str) -> TaskData:
    """The task in the body of a callback, of either form, *without* verifying anything. Raises WebhookRefused."""
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        raise WebhookRefused("a callback was refused: it is no JSON") from None
    task = read_task(_as_v1(body)) if isinstance(body, dict) else None
    if task is None:
        raise WebhookRefused("a callback was refused: it names no task")
    return task


def unsigned(payload: bytes | str) -> Callback:
    """A callback that is taken as it is, for services that do not sign. It proves nothing: use it to ask the service.
    Raises WebhookRefused."""
    content = payload.encode() if isinstance(payload, str) else payload
    return Callback(hashlib.sha256(content).hexdigest(), read(payload))


def _as_v1(body: dict[str, Any]) -> dict[str, Any]:
    """v2 bodies say ``id`` where v1 says ``task_id`` (spec section 9)."""
    if "task_id" in body or "id" not in body:
        return body
    status, outputs = body.get("status"), body.get("outputs")
    videos = [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
    billing = body.get("billing")
    units = [
        row.get("amount") for row in (billing if isinstance(billing, list) else []) if row.get("charge_type") == "unit"
    ]
    return {
        "task_id": body["id"],
        "task_status": _V2_STATUS.get(str(status), status),
        "task_status_msg": body.get("message"),
        "created_at": body.get("create_time"),
        "updated_at": body.get("update_time"),
        "task_info": {"external_task_id": body.get("external_id")},
        "task_result": {"videos": [video for video in videos if video.get("type", "video") == "video"]},
        "final_unit_deduction": units[0] if units else None,
    }
