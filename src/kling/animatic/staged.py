"""A shot on the stage: its set, cast and things put up once, and a picture of it at any moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import hypot, radians, sin
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from kling.animatic.blocking import (
    Mark,
    Prop,
    block,
    heights,
    is_landmark,
    seated,
    special,
    subject_of,
)
from kling.animatic.bodies import BOX, Body, Creature
from kling.animatic.build import thing
from kling.animatic.cut import foreground, is_cropped
from kling.animatic.figure import Figure
from kling.animatic.framing import (
    Framing,
    Subject,
    fill_of,
    focal_of,
    frame,
    over_the_shoulder,
    picture_height,
    through_the_eyes,
    together_of,
)
from kling.animatic.mesh import Mesh, Point, joined
from kling.animatic.moves import Path
from kling.animatic.noise import smeared, softened
from kling.animatic.palette import Scheme, grade_of, tables
from kling.animatic.place import NOWHERE, at_of, lamps_of, place, put_up, refined, scheme_of_shot, turned
from kling.animatic.playing import Actor, Carried, carry, come, gone, in_hand, mesh_of, set_down, to_wall
from kling.animatic.scene import Film, Shot
from kling.animatic.stage import Piece, Stage, View
from kling.animatic.track import Track
from kling.animatic.yuv import Planes, seen
from kling.lexicon import CAMERA_MOVES, DEPTH_OF_FIELD, POSES, THINGS, WEATHER

POSES_A_SECOND = 12
_FAR_OFF = 24.0  # m
_WHOLE = ("ride", "drive", "shoot_ball", "jump", "dance", "fight", "fall")  # what is seen from head to foot
_FARTHEST = 9.0  # m that somebody comes from, at most


@dataclass(frozen=True, slots=True)
class Quality:
    """``fineness``: drawn pixels for each shown one, each way; ``twos``: a new picture for every second frame only;
    ``most``: the longest side that is drawn; ``still``: each shot is its first picture, held."""

    fineness: float
    twos: bool
    most: int
    still: bool = False


FULL = Quality(2.0, False, 2880)
DRAFT = Quality(1.0, True, 1280)
STILLS = Quality(1.0, True, 1280, still=True)


class Staged:
    """A shot of a film, ready to be drawn at ``size``. Close it after use.

    ``pictures`` are those of references by their names: they stand in the scene as cut-outs. ``track`` is
    the camera of a clip that is followed. ``bare``: without set and shadows.
    """

    def __init__(
        self,
        film: Film,
        shot: Shot,
        size: tuple[int, int],
        quality: Quality = FULL,
        pictures: Mapping[str, Image.Image] | None = None,
        *,
        track: Track | None = None,
        bare: bool = False,
    ) -> None:
        if any(action.pose == "drive" for one in shot.cast for action in one.actions) and fill_of(shot.size) > 1.2:
            shot = shot.model_copy(update={"set": "car_interior"})
        if not shot.size and any(action.pose in _WHOLE for one in shot.cast for action in one.actions):
            shot = shot.model_copy(update={"size": "full"})
        shot = shot.model_copy(update={"set": refined(shot)})
        self.shot, self.size, self.quality = shot, size, quality
        self.aspect = size[0] / size[1]
        self._film = film
        self.blocking = block(shot, film)
        scheme = scheme_of_shot(shot)
        haze = sum(WEATHER[one].haze for one in shot.weather if one in WEATHER)
        here = place(shot.set, scheme, shot.light.side, fog=0.045 * haze)
        self._about = here.about
        self._bodies = self._figures(film)
        self.framing = self._framing(film)
        self._view = self.framing.view
        self.place = replace(here, light=turned(here, shot, self.framing, tuple(lamps_of(self.blocking.props, scheme))))
        if self.framing.distance > _FAR_OFF:  # seen from so far, the air of the set would hide it
            clear = replace(self.place.light, thick=self.place.light.thick * _FAR_OFF / self.framing.distance)
            self.place = replace(self.place, light=clear)
        longest = max(size) * quality.fineness
        shrink = min(1.0, quality.most / longest) * quality.fineness
        self.stage = Stage(_even(size[0] * shrink), _even(size[1] * shrink), self.place.light)
        leaving = frozenset(one.kind for one in self.blocking.props if one.pose)
        self._bare = bare
        if not bare:
            put_up(self.stage, self.place, stars=shot.stars, without=leaving)
        self.labels: list[tuple[str, Point]] = []
        self._moved: dict[int, tuple[str, Point]] = {}
        if self.place.name == NOWHERE:
            words = f"place not drawn: {shot.place_words}" if shot.place_words else "no place named"
            self.labels.append((words, (0.0, 7.0, 2.6)))
        self.standing: frozenset[str] = frozenset()
        self.actors = self._cast(pictures or {})
        self._carried: list[Carried] = []
        self._driven: list[tuple[Piece, Mesh, Prop]] = []
        self._props(pictures or {}, scheme)
        self.path = replace(self._path(), track=track)
        grade = grade_of(shot.palette)
        self._grade = tables(grade)[1] if grade else None
        self._convert = VideoReformatter()
        self._drawn: tuple[int, Planes] | None = None
        self._frame = VideoFrame(*self.stage.size, "bgra")
        self._posed = -1

    def close(self) -> None:
        """Take the set down."""
        self.stage.close()

    # ---- putting up ----------------------------------------------------------------------------------------------

    def _figures(self, film: Film) -> dict[str, Body]:
        fine = picture_height(Subject(0, 0, 0, 1.75, 1.63), self.shot.size, self.aspect) < 2.6
        made: dict[str, Body] = {}
        for presence in self.shot.cast:
            member = film.member(presence.name)
            if member.person:
                acts = seated(self.shot, presence)
                made[member.name] = Figure(member, acts, lines=self.shot.lines, fine=fine and len(made) < 3)
            else:
                made[member.name] = Creature(member.kind, member.colour, presence)
        return made

    def _subject(self, name: str, film: Film) -> Subject:
        moments = [self._bodies[name].eyes(part * self.shot.seconds) for part in (0.1, 0.5, 0.9)]
        eyes = at_of(np.mean(moments, 0))
        return subject_of(name, film, self.shot, self.blocking.marks[name], eyes)

    def _subjects(self, film: Film) -> list[Subject]:
        return [self._subject(name, film) for name in self.blocking.subject]

    def _framing(self, film: Film) -> Framing:
        shot, subjects = self.shot, self._subjects(film)
        focal = focal_of(shot.size, shot.lens, shot.focal)
        marks = self.blocking.marks
        others = [name for name in marks if name not in self.blocking.subject and name in dict(list(marks.items())[:6])]
        if shot.angle == "ots" and subjects and others:
            near = self._subject(others[0], film)
            return over_the_shoulder(near, subjects[0], focal=max(35.0, min(focal, 55.0)), aspect=self.aspect)
        if shot.angle == "pov" and subjects:
            other = self._subject(others[0], film) if others else None
            return through_the_eyes(subjects[0], other, focal=min(focal, 28.0))
        lead = {"left": -0.17, "right": 0.17}.get(shot.cast[0].side if len(shot.cast) == 1 else "", 0.0)
        if subjects:
            whole, together = together_of(subjects)
            return frame(whole, shot.size, shot.angle, aspect=self.aspect, focal=focal, together=together, lead=lead)
        landmark = self._built_in()
        if landmark is not None and is_landmark(shot, special(shot.things[0])):
            size = shot.size or "wide"
            return frame(landmark, size, shot.angle, aspect=self.aspect, focal=min(focal, 35.0), lead=lead)
        if self.blocking.props:
            named = [special(one) for one in shot.things]
            known = sorted(
                (one for one in self.blocking.props if one.kind in named and one.kind),
                key=lambda one: named.index(one.kind),
            )
            earthly = [one for one in self.blocking.props if one.kind not in THINGS or THINGS[one.kind].kind != "sky"]
            prop = ([one for one in known if one in earthly] or earthly or known)[0]
            return frame(_of_prop(prop), shot.size or "medium", shot.angle, aspect=self.aspect, focal=focal, lead=lead)
        empty = Subject(0, 0, 0, 1.76, 1.64)
        return frame(
            empty,
            shot.size if shot.size in ("extreme_wide", "wide") else "wide",
            shot.angle,
            aspect=self.aspect,
            focal=min(focal, 28.0),
        )

    def _built_in(self) -> Subject | None:
        """Something the shot names that stands in its set anyway."""
        for told in self.shot.things:
            for part in self._about.get("parts", ()):
                if part.get("thing") in (told.kind, special(told)) and "at" in part:
                    low, high = thing(part["thing"]).bounds
                    x, y, *z = part["at"]
                    scale = part.get("scale", 1.0)
                    scale = scale if isinstance(scale, float | int) else scale[2]
                    top = float(high[2]) * scale
                    wide = float(max(high[:2] - low[:2])) * scale
                    return Subject(x, y, z[0] if z else 0.0, top, top, wide, person=False)
        return None

    def _cast(self, pictures: Mapping[str, Image.Image]) -> list[Actor]:
        actors = []
        for presence in self.shot.cast:
            mark, figure = self.blocking.marks[presence.name], self._bodies[presence.name]
            posed = figure.posed(0.0)
            mesh = Mesh(
                posed.points, posed.normals, figure.colours, np.zeros(len(figure.colours), np.float32), figure.faces
            )
            piece = self.stage.cast(mesh)
            hidden = self.shot.angle == "pov" and presence.name in self.blocking.subject
            member = self._film.member(presence.name)
            card = None
            if member.reference in pictures and not hidden:
                name = self._film.called(member.reference)
                card, hidden = self._stand_up(pictures[member.reference], mark, heights(member), name), True
                self.standing |= {member.reference}
            label = len(self.labels) - 1
            actors.append(Actor(presence.name, figure, piece, mark, hidden=hidden, card=card, label=label))
            if hidden:
                piece.node.hide()
            elif not self._bare:
                self.stage.shadowed(piece, self.place.floor_colour(mark.x, mark.y))
        return actors

    def _props(self, pictures: Mapping[str, Image.Image], scheme: Scheme) -> None:
        by_name = {actor.name: actor for actor in self.actors}
        still = []
        for prop in self.blocking.props:
            if prop.reference in pictures and not prop.holder:
                tall = max(0.4, float(THINGS[prop.kind].height) if prop.kind in THINGS else 1.0)
                self._stand_up(pictures[prop.reference], prop.mark, tall, self._film.called(prop.reference))
                self.standing |= {prop.reference}
                continue
            mesh = mesh_of(prop, scheme.dark)
            name, _, how = prop.holder.partition("|")
            if name in by_name:
                actor = by_name[name]
                mesh = mesh if how == "ride" else in_hand(mesh, prop.kind)
                piece = self.stage.cast(mesh)
                acts = next(one.actions for one in self.shot.cast if one.name == name)
                thrown = [one.start + 0.55 * (one.end - one.start) for one in acts if one.pose == "throw"]
                self._carried.append(Carried(actor, piece, mesh, how == "ride", thrown[0] if thrown else None))
                if how == "ride":
                    self.stage.shadowed(piece, self.place.floor_colour(actor.mark.x, actor.mark.y))
                continue
            mark = prop.mark
            if prop.pose:
                piece = self.stage.cast(mesh)
                self.stage.shadowed(piece, self.place.floor_colour(mark.x, mark.y))
                self._driven.append((piece, mesh, prop))
                continue
            still.append(mesh.moved((mark.x, mark.y, mark.z), mark.yaw))
            if not prop.kind:
                self.labels.append((prop.label, (mark.x, mark.y, mark.z + BOX[2] * 1.25)))
        if still:
            whole = joined(still)
            shadow = None if self._bare else self.stage.shadow(whole)
            if shadow is not None:
                shadow.colours[:] = self.place.floor_colour(*(float(one) for one in whole.points.mean(0)[:2]))
            self.stage.stand(whole, shadow=shadow)

    def _stand_up(self, picture: Image.Image, mark: Mark, tall: float, name: str) -> Any:
        """Put a reference picture on a mark, ``tall`` metres and facing the camera, cut out where its subject is clear,
        under its user's name; returns its node."""
        mask = foreground(picture)
        if mask is not None and not is_cropped(mask):
            picture = picture.copy()
            picture.putalpha(mask)
            picture = picture.crop(mask.getbbox())
        wide, foot = tall * picture.width / picture.height, mark.z
        if wide > tall * 0.75 and tall > 1.2:  # no whole figure: it hangs where a head and shoulders would be
            tall, wide, foot = tall * 0.5, tall * 0.5 * picture.width / picture.height, mark.z + tall * 0.5
        eye, at = self.framing.view.eye, self.framing.view.at
        away = max(1e-6, hypot(at[0] - eye[0], at[1] - eye[1]))
        aside = np.array(((at[1] - eye[1]) / away, -(at[0] - eye[0]) / away, 0.0)) * wide / 2
        middle, up = np.array((mark.x, mark.y, foot)), np.array((0.0, 0.0, tall))
        corners = np.array([middle - aside, middle + aside, middle + aside + up, middle - aside + up], np.float32)
        self.labels.append((name, (mark.x, mark.y, foot + tall * 1.04)))
        return self.stage.card(np.asarray(picture.resize((512, 512))), corners)

    def _path(self) -> Path:
        shot = self.shot
        travel = self._travels()
        locked = any(CAMERA_MOVES[one.move].motion.lock for one in shot.camera if one.move in CAMERA_MOVES)
        still = any(found.term.id == "static" for found in CAMERA_MOVES.find(shot.text))
        reach = travel * shot.seconds
        roomy = self.framing.picture * self.aspect
        beside = any(CAMERA_MOVES[one.move].group == "truck" for one in shot.camera if one.move in CAMERA_MOVES)
        self._follow = bool(travel) and (locked or beside or (reach > 0.5 * roomy and not still))
        segments = shot.camera
        if self._follow and beside:  # a camera that trucks beside somebody who travels keeps up with them
            segments = tuple(one.model_copy(update={"amount": 0.0}) for one in segments)
        leaders = [one for one in self.actors if one.name in self.blocking.subject]
        for actor in self.actors:  # an animal without a deed of its own goes with whom it is with
            deeds = next(one.actions for one in shot.cast if one.name == actor.name)
            if travel and not deeds and isinstance(actor.figure, Creature) and leaders and leaders[0] is not actor:
                actor.leader = leaders[0]
        for actor in self.actors if travel else ():
            come = actor.figure.posed(shot.seconds).shift[1]
            aside = max(0.05, abs(sin(radians(actor.mark.yaw))))
            if not self._follow:  # they come to their mark at the end
                actor.back = min(max(0.0, come), _FARTHEST, 0.42 * roomy / aside)
            if "room" in self._about and come > 0:
                before, behind = (to_wall(actor.mark, self._about["room"], way) for way in (1.0, -1.0))
                actor.pace = min(1.0, (before + behind) / come)
                actor.back = min(behind, come * actor.pace)
        blur = DEPTH_OF_FIELD[shot.focus].blur if shot.focus in DEPTH_OF_FIELD else self._natural_blur()
        if any(one.move == "rack_focus" for one in shot.camera):
            blur = max(blur, 0.7)
        return Path(self.framing, segments, shot.texture, self.aspect, blur, far=self._far())

    def _natural_blur(self) -> float:
        """How much a lens blurs at this size: little in a wide picture, a lot in a close one."""
        picture = self.framing.picture
        return 0.0 if picture > 1.6 else 0.35 if picture > 0.7 else 0.6

    def _far(self) -> float:
        return self.framing.distance + 12.0

    def _travels(self) -> float:
        """How fast the subject goes, in m/s; 0 for one that stays."""
        named = set(self.blocking.subject)
        speeds = [
            POSES[action.pose].speed
            for one in self.shot.cast
            if one.name in named
            for action in one.actions
            if action.pose in POSES and not (action.thing and POSES[action.pose].speed < 1)
        ]
        return max(speeds, default=0.0)

    # ---- a picture -----------------------------------------------------------------------------------------------

    def view(self, seconds: float) -> View:
        """Where the camera is at a moment of the shot."""
        shift = (0.0, 0.0, 0.0)
        if self._follow:
            actor = next(one for one in self.actors if one.name in self.blocking.subject)
            tick = int(seconds * POSES_A_SECOND + 1e-6)  # with the body, else it would tremble in the frame
            shift = come(actor, actor.figure.posed(tick / POSES_A_SECOND).shift)
        return self.path.at(seconds, shift)

    def pose(self, seconds: float) -> None:
        """Put everybody into their poses of a moment."""
        tick = int(seconds * POSES_A_SECOND + 1e-6)
        if tick == self._posed:
            return
        self._posed = tick
        for actor in self.actors:
            if actor.card is not None:
                x, y, _ = come(actor, actor.figure.posed(tick / POSES_A_SECOND).shift)
                actor.card.setPos(x, y, 0.0)
                words, (left, deep, high) = self.labels[actor.label]
                self._moved[actor.label] = words, (left + x, deep + y, high)
            if actor.hidden:
                continue
            posed = actor.figure.posed(tick / POSES_A_SECOND)
            x, y, turn = come(actor, posed.shift)
            if actor.leader is not None:
                x, y = actor.leader.shift[:2]
            actor.shift = (x, y, turn)
            mark = actor.mark
            points, normals = set_down(posed.points, posed.normals, mark.yaw + turn, (mark.x + x, mark.y + y, mark.z))
            actor.piece.place(points, normals)
        for one in self._carried:
            carry(one, tick / POSES_A_SECOND)
        for piece, mesh, prop in self._driven:
            there = mesh.moved(gone(prop, tick / POSES_A_SECOND, self.shot.seconds), prop.mark.yaw)
            piece.place(there.points, there.normals)

    def picture(self, seconds: float) -> NDArray[np.uint8]:
        """The picture at a moment as drawn: (h, w, 4), red, green, blue and one unused."""
        self.pose(seconds)
        self._view = self.view(seconds)
        return self.stage.draw(self._view)[..., [2, 1, 0, 3]]

    def draw(self, onto: Planes, number: int, fps: int = 24) -> None:
        """Draw frame ``number`` of the shot."""
        if self.quality.twos:
            number -= number % 2
        if self._drawn is None or self._drawn[0] != number:
            self._drawn = (number, self._planes(number / fps))
        for plane, made in zip(onto, self._drawn[1], strict=True):
            plane.paste(made)

    def _planes(self, seconds: float) -> Planes:
        self.pose(seconds)
        self._view = self.view(seconds)
        drawn = self.stage.draw(self._view)
        plane = self._frame.planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(drawn.shape[0], plane.line_size)  # type: ignore[call-overload]
        rows[:, : drawn.shape[1] * 4].reshape(drawn.shape)[:] = drawn
        made = self._convert.reformat(
            self._frame, *self.size, "yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BILINEAR if self.stage.size[0] >= self.size[0] else Interpolation.BICUBIC,
            threads=1,
        )  # fmt: skip
        planes = Planes(*(seen(one) for one in made.planes))
        if self._view.blur > 0.05 and self._view.focus:
            planes = softened(planes, self.stage.blur_mask())
        if self._grade is not None:
            planes = Planes(planes.y, planes.cb.point(self._grade[0]), planes.cr.point(self._grade[1]))
        if self._view.smear:
            planes = Planes(*(smeared(one, abs(self._view.smear)) for one in planes))
        return planes

    @property
    def tags(self) -> list[tuple[str, Point]]:
        """The words on what is not drawn, or drawn from a picture, and where they are now."""
        return [self._moved.get(number, label) for number, label in enumerate(self.labels)]

    def where(self, point: Point) -> tuple[float, float] | None:
        """Where a point is in the last picture, in parts of its sides; None outside."""
        return self.stage.project(point)


def cut_out(film: Film, shot: Shot, size: tuple[int, int] = (640, 640)) -> Image.Image | None:
    """Cast and things of a shot without any set, cut out (RGBA); None where nothing is in the picture."""
    staged = Staged(film, shot, size, DRAFT, bare=True)
    try:
        seen = []
        for ground in ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)):
            staged.stage.ground(ground)
            seen.append(staged.picture(0.5)[..., :3].copy())
    finally:
        staged.close()
    solid = Image.fromarray(((seen[0] == seen[1]).all(-1) * 255).astype(np.uint8))
    picture = Image.fromarray(seen[0])
    picture.putalpha(solid)
    box = solid.getbbox()
    return picture.crop(box) if box else None


def _of_prop(prop: Prop) -> Subject:
    low, high = mesh_of(prop, 0.0).bounds
    mark = prop.mark
    wide = float(max(high[0] - low[0], high[1] - low[1]))
    return Subject(
        mark.x,
        mark.y,
        mark.z + float(low[2]),
        mark.z + float(high[2]),
        mark.z + float(high[2]),
        wide,
        person=False,
    )


def _even(value: float) -> int:
    return max(2, 2 * round(value / 2))
