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
from kling.animatic.look import scheme_of_shot, setting_of
from kling.animatic.media import Find, Media, name_of
from kling.animatic.overlay import Insets, Page, draw_ghost, guides, mark
from kling.animatic.read import film as read_film
from kling.animatic.scene import Film as Model
from kling.animatic.scene import Shot
from kling.animatic.staged import FULL, Quality, Staged
from kling.animatic.timeline import Scene, Source, timeline
from kling.animatic.track import measured
from kling.animatic.weather import weather_of
from kling.animatic.yuv import Planes, plain
from kling.api.body import Body
from kling.lexicon import ANGLES, CAMERA_MOVES, SHOT_SIZES

Burn = Literal["none", "slate", "full"]
"""What is burnt into the picture besides spoken lines: nothing, the shot's slate and words, or guides too."""
MARK = "PREVIEW"
Background = Pictures | Footage | Staged
"""What fills the frame of a scene."""


def terms_of(shot: Shot) -> tuple[str, ...]:
    """A shot's camera in the terms of film, as a slate has them: size, angle, lens, moves."""
    told = [SHOT_SIZES[shot.size].term] if shot.size in SHOT_SIZES else []
    told += [ANGLES[shot.angle].term] if shot.angle in ANGLES else []
    told += [f"{focal_of(shot.size, shot.lens, shot.focal):.0f} mm"] if shot.focal or shot.lens else []
    told += [CAMERA_MOVES[one.move].term for one in shot.camera[:3] if one.move in CAMERA_MOVES]
    return tuple(dict.fromkeys(told))


class Options(TypedDict, total=False):
    """How a film is drawn. ``max_height`` makes a smaller one. ``model`` is its scene model, where somebody wrote one;
    else it is read from the body. Takes after the first say which they are."""

    watermark: bool
    max_height: int | None
    quality: Quality
    model: Model | None
    burn: Burn
    take: int


class Film:
    """The film of a body: any frame of it, drawn. ``model`` is what was read of it. Close it after use.

    Raises RenderError for frames and clips that cannot be read.
    """

    def __init__(self, body: Mapping[str, Any], find: Find, options: Options) -> None:
        read, self.media = Body(body), Media(find)
        edits, first = read.refer_type == "base", None
        if not edits and read.first_frames and read.first_frames[0].source:
            first = self.media.frame(read.first_frames[0].source, "first frame")
        self.clip = self.media.clip(read.video.source, edited=edits) if read.video is not None else None
        facts, size = self.clip.facts if self.clip else None, first.size if first else None
        self.timeline = timeline(body, first_frame=size, clip=facts, max_height=options.get("max_height"))
        self.model = options.get("model") or read_film([body])
        self.quality, self.take = options.get("quality", FULL), options.get("take", 1)
        self.page = Page(self.timeline.width, self.timeline.height)
        self.burnt: list[str] = data("lettering.yaml")["burnt"][options.get("burn", "slate")]
        self._marks = [mark(self.page, MARK if self.take == 1 else f"{MARK}  ·  take {self.take}", "mark")]
        self._marks += [mark(self.page, "watermark", "watermark")] * options.get("watermark", False)
        self._drawn: Drawn | None = None

    def frame(self, number: int) -> Planes:
        """Frame ``number`` of the film. Raises what ``draw`` raises."""
        frame = plain(self.page.size, (0, 0, 0))
        self.draw(frame, number)
        return frame

    def draw(self, frame: Planes, number: int) -> None:
        """Draw frame ``number`` of the film over all of ``frame``, which has the film's size. Going forward is cheap.

        Raises IndexError outside the film, RenderError.
        """
        scene = self.timeline.scene_at(number)
        if self._drawn is None or self._drawn.scene is not scene:
            self.close()  # two at once would take twice the memory
            self._drawn = Drawn(scene, self)
        self._drawn.draw(frame, number - scene.start)
        for one in self._marks:
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
        there = {film.model.member(one.name).reference for one in shot.cast}
        pictures = {
            card.name: picture
            for card in dict.fromkeys(card for one in film.timeline.scenes for card in one.cards)
            if card.kind == "image" and (card in scene.cards or card.name in there)
            if (picture := film.media.reference(card.source)) is not None
        }
        self.background = self._background(pictures)
        self._particles = weather_of(shot.weather, self.page.size, self._scheme.horizon, setting_of(shot))
        self._guides = guides(self.page) if "guides" in film.burnt else None
        self._terms = (*["edit"] * film.timeline.edits, *terms_of(shot)) if "terms" in film.burnt else ()
        found = captions(shot.text, shot.lines, scene.frames, film.model.called_in_words())
        found = found or [Caption(0, scene.frames, "")] * (len(self._terms) > 0)
        self._captions = [one for one in found if one.line or "words" in film.burnt]
        standing = self.background.standing if isinstance(self.background, Staged) else {}
        cards = [
            (one, film.model.called(one.name), pictures.get(one.name))
            for one in scene.cards
            if one.name not in standing
        ]
        facts = film.clip.facts if film.clip and not film.timeline.edits else None
        self._insets = Insets(self.page, cards, (facts.width, facts.height) if facts else (0, 0))

    def _background(self, pictures: Mapping[str, Image.Image]) -> Background:
        scene, shot, film, page = self.scene, self._shot, self._film, self.page
        if film.timeline.edits:
            if film.clip is None:
                return Pictures(placeholder("The clip is not on this machine", page))
            return Footage(
                film.clip, film.model, shot, page, self._scheme.dark if shot.hour else 0.0, self._scheme.accent
            )
        body, is_last = film.timeline.body, scene is film.timeline.scenes[-1]
        layers = [self._layer(one.source, "first frame") for one in body.first_frames[:1]]
        layers += [self._layer(one.source, "last frame") for one in body.end_frames[:is_last]]
        if layers:
            return Pictures(layers[0], shot, page.width / page.height, (*layers, None)[1], scene.frames)
        track = None
        if film.clip is not None and not CAMERA_MOVES.find(shot.text):  # words about the camera go before it
            track = measured(film.clip, shot.seconds)
        return Staged(film.model, shot, page.size, film.quality, pictures, track=track, take=film.take)

    def _layer(self, source: Source, role: str) -> Layer:
        picture = self._film.media.frame(source, role)
        if picture is None:
            return placeholder(f"{role.capitalize()}: {name_of(source)} is not on this machine", self.page)
        return layer_of(picture, self.page.size, self._closer())

    def _closer(self) -> float:
        """How much nearer than its picture a shot is, by its size beside the first shot's: a wider one is never
        cropped, and steps back as far as the picture goes on."""
        if self.scene.number == 1:
            return 1.0
        nearer = fill_of(self._shot.size) / max(0.05, fill_of(self._film.model.shots[0].size))
        return 0.87 if nearer < 0.95 else 1.0 if nearer < 1.05 else min(1.9, 1 + 0.5 * nearer**0.5)

    def draw(self, frame: Planes, index: int) -> None:
        """Draw frame ``index`` of the scene, without the film's own marks."""
        scene, seconds, clip = self.scene, index / FPS, self._film.clip
        self.background.draw(frame, index)
        for each in self._particles:
            each.draw(frame, seconds)
        if self._guides is not None:
            self._guides.draw(frame)
        if isinstance(self.background, Staged):
            self._draw_labels(frame, self.background)
            if self._guides is not None and (corners := self.background.end_frame()):
                draw_ghost(frame, corners)
        # its first picture is exact; the film's last frame is without words: it may be the first picture of another
        opens, ends = (
            bool(self._film.timeline.body.first_frames) and index == 0,
            scene.start + index == self._film.timeline.frames - 1,
        )
        if not opens:
            size = self._insets.clip_size
            self._insets.draw(frame, clip.at(seconds, size) if clip and size[0] else None)
        if not (opens or ends):
            self._draw_words(frame, index)

    def _draw_labels(self, frame: Planes, staged: Staged) -> None:
        """The words on what is not drawn, boxes and a place that is not known, and the names of pictures."""
        for words, point in staged.tags:
            where, label = staged.where(point), mark(self.page, words, "label")
            if where is not None and all(0 <= one <= 1 for one in where):
                label.draw(frame, self.page.place(label.mask.size, where, free=True))

    def _draw_words(self, frame: Planes, index: int) -> None:
        """The caption of a moment; which shot this is and how many seconds of it are left, and the timecode."""
        scene, burnt, terms = self.scene, self._film.burnt, "   ·   ".join(self._terms)
        of = len(self._film.timeline.scenes)
        for one in self._captions:
            if one.start <= index < one.end:
                style = "line" if one.line else "words"
                mark(self.page, one.text, style, terms=terms, accent=self._scheme.accent).draw(frame)
        if "timecode" in burnt or (of > 1 and "shots" in burnt):
            time = f"  ·  {timecode(scene.start + index)}" if "timecode" in burnt else ""
            left = max(1, ceil((scene.frames - 1 - index) / FPS))
            mark(self.page, f"shot {scene.number}/{of}{time}  ·  {left} s left", "shot").draw(frame)
