"""A tolerant reading of a v1 omni create body.

The rules, the price and the renderer ask their questions here ("is a clip edited?", "which texts count?"), so that a
body with structural faults can still be judged in every other respect. Nothing is refused here; wrong types read as
absent and are reported by the structure rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

from kling.api.fields import BY_NAME, FIELDS, NOT_ON_OMNI, Field, Table
from kling.api.inline import InlineFile, LocalVideo
from kling.lazy import lazy
from kling.models.profiles import endpoint_default, model_of

_WHOLE = re.compile(r"0|[1-9][0-9]*\Z", re.ASCII)


class Image(NamedTuple):
    """An entry of image_list: pointer, source (URL, base64 or local file; "" when absent) and its role."""

    pointer: str
    source: str | InlineFile
    type: str | None


class Element(NamedTuple):
    pointer: str
    id: str


class Video(NamedTuple):
    """An entry of video_list: pointer, source (URL or local clip; "" when absent). ``refer_type`` is None when absent;
    the service then takes ``base``."""

    pointer: str
    source: str | LocalVideo
    refer_type: str | None
    keep_original_sound: str | None


@dataclass(frozen=True, slots=True)
class Shot:
    """An entry of multi_prompt; ``seconds`` is None when it is not a whole number."""

    pointer: str
    index: int | None
    prompt: str | None
    seconds: int | None


class Text(NamedTuple):
    """A prompt that counts: where it stands, what it says, how long its film is (None: unknown)."""

    pointer: str
    text: str
    seconds: int | None


def whole(value: object) -> int | None:
    """A whole number written as "5" or 5; None for anything else ("5.5", "five", 5.0, True)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value) if len(value) < 10 else None
    return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _inner(pointer: str, field: Field, item: Mapping[str, Any]) -> list[tuple[str, Field, Any]]:
    return [
        (f"{pointer}/{inner.name}", inner, item[inner.name])
        for inner in field.items
        if item.get(inner.name) is not None
    ]


class Body:
    """Questions about one create body. ``raw`` is the body as it was written."""

    endpoint: ClassVar = "the omni endpoint"
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    by_name: ClassVar[Mapping[str, Field]] = BY_NAME
    foreign: ClassVar[Mapping[str, str]] = NOT_ON_OMNI

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw

    def _items(self, name: str) -> list[tuple[str, Mapping[str, Any]]]:
        value = self.raw.get(name)
        if not isinstance(value, list):
            return []
        return [(f"/{name}/{n}", item) for n, item in enumerate(value) if isinstance(item, Mapping)]

    @lazy
    def known(self) -> list[tuple[str, Field, Any]]:
        """Every documented field that is present and not null: pointer, field, value; also those of list items."""
        found: list[tuple[str, Field, Any]] = []
        for name, value in self.raw.items():
            field = self.by_name.get(name)
            if field is None or value is None:
                continue
            found.append((f"/{name}", field, value))
            if field.kind == "array" and isinstance(value, list):
                for n, item in enumerate(value):
                    if isinstance(item, Mapping):
                        found += _inner(f"/{name}/{n}", field, item)
            elif field.kind == "object" and isinstance(value, Mapping):
                found += _inner(f"/{name}", field, value)
        return found

    @lazy
    def tables(self) -> list[Table]:
        """The body, the entries of its lists and its objects, each with the fields it may have."""
        found = [Table("", self.raw, self.fields, self.endpoint)]
        for name, value in self.raw.items():
            field = self.by_name.get(name)
            if field is None or isinstance(value, str):
                continue
            if field.kind == "array" and isinstance(value, list):
                for n, item in enumerate(value):
                    if isinstance(item, Mapping):
                        found.append(Table(f"/{name}/{n}", item, field.items, name))
            elif field.kind == "object" and isinstance(value, Mapping):
                found.append(Table(f"/{name}", value, field.items, name))
        return found

    @lazy
    def model(self) -> str:
        """The model that will run: the endpoint has its own default."""
        return _text(self.raw.get("model_name")) or endpoint_default().name

    @lazy
    def multi_shot(self) -> bool:
        """Whether it is on; what is neither on nor off is a fault that is told, and means yes where there are shots."""
        written = self.raw.get("multi_shot")
        if written is None or isinstance(written, bool) or written in ("true", "false"):
            return written in (True, "true")
        return bool(self.shots)

    @lazy
    def shot_type(self) -> str | None:
        return _text(self.raw.get("shot_type"))

    @lazy
    def is_storyboard(self) -> bool:
        """Whether shots are written, or should be. ``intelligence`` beside shots is a fault that is told (R7, R19) and
        hides none of theirs."""
        if not self.multi_shot:
            return False
        return self.shot_type != "intelligence" or self.raw.get("multi_prompt") not in (None, [])

    @lazy
    def prompt(self) -> str:
        return _text(self.raw.get("prompt")) or ""

    @lazy
    def shots(self) -> list[Shot]:
        return [
            Shot(pointer, whole(item.get("index")), _text(item.get("prompt")), whole(item.get("duration")))
            for pointer, item in self._items("multi_prompt")
        ]

    @lazy
    def images(self) -> list[Image]:
        found = []
        for pointer, item in self._items("image_list"):
            source = item.get("image_url")
            kept = source if isinstance(source, str | InlineFile) else ""
            found.append(Image(pointer, kept, _text(item.get("type"))))
        return found

    @lazy
    def elements(self) -> list[Element]:
        return [
            Element(pointer, str(item["element_id"]) if isinstance(item.get("element_id"), str | int) else "")
            for pointer, item in self._items("element_list")
        ]

    @lazy
    def videos(self) -> list[Video]:
        return [
            Video(
                pointer,
                item["video_url"] if isinstance(item.get("video_url"), str | LocalVideo) else "",
                _text(item.get("refer_type")),
                _text(item.get("keep_original_sound")),
            )
            for pointer, item in self._items("video_list")
        ]

    @lazy
    def video(self) -> Video | None:
        return self.videos[0] if self.videos else None

    @lazy
    def refer_type(self) -> Literal["base", "feature"] | None:
        """What happens to the clip: None without one; ``base`` unless ``feature`` is written."""
        if self.video is None:
            return None
        return "feature" if self.video.refer_type == "feature" else "base"

    @lazy
    def first_frames(self) -> list[Image]:
        return [image for image in self.images if image.type == "first_frame"]

    @lazy
    def end_frames(self) -> list[Image]:
        return [image for image in self.images if image.type == "end_frame"]

    @lazy
    def sound(self) -> bool:
        return self.raw.get("sound") == "on"

    @lazy
    def mode(self) -> str:
        return _text(self.raw.get("mode")) or model_of(self.model).oldest.mode_default

    @lazy
    def aspect_ratio(self) -> str | None:
        return _text(self.raw.get("aspect_ratio")) or None

    @lazy
    def duration(self) -> int | None:
        """Seconds asked for; the service's default when absent, None when it is not a whole number."""
        value = self.raw.get("duration")
        return model_of(self.model).oldest.duration_default if value is None else whole(value)

    @lazy
    def texts(self) -> list[Text]:
        """The prompts that will be used: the shots' in a storyboard, else the top one."""
        if self.is_storyboard:
            return [Text(f"{shot.pointer}/prompt", shot.prompt or "", shot.seconds) for shot in self.shots]
        return [Text("/prompt", self.prompt, None if self.refer_type == "base" else self.duration)]
