"""What a film shows, frame by frame, before anything is drawn: plain data made from a request body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from kling.animatic.captions import FPS
from kling.animatic.size import frame_size, no_higher_than
from kling.api.body import Body
from kling.api.inline import LocalFile
from kling.models.profiles import model_of
from kling.prompts.references import find

Source = str | LocalFile
"""A picture or clip as it stands in a body: a URL, base64 text, or a local file."""
DEFAULT_SECONDS = 5


class ClipFacts(NamedTuple):
    """A clip that was looked at: pixels as displayed, length in seconds."""

    width: int
    height: int
    seconds: float


class Card(NamedTuple):
    """Something a scene refers to, shown beside it. ``name`` is what prompts call it, such as ``image_1``."""

    kind: Literal["image", "element", "clip"]
    name: str
    source: Source | None = None


class Scene(NamedTuple):
    """One shot: its number, its first frame in the film, how many there are, and what it refers to."""

    number: int
    start: int
    frames: int
    cards: tuple[Card, ...]

    @property
    def end(self) -> int:
        """The first frame after the scene."""
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class Timeline:
    """The film of a ``body``, at 24 frames a second, ``24 * N + 1`` of them unless it ``edits`` a clip."""

    body: Body
    width: int
    height: int
    edits: bool
    scenes: tuple[Scene, ...]

    @property
    def frames(self) -> int:
        """How many there are."""
        return self.scenes[-1].end

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
    edits = body.refer_type == "base"
    follow = (clip.width, clip.height) if edits and clip else first_frame
    size = no_higher_than(frame_size(body.mode, body.aspect_ratio, follow, model_of(body.model)), max_height)
    told = [(text.text, text.seconds) for text in body.texts] or [("", None)]
    told = [(body.prompt, body.duration)] if edits else told
    frames = [FPS * (seconds or DEFAULT_SECONDS) for _, seconds in told]
    frames[-1] = max(1, round(clip.seconds * FPS)) if edits and clip else frames[-1] + 1
    cards, named = (
        list(_cards(body, edits=edits)),
        [{f"{one.kind}_{one.number}" for one in find(text)} for text, _ in told],
    )
    scenes = tuple(
        Scene(
            number + 1, sum(frames[:number]), frames[number],
            tuple(one for one in cards if one.kind == "clip" or one.name in names or not any(named)),
        )
        for number, names in enumerate(named)
    )  # fmt: skip
    return Timeline(body, *size, edits, scenes)


def _cards(body: Body, *, edits: bool) -> Iterator[Card]:
    """What a body refers to. A storyboard shows in each shot what its text names; with no names, everything."""
    for number, image in enumerate(body.images, start=1):
        if image.type not in ("first_frame", "end_frame"):
            yield Card("image", f"image_{number}", image.source)
    for number in range(1, len(body.elements) + 1):
        yield Card("element", f"element_{number}")
    if body.video is not None and not edits:
        yield Card("clip", "video_1", body.video.source)
