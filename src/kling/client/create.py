"""Sending a create: the one place where money moves (docs/decisions/0001-one-wish-one-charge.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kling.api.body import Body
from kling.api.inline import LocalVideo, fingerprint
from kling.api.replies import TaskData, read_task
from kling.api.v2.replies import read_v2_task
from kling.api.v2.translate import of_v1
from kling.client.errors import (
    TRANSIENT,
    AccountError,
    Interrupted,
    KlingError,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    RequestError,
    RequestRefused,
    ServiceError,
    SlotsFull,
    Unreachable,
)
from kling.client.hosting import host
from kling.client.operations import Flow, Run, Sleep
from kling.client.replies import get
from kling.client.session import CONNECT_SECONDS, Backoff, Session, ask, log
from kling.client.tasks import Task
from kling.models.regions import OMNI_VIDEO_PATH, V2_OMNI_PATH
from kling.rules.diagnostic import Diagnostic

_SETTLE_SECONDS = 120.0  # of looking an unknown outcome up


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service has a task."""

    data: TaskData


@dataclass(frozen=True, slots=True)
class Refused:
    """Surely nothing was created by this attempt."""

    error: KlingError

    @property
    def is_duplicate(self) -> bool:
        """The external id is taken: this wish was sent before."""
        text = self.error.message.lower()
        return isinstance(self.error, RequestError) and "external" in text and "exist" in text


@dataclass(frozen=True, slots=True)
class Unknown:
    """A task may exist."""

    error: KlingError


Outcome = Accepted | Refused | Unknown


def external_id(body: Mapping[str, Any], take: int = 1) -> str:
    """The external id of a wish: its own when the body has one, else made from what it asks for and the take.

    Raises OSError when a local file of the body cannot be read, ValueError for a take below 1.
    """
    if take < 1:
        raise ValueError("takes are counted from 1")
    if own := _external(body):
        return str(own)
    wish = _without_ids(body)
    if _is_v2(body) and isinstance(options := wish.pop("options", None), Mapping) and (left := _without_ids(options)):
        wish["options"] = left
    return f"kw-{fingerprint({'body': wish, 'take': take})[:32]}"


def submit(session: Session, body: Mapping[str, Any], *, take: int, preflight: bool) -> Flow[Task]:
    """Create a task, or re-attach to the one that the same wish made before."""
    prepared = yield Run(lambda: _prepared(session, body, take, preflight))
    sent = yield from _with_clips_hosted(session, prepared)
    external = str(_external(sent))
    connecting, queueing = Backoff(CONNECT_SECONDS, first=0.5), Backoff(session.backoff)
    settling, looked_up = Backoff(_SETTLE_SECONDS), False
    log.info("creating a task, external id %s", external)
    while True:
        outcome: Outcome = yield from _attempt(session, sent)
        if not looked_up and isinstance(outcome, Refused) and isinstance(outcome.error, SlotsFull | AccountError):
            # Perhaps the very task of this wish fills the slot, or took the last units.
            looked_up = True
            if found := (yield from _earlier(session, external)):
                return Task(found.task_id, external, request=sent, attached=True)
        match outcome:
            case Accepted(data):
                log.info("task %s accepted, external id %s", data.task_id, external)
                return Task(data.task_id, external, request=sent)
            case Refused() if outcome.is_duplicate:
                return (yield from _attach(session, sent, outcome.error, settling))
            case Refused(Unreachable() as error):
                pause = connecting.pause()
            case Refused(RateLimited() as error):
                pause = queueing.pause(error.retry_after)
            case Refused(error):
                pause = None
            case Unknown(error):
                log.warning("outcome unknown, looking up external id %s: %s", external, error)
                if settled := (yield from _settle(session, external, error, settling)):
                    return Task(settled.task_id, external, request=sent)
                log.info("no task came of it; sending external id %s again", external)
                continue
        if pause is None:
            raise error.about(None, external)
        log.info("sending again in %.1f s: %s", pause, error)
        yield Sleep(pause)


def _prepared(session: Session, body: Mapping[str, Any], take: int, preflight: bool) -> dict[str, Any]:
    """The body with its external id, on the session's wire. Raises RequestRefused."""
    if session.wire == "v1" and _is_v2(body):
        raise RequestRefused("the request was not sent: it is a v2 body", advice='use a client with wire="v2"')
    try:
        external = external_id(body, take)
        if session.wire == "v2" and not _is_v2(body):
            body = of_v1(body).body  # after its id was made: the same wish has the same id on both wires
    except (OSError, TypeError) as error:
        raise RequestRefused(f"the request was not sent: {error}", advice="mend it, or the files it names") from error
    except ValueError as error:
        if take < 1:
            raise
        raise RequestRefused(f"the request was not sent: {error}", advice="use the v1 wire for it") from error
    if preflight:
        from kling.rules import blocking, check

        if faults := blocking(check(body, session.profile)):
            raise refused(faults)
    if session.wire == "v2":
        options = body.get("options")
        return {**body, "options": {**(options if isinstance(options, Mapping) else {}), "external_task_id": external}}
    return {**body, "external_task_id": external}


def _without_ids(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a wish is known by: neither its own id nor where its news go."""
    return {key: value for key, value in fields.items() if key not in ("external_task_id", "callback_url")}


def _is_v2(body: Mapping[str, Any]) -> bool:
    return "contents" in body


def _external(body: Mapping[str, Any]) -> object:
    """The external id as it stands in a body of either wire."""
    place = body.get("options") if _is_v2(body) else body
    return place.get("external_task_id") if isinstance(place, Mapping) else None


def refused(faults: Sequence[Diagnostic]) -> RequestRefused:
    """The error for a request that the rulebook refuses."""
    listed = "; ".join(f"{fault.code} at {fault.pointer or '/'}: {fault.message}" for fault in faults)
    return RequestRefused(f"the request was not sent: {listed}", diagnostics=faults, advice=faults[0].help)


def _with_clips_hosted(session: Session, body: dict[str, Any]) -> Flow[dict[str, Any]]:
    """The body with a URL for each local clip; the external id was made from the clip's content before."""
    if _is_v2(body):
        contents = []
        for entry in body["contents"]:
            clip = entry.get("url") if isinstance(entry, Mapping) else None
            contents.append(
                {**entry, "url": (yield from host(session, clip.path))} if isinstance(clip, LocalVideo) else entry
            )
        return {**body, "contents": contents}
    if not any(isinstance(video.source, LocalVideo) for video in Body(body).videos):
        return body
    videos = []
    for video in body["video_list"]:
        clip = video["video_url"]
        url = (yield from host(session, clip.path)) if isinstance(clip, LocalVideo) else clip
        videos.append({**video, "video_url": url})
    return {**body, "video_list": videos}


def _attempt(session: Session, sent: Mapping[str, Any]) -> Flow[Outcome]:
    try:
        path = V2_OMNI_PATH if session.wire == "v2" else OMNI_VIDEO_PATH
        envelope = yield from ask(session, "POST", path, body=sent)
    except (Interrupted, ServiceError) as error:
        return Unknown(error)
    except KlingError as error:
        return Refused(error)
    if data := (read_v2_task if session.wire == "v2" else read_task)(envelope.data):
        return Accepted(data)
    return Unknown(ServiceError("the create was accepted without naming a task", request_id=envelope.request_id))


def _earlier(session: Session, external: str) -> Flow[TaskData | None]:
    try:
        return (yield from get(session, external, patient=False))
    except KlingError:
        return None


def _settle(session: Session, external: str, cause: KlingError, backoff: Backoff) -> Flow[TaskData | None]:
    """The task of an unknown outcome; None when there is surely none. Raises OutcomeUnknown.

    One "not found" proves nothing, because the create may still be travelling: it takes two, with a pause between.
    """
    absent = 0
    pause: float | None = 0.0
    while pause is not None:
        yield Sleep(pause)
        asked = None
        try:
            return (yield from get(session, external, patient=False))
        except NotFound:
            absent += 1
            if absent == 2:
                return None
        except TRANSIENT as error:
            log.info("still unknown: %s", error)
            asked = error.retry_after
        except KlingError as error:
            cause = error
            break
        pause = backoff.pause(asked)
    raise OutcomeUnknown(
        f"it is not known whether a task was created: {cause.message}",
        advice="send the same request again, or look the external id up: neither pays twice",
        code=cause.code,
        http_status=cause.http_status,
        request_id=cause.request_id,
        external_task_id=external,
    )


def _attach(session: Session, sent: Mapping[str, Any], refusal: KlingError, backoff: Backoff) -> Flow[Task]:
    external = str(_external(sent))
    data = yield from _settle(session, external, refusal, backoff)
    if data is None:
        raise OutcomeUnknown(
            f"the service says that external id {external} exists, but does not find it",
            advice="set another external_task_id, or another take",
            code=refusal.code,
            http_status=refusal.http_status,
            request_id=refusal.request_id,
            external_task_id=external,
        )
    log.info("this wish was sent before: task %s, external id %s", data.task_id, external)
    return Task(data.task_id, external, request=sent, attached=True)
