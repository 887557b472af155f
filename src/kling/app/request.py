"""What a door is asked for by name: a file, or words and fields. The same model gives doors the schema of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from kling.api.fields import Wire
from kling.app import prepare
from kling.app.refusal import Refusal
from kling.briefs.model import AspectRatio, Mode
from kling.client.prepare import Prepared
from kling.media.keep import Keep, read_crop, read_window
from kling.media.source import picture
from kling.models.profiles import served_names


class ShotFields(TypedDict):
    """A cut of a storyboard: whole seconds, and what it shows."""

    duration: int
    prompt: str


class Kept(BaseModel):
    """Whether files are made legal first, and what is kept of them."""

    fit: bool = False
    crop: str | None = None
    window: str | None = None

    @property
    def keep(self) -> Keep | None:
        """What is kept of files that are made legal; None where they stay as they are. Raises Refusal."""
        try:
            if not (self.fit or self.crop or self.window):
                return None
            return Keep(read_crop(self.crop) if self.crop else None, read_window(self.window) if self.window else None)
        except ValueError as error:
            raise Refusal("usage", str(error)) from None


VideoModel = Annotated[str, Field(json_schema_extra=lambda schema: schema.update(enum=list(served_names())))]
"""The model that makes a film: one of those that can be asked for, whenever the schema is made."""


class Request(Kept):
    """A request by its file, or in words and fields. Sources are files or URLs."""

    model_config = ConfigDict(extra="forbid")

    file: str | None = None
    prompt: str | None = None
    duration: int | None = None
    aspect_ratio: AspectRatio | None = None
    video_model: VideoModel | None = None
    mode: Mode | None = None
    sound: bool | None = None
    first_frame: str | None = None
    last_frame: str | None = None
    images: dict[str, str] | None = None
    elements: dict[str, str] | None = None
    edit: str | None = None
    reference: str | None = None
    keep_original_sound: bool | None = None
    shots: list[ShotFields] | None = None
    watermark: bool | None = None
    host: str | None = None
    take: int = Field(default=1, ge=1)

    def located(self, place: Callable[[str], Path]) -> Self:
        """The same with every file of this machine by its path, which ``place`` gives. Raises Refusal."""
        given = self.model_dump(include={"first_frame", "last_frame", "edit", "reference"}, exclude_none=True)
        found: dict[str, Any] = {name: source(one, place) for name, one in given.items()}
        if self.images:
            found["images"] = {name: source(one, place) for name, one in self.images.items()}
        if self.file:
            found["file"] = str(place(self.file))
        return self.model_copy(update=found)

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the command that asks for it, by the names that commands have."""
        given = self.model_dump(exclude_defaults=True, include={*Request.model_fields})
        if file := given.pop("file", None):
            given["body" if file.endswith(".json") else "brief"] = file
        return given

    def prepared(self, place: Callable[[str], Path], wire: Wire = "v1") -> Prepared:
        """The request, judged and priced; ``place`` gives the path of a file. Raises Refusal."""
        self = self.located(place)
        settings = prepare.Settings(wire=wire, fit=self.keep, take=self.take)
        fields = Request.model_fields.keys() - {"file", "prompt", "host", "take", *Kept.model_fields}
        given: dict[str, Any] = self.model_dump(exclude_none=True, include=fields)
        if self.file:
            if given or self.prompt:
                names = ", ".join([*(["prompt"] if self.prompt else []), *given])
                raise Refusal("usage", f"a file holds everything; it cannot be combined with {names}")
            path = Path(self.file)
            return (prepare.of_body if path.suffix == ".json" else prepare.of_brief)(path, settings)
        if self.prompt is None and not self.shots:
            raise Refusal("usage", "nothing says what to show", help="give a file, a prompt or shots")
        if self.video_model is not None:
            given["model"] = given.pop("video_model")
        if self.sound is not None:
            given["sound"] = "on" if self.sound else "off"
        return prepare.of_fields(self.prompt, given, settings)


def clip(text: str, place: Callable[[str], Path]) -> str:
    """The same of a clip that may be known by an id as well. Raises Refusal."""
    return source(text, place) if Path(text).suffix or "/" in text or "\\" in text else text


def source(text: str, place: Callable[[str], Path]) -> str:
    """A picture or clip as it is given; what would be read of this machine, in any spelling, becomes the path of the
    file. Raises Refusal."""
    local = getattr(picture(text), "path", None)
    return text if local is None else str(place(str(local)))
