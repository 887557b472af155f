"""A create body as it is sent: judged, with its external id, on the session's wire, its clips hosted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kling.api.body import Body
from kling.api.inline import LocalVideo, fingerprint
from kling.api.v2.translate import of_v1
from kling.client.errors import RequestRefused
from kling.client.hosting import host
from kling.client.operations import Flow
from kling.client.session import Session
from kling.rules.diagnostic import Diagnostic


def external_id(body: Mapping[str, Any], take: int = 1) -> str:
    """The external id of a wish: its own when the body has one, else made from what it asks for and the take.

    Raises OSError when a local file of the body cannot be read, ValueError for a take below 1.
    """
    if take < 1:
        raise ValueError("takes are counted from 1")
    if own := external_of(body):
        return str(own)
    wish = _without_ids(body)
    if _is_v2(body) and isinstance(options := wish.pop("options", None), Mapping) and (left := _without_ids(options)):
        wish["options"] = left
    return f"kw-{fingerprint({'body': wish, 'take': take})[:32]}"


def prepared(session: Session, body: Mapping[str, Any], take: int, preflight: bool) -> dict[str, Any]:
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


def external_of(body: Mapping[str, Any]) -> object:
    """The external id as it stands in a body of either wire."""
    place = body.get("options") if _is_v2(body) else body
    return place.get("external_task_id") if isinstance(place, Mapping) else None


def refused(faults: Sequence[Diagnostic]) -> RequestRefused:
    """The error for a request that the rulebook refuses."""
    listed = "; ".join(f"{fault.code} at {fault.pointer or '/'}: {fault.message}" for fault in faults)
    return RequestRefused(f"the request was not sent: {listed}", diagnostics=faults, advice=faults[0].help)


def with_clips_hosted(session: Session, body: dict[str, Any]) -> Flow[dict[str, Any]]:
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


def fingerprint_of(body: Mapping[str, Any]) -> str:
    """What tells this request from others in the journal: its own id says it, unless the user chose that."""
    external = str(external_of(body))
    return external.removeprefix("kw-") if external.startswith("kw-") else fingerprint(_without_ids(body))[:32]
