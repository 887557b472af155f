"""What a film shows, frame by frame, before anything is drawn: scenes, cuts and words.

Everything here is pure data made from a request body, so cuts can be checked without drawing a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kling.animatic.captions import Caption, captions, references
from kling.animatic.size import frame_size, no_higher_than
from kling.api.body import Body
from kling.api.inline import LocalFile
from kling.models.profiles import model_of

FPS = 24
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
    label: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """One shot. ``start`` is its first frame in the film. It shows ``clip`` if there is one to edit, else goes from
    ``opening`` to ``ending`` (pictures), else it is played on the stage."""

    start: int
    frames: int
    number: int
    of: int
    captions: tuple[Caption, ...]
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

    ``sound``: ambience is generated. ``clip`` is the clip a film edits or refers to; ``keeps_clip_sound`` whether its
    sound is heard.
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

    @property
    def has_audio(self) -> bool:
        return self.sound or self.keeps_clip_sound

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
    follow_size = (clip.width, clip.height) if edits and clip else first_frame
    width, height = no_higher_than(
        frame_size(body.mode, body.aspect_ratio, follow_size, model_of(body.model)), max_height
    )
    if edits:
        asked = (body.duration or DEFAULT_SECONDS) * FPS + 1
        frames = [max(1, round(clip.seconds * FPS)) if clip else asked]
        texts = [body.prompt]
    else:
        frames = [FPS * (text.seconds or DEFAULT_SECONDS) for text in body.texts] or [FPS * DEFAULT_SECONDS]
        frames[-1] += 1
        texts = [text.text for text in body.texts] or [""]
    named = any(references(text) for text in texts)
    scenes: list[Scene] = []
    start = 0
    for index, (text, count) in enumerate(zip(texts, frames, strict=True)):
        scenes.append(_scene(body, index, len(texts), text, start, count, named=named, edits=edits))
        start += count
    video = body.video
    return Timeline(
        width=width,
        height=height,
        frames=start,
        scenes=tuple(scenes),
        sound=body.sound and video is None,
        clip=video.source if video else None,
        keeps_clip_sound=video is not None and video.keep_original_sound == "yes",
    )


def _scene(body: Body, index: int, of: int, text: str, start: int, frames: int, *, named: bool, edits: bool) -> Scene:
    opening = body.first_frames[0].source if body.first_frames else None
    ending = body.end_frames[0].source if body.end_frames and index == of - 1 else None
    return Scene(
        start=start,
        frames=frames,
        number=index + 1,
        of=of,
        captions=captions(text, start, frames),
        opening=opening,
        ending=ending,
        edits=edits,
        cards=_cards(body, text, named=named, edits=edits),
    )


def _cards(body: Body, text: str, *, named: bool, edits: bool) -> tuple[Card, ...]:
    """What the scene refers to. A storyboard shows in each shot what its text names; with no names, everything."""
    wanted = set(references(text))
    cards: list[Card] = []
    for number, image in enumerate(body.images, start=1):
        name = f"image_{number}"
        if image.type not in ("first_frame", "end_frame") and (name in wanted or not named):
            cards.append(Card("image", name, image.source))
    for number in range(1, len(body.elements) + 1):
        name = f"element_{number}"
        if name in wanted or not named:
            cards.append(Card("element", name))
    if body.video is not None and not edits:
        cards.append(Card("clip", "video_1", body.video.source))
    return tuple(cards)
