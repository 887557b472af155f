"""Receiving the callbacks of the service, so that productions that wait ask at once."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from kling.app.events import Listening, Tell, nobody
from kling.app.productions import store
from kling.app.refusal import Refusal
from kling.client.webhooks import checked_secret


def receive(port: int, secrets: Sequence[str], *, unsigned: bool = False, tell: Tell = nobody) -> None:
    """Take callbacks on this port of 127.0.0.1 (0: a free one) until interrupted. They must be signed with one of
    ``secrets``, unless ``unsigned``. Raises Refusal, OSError when the port is taken."""
    try:
        checked = [] if unsigned else [checked_secret(secret) for secret in secrets]
    except ValueError as error:
        raise Refusal("usage", str(error)) from None
    if not checked and not unsigned:
        help = "set KLING_WEBHOOK_SECRET, or say --secret-file or --unsigned"
        raise Refusal("usage", "no secret to verify callbacks with", help=help)
    with store().ledger() as ledger, socket.socket() as listener:
        import uvicorn

        from kling.productions.receiver import receiver

        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)  # callbacks that come before the server is up wait, and are not refused
        tell(Listening(f"http://127.0.0.1:{listener.getsockname()[1]}/"))
        config = uvicorn.Config(receiver(ledger, checked), lifespan="off", ws="none", access_log=False, log_config=None)
        uvicorn.Server(config).run([listener])
