"""A tolerant reading of a v1 omni create body.

The rules, the price and the renderer ask their questions here ("is a clip edited?", "which texts count?"), so that a
body with structural faults can still be judged in every other respect. Nothing is refused here; wrong types read as
absent and are reported by the structure rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeVar

from kling.api.fields import FIELDS, NOT_ON_OMNI, Document
from kling.api.inline import InlineFile, LocalVideo
from kling.lazy import lazy
from kling.models.profiles import endpoint_default, model_of

T = TypeVar("T")
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


def _media(value: object, local: type[T]) -> str | T:
    return value if isinstance(value, str | local) else ""


class Body(Document):
    """Questions about one create body. ``raw`` is the body as it was written."""

    endpoint = "the omni endpoint"
    fields = FIELDS
    foreign = NOT_ON_OMNI

    def __init__(self, raw: Mapping[str, Any]) -> None:
        super().__init__(raw)
        self.model = _text(raw.get("model_name")) or endpoint_default().name
        """The model that will run: the endpoint has its own default."""
        self.prompt = _text(raw.get("prompt")) or ""
        self.mode = _text(raw.get("mode")) or model_of(self.model).oldest.mode_default
        self.aspect_ratio = _text(raw.get("aspect_ratio")) or None
        self.sound = raw.get("sound") == "on"
        self.shot_type = _text(raw.get("shot_type"))
        length = raw.get("duration")
        self.duration = model_of(self.model).oldest.duration_default if length is None else whole(length)
        """Seconds asked for; the service's default when absent, None when it is not a whole number."""
        self.shots = [
            Shot(pointer, whole(item.get("index")), _text(item.get("prompt")), whole(item.get("duration")))
            for pointer, item in self._items("multi_prompt")
        ]
        self.images = [
            Image(pointer, _media(item.get("image_url"), InlineFile), _text(item.get("type")))
            for pointer, item in self._items("image_list")
        ]
        self.first_frames = [image for image in self.images if image.type == "first_frame"]
        self.end_frames = [image for image in self.images if image.type == "end_frame"]
        self.elements = [
            Element(pointer, str(item["element_id"]) if isinstance(item.get("element_id"), str | int) else "")
            for pointer, item in self._items("element_list")
        ]
        self.videos = [
            Video(
                pointer,
                _media(item.get("video_url"), LocalVideo),
                _text(item.get("refer_type")),
                _text(item.get("keep_original_sound")),
            )
            for pointer, item in self._items("video_list")
        ]
        self.video = self.videos[0] if self.videos else None
        self.refer_type: Literal["base", "feature"] | None = None
        """What happens to the clip: None without one; ``base`` unless ``feature`` is written."""
        if self.video is not None:
            self.refer_type = "feature" if self.video.refer_type == "feature" else "base"

    def _items(self, name: str) -> list[tuple[str, Mapping[str, Any]]]:
        value = self.raw.get(name)
        if not isinstance(value, list):
            return []
        return [(f"/{name}/{n}", item) for n, item in enumerate(value) if isinstance(item, Mapping)]

    @lazy
    def multi_shot(self) -> bool:
        """Whether it is on; what is neither on nor off is a fault that is told, and means yes where there are shots."""
        written = self.raw.get("multi_shot")
        if written is None or isinstance(written, bool) or written in ("true", "false"):
            return written in (True, "true")
        return bool(self.shots)

    @lazy
    def is_storyboard(self) -> bool:
        """Whether shots are written, or should be. ``intelligence`` beside shots is a fault that is told (R7, R19) and
        hides none of theirs."""
        if not self.multi_shot:
            return False
        return self.shot_type != "intelligence" or self.raw.get("multi_prompt") not in (None, [])

    @lazy
    def texts(self) -> list[Text]:
        """The prompts that will be used: the shots' in a storyboard, else the top one."""
        if self.is_storyboard:
            return [Text(f"{shot.pointer}/prompt", shot.prompt or "", shot.seconds) for shot in self.shots]
        return [Text("/prompt", self.prompt, None if self.refer_type == "base" else self.duration)]
