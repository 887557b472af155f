"""What a door is asked for by name: a file, or words and fields. The same model gives doors the schema of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from kling.app import prepare
from kling.app.refusal import Refusal
from kling.client.prepare import Prepared
from kling.media.keep import Keep, read_crop, read_window
from kling.media.source import picture

KEPT = ("fit", "crop", "window")


class ShotFields(TypedDict):
    """A cut of a storyboard: whole seconds, and what it shows."""

    duration: int
    prompt: str


class Request(BaseModel):
    """A request by its file, or in words and fields. Sources are files or URLs."""

    model_config = ConfigDict(extra="forbid")

    file: str | None = Field(default=None, description="a brief (YAML) or request body (JSON); it holds everything")
    prompt: str | None = Field(default=None, description="what to show; assets are called @name, the clip @video")
    duration: int | None = Field(default=None, description="whole seconds, 3 to 15")
    aspect_ratio: Literal["16:9", "9:16", "1:1"] | None = Field(
        default=None, description="not with a first frame or an edit"
    )
    mode: Literal["std", "pro", "4k"] | None = Field(
        default=None, description="std (720p) costs least; pro (1080p) if not said"
    )
    sound: bool | None = Field(default=None, description="generate sound; costs more")
    first_frame: str | None = Field(
        default=None, description="the picture that the film begins with; it decides the shape"
    )
    last_frame: str | None = Field(default=None, description="the picture that the film ends with")
    images: dict[str, str] | None = Field(default=None, description="reference pictures by name")
    elements: dict[str, str] | None = Field(default=None, description="ids of saved elements by name")
    edit: str | None = Field(default=None, description="the clip to change; the film is as long as it")
    reference: str | None = Field(default=None, description="the clip to take camera, motion or style from")
    keep_original_sound: bool | None = Field(default=None, description="keep the clip's own sound")
    shots: list[ShotFields] | None = Field(default=None, description="a storyboard: up to six shots")
    watermark: bool | None = Field(default=None, description="also ask for a watermarked copy")
    fit: bool = Field(default=False, description="make pictures and clips legal first: scale, convert, trim")
    crop: str | None = Field(default=None, description="keep this shape of frames and clip: 9:16, or 9:16@0.5,0.3")
    window: str | None = Field(default=None, description="keep these seconds of the clip: 12-20")
    host: str | None = Field(default=None, description="storage for local clips: s3://bucket/prefix, gs://, az://")
    take: int = Field(default=1, ge=1, description="another video of the same request: 2, 3 …")

    def prepared(self, place: Callable[[str], Path]) -> Prepared:
        """The request, judged and priced; ``place`` gives the path of a file. Raises Refusal."""
        settings = prepare.Settings(fit=keep(self.fit, self.crop, self.window), take=self.take)
        given: dict[str, Any] = self.model_dump(exclude_none=True, exclude={"file", "prompt", "host", "take", *KEPT})
        if self.file:
            if given or self.prompt:
                names = ", ".join([*(["prompt"] if self.prompt else []), *given])
                raise Refusal("usage", f"a file holds everything; it cannot be combined with {names}")
            path = place(self.file)
            return (prepare.of_body if path.suffix == ".json" else prepare.of_brief)(path, settings)
        if self.prompt is None and not self.shots:
            raise Refusal("usage", "nothing says what to show", help="give a file, a prompt or shots")
        for name in ("first_frame", "last_frame", "edit", "reference"):
            if name in given:
                given[name] = source(given[name], place)
        if self.images:
            given["images"] = {name: source(one, place) for name, one in self.images.items()}
        if self.sound is not None:
            given["sound"] = "on" if self.sound else "off"
        return prepare.of_fields(self.prompt, given, settings)


def keep(fit: bool, crop: str | None, window: str | None) -> Keep | None:
    """What is kept of files that are made legal; None where they stay as they are. Raises Refusal."""
    try:
        if not (fit or crop or window):
            return None
        return Keep(read_crop(crop) if crop else None, read_window(window) if window else None)
    except ValueError as error:
        raise Refusal("usage", str(error)) from None


def source(text: str, place: Callable[[str], Path]) -> str:
    """A picture or clip as it is given; what would be read of this machine, in any spelling, becomes the path of the
    file. Raises Refusal."""
    local = getattr(picture(text), "path", None)
    return text if local is None else str(place(str(local)))
