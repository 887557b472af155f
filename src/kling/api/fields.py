"""The v1 omni create body, field by field: the one table that the structure rules, the body reader and the API
reference are made from.

Sources: M, Q, V1; what some values need is dated in :mod:`kling.models.profiles`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal, NamedTuple

from kling.lazy import lazy
from kling.models.profiles import (
    DEFAULT,
    Profile,
    aspect_ratios,
    endpoint_default,
    modes,
    modes_and_sizes,
    served_names,
)

MODES_ELSEWHERE = {"standard": DEFAULT.modes[0], "professional": DEFAULT.modes[-1], "high": DEFAULT.modes[-1]}
"""What other services call the modes, of which the first costs least."""

Wire = Literal["v1", "v2"]
"""The two forms of the API: flat bodies with a ``model_name``, and ``contents`` with the model in the path."""

Form = Literal["v1", "v2", "lip-sync"]
"""What a body is: one that makes a film, on either wire, or one of the lip-sync endpoint (on the v1 wire)."""

Kind = Literal["string", "boolean", "integer", "whole-seconds", "id", "number", "array", "object"]
"""``whole-seconds`` is a string of decimal digits ("5"); ``id`` is a long integer or its digits as a string."""


WRITTEN: frozenset[Kind] = frozenset({"string", "whole-seconds", "id"})
"""Kinds whose values may be any string."""


class Field(NamedTuple):
    """One field: its kind, allowed values (before profiles), the fields of its items, and one line of meaning."""

    name: str
    kind: Kind
    meaning: str
    listed: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    required: bool = False
    items: Mapping[str, Field] = {}
    default: str = ""
    source: str = "M, Q, V1"

    @property
    def values(self) -> tuple[str, ...]:
        """The values it may have on some model at some date; empty when they are not listed."""
        return self.listed() if callable(self.listed) else self.listed

    def taken(self, profile: Profile) -> tuple[str, ...]:
        """The values that are right or that a rule of their own speaks about, as modes of other models and dates."""
        return profile.aspect_ratios if self.name == "aspect_ratio" else self.values


class Table(NamedTuple):
    """An object of a document and the fields it may have. ``complete``: those it must have are known, too."""

    pointer: str
    given: Mapping[str, Any]
    fields: Mapping[str, Field]
    where: str
    complete: bool = True


class Document:
    """A body as it was written, ``raw``. A form of bodies says which fields it has."""

    fields: ClassVar[Mapping[str, Field]]
    foreign: ClassVar[Mapping[str, str]]
    """Fields that other forms have, and what to do instead."""
    endpoint: ClassVar[str]

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw

    @lazy
    def tables(self) -> list[Table]:
        """The body, the entries of its lists and its objects, each with the fields it may have."""
        found = [Table("", self.raw, self.fields, self.endpoint)]
        for name, value in self.raw.items():
            field = None if isinstance(value, str) else self.fields.get(name)
            if field is None:
                continue
            if field.kind == "array" and isinstance(value, list):
                for n, item in enumerate(value):
                    if isinstance(item, Mapping):
                        found.append(Table(f"/{name}/{n}", item, field.items, name))
            elif field.kind == "object" and isinstance(value, Mapping):
                found.append(Table(f"/{name}", value, field.items, name))
        return found

    @lazy
    def known(self) -> list[tuple[str, Field, Any]]:
        """Every documented field that is present and not null: pointer, field, value; also those of list items."""
        return [
            (f"{table.pointer}/{name}", table.fields[name], value)
            for table in self.tables
            for name, value in table.given.items()
            if value is not None and name in table.fields
        ]


def by_name(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


FIELDS = by_name(
    Field(
        "model_name",
        "string",
        f"the model; the service falls back to {endpoint_default().title} when it is absent",
        served_names,
        default=endpoint_default().name,
    ),
    Field("multi_shot", "boolean", "true: the film is made of the shots in multi_prompt", default="false"),
    Field(
        "shot_type", "string", "how shots are made; customize is taken by every profile", ("customize", "intelligence")
    ),
    Field("prompt", "string", "what to show; not used with multi_shot and customize"),
    Field(
        "multi_prompt",
        "array",
        "the shots, in order",
        items=by_name(
            Field("index", "integer", "1, 2, 3 … without gaps", required=True),
            Field("prompt", "string", "what this shot shows", required=True),
            Field(
                "duration",
                "whole-seconds",
                f"seconds of this shot, at least {DEFAULT.shot_duration_min}",
                required=True,
            ),
        ),
    ),
    Field(
        "image_list",
        "array",
        "first and last frames, and reference images",
        items=by_name(
            Field("image_url", "string", "http(s) URL, or raw base64 without a data: prefix", required=True),
            Field("type", "string", "leave out for a plain reference", ("first_frame", "end_frame")),
        ),
    ),
    Field(
        "element_list",
        "array",
        "saved characters, products or scenes",
        items=by_name(
            Field("element_id", "id", "id from the element library", required=True),
        ),
    ),
    Field(
        "video_list",
        "array",
        f"clips to edit (base) or to refer to (feature), at most {DEFAULT.videos_max}",
        items=by_name(
            Field("video_url", "string", "http(s) URL", required=True),
            Field(
                "refer_type", "string", "base edits the clip, feature refers to it", ("base", "feature"), default="base"
            ),
            Field("keep_original_sound", "string", "keep the clip's own sound", ("yes", "no"), default="no"),
        ),
    ),
    Field("sound", "string", "generate sound; impossible with a video", ("on", "off"), default="off"),
    Field("mode", "string", modes_and_sizes(), modes, default=DEFAULT.mode_default),
    Field("aspect_ratio", "string", "needed unless a first frame or an edited clip decides it", aspect_ratios),
    Field(
        "duration",
        "whole-seconds",
        "seconds of the film; ignored when a clip is edited",
        default=str(DEFAULT.duration_default),
    ),
    Field(
        "watermark_info",
        "object",
        "ask for a watermarked copy as well",
        items=by_name(
            Field("enabled", "boolean", "true adds watermark_url to the result", default="false"),
        ),
        source="Q, V1",
    ),
    Field("callback_url", "string", "where the service posts status changes", source="Q, V1"),
    Field("external_task_id", "string", "your own id, unique in the account", source="Q, V1"),
)

NOT_ON_OMNI: dict[str, str] = {
    "negative_prompt": "write up to three short exclusions at the end of the prompt instead",
    "cfg_scale": "this endpoint has no such control; remove it",
    "voice_list": "bind a voice to an element and send sound: on instead",
    "camera_control": "describe the camera in the prompt instead",
    "image_tail": "put the picture into image_list with type end_frame instead",
    "image": "put the picture into image_list instead",
    "images": "put the pictures into image_list instead",
    "video": "put the clip into video_list instead",
    "seed": "this endpoint has no such control; remove it",
    "model": "the field is called model_name on this endpoint",
    "static_mask": "belongs to image2video; remove it",
    "dynamic_masks": "belongs to image2video; remove it",
    "resolution": f"the field is called mode on this endpoint ({', '.join(DEFAULT.modes)})",
    "audio": "the field is called sound on this endpoint (on, off)",
}
"""Fields of other Kling endpoints or of the v2 wire. The omni endpoint ignores them (SKILL, Q; LP for unknown keys)."""

REFER_TYPE_NOTE = "refer_type on an element is in no vendor document and has no effect (C26)"
