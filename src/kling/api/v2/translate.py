"""Between the wires: the v1 view of a v2 body, by which it is priced and drawn, and the v2 body of a v1 one.

The mapping is the vendor's (V2): std/pro/4k to 720p/1080p/4k, sound to audio, end_frame to last_frame, untyped
pictures to refer_image, base/feature to base_video/feature_video, ``<<<image_1>>>`` to ``@image_1``, multi_prompt to
the shot grammar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kling.api.body import Body as V1Body
from kling.api.v2.body import Body
from kling.api.v2.shots import write
from kling.models.profiles import default_model, model_of, v2_profile

RESOLUTIONS = default_model().wires["v2"].modes
_MODES = {resolution: mode for mode, resolution in RESOLUTIONS.items()}
_LISTS = {  # content type: list of the v1 body, its entry's fields
    "first_frame": ("image_list", {"type": "first_frame"}),
    "last_frame": ("image_list", {"type": "end_frame"}),
    "refer_image": ("image_list", {}),
    "element": ("element_list", {}),
    "base_video": ("video_list", {"refer_type": "base"}),
    "feature_video": ("video_list", {"refer_type": "feature"}),
}
TYPES = {"first_frame": "first_frame", "end_frame": "last_frame"}
_TOKEN = re.compile(r"<<<(image|element|video)_([1-9][0-9]*)>>>")


@dataclass(slots=True)
class Translation:
    """``body`` on the other wire; ``origins`` leads from its pointers back to those of the body that was translated;
    ``names`` from the v1 wire's names of things (``<<<image_1>>>``) to the v2 wire's (``@hero``)."""

    body: dict[str, Any]
    origins: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def origin(self, pointer: str) -> str:
        """The pointer into the body that was translated."""
        while pointer and pointer not in self.origins:
            pointer = pointer.rpartition("/")[0]
        return self.origins.get(pointer, "")

    def words(self, text: str) -> str:
        """``text`` in the v2 wire's names."""
        for token, name in self.names.items():
            text = text.replace(token, name)
        return text


def to_v1(raw: Mapping[str, Any]) -> Translation:
    """The v1 body that asks for the same film; faults are carried over as far as they can be."""
    given = Body(raw)
    lists: dict[str, list[dict[str, Any]]] = {"image_list": [], "element_list": [], "video_list": []}
    tokens: dict[str, str] = {}
    translation = Translation({"model_name": default_model().name})
    origins = translation.origins
    for content in given.contents:
        if content.type not in _LISTS:
            continue
        name, fixed = _LISTS[content.type]
        kind = name.removesuffix("_list")
        pointer = f"/{name}/{len(lists[name])}"
        origins[pointer] = content.pointer
        if kind == "element":
            entry: dict[str, Any] = {"element_id": content.element_id}
        else:
            entry = {f"{kind}_url": content.source, **fixed}
            origins[f"{pointer}/{kind}_url"] = f"{content.pointer}/url"
        if kind == "video":
            entry["keep_original_sound"] = "yes" if given.audio == "original" else "no"
        lists[name].append(entry)
        if content.id:
            tokens.setdefault(content.id, f"<<<{kind}_{len(lists[name])}>>>")
    translation.names = {token: f"@{id}" for id, token in tokens.items()}
    words = _Names(tokens)
    body = translation.body
    origins["/prompt"] = origins["/multi_prompt"] = given.prompt_at
    if given.multi_shot and given.shots:
        body |= {"multi_shot": True, "shot_type": "customize"}
        body["multi_prompt"] = [
            {"index": shot.number, "prompt": words(shot.words), "duration": str(shot.seconds)} for shot in given.shots
        ]
    elif given.multi_shot:
        body |= {"multi_shot": True, "shot_type": "intelligence", "prompt": words(given.prompt)}
    else:
        body |= {"multi_shot": False, "prompt": words(given.prompt)}
    body |= {name: entries for name, entries in lists.items() if entries}
    body["sound"] = "on" if given.audio == "native" else "off"
    body["mode"] = _MODES.get(str(given.settings.get("resolution")), v2_profile().mode_default)
    is_edit = any(clip.type == "base_video" for clip in given.clips)
    if not is_edit and not given.of("first_frame"):
        body["aspect_ratio"] = given.settings.get("aspect_ratio") or v2_profile().aspect_ratios[0]
    if not is_edit:
        duration = given.settings.get("duration")
        body["duration"] = str(v2_profile().duration_default if duration is None else duration)
    for name in ("sound", "mode", "aspect_ratio", "duration"):
        origins[f"/{name}"] = "/settings"
    for name in ("watermark_info", "callback_url", "external_task_id"):
        if given.options.get(name) is not None:
            body[name] = given.options[name]
            origins[f"/{name}"] = f"/options/{name}"
    return translation


class _Names:
    """Puts tokens where a text says @id; of ids that begin alike the longest wins."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._tokens = tokens
        longest = sorted(tokens, key=len, reverse=True)
        self._pattern = re.compile("@(" + "|".join(map(re.escape, longest)) + ")") if tokens else None

    def __call__(self, text: str) -> str:
        return self._pattern.sub(lambda found: self._tokens[found[1]], text) if self._pattern else text


def of_v1(raw: Mapping[str, Any], names: Mapping[str, str] | None = None) -> Translation:
    """The v2 body that asks for the same film. ``names`` gives what a brief calls things (name to token); they become
    ids where that is unmistakable, otherwise ids are ``image_1``, ``element_1``, ``video_1``.

    A single take with a reference video becomes a storyboard of one shot, because v2 wants ``multi_shot`` there; words
    too long for a shot are left to the service's own cutting. Raises ValueError for another model than the default
    one, the only one with a v2 wire so far.
    """
    given = V1Body(raw)
    if model_of(given.model).name != default_model().name:  # whose paths and modes these bodies have
        raise ValueError(f"{given.model} is not served on the v2 wire; use {default_model().name}")
    ids = _ids(given, names or {})
    contents: list[dict[str, Any]] = []
    translation = Translation({"contents": contents}, names={token: f"@{id}" for token, id in ids.items()})
    origins = translation.origins

    def add(pointer: str, key: str, theirs: str, item: dict[str, Any]) -> None:
        place = f"/contents/{len(contents)}"
        origins[place] = pointer
        origins[f"{place}/{key}"] = f"{pointer}/{theirs}" if theirs else pointer
        contents.append(item)

    shots = _shots(given)
    text = write(shots) if shots else given.prompt
    words = _TOKEN.sub(lambda found: f"@{ids[found[0]]}" if found[0] in ids else found[0], _spaced(text))
    add("/multi_prompt" if shots and given.shots else "/prompt", "text", "", {"type": "prompt", "text": words})
    for n, image in enumerate(given.images, 1):
        kind = TYPES.get(image.type or "", "refer_image")
        entry = {"type": kind, "url": image.source, "id": ids[f"<<<image_{n}>>>"]}
        add(image.pointer, "url", "image_url", entry)
    for n, video in enumerate(given.videos, 1):
        kind = "feature_video" if video.refer_type == "feature" else "base_video"
        add(video.pointer, "url", "video_url", {"type": kind, "url": video.source, "id": ids[f"<<<video_{n}>>>"]})
    for n, element in enumerate(given.elements, 1):
        entry = {"type": "element", "element_id": element.id, "id": ids[f"<<<element_{n}>>>"]}
        add(element.pointer, "element_id", "element_id", entry)
    keeps = given.video is not None and given.video.keep_original_sound == "yes"
    settings: dict[str, Any] = {
        "multi_shot": bool(shots) or given.multi_shot or given.refer_type == "feature",
        "audio": "native" if given.sound else "original" if keeps else "off",
        "resolution": RESOLUTIONS.get(given.mode, given.mode),
    }
    if given.aspect_ratio:
        settings["aspect_ratio"] = given.aspect_ratio
    if given.refer_type != "base":
        settings["duration"] = raw.get("duration") if given.duration is None else given.duration
    translation.body["settings"] = settings
    places = {"multi_shot": "multi_shot", "resolution": "mode", "aspect_ratio": "aspect_ratio", "duration": "duration"}
    origins |= {f"/settings/{ours}": f"/{theirs}" for ours, theirs in places.items()}
    origins["/settings/audio"] = "/video_list/0/keep_original_sound" if keeps and not given.sound else "/sound"
    names_of_options = ("callback_url", "external_task_id", "watermark_info")
    if options := {name: raw[name] for name in names_of_options if raw.get(name)}:
        translation.body["options"] = options
        origins |= {f"/options/{name}": f"/{name}" for name in options}
    return translation


def _shots(given: V1Body) -> list[tuple[int, str]]:
    if given.multi_shot and given.shot_type != "intelligence":
        return [(shot.seconds or 0, shot.prompt or "") for shot in given.shots]
    fits = len(given.prompt) <= v2_profile().shot_prompt_max and given.duration is not None
    if given.refer_type == "feature" and not given.multi_shot and fits:
        return [(given.duration or 0, given.prompt)]
    return []


def _ids(given: V1Body, names: Mapping[str, str]) -> dict[str, str]:
    """Token to id. A brief's name is kept unless another one contains it or a text already says it."""
    tokens = [
        f"<<<{kind}_{n}>>>"
        for kind, things in (("image", given.images), ("element", given.elements), ("video", given.videos))
        for n in range(1, len(things) + 1)
    ]
    called = {token: name for name, token in names.items()}
    plain = {token: token.strip("<>") for token in tokens}
    wanted = {token: called.get(token, plain[token]) for token in tokens}
    texts = " ".join(text.text for text in given.texts)
    clash = any(a != b and wanted[a] in wanted[b] for a in tokens for b in tokens)
    return plain if clash or any(f"@{name}" in texts for name in wanted.values()) else wanted


def _spaced(text: str) -> str:
    """A space where a word follows a token directly: an id would swallow it."""
    return re.sub(r">>>(?=\w)", ">>> ", text)
