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
from kling.models.profiles import DEFAULT, Profile
from kling.rules import Diagnostic, blocking

Path_ = tuple[str | int, ...]
_PICTURE, _CLIP = "https://stand-in.invalid/picture.png", "https://stand-in.invalid/clip.mp4"
_STAND_INS: Mapping[str, Any] = {
    "prompt": "A stand-in.",
    "shots": [{"duration": 5, "prompt": "A stand-in."}],
    "duration": 5,
    "first_frame": _PICTURE,
    "last_frame": _PICTURE,
    "images": {"image_1": _PICTURE},
    "video": _CLIP,
    "elements": {"element_1": "100000000000000001"},
    "aspect_ratio": DEFAULT.aspect_ratios[0],
}
_MENDED: Mapping[str, Mapping[str, Any]] = {
    "R2": {"aspect_ratio": DEFAULT.aspect_ratios[0]},
    "R5": {"duration": None},
    "R11": {"prompt": "A stand-in."},
    "R14": {"prompt": None},
    "R21": {"aspect_ratio": None},
}
"""What is put into a brief for faults that concern several fields; None takes a field out."""


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
    """Mend one fault in place; gives the places that were touched."""
    if not path and kind == "R22" and isinstance(given.get("shots"), list):
        for shot in given["shots"]:
            shot["duration"] = max(1, 10 // len(given["shots"]))
        return [("shots", n, "duration") for n in range(len(given["shots"]))]
    if not path:
        for name, right in _MENDED.get(kind, {}).items():
            given.pop(name, None)
            if right is not None:
                given[name] = right
        return [(name,) for name in _MENDED.get(kind, {})]
    *way, last = path
    target: Any = given
    try:
        for step in way:
            target = target[step]
        if (right := _stand_in(kind, path)) is None:
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


def _stand_in(kind: str, path: Path_) -> Any:
    """What takes the place of a faulty value; None when it is taken out."""
    needed = kind == "missing" or len(path) > 1 or path[0] in ("prompt", "shots", "first_frame", "last_frame", "video")
    if kind == "extra_forbidden" or not needed:
        return None
    if path[0] == "images" and len(path) > 1:
        return _PICTURE
    if path[0] == "elements" and len(path) > 1:
        return "100000000000000001"
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    return copy.deepcopy(_STAND_INS["shots"][0] if isinstance(path[-1], int) else _STAND_INS.get(name))


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
