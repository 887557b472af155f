"""What a film shows, frame by frame, before anything is drawn: plain data made from a request body. And the words of a
shot on screen: spoken lines while they last, and what is described in the time between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby, pairwise
from math import ceil, inf
from textwrap import wrap
from typing import Any, NamedTuple

from kling.animatic.scene import Line, plain
from kling.animatic.yuv import even
from kling.api.body import Body
from kling.api.inline import LocalFile
from kling.lexicon.pattern import phrases
from kling.models.profiles import model_of
from kling.models.sizes import frame_size
from kling.prompts import quotes
from kling.prompts.references import find

Source = str | LocalFile  # A picture or clip as it stands in a body: a URL, base64 text, or a local file
FPS = 24
CLIP = "video_1"  # what prompts call the clip
_AUDIO = phrases("heard_sentences", re.IGNORECASE | re.MULTILINE)
_PAGE, _FULLEST = 150, 360  # characters in one caption; in small type, where there is no time for more
_SLACK = 12  # characters that a page has more, for it ends with a word
_SHORTEST, _SHORTEST_LINE, _GLIMPSE = 1.4, 1.2, 0.5  # s for a page, for a line; what is shown for less is not seen
_LABEL = 40  # characters of a speaker's name


class ClipFacts(NamedTuple):
    """A clip that was looked at: pixels as displayed, length in seconds."""

    width: int
    height: int
    seconds: float


class Scene(NamedTuple):
    """One shot: its number, its first frame in the film and the first one after it, and the names of what it refers
    to."""

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
    clip. ``max_height`` makes a small film for a quick look. Bodies with faults are read as far as they can be.
    """
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


# ---- words on screen -------------------------------------------------------------------------------------------------


class Caption(NamedTuple):
    """Words on screen from frame ``start`` to frame ``end`` (exclusive) of a shot; ``line``: they are spoken."""

    start: int
    end: int
    text: str
    line: bool = False


def timecode(frame: int) -> str:
    """Hours, minutes, seconds and frames of a 24-frame film."""
    seconds, frames = divmod(frame, FPS)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"


def captions(text: str, lines: Sequence[Line], frames: int, names: Mapping[str, str] | None = None) -> list[Caption]:
    """The lines of a shot as they are spoken and, in between, an excerpt of its text that can be read, in order.
    ``names`` are the user's own for pictures, elements and whom they show. Sentences about sound are heard only."""
    shown = list(_spoken(lines, names or {}))
    free = [frame for frame in range(frames) if not any(one.start <= frame < one.end for one in shown)]
    pages = _excerpt(_called(_described(text), names or {}), len(free) / FPS)
    for number, page in enumerate(pages):
        first, last = (round(len(free) * n / len(pages)) for n in (number, number + 1))
        unbroken = (list(run) for _, run in groupby(enumerate(free[first:last]), lambda one: one[1] - one[0]))
        run = max(unbroken, key=len, default=[])
        if len(run) >= _GLIMPSE * FPS:
            shown.append(Caption(run[0][1], run[-1][1] + 1, page))
    return sorted(shown)


def _called(text: str, names: Mapping[str, str]) -> str:
    """A text with names for its references."""
    for found in reversed(list(find(text))):
        name = f"{found.kind}_{found.number}"
        text = text[: found.start] + names.get(name, plain(name)) + text[found.end :]
    return text


def _spoken(lines: Sequence[Line], names: Mapping[str, str]) -> Iterator[Caption]:
    """Each line from its first sound to its last, or a little longer where it is too short to be read."""
    for line, then in zip(lines, [*(one.start for one in lines[1:]), inf], strict=False):
        until = max(line.end, min(line.start + _SHORTEST_LINE, then))
        speaker = _called(names.get(line.speaker, line.speaker), names)[:_LABEL]
        said = f"{speaker}: {line.text}" if speaker else line.text
        yield Caption(round(line.start * FPS), round(until * FPS), _called(said, names), line=True)


def _excerpt(told: str, seconds: float) -> list[str]:
    """A text on pages: fuller ones where time is short, and at last without their middle, for how a shot ends is always
    told."""
    room = max(min(2, int(seconds)), int(seconds / _SHORTEST))
    count = ceil(len(told) / max(_PAGE, min(_FULLEST, len(told) // max(1, room))))
    pages = wrap(told, len(told) // max(1, count) + _SLACK)
    return pages if len(pages) <= room else [*pages[: room - room // 2], *pages[len(pages) - room // 2 :]]


def _described(text: str) -> str:
    """A text without what is said, who says it, and what is heard."""
    for quote in reversed(quotes.find(text)):
        if quote.kind == "line" and quote.text.strip():
            text = text[: quote.intro] + "\n" + text[max(quote.end, quote.outro) :]
    return " ".join(_AUDIO.sub(" ", text).split()).strip(" ,;，、").lstrip(" .。")
