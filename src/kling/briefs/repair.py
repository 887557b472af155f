"""A brief with faults, repaired enough to look for more: no fault hides another that has nothing to do with it.

What is wrong with the form of a brief is taken out or replaced by a stand-in, and the rest is judged as if it had been
right. Such a brief is never sent.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kling.api.positions import escape
from kling.briefs.compile import compile
from kling.briefs.errors import BriefRefused
from kling.media.info import MediaFacts
from kling.models.profiles import DEFAULT, Profile, model_of
from kling.rules import Diagnostic, blocking

Path_ = tuple[str | int, ...]
_PICTURE, _CLIP = "https://stand-in.invalid/picture.png", "https://stand-in.invalid/clip.mp4"
_ELEMENT = "100000000000000001"
_CONCERNED = {"R2": "aspect_ratio", "R5": "duration", "R11": "prompt", "R14": "prompt", "R21": "aspect_ratio"}
"""The field by which faults that concern several are settled: taken out where it is given, else a stand-in."""


def _stand_ins(profile: Profile) -> Mapping[str, Any]:
    """What stands in for each field, within the limits of a model."""
    return {
        "prompt": "A stand-in.",
        "shots": [{"duration": profile.duration_default, "prompt": "A stand-in."}],
        "duration": profile.duration_default,
        "first_frame": _PICTURE,
        "last_frame": _PICTURE,
        "images": {"image_1": _PICTURE},
        "video": _CLIP,
        "elements": {"element_1": _ELEMENT},
        "aspect_ratio": profile.aspect_ratios[0],
    }


def repaired(
    value: Mapping[str, Any], faults: Iterable[tuple[str, Path_]]
) -> tuple[dict[str, Any], list[Path_]] | None:
    """The fields without these faults, each a kind of pydantic's (or a code) and its place, and the places that were
    touched; None when one of them is beyond that."""
    given, touched = copy.deepcopy(dict(value)), []
    for kind, path in faults:
        changed = _change(given, kind, path)
        if not changed:
            return None
        touched += changed
    return given, touched


def _change(given: dict[str, Any], kind: str, path: Path_) -> list[Path_]:
    """Repair one fault in place; gives the places that were touched."""
    model = given.get("model")
    profile = model_of(model if isinstance(model, str) else None).oldest
    stand_ins = _stand_ins(profile)
    if not path and kind == "R22" and isinstance(given.get("shots"), list):
        for shot in given["shots"]:
            shot["duration"] = max(profile.shot_duration_min, profile.duration_max // len(given["shots"]))
        return [("shots", n, "duration") for n in range(len(given["shots"]))]
    if not path and (name := _CONCERNED.get(kind)):
        if given.pop(name, None) is None:
            given[name] = stand_ins[name]
        return [(name,)]
    if not path:
        return []
    *way, last = path
    target: Any = given
    try:
        for step in way:
            target = target[step]
        if (right := _stand_in(kind, path, stand_ins)) is None:
            del target[last]
        else:
            target[last] = right
    except (KeyError, IndexError, TypeError):
        return _change(given, kind, path) if _name(given, path[0]) else []
    return [path]


def _name(given: dict[str, Any], field: str | int) -> bool:
    """Give pictures or elements that are listed the names that faults call them by; false where they have names."""
    value = given.get(str(field))
    if field not in ("images", "elements") or isinstance(value, Mapping):
        return False
    listed = value if isinstance(value, list) else [value]
    given[str(field)] = {f"{str(field)[:-1]}_{n}": item for n, item in enumerate(listed, 1)}
    return True


def _stand_in(kind: str, path: Path_, stand_ins: Mapping[str, Any]) -> Any:
    """What takes the place of a faulty value; None when it is taken out."""
    needed = kind == "missing" or len(path) > 1 or path[0] in ("prompt", "shots", "first_frame", "last_frame", "video")
    if kind == "extra_forbidden" or not needed:
        return None
    if path[0] == "images" and len(path) > 1:
        return _PICTURE
    if path[0] == "elements" and len(path) > 1:
        return _ELEMENT
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    return copy.deepcopy(stand_ins["shots"][0] if isinstance(path[-1], int) else stand_ins.get(name))


def complete(
    error: BriefRefused,
    profile: Profile = DEFAULT,
    *,
    folder: Path = Path(),
    media: MediaFacts | None = None,
) -> BriefRefused:
    """The same refusal with the faults that the rest of the brief has."""
    found = list(error.diagnostics)
    touched = tuple("".join(f"/{escape(str(step))}" for step in path) for path in error.touched if path != ("prompt",))
    names = {str(path[0]) for path in error.touched if len(path) == 1}
    for brief in error.repaired:
        try:
            others: Sequence[Diagnostic] = compile(brief, profile, folder=folder, media=media).diagnostics
        except BriefRefused as more:
            others = more.diagnostics
        known = {(d.code, d.pointer) for d in found}
        for d in blocking(others):
            unnamed = names & {"images", "elements"} or any(f"@{name} " in d.message for name in names)
            if (
                not d.pointer.startswith(touched or ("\0",))
                and (d.code, d.pointer) not in known
                and not (d.code == "R30" and unnamed)
            ):
                found.append(d)
    return BriefRefused(found)
