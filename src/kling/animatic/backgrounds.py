"""What fills the frame of a scene where it is not the stage: pictures, or a clip."""

from __future__ import annotations

from typing import Protocol

from PIL import Image, ImageChops, ImageDraw

from kling.animatic.camera import path_over, pose_of
from kling.animatic.captions import FPS
from kling.animatic.clip import Clip
from kling.animatic.edit import marks, sky_of, style_of
from kling.animatic.layer import Layer
from kling.animatic.moves import BEYOND, eased
from kling.animatic.noise import softened
from kling.animatic.overlay import Page, plate
from kling.animatic.palette import grade_of, tables
from kling.animatic.scene import Film, Shot
from kling.animatic.weather import stars_of
from kling.animatic.yuv import RGB, Planes, join, paste, split

_DISSOLVE = 0.14, 0.86  # parts of a passage between which one picture becomes the other


class Background(Protocol):
    """Fills frames."""

    def draw(self, onto: Planes, number: int) -> None:
        """Fill the frame as it is ``number`` frames after the start of the scene."""

    def close(self) -> None:
        """Let go of what is held."""


class Pictures:
    """One picture under the camera of a shot, exact at the start; with a ``last`` one, a cross dissolve to that, exact
    at the end of ``frames``. Without a shot the camera stands still."""

    def __init__(
        self, first: Layer, shot: Shot | None = None, aspect: float = 1.0, last: Layer | None = None, frames: int = 1
    ) -> None:
        segments, texture = (shot.camera, shot.texture) if shot and last is None else ((), "")
        self._first, self._last, self._frames = first, last, frames
        self._path = path_over(segments, texture, aspect)
        self._racks = any(one.move == "rack_focus" for one in segments)

    def draw(self, onto: Planes, number: int) -> None:
        view = self._path.at(number / FPS)
        pose = pose_of(view)
        shown = self._first.seen_from(onto.size, pose)
        if self._racks and view.focus is not None:  # from what is near to what is far
            shown = softened(shown, self._first.nearness((view.focus - 1) / BEYOND))
        paste(onto, shown, (0, 0))
        if self._last is not None:
            begin, end = _DISSOLVE
            done = eased(number / max(1, self._frames - 1) - begin, end - begin)
            mask = Image.new("L", onto.size, round(255 * done))
            paste(onto, self._last.seen_from(onto.size, pose), (0, 0), mask)

    def close(self) -> None:
        """Nothing is held."""


class Footage:
    """The clip itself, held at its last picture if the scene is longer, with what an edit does to it."""

    def __init__(self, clip: Clip, film: Film, shot: Shot, page: Page, dusk: float, accent: RGB) -> None:
        self._clip, self._style = clip, style_of(shot)
        first = join(clip.at(0.0, page.size))
        self._luma, self._chroma = tables(grade_of(shot.palette), dusk)
        self._marks = marks(film, shot, page, first, accent)
        self._stars = stars_of(page.size) if shot.stars else []
        self._sky = sky_of(first) if shot.stars else None

    def draw(self, onto: Planes, number: int) -> None:
        shown = self._clip.at(number / FPS, onto.size, self._style)
        if self._luma is not None:
            shown = Planes(*(one.point(table) for one, table in zip(shown, (self._luma, *self._chroma), strict=True)))
        paste(onto, shown, (0, 0))
        for stars in self._stars:
            stars.draw(onto, number / FPS)
        if self._stars and self._sky is not None:
            paste(onto, shown, (0, 0), ImageChops.invert(self._sky))
        for mark in self._marks:
            mark.draw(onto)

    def close(self) -> None:
        """Nothing is held."""


def placeholder(words: str, page: Page) -> Layer:
    """A quiet card in place of something that is not at hand."""
    picture, step = Image.new("RGB", page.size, (30, 34, 42)), round(min(page.size) / 9)
    for x in range(-page.height, page.width, step):
        ImageDraw.Draw(picture).line((x, page.height, x + page.height, 0), (36, 41, 50), max(1, step // 4))
    told = plate(page, words, "missing")
    picture.paste(told, page.place(told.size, (0.5, 0.5)), told)
    return Layer(split(picture))
