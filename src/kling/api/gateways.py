"""A body written for another gateway, said in the fields of the v1 omni endpoint.

The names are data (``kling/models/gateways.yaml``). Nothing is lost on the way: what has no place here stays where it
is, and is named by the structure rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from kling.api.fields import FIELDS, MODES_ELSEWHERE
from kling.api.positions import escape
from kling.models.profiles import default_model

_MEDIA = ("http://", "https://", "data:", "file:", "blob:", "s3://")
_SOUND = {True: "on", False: "off", "true": "on", "false": "off"}
_MODES = {size: mode for mode, size in default_model().wires["v2"].modes.items()}
_MODES |= MODES_ELSEWHERE


class Names(NamedTuple):
    """``fields``: the name elsewhere to the name here; ``pictures``: to the type of the picture; the rest are sets,
    ``others`` of settings that have no name here."""

    envelopes: frozenset[str]
    fields: Mapping[str, str]
    pictures: Mapping[str, str]
    clips: frozenset[str]
    elements: frozenset[str]
    parts: frozenset[str]
    others: frozenset[str]

    def know(self, name: str) -> bool:
        """Whether some gateway calls a field, or the object around its fields, so."""
        return self.called(name) is not None

    def called(self, name: str) -> str | None:
        """A name as the table has it, which is that with small letters and _ or the very same; None without one."""
        return next((one for one in (name, _plain(name)) if any(one in group for group in self)), None)


class Move(NamedTuple):
    """Where a value stands, and the fields of this endpoint that say the same."""

    pointer: str
    value: Any
    says: Mapping[str, Any]


@cache
def names() -> Names:
    """The table of names, read once when a body has a field that is not the endpoint's."""
    import yaml

    path = Path(__file__).parent.parent / "models" / "gateways.yaml"
    table = yaml.safe_load(path.read_text("utf-8"))
    return Names(
        frozenset(table["envelopes"]),
        {other: here for here, others in table["fields"].items() for other in others},
        {other: kind for kind, others in table["pictures"].items() for other in others},
        frozenset(table["clips"]),
        frozenset(table["elements"]),
        frozenset(table["parts"]),
        frozenset(table["others"].split()),
    )


def carries_content(name: str, value: object) -> bool:
    """Whether a field that the endpoint ignores holds what the film is made of: words, a picture, a clip, a length …

    A field that no table knows counts when it holds an address, a sentence or base64.
    """
    if value in (None, "", [], {}):
        return False
    if _plain(name) in FIELDS and _plain(name) != name:
        return True
    if isinstance(value, Mapping):
        return any(carries_content(str(key), inner) or str(key) in FIELDS for key, inner in value.items())
    if isinstance(value, list):
        return names().know(name) or any(carries_content(name, item) for item in value)
    if isinstance(value, str):
        sentence = len(value.split()) > 2 or len(value) > 200
        return names().know(name) or name in ("content", "text") or sentence or value[:8].lower().startswith(_MEDIA)
    return names().know(name) and not (value is False and names().called(name) in names().others)


def moves(raw: Mapping[str, Any], ignored: list[str]) -> Iterator[Move]:
    """How the ignored top-level fields of a body, and what is inside their envelopes, are said here."""
    for name in ignored:
        yield from _within(f"/{escape(name)}", name, raw[name])


def _within(pointer: str, name: str, value: Any) -> Iterator[Move]:
    """The same for one field, at any depth of envelopes."""
    inside = f"{pointer}/0" if isinstance(value, list) and len(value) == 1 else pointer
    held = value[0] if inside != pointer else value
    if names().called(name) in names().envelopes and isinstance(held, Mapping):
        for key, inner in held.items():
            yield from _within(f"{inside}/{escape(str(key))}", str(key), inner)
    else:
        yield Move(pointer, value, _said(name, value))


def proposal(raw: Mapping[str, Any], found: list[Move]) -> tuple[dict[str, Any], ...]:
    """The JSON Patch that moves everything which has a place here; fields that the body has stay as they are."""
    merged: dict[str, Any] = {}
    gone: set[str] = set()
    for move in found:
        taken = {
            name for name in move.says if not isinstance(move.says[name], list) and (name in raw or name in merged)
        }
        if not move.says or taken:
            continue
        for name, value in move.says.items():
            merged[name] = [*merged.get(name, raw.get(name) or []), *value] if isinstance(value, list) else value
        gone.add(move.pointer)
    patch = [
        {"op": "remove", "path": pointer}
        for name, value in raw.items()
        for pointer in cleared(f"/{escape(str(name))}", value, gone)
    ]
    return (*patch, *({"op": "add", "path": f"/{name}", "value": value} for name, value in merged.items()))


def cleared(pointer: str, value: Any, gone: set[str]) -> list[str]:
    """What is to be removed of a value: itself where it is gone, or all that it holds; else what is gone inside."""
    if pointer in gone:
        return [pointer]
    pairs = list(value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ())
    inside = [f"{pointer}/{escape(str(key))}" for key, _ in pairs]
    found = [one for place, (_, inner) in zip(inside, pairs, strict=True) for one in cleared(place, inner, gone)]
    return [pointer] if found and found == inside else found


def _said(name: str, value: Any) -> dict[str, Any]:
    """The fields of this endpoint for one field of another gateway; empty when it has no place here."""
    table = names()
    if (plain := _plain(name)) in FIELDS and plain not in table.pictures and plain not in table.fields:
        return _converted(plain, value) or {plain: _plainly(value)}
    name = table.called(name) or name
    if name in table.parts:
        return of_parts(value)
    if kind := table.pictures.get(name):
        entries = [_entry(item, "image_url") for item in (value if isinstance(value, list) else [value])]
        typed = {} if kind == "reference" or len(entries) > 1 else {"type": kind}
        return {"image_list": [{**entry, **typed} for entry in entries]} if all(entries) else {}
    if name in table.clips:
        entries = [_entry(item, "video_url") for item in (value if isinstance(value, list) else [value])]
        return {"video_list": entries} if all(entries) else {}
    if name in table.elements:
        items = value if isinstance(value, list) else [value]
        ids = [item.get("element_id") if isinstance(item, Mapping) else item for item in items]
        whole = all(isinstance(one, str | int) for one in ids)
        return {"element_list": [{"element_id": one} for one in ids]} if ids and whole else {}
    here = table.fields.get(name)
    return _converted(here, value) if here else {}


def of_parts(value: Any) -> dict[str, Any]:
    """What a list of parts says; empty where one of them has no place here."""
    parts: list[Any] = []
    for item in value if isinstance(value, list) else [value]:
        inner = item
        if isinstance(item, Mapping) and "role" in item:  # a letter of a chat
            inner = item.get("content") or item.get("parts") or item
        parts += inner if isinstance(inner, list) else [inner]
    words, pictures, clips = [], [], []
    for part in parts:
        if isinstance(part, str) or (isinstance(part, Mapping) and isinstance(part.get("text"), str)):
            words.append(part if isinstance(part, str) else part["text"])
        elif isinstance(part, Mapping) and (entry := _entry(part, "image_url")):
            kind = _ROLES.get(str(part.get("role") or part.get("frame_type") or part.get("frame") or ""))
            pictures.append({**entry, "type": kind} if kind else entry)
        elif isinstance(part, Mapping) and (entry := _entry(part, "video_url")):
            clips.append(entry)
        else:
            return {}
    says: dict[str, Any] = {"prompt": "\n".join(words)} if words else {}
    return says | ({"image_list": pictures} if pictures else {}) | ({"video_list": clips} if clips else {})


_ROLES = {
    "first_frame": "first_frame",
    "first": "first_frame",
    "last_frame": "end_frame",
    "last": "end_frame",
    "end_frame": "end_frame",
    "tail": "end_frame",
}


def _plain(name: str) -> str:
    """The name of a field in this endpoint's way of writing: ``imageList`` is ``image_list``."""
    return _HUMP.sub("_", name).lower()


def _plainly(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_plain(str(key)): _plainly(inner) for key, inner in value.items()}
    return [_plainly(item) for item in value] if isinstance(value, list) else value


_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


_URIS = ("gcsUri", "fileUri", "bytesBase64Encoded")


def _entry(item: object, key: str) -> dict[str, Any]:
    url: Any = item
    while isinstance(url, Mapping):
        url = next(
            (url[one] for one in (key, "url", "uri", "image", "video", "inputImage", *_URIS) if one in url), None
        )
    return {key: url} if isinstance(url, str) and url else {}


def _converted(here: str, value: Any) -> dict[str, Any]:
    match here:
        case "sound":
            said = _SOUND.get(value.lower() if isinstance(value, str) else value)
            return {"sound": said} if said else {}
        case "duration":
            return {"duration": str(value)}
        case "mode":
            return {"mode": _MODES[str(value).lower()]} if str(value).lower() in _MODES else {}
        case "aspect_ratio":
            return {"aspect_ratio": ratio} if (ratio := _ratio(str(value))) else {}
        case "model_name":
            model = FIELDS["model_name"].values[0]  # a gateway's own name for it; the author looks at the proposal
            return {"model_name": value if value in FIELDS["model_name"].values else model}
        case "multi_prompt":
            return {"multi_prompt": value} if isinstance(value, list) else {}
        case _:
            return {here: _plainly(value)}


def _ratio(text: str) -> str | None:
    """The aspect ratio of ``16:9`` or of a size such as ``1280x720``."""
    allowed = FIELDS["aspect_ratio"].values
    if text in allowed:
        return text
    wide, times, high = text.lower().replace("*", "x").replace(":", "x").partition("x")
    if not (times and wide.isdigit() and high.isdigit() and int(high)):
        return None
    return next(
        (one for one in allowed if abs(int(wide) / int(high) - int(one.split(":")[0]) / int(one.split(":")[1])) < 0.02),
        None,
    )
