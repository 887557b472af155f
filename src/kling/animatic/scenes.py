"""Drawing a film: what fills the frame of each scene, with everything laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, Literal, TypedDict

from PIL import Image

from kling.animatic.captions import FPS, Caption, captions, timecode
from kling.animatic.data import data
from kling.animatic.edit import Footage
from kling.animatic.framing import fill_of, focal_of
from kling.animatic.layer import Layer, Pictures, layer_of, placeholder
from kling.animatic.media import Clip, Find, name_of, opaque, opened, picture_in
from kling.animatic.overlay import Page, draw_ghost, guides, insets, mark
from kling.animatic.read import film as read_film
from kling.animatic.scene import UNPLAYED, Shot
from kling.animatic.scene import Film as Model
from kling.animatic.shot_light import scheme_of_shot, setting_of
from kling.animatic.staged import FULL, Quality, Staged
from kling.animatic.timeline import CLIP, Scene, Source, timeline
from kling.animatic.track import measured
from kling.animatic.weather import weather_of
from kling.animatic.yuv import Planes, paste, plain
from kling.api.body import Body
from kling.lexicon import ANGLES, CAMERA_MOVES, SHOT_SIZES

Burn = Literal["none", "slate", "full"]
"""What is burnt into the picture besides spoken lines: nothing, the shot's slate and words, or guides too."""
MARK = "PREVIEW"
Background = Pictures | Footage | Staged  # what fills the frame of a scene


def terms_of(shot: Shot) -> tuple[str, ...]:
    """A shot's camera in the terms of film, as a slate has them: size, angle, lens, moves."""
    told = [SHOT_SIZES[shot.size].term] if shot.size in SHOT_SIZES else []
    told += [ANGLES[shot.angle].term] if shot.angle in ANGLES else []
    told += [f"{focal_of(shot.size, shot.lens, shot.focal):.0f} mm"] if shot.focal or shot.lens else []
    told += [CAMERA_MOVES[one.move].term for one in shot.camera[:3] if one.move in CAMERA_MOVES]
    return tuple(dict.fromkeys(told))


class Options(TypedDict, total=False):
    """How a film is drawn. ``max_height`` makes a smaller one. ``model`` is its scene model, where somebody wrote one;
    else it is read from the body. Takes after the first say which they are. ``among``: how many shots of a longer film
    come before those of the body, and how many it has in all."""

    watermark: bool
    max_height: int | None
    quality: Quality
    model: Model | None
    burn: Burn
    take: int
    among: tuple[int, int]


class Film:
    """The film of a body: any frame of it, drawn. ``model`` is what was read of it. Close it after use.

    Raises RenderError for frames and clips that cannot be read."""

    def __init__(self, body: Mapping[str, Any], find: Find, options: Options) -> None:
        self.body = read = Body(body)
        self.edits = read.refer_type == "base"
        source, needed = read.video.source if read.video else None, "the clip to edit" if self.edits else ""
        self.clip = opened(Clip, source, find, needed, "MP4 or MOV")
        frames = [("first frame", one.source) for one in read.first_frames[:1] if one.source]
        frames += [("last frame", one.source) for one in read.end_frames[:1]]
        self.ends = [(role, one, opened(picture_in, one, find, f"the {role}", "PNG or JPEG")) for role, one in frames]
        size = next((one.size for role, _, one in self.ends if one and role == "first frame"), None)
        facts, most = self.clip.facts if self.clip else None, options.get("max_height")
        self.timeline = timeline(body, first_frame=size, clip=facts, max_height=most)
        sources = self.timeline.sources.items()
        self.pictures = {name: opened(picture_in, source, find) for name, source in sources if name != CLIP}
        self.model = options.get("model") or read_film([body])
        self.quality, self.take = options.get("quality", FULL), options.get("take", 1)
        self.before, self.of = options.get("among", (0, len(self.timeline.scenes)))
        self.page = Page(self.timeline.width, self.timeline.height)
        self.burnt: list[str] = data("lettering.yaml")["burnt"][options.get("burn", "slate")]
        self._marks = [mark(self.page, MARK if self.take == 1 else f"{MARK}  ·  take {self.take}", "mark")]
        self._marks += [mark(self.page, "watermark", "watermark")] * options.get("watermark", False)
        self._drawn: Drawn | None = None

    def frame(self, number: int) -> Planes:
        """Frame ``number`` of the film. Raises what ``draw`` raises."""
        frame = plain(self.page, (0, 0, 0))
        self.draw(frame, number)
        return frame

    def draw(self, frame: Planes, number: int) -> None:
        """Draw frame ``number`` of the film over all of ``frame``; on is cheap. Raises IndexError outside the film."""
        scene = self.timeline.scene_at(number)
        if self._drawn is None or self._drawn.scene is not scene:
            self.close()  # two at once would take twice the memory
            self._drawn = Drawn(scene, self)
        self._drawn.draw(frame, number - scene.start)
        for one in self._marks if number < self.timeline.frames - 1 else ():  # the last may open another film
            one.draw(frame)

    @property
    def background(self) -> Background | None:
        """What fills the frame of the scene that was drawn last."""
        return self._drawn.background if self._drawn is not None else None

    def close(self) -> None:
        """Take down the scene that was drawn last."""
        if isinstance(self.background, Staged):
            self.background.close()
        self._drawn = None


class Drawn:
    """One scene of a film, ready to be drawn frame by frame."""

    def __init__(self, scene: Scene, film: Film) -> None:
        self.scene, self._film, self.page = scene, film, film.page
        self._shot = shot = film.model.shots[scene.number - 1]
        self._scheme = scheme_of_shot(shot)
        self.background = self._background()
        self._particles = weather_of(shot.weather, self.page, self._scheme.horizon, setting_of(shot))
        self._guides = guides(self.page) if "guides" in film.burnt else None
        self._terms = (*["edit"] * film.edits, *terms_of(shot)) if "terms" in film.burnt else ()
        unheard = [one.label for one in shot.sounds if film.body.sound and one.kind in ("", "generic_sfx")]
        missing = [*(it for it in shot.notes if it.startswith(UNPLAYED)), *(f"not heard: {it}" for it in unheard)]
        found = captions(shot.text, shot.lines, scene.frames, film.model.called_in_words(), missing)
        found = found or [Caption(0, scene.frames, "")] * (len(self._terms) > 0)
        self._captions = [one for one in found if one.line or "words" in film.burnt]
        standing = self.background.standing if isinstance(self.background, Staged) else {}
        self._insets = insets(self.page, [self._card(name) for name in scene.names if name not in standing])
        self._plays = CLIP in scene.names and film.clip is not None

    def _background(self) -> Background:
        shot, film, page = self._shot, self._film, self.page
        if film.edits and film.clip:
            return Footage(film.clip, film.model, shot, page, self._scheme)
        if film.edits:
            return Pictures(placeholder("The clip is not on this machine", page))
        layers = [self._layer(*one) for one in film.ends[: 1 + (self.scene is film.timeline.scenes[-1])]]
        if layers:
            return Pictures(layers[0], shot, page.width / page.height, (*layers, None)[1], self.scene.frames)
        there = {*self.scene.names, *(film.model.member(one.name).reference for one in shot.cast)}
        pictures = {name: one for name, one in film.pictures.items() if one and name in there}
        track = None
        if film.clip is not None and not CAMERA_MOVES.find(shot.text):  # words about the camera go before it
            track = measured(film.clip, shot.seconds)
        return Staged(film.model, shot, page, film.quality, pictures, track=track, take=film.take)

    def _layer(self, role: str, source: Source, picture: Image.Image | None) -> Layer:
        if picture is None:
            return placeholder(f"{role.capitalize()}: {name_of(source)} is not on this machine", self.page)
        return layer_of(opaque(picture), self.page, self._closer())

    def _card(self, name: str) -> tuple[str, Image.Image | None]:
        """The words and the picture of something that the scene refers to; a clip's picture is laid over it later."""
        clip, called = self._film.clip if name == CLIP else None, self._film.model.called(name)
        if clip is not None:
            return f"{called}  ·  reference", Image.new("RGB", (clip.facts.width, clip.facts.height))
        picture = self._film.pictures.get(name)
        missing = picture is None and self._film.timeline.sources[name] is not None
        return f"{called}{': not at hand' * missing}", picture

    def _closer(self) -> float:
        """How much nearer than its picture a shot is, by its size beside the first shot's: a wider one is never
        cropped, and steps back as far as the picture goes on."""
        if self.scene.number == 1:
            return 1.0
        nearer = fill_of(self._shot.size) / max(0.05, fill_of(self._film.model.shots[0].size))
        return 0.87 if nearer < 0.95 else 1.0 if nearer < 1.05 else min(1.9, 1 + 0.5 * nearer**0.5)

    def draw(self, frame: Planes, index: int) -> None:
        """Draw frame ``index`` of the scene, without the film's own marks."""
        seconds, clip = index / FPS, self._film.clip
        self.background.draw(frame, index)
        for each in self._particles:
            each(frame, seconds)
        if self._guides is not None:
            self._guides.draw(frame)
        if isinstance(self.background, Staged):
            self._draw_labels(frame, self.background)
            if self._guides is not None and (corners := self.background.end_frame()):
                draw_ghost(frame, corners)
        if index == 0 and self._film.body.first_frames:
            return  # this picture is exact
        for one in self._insets:
            one.card.draw(frame)
        if self._plays and clip is not None:
            paste(frame, clip.at(seconds, self._insets[-1].size), self._insets[-1].at)
        if self.scene.start + index < self._film.timeline.frames - 1:  # the last may be the first picture of another
            self._draw_words(frame, index)

    def _draw_labels(self, frame: Planes, staged: Staged) -> None:
        """The words on what is not drawn, boxes and a place that is not known, and the names of pictures."""
        for words, point in staged.tags:
            where, label = staged.where(point), mark(self.page, words, "label")
            if where is not None and all(0 <= one <= 1 for one in where):
                label.draw(frame, self.page.place(label.planes.size, where, free=True))

    def _draw_words(self, frame: Planes, index: int) -> None:
        """The caption of a moment; which shot this is and how many seconds of it are left, and the timecode."""
        scene, burnt, terms = self.scene, self._film.burnt, "   ·   ".join(self._terms)
        of = self._film.of
        for one in self._captions:
            if one.start <= index < one.end:
                style = "line" if one.line else "words"
                mark(self.page, one.text, style, terms=terms, accent=self._scheme.accent).draw(frame)
        if "timecode" in burnt or (of > 1 and "shots" in burnt):
            time = f"  ·  {timecode(scene.start + index)}" if "timecode" in burnt else ""
            left = max(1, ceil((scene.frames - 1 - index) / FPS))
            mark(self.page, f"shot {self._film.before + scene.number}/{of}{time}  ·  {left} s left", "shot").draw(frame)
