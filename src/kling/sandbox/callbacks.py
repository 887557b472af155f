"""Status changes posted to ``callback_url``: the bare task object in the shape of its wire (V2), signed by Standard
Webhooks when the account has a secret. Retries and timeouts are ours; the vendor documents none.

What was told is kept with the task, so a restart neither forgets nor repeats a change that was taken.
"""

from __future__ import annotations

import json
import logging
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kling.media.address import host_of, is_own, is_url
from kling.sandbox import replies
from kling.sandbox.endpoints import endpoints
from kling.sandbox.options import Clock, Options
from kling.sandbox.state import Store, Task

log = logging.getLogger("kling.sandbox")

ATTEMPTS = 5
_LOOK_SECONDS = 0.1
_TIMEOUT = 5.0


def signature(secret: str, id: str, timestamp: int, content: bytes) -> str:
    """The ``webhook-signature`` header. Raises ValueError for a secret that is no base64."""
    from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

    try:
        return Webhook(secret).sign(id, datetime.fromtimestamp(timestamp, UTC), content.decode())
    except EmptyWebhookSecretError as error:
        raise ValueError("the webhook secret is empty") from error


@dataclass(slots=True)
class Callbacks:
    """One thread that looks for changes and posts them, each task's in order."""

    options: Options
    clock: Clock
    store: Store
    base: str = ""
    _stopping: threading.Event = field(default_factory=threading.Event)
    _tries: dict[str, tuple[int, float]] = field(default_factory=dict)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="kling-sandbox-callbacks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_TIMEOUT + 1)

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            try:
                for task, told in self.store.to_tell():
                    self._advance(task, told)
                    if self._stopping.is_set():
                        return
            except Exception:
                if self._stopping.is_set():
                    return
                log.exception("callbacks failed")

    def _advance(self, task: Task, told: str | None) -> None:
        now = self.clock.ms()
        status = task.status(now)
        if status == told:
            return
        ended = status in ("succeed", "failed")
        tries, due = self._tries.get(task.id, (0, 0.0))
        if now / 1000 < due:
            return
        if not allowed(task.callback or "", self.options.callback_hosts):
            log.warning("no callback to %s: it may go to this machine or to --callback-host", task.callback)
            self.store.tell(task.id, "end")
        elif self._post(task, now) or tries + 1 >= ATTEMPTS:
            self._tries.pop(task.id, None)
            self.store.tell(task.id, "end" if ended else status)
        else:
            self._tries[task.id] = (tries + 1, now / 1000 + 0.5 * 2**tries)

    def _post(self, task: Task, now: int) -> bool:
        """Whether somebody took it."""
        import httpx2

        v2 = endpoints()[task.endpoint].wire == "v2"
        base = (self.options.public_url or self.base).rstrip("/")
        content = json.dumps((replies.v2_shown if v2 else replies.called_back)(task, now, base)).encode()
        headers = {"content-type": "application/json", "user-agent": "Apache-HttpClient/5.4 (Java/17)"}  # CB
        if self.options.webhook_secret:
            id, seconds = f"msg_{uuid.uuid4().hex}", now // 1000
            headers |= {
                "webhook-id": id,
                "webhook-timestamp": str(seconds),
                "webhook-signature": signature(self.options.webhook_secret, id, seconds, content),
            }
        try:
            reply = httpx2.post(
                task.callback or "", content=content, headers=headers, timeout=_TIMEOUT, trust_env=False
            )
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            log.info("callback of task %s failed: %s", task.id, error)
            return False
        return reply.status_code < 300


def allowed(url: str, hosts: tuple[str, ...]) -> bool:
    """Whether callbacks may go there: to this machine by its plain names, or to a host that was allowed."""
    host = host_of(url)
    return is_url(url) and (is_own(host) or host in hosts)
