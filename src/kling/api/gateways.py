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

from kling.api.fields import BY_NAME
from kling.api.positions import escape

_MEDIA = ("http://", "https://", "data:", "file:", "blob:", "s3://")
_SOUND = {True: "on", False: "off", "true": "on", "false": "off"}
_MODES = {"720p": "std", "1080p": "pro", "standard": "std", "professional": "pro", "high": "pro", "4k": "4k"}


class Names(NamedTuple):
    """``fields``: the name elsewhere to the name here; ``pictures``: to the type of the picture; the rest are sets."""

    envelopes: frozenset[str]
    fields: Mapping[str, str]
    pictures: Mapping[str, str]
    clips: frozenset[str]
    elements: frozenset[str]

    def know(self, name: str) -> bool:
        """Whether some gateway calls a field, or the object around its fields, so."""
        return any(name in group for group in self)


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
    )


def carries_content(name: str, value: object) -> bool:
    """Whether a field that the endpoint ignores holds what the film is made of: words, a picture, a clip, a length …

    A field that no table knows counts when it holds an address, a sentence or base64.
    """
    if value in (None, "", [], {}):
        return False
    if _plain(name) in BY_NAME and _plain(name) != name:
        return True
    if isinstance(value, Mapping):
        return any(carries_content(str(key), inner) or str(key) in BY_NAME for key, inner in value.items())
    if isinstance(value, list):
        return names().know(name) or any(carries_content(name, item) for item in value)
    if isinstance(value, str):
        sentence = len(value.split()) > 2 or len(value) > 200
        return (
            names().know(name)
            or name in ("content", "text", "caption")
            or sentence
            or value[:8].lower().startswith(_MEDIA)
        )
    return names().know(name)


def moves(raw: Mapping[str, Any], ignored: list[str]) -> Iterator[Move]:
    """How the ignored top-level fields of a body, and what is inside their envelopes, are said here."""
    for name in ignored:
        value, pointer = raw[name], f"/{escape(name)}"
        if name in names().envelopes and isinstance(value, Mapping):
            for key, inner in value.items():
                yield Move(f"{pointer}/{escape(str(key))}", inner, _said(str(key), inner))
        else:
            yield Move(pointer, value, _said(name, value))


def proposal(raw: Mapping[str, Any], found: list[Move]) -> tuple[dict[str, Any], ...]:
    """The JSON Patch that moves everything which has a place here; fields that the body has stay as they are."""
    merged: dict[str, Any] = {}
    patch: list[dict[str, Any]] = []
    for move in found:
        taken = {
            name for name in move.says if not isinstance(move.says[name], list) and (name in raw or name in merged)
        }
        if not move.says or taken:
            continue
        for name, value in move.says.items():
            merged[name] = [*merged.get(name, raw.get(name) or []), *value] if isinstance(value, list) else value
        patch.append({"op": "remove", "path": move.pointer})
    emptied = [
        f"/{escape(name)}"
        for name, value in raw.items()
        if isinstance(value, Mapping)
        and value
        and {op["path"] for op in patch} >= {f"/{escape(name)}/{escape(str(key))}" for key in value}
    ]
    kept = [op for op in patch if not op["path"].startswith(tuple(f"{pointer}/" for pointer in emptied))]
    kept += [{"op": "remove", "path": pointer} for pointer in emptied]
    return (*kept, *({"op": "add", "path": f"/{name}", "value": value} for name, value in merged.items()))


def _said(name: str, value: Any) -> dict[str, Any]:
    """The fields of this endpoint for one field of another gateway; empty when it has no place here."""
    table = names()
    if (plain := _plain(name)) in BY_NAME and name not in table.pictures and name not in table.fields:
        return {plain: _plainly(value)}
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


def _plain(name: str) -> str:
    """The name of a field in this endpoint's way of writing: ``imageList`` is ``image_list``."""
    return _HUMP.sub("_", name).lower()


def _plainly(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_plain(str(key)): _plainly(inner) for key, inner in value.items()}
    return [_plainly(item) for item in value] if isinstance(value, list) else value


_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _entry(item: object, key: str) -> dict[str, Any]:
    url = (
        next((item[k] for k in (key, "url", "image", "video") if k in item), None)
        if isinstance(item, Mapping)
        else item
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
            model = BY_NAME["model_name"].values[0]  # a gateway's own name for it; the author looks at the proposal
            return {"model_name": value if value in BY_NAME["model_name"].values else model}
        case "multi_prompt":
            return {"multi_prompt": value} if isinstance(value, list) else {}
        case _:
            return {here: value}


def _ratio(text: str) -> str | None:
    """The aspect ratio of ``16:9`` or of a size such as ``1280x720``."""
    allowed = BY_NAME["aspect_ratio"].values
    if text in allowed:
        return text
    wide, times, high = text.lower().replace("*", "x").replace(":", "x").partition("x")
    if not (times and wide.isdigit() and high.isdigit() and int(high)):
        return None
    return next(
        (one for one in allowed if abs(int(wide) / int(high) - int(one.split(":")[0]) / int(one.split(":")[1])) < 0.02),
        None,
    )
