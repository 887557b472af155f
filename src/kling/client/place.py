"""Which service a client talks to, in the journal's terms."""

from __future__ import annotations

from kling.api.replies import json_of
from kling.client.errors import TRANSIENT, ServiceError, Unreachable
from kling.client.operations import Call, Flow, Reply, Sleep
from kling.client.reasons import reason_of
from kling.client.session import CONNECT_SECONDS, Backoff, Place, Session, within
from kling.media.address import is_loopback

_SECONDS = 15.0  # that a server on this machine may take to say what it is; its pauses are a half of them


def place_of(session: Session) -> Flow[Place]:
    """Asked once: a sandbox is known by its state folder, whatever its port; that one is there is believed of this
    very machine only. Raises Unreachable, Interrupted, ServiceError."""
    if session.place is None:
        name = (yield from within(_state(session), _SECONDS)) if is_loopback(session.base_url) else None
        session.place = Place(f"sandbox {name}" if name else session.base_url, is_sandbox=name is not None)
    return session.place


def _state(session: Session) -> Flow[str | None]:
    """The state folder of the sandbox; None when it is none."""
    connecting, reading = Backoff(CONNECT_SECONDS, first=0.5), Backoff(_SECONDS / 2)
    while True:
        try:
            reply: Reply = yield Call("GET", "/_sandbox/")
            if reply.status >= 500:
                why = f"the service is broken at the moment: {reason_of(reply)}"
                raise ServiceError(session.redacted(why), advice="try again later", http_status=reply.status)
        except TRANSIENT as error:
            pause = (connecting if isinstance(error, Unreachable) else reading).pause()
            if pause is None or (yield Sleep(pause)) is False:
                raise
        else:
            break
    try:
        about = json_of(reply.content)
    except ValueError:
        return None
    return str(about.get("state") or session.base_url) if isinstance(about, dict) and about.get("sandbox") else None
