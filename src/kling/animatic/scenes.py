"""Drawing a scene: what stands in it, seen by its camera, with everything laid over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import Literal

from PIL import Image

from kling.animatic.backgrounds import Footage, Ground, OnStage, Passage, Photograph, placeholder
from kling.animatic.camera import path_over
from kling.animatic.cards import Cards
from kling.animatic.clip import Clip
from kling.animatic.errors import RenderError
from kling.animatic.framing import fill_of, focal_of
from kling.animatic.layer import Layer
from kling.animatic.overlay import Overlay, Page, caption, guides, pill, progress, scrim, tag, watermark
from kling.animatic.pictures import UnreadableError, picture_layer, read_picture
from kling.animatic.place import scheme_of_shot, setting_of
from kling.animatic.scene import Film as Model
from kling.animatic.scene import Shot
from kling.animatic.staged import FULL, Quality, Staged
from kling.animatic.timeline import FPS, Scene, Source, Timeline
from kling.animatic.track import measured
from kling.animatic.weather import Air, weather_of
from kling.animatic.yuv import GREY, WHITE, Planes, plain
from kling.api.inline import LocalFile
from kling.lexicon import ANGLES, CAMERA_MOVES, SHOT_SIZES
from kling.media.address import scheme

Find = Callable[[Source], Path | None]
Burn = Literal["none", "slate", "full"]
"""What is burnt into the picture besides spoken lines: nothing, the shot's slate and words, or guides too."""
MARK = "PREVIEW"
_FADE = 7  # frames in which words and cards appear


def name_of(source: Source) -> str:
    """How an error or a placeholder calls a source: a file's or a URL's last part, never base64 text."""
    if isinstance(source, LocalFile):
        return source.path.name
    if scheme(source) or source.startswith(("/", "file:")) or len(source) < 200:
        return source.split("?")[0].rstrip("/").rsplit("/", 1)[-1][:60] or "a picture"
    return "a picture sent as base64"


@dataclass
class Media:
    """The pictures and the clip of a body, read when needed and once."""

    find: Find
    _pictures: dict[Source, Image.Image | None] = field(default_factory=dict)
    _clip: Clip | None = None

    def frame(self, source: Source, role: str) -> Image.Image | None:
        """The picture of a first or last frame; None when it is not on this machine. Raises RenderError."""
        if source not in self._pictures:
            path = self.find(source) if source else None
            try:
                self._pictures[source] = None if path is None else read_picture(path)
            except UnreadableError as error:
                raise RenderError(
                    f"the {role} {name_of(source)} cannot be read: {error}; give a whole PNG or JPEG file"
                ) from error
        return self._pictures[source]

    def reference(self, source: Source | None) -> Image.Image | None:
        """A picture that is only referred to; None when it is not on this machine or cannot be read."""
        if not source:
            return None
        try:
            return self.frame(source, "reference picture")
        except RenderError:
            self._pictures[source] = None
            return None

    def clip(self, source: Source, *, edited: bool) -> Clip | None:
        """The clip; None when it is not on this machine, or cannot be read and is only referred to."""
        if self._clip is None:
            path = self.find(source) if source else None
            if path is None:
                return None
            try:
                self._clip = Clip(path)
            except UnreadableError as error:
                if not edited:
                    return None
                raise RenderError(
                    f"the clip to edit, {name_of(source)}, cannot be read: {error}; give a whole MP4 or MOV file"
                ) from error
        return self._clip


def terms_of(shot: Shot) -> tuple[str, ...]:
    """A shot's camera in the terms of film, as a slate has them: size, angle, lens, moves."""
    told = [SHOT_SIZES[shot.size].term] if shot.size in SHOT_SIZES else []
    if shot.angle in ANGLES:
        told.append(ANGLES[shot.angle].term)
    if shot.focal or shot.lens:
        told.append(f"{focal_of(shot.size, shot.lens, shot.focal):.0f} mm")
    told += [CAMERA_MOVES[one.move].term for one in shot.camera[:3] if one.move in CAMERA_MOVES]
    return tuple(dict.fromkeys(told))


class Drawn:
    """One scene, ready to be drawn frame by frame. ``clip`` is the body's clip if it can be shown; ``model`` is the
    whole film as it was read, of which ``shot`` is this scene. Close it after use."""

    def __init__(
        self,
        scene: Scene,
        film: Timeline,
        media: Media,
        clip: Clip | None,
        model: Model,
        shot: Shot,
        quality: Quality,
        burn: Burn,
    ) -> None:
        self.scene = scene
        self._model, self._shot, self._quality, self._burn = model, shot, quality, burn
        self.size = (film.width, film.height)
        self.page = Page(*self.size)
        self._frames = film.frames
        self.clip = clip
        scheme = scheme_of_shot(shot)
        self.air: list[Air] = weather_of(shot.weather, self.size, scheme.horizon, setting_of(shot))
        pictures = {
            card.name: picture
            for card in scene.cards
            if card.kind == "image" and (picture := media.reference(card.source)) is not None
        }
        self.ground = self._make_ground(media, pictures)
        self._scrim = scrim(self.page)
        accent = scheme.accent
        note = ("edit", *terms_of(shot)) if scene.edits else terms_of(shot)
        if burn == "none":
            note = ()
        self._captions = [
            (words, caption(self.page, words.pieces, note, accent, line=words.kind == "line"))
            for words in scene.captions
            if words.kind == "line" or burn != "none"
        ]
        self._guides = guides(self.page) if burn == "full" else None
        self._tags: dict[str, tuple[tuple[float, float], Overlay | None]] = {}
        self._bare_note = caption(self.page, (), note, accent) if note and not scene.captions else None
        clip_size = (clip.facts.width, clip.facts.height) if clip and not scene.edits else None
        standing = self.ground.staged.standing if isinstance(self.ground, OnStage) else frozenset()
        cards = [replace(one, label=model.called(one.name)) for one in scene.cards if one.name not in standing]
        self._cards = Cards(self.page, cards, pictures, accent, clip_size=clip_size) if cards else None
        self._slates: dict[int, Overlay | None] = {}

    # ---- what stands in the scene -----------------------------------------------------------------------------

    def _make_ground(self, media: Media, pictures: Mapping[str, Image.Image]) -> Ground:
        scene, size = self.scene, self.size
        if scene.edits:
            if self.clip is None:
                return self._photograph(placeholder("The clip is not on this machine", size), still=True)
            shot = self._shot
            scheme = scheme_of_shot(shot)
            return Footage(self.clip, self._model, shot, self.page, scheme.dark if shot.hour else 0.0, scheme.accent)
        opening = self._frame_layer(media, scene.opening, "first frame")
        ending = self._frame_layer(media, scene.ending, "last frame")
        if opening is not None and ending is not None:
            return Passage(opening, ending, size)
        alone = opening or ending
        if alone is not None:
            return self._photograph(alone)
        track = None
        if self.clip is not None and not CAMERA_MOVES.find(self._shot.text):  # words about the camera go before it
            track = measured(self.clip, self._shot.seconds)
        return OnStage(Staged(self._model, self._shot, size, self._quality, pictures, track=track))

    def _photograph(self, layer: Layer, *, still: bool = False) -> Ground:
        shot = self._shot
        segments = () if still else shot.camera
        return Photograph(layer, path_over(segments, "" if still else shot.texture, self.size[0] / self.size[1]))

    def _closer(self) -> float:
        """How much nearer than its picture a shot is, by its size beside the first shot's: a wider one is never
        cropped, and steps back as far as the picture goes on."""
        if self.scene.number == 1:
            return 1.0
        nearer = fill_of(self._shot.size) / max(0.05, fill_of(self._model.shots[0].size))
        return 0.87 if nearer < 0.95 else 1.0 if nearer < 1.05 else min(1.9, 1 + 0.5 * nearer**0.5)

    def close(self) -> None:
        """Take down what stands in the scene."""
        self.ground.close()

    def _frame_layer(self, media: Media, source: Source | None, role: str) -> Layer | None:
        if source is None:
            return None
        picture = media.frame(source, role)
        if picture is None:
            return placeholder(f"{role.capitalize()}: {name_of(source)} is not on this machine", self.size)
        return picture_layer(picture, self.size, self._closer())

    # ---- a frame ----------------------------------------------------------------------------------------------

    def draw(self, frame: Planes, index: int) -> None:
        """Draw frame ``index`` of the scene, without the film's own marks."""
        scene = self.scene
        seconds = index / FPS
        part = index / max(1, scene.frames - 1)
        self.ground.draw(frame, part, seconds)
        for air in self.air:
            air.draw(frame, seconds)
        if self._guides is not None:
            self._guides.draw(frame)
        if isinstance(self.ground, OnStage):
            self._draw_tags(frame, self.ground.staged)
        shown = self._presence(index)
        if self._cards is not None:
            size = self._cards.clip_size
            playing = self.clip.at(seconds, size) if self.clip and size else None
            self._cards.draw(frame, min(1.0, index / (2 * _FADE)) if scene.opening else 1.0, playing)
        if self._captions or self._bare_note:
            if self._scrim is not None:
                self._scrim.draw(frame, shown)
            self._draw_captions(frame, index, shown)
        if scene.of > 1 and self._burn != "none":
            self._draw_slate(frame, index)

    def _draw_tags(self, frame: Planes, staged: Staged) -> None:
        """The words on what is not drawn: boxes, and a place that is not known."""
        for words, point in staged.tags:
            where = staged.where(point)
            if where is None:
                continue
            if words not in self._tags or self._tags[words][0] != where:
                self._tags[words] = where, tag(self.page, words, where)
            overlay = self._tags[words][1]
            if overlay is not None:
                overlay.draw(frame)

    def _presence(self, index: int) -> float:
        """How strongly words show: a film that opens with a picture begins on nothing but that."""
        return min(index / _FADE if self.scene.opening else 1.0, self._left(index))

    def _left(self, index: int) -> float:
        """From 1 down to 0 at the film's last frame, which is without words: it may be the first picture of another."""
        return min(1.0, (self._frames - 1 - self.scene.start - index) / _FADE)

    def _draw_captions(self, frame: Planes, index: int, shown: float) -> None:
        now = self.scene.start + index
        for words, overlay in self._captions:
            if words.start <= now < words.end and overlay is not None:
                begin = 1.0 if words.start == self.scene.start else (now - words.start + 1) / _FADE
                end = 1.0 if words.end == self.scene.end else (words.end - now) / _FADE
                overlay.draw(frame, min(shown, begin, end, 1.0))
        if self._bare_note is not None:
            self._bare_note.draw(frame, shown)

    def _draw_slate(self, frame: Planes, index: int) -> None:
        """Which shot this is and how many seconds of it are left."""
        left = max(1, ceil((self.scene.frames - 1 - index) / FPS))
        if left not in self._slates:
            words = f"shot {self.scene.number}/{self.scene.of}  ·  {left} s left"
            self._slates = {left: pill(self.page, words, right=False, strong=True)}
        slate = self._slates[left]
        if slate is not None:
            slate.draw(frame, self._left(index))


class Film:
    """A timeline with its media: any frame of it, drawn. ``model`` is what was read of it."""

    def __init__(
        self,
        timeline: Timeline,
        media: Media,
        model: Model,
        *,
        quality: Quality = FULL,
        burn: Burn = "slate",
        watermarked: bool = False,
        take: int = 1,
    ) -> None:
        self.timeline, self.model, self.quality, self.burn = timeline, model, quality, burn
        self._media = media
        page = Page(timeline.width, timeline.height)
        edited = any(scene.edits for scene in timeline.scenes)
        self._clip = media.clip(timeline.clip, edited=edited) if timeline.clip is not None else None
        self._marks = [
            pill(page, MARK if take == 1 else f"{MARK}  ·  take {take}", right=True),
            watermark(page) if watermarked else None,
        ]
        cuts = [scene.start / timeline.frames for scene in timeline.scenes[1:]]
        self._track, self._line = progress(page, cuts)
        self._stage: Drawn | None = None

    @property
    def clip(self) -> Clip | None:
        return self._clip

    def frame(self, number: int) -> Planes:
        """Frame ``number`` of the film. Raises what ``draw`` raises."""
        frame = plain((self.timeline.width, self.timeline.height), (0, 0, 0))
        self.draw(frame, number)
        return frame

    def draw(self, frame: Planes, number: int) -> None:
        """Draw frame ``number`` of the film over all of ``frame``, which has the film's size. Going forward is cheap.

        Raises IndexError outside the film, RenderError.
        """
        scene = self.timeline.scene_at(number)
        if self._stage is None or self._stage.scene is not scene:
            self.close()  # two at once would take twice the memory
            shot = self.model.shots[scene.number - 1]
            self._stage = Drawn(
                scene, self.timeline, self._media, self._clip, self.model, shot, self.quality, self.burn
            )
        self._stage.draw(frame, number - scene.start)
        for mark in self._marks:
            if mark is not None:
                mark.draw(frame)
        self._draw_progress(frame, number)

    @property
    def ground(self) -> Ground | None:
        """What fills the frame of the scene that was drawn last."""
        return self._stage.ground if self._stage is not None else None

    def close(self) -> None:
        """Take down the scene that was drawn last."""
        if self._stage is not None:
            self._stage.close()
            self._stage = None

    def _draw_progress(self, frame: Planes, number: int) -> None:
        if self._track is not None:
            self._track.draw(frame)
        width, height = frame.size
        done = round(width * (number + 1) / self.timeline.frames / 2) * 2
        frame.y.paste(WHITE - 8, (0, height - self._line, done, height))
        frame.cb.paste(GREY, (0, (height - self._line) // 2, done // 2, height // 2))
        frame.cr.paste(GREY, (0, (height - self._line) // 2, done // 2, height // 2))
