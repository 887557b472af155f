"""What fills the frame of a scene: a stage, a photograph, a passage between two photographs, a clip."""

from __future__ import annotations

from abc import ABC, abstractmethod

from PIL import Image, ImageChops, ImageDraw

from kling.animatic.camera import Pose, path_over, pose_of
from kling.animatic.captions import FPS
from kling.animatic.clip import Clip
from kling.animatic.edit import marks, sky_of, style_of, styled
from kling.animatic.layer import Layer
from kling.animatic.lettering import Lettering, Piece, Type
from kling.animatic.moves import BEYOND, eased
from kling.animatic.noise import softened
from kling.animatic.overlay import Page
from kling.animatic.palette import grade_of, tables
from kling.animatic.scene import Film, Shot
from kling.animatic.size import even
from kling.animatic.staged import Staged
from kling.animatic.weather import stars_of
from kling.animatic.yuv import RGB, Planes, join, paste, split


class Background(ABC):
    """Fills frames."""

    @abstractmethod
    def draw(self, frame: Planes, part: float, seconds: float) -> None:
        """Fill the frame as it is when ``part`` (0 to 1) of the scene has passed, ``seconds`` after its start."""

    def close(self) -> None:  # noqa: B027 - most hold nothing
        """Let go of what is held."""


class OnStage(Background):
    """A shot on the 3D stage."""

    def __init__(self, staged: Staged) -> None:
        self.staged = staged

    def draw(self, frame: Planes, part: float, seconds: float) -> None:
        self.staged.draw(frame, round(seconds * FPS))

    def close(self) -> None:
        self.staged.close()


class Photograph(Background):
    """One picture under the camera of a shot; at the start it is shown exactly. Without a shot it stands still."""

    def __init__(self, layer: Layer, shot: Shot | None = None, aspect: float = 1.0) -> None:
        segments, texture = (shot.camera, shot.texture) if shot else ((), "")
        self._layer, self._path = layer, path_over(segments, texture, aspect)
        self._racks = any(one.move == "rack_focus" for one in segments)

    def draw(self, frame: Planes, part: float, seconds: float) -> None:
        view = self._path.at(seconds)
        shown = self._layer.seen_from(frame.size, pose_of(view))
        if self._racks and view.focus is not None:  # from what is near to what is far
            shown = softened(shown, self._layer.nearness((view.focus - 1) / BEYOND))
        paste(frame, shown, (0, 0))


class Passage(Background):
    """From one picture to another by a cross dissolve. The first frame is exactly the first picture, the last frame
    exactly the second."""

    _BEGIN, _END = 0.14, 0.86

    def __init__(self, first: Layer, last: Layer) -> None:
        self._first, self._last = first, last

    def draw(self, frame: Planes, part: float, seconds: float) -> None:
        done = eased(part - self._BEGIN, self._END - self._BEGIN)
        if done < 1:
            paste(frame, self._first.seen_from(frame.size, Pose()), (0, 0))
        if done > 0:
            mask = Image.new("L", frame.size, round(255 * done)) if done < 1 else None
            paste(frame, self._last.seen_from(frame.size, Pose()), (0, 0), mask)


class Footage(Background):
    """The clip itself, held at its last picture if the scene is longer, with what an edit does to it."""

    def __init__(self, clip: Clip, film: Film, shot: Shot, page: Page, dusk: float, accent: RGB) -> None:
        self._clip = clip
        first = join(clip.at(0.0, page.size))
        self._luma, self._chroma = tables(grade_of(shot.palette), dusk)
        self._style = style_of(shot.text) if shot.edit else None
        self._marks = marks(film, shot, page, first, accent)
        self._stars = stars_of(page.size) if shot.stars else []
        self._sky = sky_of(first) if shot.stars else None

    def draw(self, frame: Planes, part: float, seconds: float) -> None:
        shown = self._clip.at(seconds, frame.size)
        if self._style is not None:
            shown = styled(shown, self._style)
        if self._luma is not None:
            cb_table, cr_table = self._chroma
            shown = Planes(shown.y.point(self._luma), shown.cb.point(cb_table), shown.cr.point(cr_table))
        paste(frame, shown, (0, 0))
        for stars in self._stars:
            stars.draw(frame, seconds)
        if self._stars and self._sky is not None:
            paste(frame, shown, (0, 0), ImageChops.invert(self._sky))
        for mark in self._marks:
            mark.draw(frame)


def placeholder(words: str, size: tuple[int, int]) -> Layer:
    """A quiet card in place of something that is not at hand."""
    picture = Image.new("RGB", size, (30, 34, 42))
    draw = ImageDraw.Draw(picture)
    step = even(min(size) / 9)
    for x in range(-size[1], size[0], step):
        draw.line((x, size[1], x + size[1], 0), fill=(36, 41, 50), width=max(1, step // 4))
    lettering = Lettering(Type(max(8, round(min(size) * 0.034)), 500), words)
    for n, line in enumerate(lettering.wrap([Piece(words)], size[0] * 0.7, 2)):
        left = (size[0] - lettering.width(line)) / 2
        lettering.draw(draw, (left, size[1] * 0.42 + n * lettering.line_height), line, (206, 212, 222), (206, 212, 222))
    return Layer(split(picture))
