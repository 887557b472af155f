"""A URL for a local clip. The service takes clips by URL only and has no upload; the sandbox keeps files itself."""

from __future__ import annotations

from pathlib import Path

from kling.api.replies import json_of
from kling.client.errors import HostingError
from kling.client.operations import Call, Flow, Reply, Run
from kling.client.place import place_of
from kling.client.session import Session
from kling.media.host import Host, HostError

_ADVICE = "put the clip on a web server or storage the service can reach, and give its http(s) URL instead"


def host(session: Session, path: Path) -> Flow[str]:
    """Hand a file to the storage, else to the sandbox; gives its URL.

    Raises HostingError, also when the service is no sandbox, and RequestRefused when the file cannot be read.
    """
    if not path.is_file():
        raise HostingError(f"{path} is not a file", advice="check the path")
    if session.storage is not None:
        return (yield from _stored(session.storage, path))
    if not (yield from is_sandbox(session)):
        raise HostingError(f"{path.name} is a local file, and the service reads clips by URL only", advice=_ADVICE)
    reply: Reply = yield Call("POST", "/_sandbox/files", {"name": path.name}, path)
    answer = _json(reply)
    if not isinstance(answer.get("url"), str):
        why = f"the sandbox did not take {path.name}: {answer.get('error', 'no reason given')}"
        raise HostingError(why, advice="give another clip", http_status=reply.status)
    return str(answer["url"])


def _stored(storage: Host, path: Path) -> Flow[str]:
    try:
        url: str = yield Run(lambda: storage.put(path))
    except HostError as error:
        raise HostingError(str(error), advice="nothing was sent; check the storage and its credentials") from None
    return url


def is_sandbox(session: Session) -> Flow[bool]:
    """Whether the service is on this machine and says of itself that it is a sandbox: whoever says so from elsewhere is
    not believed. No credentials are sent to find out. Raises ServiceError when it is broken: whether money can be
    spent must not be guessed."""
    return (yield from place_of(session)).is_sandbox


def _json(reply: Reply) -> dict[str, object]:

    try:
        found = json_of(reply.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
