"""Models and profiles: what each model accepted on a given date, read from one file per model beside this module
(models.json is made of them by ``script/docs``).

A *model* has names and paths on the wires, prices and pixel sizes. A *profile* is its documents at one date: limits and
switches. Rules, briefs, planner, prices, renderer and sandbox ask here; no model name, limit or path stands elsewhere.
More models are registered with :func:`register`, or by a folder of such files in KLING_MODELS.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

Level = Literal["error", "warning", "off"]
WireName = Literal["v1", "v2"]
Traffic = Literal["silent", "sound", "video"]


class ModelFileError(ValueError):
    """A model file that cannot be used; says which, where and why."""


class Profile(NamedTuple):
    """The documents of one model at one date. Lengths in seconds, sizes in bytes, sides in pixels; bounds are
    inclusive. Every value and its source stands in the model's file."""

    model: str
    name: str
    since: date
    source: str
    wire: WireName

    prompt_max: int
    prompt_recommended: int
    shot_prompt_max: int

    duration_min: int
    duration_max: int
    duration_default: int
    reference_duration_max: int
    safe_durations: tuple[int, ...]

    storyboards: bool
    sound: bool
    shots_max: int
    shot_duration_min: int
    intelligence: bool
    shots_with_end_frame: bool

    references_max: int
    references_with_video_max: int
    elements_with_frames_max: int
    elements_with_both_frames_max: int
    end_frame_images_max: int | None
    videos_max: int
    video_characters_max: int
    video_characters_with_video_max: int

    mode_default: str
    mode_asked: str
    aspect_ratios: tuple[str, ...]
    modes: tuple[str, ...]
    modes_with_video: tuple[str, ...]
    missing_reference_aspect_ratio: Level

    image_formats: tuple[str, ...]
    image_bytes_max: int
    image_bytes_ceiling: int
    image_side_min: int
    image_ratio_max: float
    video_formats: tuple[str, ...]
    video_bytes_max: int
    video_bytes_ceiling: int
    video_seconds_min: float
    video_seconds_max: float
    video_side_min: int
    video_side_max: int
    video_area_max: int | None
    video_ratios: tuple[float, float] | None
    video_fps_min: float
    video_fps_max: float

    settle_seconds: float
    settle_seconds_unavailable: float
    absent_seconds: float
    strange_seconds: float

    @property
    def mode_unsaid(self) -> str:
        """The mode that a brief asks for which says none: the service's own default, unless briefs asked for another
        one from the first version on (``mode_asked``), since another mode is another request, and another charge."""
        return self.mode_asked or self.mode_default

    def __hash__(self) -> int:  # what is asked of profiles is remembered, and they have fifty values
        return hash((self.model, self.name))


LIMITS = Profile._fields[5:]
"""The names of a profile's limits and switches."""


class Wire(NamedTuple):
    """What a model is called on a wire, and where its tasks are created: at ``image_path`` where the body has a first
    frame and the model has such an endpoint. ``form``: the shape of its bodies on the v1 wire, with lists of media
    (``omni``), with single frames (``video``, see :mod:`kling.api.video_form`), or with a clip and a line
    (``lip-sync``, see :mod:`kling.api.lip_sync`). ``keeps_ids``: whether it is known to keep the external ids of its
    tasks. ``modes``: what the wire calls the modes, where it has words of its own."""

    name: str
    path: str
    image_path: str = ""
    form: Literal["omni", "video", "lip-sync"] = "omni"
    keeps_ids: bool = True
    modes: Mapping[str, str] = {}


class Library(NamedTuple):
    """What an element of the library may be: characters of its name and description, pictures or seconds of the clip
    that it is made of, and the ids of its tags by their names."""

    name_max: int
    description_max: int
    pictures_min: int
    pictures_max: int
    clip_seconds_min: float
    clip_seconds_max: float
    tags: Mapping[str, str]


class Speech(NamedTuple):
    """What a lip-sync takes: languages and bounds of the speed of a line spoken by the service, formats and size of a
    recording, voices that were seen to be accepted, by language, and those that were refused."""

    languages: tuple[str, ...]
    speed_min: float
    speed_max: float
    audio_formats: tuple[str, ...]
    audio_bytes_max: int
    voices: Mapping[str, tuple[str, ...]]
    refused_voices: tuple[str, ...]


class Model(NamedTuple):
    """One model. ``served``: whether the vendor's own API has it; ``profiles`` by name, oldest first; ``prices`` in
    units a second by mode and traffic, for steps of ``billing_step`` seconds of which a started one counts; ``sizes``
    in pixels by mode and aspect ratio."""

    name: str
    title: str
    served: bool
    aliases: tuple[str, ...]
    wires: Mapping[str, Wire]
    profiles: Mapping[str, Profile]
    prices: Mapping[str, Mapping[str, Decimal]]
    sizes: Mapping[str, Mapping[str, tuple[int, int]]]
    note: str = ""
    billing_step: int = 1
    speech: Speech | None = None
    elements: Library | None = None

    def at(self, profile: Profile) -> Profile:
        """This model's documents at the date of another model's: the newest of the same wire that are not newer."""
        if profile.model == self.name:
            return profile
        same = [one for one in self.profiles.values() if one.wire == profile.wire] or list(self.profiles.values())
        return [same[0], *(one for one in same if one.since <= profile.since)][-1]

    @property
    def newest(self) -> Profile:
        """The newest documents of the v1 wire."""
        return [one for one in self.profiles.values() if one.wire == "v1"][-1]

    @property
    def oldest(self) -> Profile:
        return next(iter(self.profiles.values()))

    def ever(self, limit: str) -> tuple[Any, ...]:
        """Every value that a list of values has held in any of the model's documents, in order."""
        return tuple(dict.fromkeys(value for one in self.profiles.values() for value in getattr(one, limit)))


MODELS: dict[str, Model] = {}
"""Every model, by its name on the v1 wire."""


def register(path: Path) -> Model:
    """Read a model file and add the model, or replace the one of the same name. Raises ModelFileError, OSError."""
    import yaml

    from kling.models.build import read

    try:
        return _add(read(path))
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ModelFileError(f"{path.name}: {reason}") from None


def unregister(name: str) -> None:
    """Take a model out again."""
    del MODELS[name]
    _changed()


def _changed() -> None:
    """Ask again what was asked of all models."""
    for question in (served_names, modes, aspect_ratios, longest, bounds):
        question.cache_clear()


def _add(raw: Mapping[str, Any]) -> Model:
    model = MODELS[raw["name"]] = _model(raw)
    _changed()
    if raw.get("default"):
        _CHOSEN["default"] = model.name
    if raw.get("endpoint_default"):
        _CHOSEN["endpoint"] = model.name
    return model


def _model(raw: Mapping[str, Any]) -> Model:
    base: Model | None = MODELS[raw["like"]] if "like" in raw else None
    limits: dict[str, Any] = {}
    if base is not None:
        first = next(iter(base.profiles.values()))
        limits = {name: getattr(first, name) for name in LIMITS}
    limits |= {name: _value(value) for name, value in raw.get("limits", {}).items()}
    profiles: dict[str, Profile] = {}
    for row in raw["revisions"]:
        limits |= {name: _value(value) for name, value in row.get("changes", {}).items()}
        if unknown := sorted(set(limits) - set(LIMITS)):
            raise ValueError(f"no limit is called {unknown[0]}")
        if missing := [name for name in LIMITS if name not in limits]:
            raise ValueError(f"the limit {missing[0]} is missing")
        profiles[row["name"]] = Profile(
            raw["name"], row["name"], date.fromisoformat(row["since"]), row["source"], row.get("wire", "v1"), **limits
        )
    prices = {mode: {kind: Decimal(str(u)) for kind, u in row.items()} for mode, row in raw.get("prices", {}).items()}
    sizes = {
        mode: {ratio: (size[0], size[1]) for ratio, size in row.items()} for mode, row in raw.get("sizes", {}).items()
    }
    return Model(
        raw["name"],
        raw["title"],
        bool(raw["served"]),
        tuple(raw.get("aliases", ())),
        {wire: Wire(**row) for wire, row in raw["wires"].items()},
        profiles,
        prices,
        sizes or (base.sizes if base is not None else {}),
        raw.get("note", ""),
        raw.get("billing_step", 1),
        _speech(raw["speech"]) if "speech" in raw else None,
        Library(**raw["elements"]) if "elements" in raw else None,
    )


def _speech(raw: Mapping[str, Any]) -> Speech:
    voices = {language: tuple(ids) for language, ids in raw["voices"].items()}
    return Speech(**{name: _value(value) for name, value in raw.items()} | {"voices": voices})


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_CHOSEN: dict[str, str] = {}


def default_model() -> Model:
    """The model of everything that names none."""
    return MODELS[_CHOSEN["default"]]


def endpoint_default() -> Model:
    """The model that the service runs when a v1 body names none."""
    return MODELS[_CHOSEN["endpoint"]]


def model_of(name: str | None) -> Model:
    """The model called so on the v1 wire; for an unknown name the default one, by which everything else is judged."""
    return MODELS.get(name or "") or default_model()


@cache
def modes() -> tuple[str, ...]:
    """Every mode that some served model has had."""
    return tuple(dict.fromkeys(mode for name in served_names() for mode in MODELS[name].ever("modes")))


def modes_and_sizes() -> str:
    """The modes of the default model by their lines, those of its first documents first: "std 720p, pro 1080p, 4k
    in newer profiles"."""
    model = default_model()
    lines = model.wires["v2"].modes if "v2" in model.wires else {}
    first, later = model.oldest.modes, [mode for mode in model.ever("modes") if mode not in model.oldest.modes]
    named = [mode if lines.get(mode, mode) == mode else f"{mode} {lines[mode]}" for mode in first]
    return ", ".join([*named, *(f"{mode} in newer profiles" for mode in later)])


@cache
def aspect_ratios() -> tuple[str, ...]:
    """Every aspect ratio that some served model has had."""
    return tuple(dict.fromkeys(ratio for name in served_names() for ratio in MODELS[name].ever("aspect_ratios")))


@cache
def served_names() -> tuple[str, ...]:
    """The models that can be asked for on the v1 wire, the default one first."""
    names = [
        name
        for name, model in MODELS.items()
        if model.served and "v1" in model.wires and model.wires["v1"].form != "lip-sync"
    ]
    return tuple(sorted(names, key=lambda name: name != default_model().name))


def unserved(name: str) -> str:
    """Why a model that has a file cannot be asked for, by its name or an alias; empty for every other name."""
    found = (m for m in MODELS.values() if not m.served and name.strip().lower() in (m.name, *m.aliases))
    return next((f"{model.title}: {model.note}" for model in found), "")


def lip_sync() -> Model:
    """The model that gives clips a line."""
    return next(model for model in MODELS.values() if model.speech is not None)


def speech() -> Speech:
    """What a lip-sync takes."""
    found = lip_sync().speech
    if found is None:
        raise ModelFileError("no model file has speech")
    return found


def library() -> Library:
    """What elements may be."""
    found = next((model.elements for model in MODELS.values() if model.elements is not None), None)
    if found is None:
        raise ModelFileError("no model file has elements")
    return found


@cache
def longest(profile: Profile) -> int:
    """Seconds of the longest film that any model makes by the documents of that date."""
    return max(MODELS[name].at(profile).duration_max for name in served_names())


@cache
def bounds(limit: str) -> tuple[int, int]:
    """The smallest and the largest value that a limit has in any v1 document of any model that can be asked for."""
    documents = (one for name in served_names() for one in MODELS[name].profiles.values() if one.wire == "v1")
    values = [int(getattr(one, limit)) for one in documents]
    return min(values), max(values)


def _read_all() -> None:
    for row in json.loads(Path(__file__).with_name("models.json").read_text("utf-8")):
        _add(row)
    if more := os.environ.get("KLING_MODELS"):
        for path in sorted(Path(more).glob("*.yaml")):
            register(path)


_read_all()
DEFAULT = default_model().oldest
LATEST = default_model().newest
PROFILES: dict[str, Profile] = {name: one for name, one in default_model().profiles.items() if one.wire == "v1"}
"""The dated documents to choose from (``--profile``): those of the default model; other models have theirs of that
date."""


def v2_profile(model: Model | None = None) -> Profile:
    """The documents of the v2 wire, by which its bodies are judged whatever profile is chosen."""
    model = model or default_model()
    return next((one for one in model.profiles.values() if one.wire == "v2"), model.newest)
