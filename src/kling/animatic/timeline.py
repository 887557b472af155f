"""What a film shows, frame by frame, before anything is drawn: plain data made from a request body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kling.animatic.captions import FPS
from kling.animatic.size import frame_size, no_higher_than
from kling.api.body import Body
from kling.api.inline import LocalFile
from kling.models.profiles import model_of
from kling.prompts.references import find

Source = str | LocalFile
"""A picture or clip as it stands in a body: a URL, base64 text, or a local file."""
DEFAULT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """A clip that was looked at: pixels as displayed, length in seconds."""

    width: int
    height: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Card:
    """Something a scene refers to, shown beside it. ``name`` is what prompts call it, such as ``image_1``."""

    kind: Literal["image", "element", "clip"]
    name: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """One shot. ``start`` is its first frame in the film. It shows ``clip`` if there is one to edit, else goes from
    ``opening`` to ``ending`` (pictures), else it is played on the stage."""

    start: int
    frames: int
    number: int
    of: int
    opening: Source | None = None
    ending: Source | None = None
    edits: bool = False
    cards: tuple[Card, ...] = ()

    @property
    def end(self) -> int:
        """The first frame after the scene."""
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole film: ``frames`` at 24 per second, ``24 * N + 1`` of them unless a clip is edited.

    ``sound``: it is made. ``clip`` is the clip a film edits or refers to, ``keeps_clip_sound`` whether that is heard.
    """

    width: int
    height: int
    frames: int
    scenes: tuple[Scene, ...]
    sound: bool
    clip: Source | None = None
    keeps_clip_sound: bool = False

    @property
    def seconds(self) -> float:
        return self.frames / FPS

    def scene_at(self, frame: int) -> Scene:
        """The scene that shows ``frame``. Raises IndexError outside the film."""
        for scene in self.scenes:
            if scene.start <= frame < scene.end:
                return scene
        raise IndexError(f"the film has frames 0 to {self.frames - 1}, not {frame}")


def timeline(
    raw: Mapping[str, Any],
    *,
    first_frame: tuple[int, int] | None = None,
    clip: ClipFacts | None = None,
    max_height: int | None = None,
) -> Timeline:
    """The film that a create body asks for.

    ``first_frame`` is the size in pixels of the first frame, if there is one; ``clip`` what is known of the body's
    clip. ``max_height`` makes a small film for a quick look. Bodies with faults are read as far as they can be.
    """
    body = Body(raw)
    edits, video = body.refer_type == "base", body.video
    follow = (clip.width, clip.height) if edits and clip else first_frame
    size = no_higher_than(frame_size(body.mode, body.aspect_ratio, follow, model_of(body.model)), max_height)
    texts, lengths = [text.text for text in body.texts] or [""], [text.seconds for text in body.texts] or [None]
    if edits:
        texts, lengths = [body.prompt], [body.duration]
    frames = [FPS * (length or DEFAULT_SECONDS) for length in lengths]
    frames[-1] = max(1, round(clip.seconds * FPS)) if edits and clip else frames[-1] + 1
    opening = body.first_frames[0].source if body.first_frames else None
    ending = body.end_frames[0].source if body.end_frames else None
    named = [{f"{one.kind}_{one.number}" for one in find(text)} for text in texts]
    scenes: list[Scene] = []
    for number, (names, count) in enumerate(zip(named, frames, strict=True), start=1):
        cards = tuple(
            one for one in _cards(body, edits=edits) if one.kind == "clip" or one.name in names or not any(named)
        )
        last = ending if number == len(texts) else None
        scenes.append(Scene(sum(frames[: number - 1]), count, number, len(texts), opening, last, edits, cards))
    return Timeline(
        *size, sum(frames), tuple(scenes), body.sound and video is None, video.source if video else None,
        video is not None and video.keep_original_sound == "yes",
    )  # fmt: skip


def _cards(body: Body, *, edits: bool) -> Iterator[Card]:
    """What a body refers to. A storyboard shows in each shot what its text names; with no names, everything."""
    for number, image in enumerate(body.images, start=1):
        if image.type not in ("first_frame", "end_frame"):
            yield Card("image", f"image_{number}", image.source)
    for number in range(1, len(body.elements) + 1):
        yield Card("element", f"element_{number}")
    if body.video is not None and not edits:
        yield Card("clip", "video_1", body.video.source)
