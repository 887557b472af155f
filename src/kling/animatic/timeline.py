"""What a film shows, frame by frame, before anything is drawn: plain data made from a request body."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from kling.animatic.captions import FPS
from kling.animatic.yuv import even
from kling.api.body import Body
from kling.api.inline import LocalFile
from kling.models.profiles import model_of
from kling.models.sizes import frame_size
from kling.prompts.references import find

Source = str | LocalFile  # A picture or clip as it stands in a body: a URL, base64 text, or a local file
CLIP = "video_1"  # what prompts call the clip


class ClipFacts(NamedTuple):
    """A clip that was looked at: pixels as displayed, length in seconds."""

    width: int
    height: int
    seconds: float


class Scene(NamedTuple):
    """One shot: its number, its first frame in the film and the first after it, and what it refers to by name."""

    number: int
    start: int
    end: int
    names: tuple[str, ...]

    @property
    def frames(self) -> int:
        """How many there are."""
        return self.end - self.start


class Timeline(NamedTuple):
    """A film at 24 frames a second, ``24 * N + 1`` of them unless it edits a clip. ``sources`` has what its scenes
    refer to by the names that prompts have for it; None for elements."""

    width: int
    height: int
    scenes: tuple[Scene, ...]
    sources: Mapping[str, Source | None]

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
    clip. ``max_height`` makes a small film for a quick look. Bodies with faults are read as far as they can be."""
    body = Body(raw)
    edits = body.refer_type == "base"
    follow = (clip.width, clip.height) if edits and clip else first_frame
    model = model_of(body.model)
    width, height = frame_size(body.mode, body.aspect_ratio, follow, model)
    if max_height and height > max_height:
        width, height = even(width * max_height / height), even(max_height)
    told = [(text.text, text.seconds) for text in body.texts] or [("", None)]
    told = [(body.prompt, body.duration)] if edits else told
    frames = [FPS * (seconds or model.newest.duration_default) for _, seconds in told]
    frames[-1] = max(1, round(clip.seconds * FPS)) if edits and clip else frames[-1] + 1
    sources, cuts = _sources(body, edits=edits), pairwise(accumulate(frames, initial=0))
    named = [{f"{one.kind}_{one.number}" for one in find(text)} for text, _ in told]
    shown = (tuple(one for one in sources if one == CLIP or one in names or not any(named)) for names in named)
    scenes = (Scene(number, *cut, names) for number, (cut, names) in enumerate(zip(cuts, shown, strict=True), start=1))
    return Timeline(width, height, tuple(scenes), sources)


def _sources(body: Body, *, edits: bool) -> dict[str, Source | None]:
    """What a body refers to. A storyboard shows in each shot what its text names; with no names, everything."""
    images = [one for one in enumerate(body.images, start=1) if one[1].type not in ("first_frame", "end_frame")]
    found: dict[str, Source | None] = {f"image_{number}": image.source for number, image in images}
    found |= {f"element_{number}": None for number in range(1, len(body.elements) + 1)}
    return found if body.video is None or edits else {**found, CLIP: body.video.source}
