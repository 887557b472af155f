"""The lip-sync endpoint: its bodies are judged by the lip-sync rules, and the film is the clip with the line as a
caption. Neither a text nor a recording is heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kling.api.lip_sync import FILMS, to_omni
from kling.models.profiles import Profile, speech
from kling.rules import check
from kling.sandbox import errors, texts
from kling.sandbox.errors import Refusal
from kling.sandbox.files import VIDEOS
from kling.sandbox.state import Store


def read(body: Any, profile: Profile, elements: object) -> dict[str, Any]:
    """The omni body of the same film. Raises Refusal."""
    found = check(body, profile, craft=False, wire="lip-sync")
    found.sort(key=lambda fault: fault.pointer != "/input/mode")  # the service looks at the mode first (FZ)
    if (fault := errors.worst(found)) is not None:
        raise Refusal(1201, texts.text(fault, body, "lip-sync"))
    given = body["input"]
    known = {id for ids in speech().voices.values() for id in ids}
    if given["mode"] == "text2video" and given["voice_id"] not in known:
        raise Refusal(1201, "Voice id not found")  # LIVE FZ, UG
    return to_omni(body).body


def with_film(body: dict[str, Any], store: Store, base: str) -> dict[str, Any]:
    """The body with the URL of a film of ours in the place of its video's id. Raises Refusal where there is none."""
    clips = body.get("video_list")
    if not isinstance(clips, list):
        return body
    return {**body, "video_list": [_found(clip, store, base) for clip in clips]}


def _found(clip: Any, store: Store, base: str) -> Any:
    url = clip.get("video_url") if isinstance(clip, Mapping) else None
    if not isinstance(url, str) or not url.startswith(FILMS):
        return clip
    id = url.removeprefix(FILMS)
    task = store.by_video_id(id)
    if task is None:
        raise Refusal(1201, f"From video not found by id: {id[:100]}")  # LIVE UG
    return {**clip, "video_url": f"{base}{VIDEOS}/{task.id}.mp4"}
