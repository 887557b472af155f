"""The Brief: a scenario, named assets, shots, sound, in the user's terms.

Scenarios are separate types, so that most invalid requests cannot be written down: an edit has no duration, a
storyboard owns its shots' durations and the total is derived, a first-and-last-frame film has no shots. What depends on
the dated profile (limits) is judged by the rulebook when the brief is compiled.

In prompts ``@name`` names an asset: a key of ``images`` or ``elements``, or ``@first_frame``, ``@last_frame``,
``@video``. Raw tokens such as ``<<<image_1>>>`` are accepted, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from kling.briefs.names import NAME, RESERVED
from kling.models.profiles import (
    aspect_ratios,
    bounds,
    default_model,
    modes,
    modes_and_sizes,
    served_names,
    unserved,
)


def _one_of(values: Callable[[], tuple[str, ...]]) -> Any:
    """A text that is one of the values at that moment (models may be registered later)."""

    def known(value: str) -> str:
        if value not in values():
            *others, last = (repr(one) for one in values())
            expected = f"{', '.join(others)} or {last}" if others else last
            if values is served_names and (why := unserved(value)):
                expected = f"{expected} ({why})"
            raise PydanticCustomError("literal_error", "Input should be {expected}", {"expected": expected})
        return value

    return AfterValidator(known)


def _listed(values: Callable[[], tuple[str, ...]]) -> Callable[[dict[str, Any]], None]:
    return lambda schema: schema.update(enum=list(values()))


def _seconds(low: str, high: str) -> Any:
    """Seconds between the smallest ``low`` and the largest ``high`` of all models."""

    def within(value: int) -> int:
        if value > (most := bounds(high)[1]):
            raise PydanticCustomError("less_than_equal", "Input should be less than or equal to {le}", {"le": most})
        if value < (least := bounds(low)[0]):
            text = "Input should be greater than or equal to {ge}"
            raise PydanticCustomError("greater_than_equal", text, {"ge": least})
        return value

    return AfterValidator(within)


def _bounds(low: str, high: str) -> Callable[[dict[str, Any]], None]:
    return lambda schema: schema.update(minimum=bounds(low)[0], maximum=bounds(high)[1])


def _longest(limit: str) -> Callable[[dict[str, Any]], None]:
    return lambda schema: schema.update(maxLength=bounds(limit)[1])


def _at_most(limit: str) -> Any:
    """No more entries than the largest ``limit`` of all models."""

    def counted(value: Any) -> Any:
        if len(value) > (most := bounds(limit)[1]):
            context = {"max_length": most, "actual_length": len(value)}
            raise PydanticCustomError("too_long", "at most {max_length}, not {actual_length}", context)
        return value

    return AfterValidator(counted)


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _on_off(value: object) -> object:
    return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value


def _yes_no(value: object) -> object:
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def _no_bool(value: object) -> object:
    return str(value) if isinstance(value, bool) else value  # true is not one second


def _named(kind: str) -> Any:
    def convert(value: object) -> object:
        if isinstance(value, str | int) and not isinstance(value, bool):
            value = [value]
        if isinstance(value, list):
            value = {f"{kind}_{n}": item for n, item in enumerate(value, 1)}
        if isinstance(value, dict):
            for name in value:
                if not isinstance(name, str) or not NAME.match(name):
                    raise ValueError(f"{name!r} is no name: use letters, digits, _ and -, starting with a letter")
                if name in RESERVED:
                    raise ValueError(f"the name {name!r} is taken; choose another")
        return value

    return BeforeValidator(convert)


def _element_id(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""An http(s) URL, or the path of a local file (relative to the brief)."""


def _named_schema(item: dict[str, Any], description: str) -> WithJsonSchema:
    most = bounds("references_max")[1]
    return WithJsonSchema(
        {
            "description": description,
            "anyOf": [
                {"type": "object", "additionalProperties": item, "maxProperties": most},
                {"type": "array", "items": item, "maxItems": most},
            ],
        }
    )


Images = Annotated[
    dict[str, Source],
    _named("image"),
    _at_most("references_max"),
    _named_schema(
        {"type": "string", "minLength": 1}, "reference images by name, or a list (then named image_1, image_2 …)"
    ),
]
ElementId = Annotated[str, BeforeValidator(_element_id), StringConstraints(strip_whitespace=True, min_length=1)]
Elements = Annotated[
    dict[str, ElementId],
    _named("element"),
    _at_most("references_max"),
    _named_schema(
        {"type": ["string", "integer"], "minLength": 1}, "saved elements by name, or a list (then named element_1 …)"
    ),
]
Seconds = Annotated[int, BeforeValidator(_no_bool)]
Duration = Annotated[
    Seconds,
    _seconds("duration_min", "duration_max"),
    Field(description="seconds of the film", json_schema_extra=_bounds("duration_min", "duration_max")),
]
Mode = Annotated[
    str,
    _one_of(modes),
    Field(
        description=f"{modes_and_sizes()}; the model's own without one",
        json_schema_extra=_listed(modes),
    ),
]
AspectRatio = Annotated[
    str,
    _one_of(aspect_ratios),
    Field(description="shape of the picture; the model's own without one", json_schema_extra=_listed(aspect_ratios)),
]
Sound = Annotated[
    Literal["on", "off"],
    BeforeValidator(_on_off),
    Field(
        description="generate sound",
        json_schema_extra={"type": ["string", "boolean"], "enum": ["on", "off", True, False]},
    ),
]
KeepSound = Annotated[
    bool,
    BeforeValidator(_yes_no),
    Field(
        description="keep the clip's own sound",
        json_schema_extra={"type": ["boolean", "string"], "enum": [True, False, "yes", "no"]},
    ),
]


class Shot(BaseModel):
    """One cut inside the film."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    duration: Annotated[
        Seconds,
        _seconds("shot_duration_min", "duration_max"),
        Field(description="seconds of this shot", json_schema_extra=_bounds("shot_duration_min", "duration_max")),
    ]
    prompt: Annotated[Words, Field(description="what this shot shows", json_schema_extra=_longest("shot_prompt_max"))]


Shots = Annotated[
    list[Shot],
    _at_most("shots_max"),
    Field(
        min_length=1,
        json_schema_extra=lambda schema: schema.update(maxItems=bounds("shots_max")[1]),
        description="the shots, in order; their durations add up to the film's",
    ),
]
Prompt = Annotated[Words, Field(description="what to show; name assets as @name")]


class _Brief(BaseModel):
    """What every brief has."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    model: Annotated[
        str, _one_of(served_names), Field(description="the model", json_schema_extra=_listed(served_names))
    ] = Field(default_factory=lambda: default_model().name)
    mode: Mode | None = None
    watermark: Annotated[bool, Field(description="also ask for a watermarked copy")] = False
    external_task_id: Annotated[Words | None, Field(description="your own id; otherwise derived from the request")] = (
        None
    )
    callback_url: Annotated[Words | None, Field(description="where the service posts status changes")] = None

    @model_validator(mode="after")
    def _names_are_unique(self) -> _Brief:
        twice = set(getattr(self, "images", {})) & set(getattr(self, "elements", {}))
        if twice:
            raise ValueError(f"the name {min(twice)!r} is used for an image and an element")
        return self


class _Take(_Brief):
    """Films that are one take or a storyboard."""

    prompt: Prompt | None = None
    shots: Shots | None = None
    duration: Duration | None = None
    sound: Sound = "off"

    @model_validator(mode="after")
    def _one_take_or_shots(self) -> _Take:
        if (self.prompt is None) == (self.shots is None):
            code = "R11" if self.prompt is None else "R14"
            raise PydanticCustomError(code, "give either prompt (one take) or shots (a storyboard)")
        if self.shots is not None and self.duration is not None:
            raise PydanticCustomError("R5", "a storyboard has no duration of its own: its shots add up to it")
        if self.shots is not None:
            total = sum(shot.duration for shot in self.shots)
            low, high = bounds("duration_min")[0], bounds("duration_max")[1]
            if not low <= total <= high:
                raise PydanticCustomError(
                    "R22",
                    "the shots last {total} s together; a film has {low} to {high} s",
                    {"total": total, "low": low, "high": high},
                )
        return self


class TextToVideo(_Take):
    """A film from words alone."""

    scenario: Literal["t2v"]
    aspect_ratio: AspectRatio | None = None


class ImageToVideo(_Take):
    """A picture brought to life: it is the first frame and decides the shape."""

    scenario: Literal["i2v"]
    first_frame: Source
    images: Images = Field(default_factory=dict)
    elements: Elements = Field(default_factory=dict)


class FirstLast(_Brief):
    """From a first frame to a last frame, in one take."""

    scenario: Literal["first_last"]
    first_frame: Source
    last_frame: Source
    prompt: Prompt
    duration: Duration | None = None
    sound: Sound = "off"
    elements: Elements = Field(default_factory=dict)


class ElementFilm(_Take):
    """A film with saved characters, products or scenes."""

    scenario: Literal["element"]
    elements: Annotated[Elements, Field(min_length=1)]
    images: Images = Field(default_factory=dict)
    aspect_ratio: AspectRatio | None = None


class MultiImage(_Take):
    """A film with reference images: a person, a product, a place, a style."""

    scenario: Literal["multi_image"]
    images: Annotated[Images, Field(min_length=1)]
    elements: Elements = Field(default_factory=dict)
    aspect_ratio: AspectRatio | None = None


class Edit(_Brief):
    """A change to a clip. The film is as long as the clip and has its shape; no sound is generated."""

    scenario: Literal["edit"]
    video: Source
    prompt: Prompt
    keep_original_sound: KeepSound = False
    images: Images = Field(default_factory=dict)
    elements: Elements = Field(default_factory=dict)


class Reference(_Brief):
    """A new film that takes its camera, motion or style from a clip, or continues it."""

    scenario: Literal["reference"]
    video: Source
    prompt: Prompt
    duration: Duration | None = None
    aspect_ratio: AspectRatio | None = None
    first_frame: Source | None = None
    keep_original_sound: KeepSound = False
    images: Images = Field(default_factory=dict)
    elements: Elements = Field(default_factory=dict)

    @model_validator(mode="after")
    def _shape_is_said_once(self) -> Reference:
        if (self.aspect_ratio is None) == (self.first_frame is None):
            code = "R2" if self.aspect_ratio is None else "R21"
            raise PydanticCustomError(code, "give aspect_ratio, or a first_frame that decides it, but not both")
        return self


Brief = TextToVideo | ImageToVideo | FirstLast | ElementFilm | MultiImage | Edit | Reference
AnyBrief = Annotated[Brief, Discriminator("scenario")]
SCENARIOS: dict[str, type[Brief]] = {
    "t2v": TextToVideo,
    "i2v": ImageToVideo,
    "first_last": FirstLast,
    "element": ElementFilm,
    "multi_image": MultiImage,
    "edit": Edit,
    "reference": Reference,
}
