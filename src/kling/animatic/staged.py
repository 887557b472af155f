"""A shot on the stage: its set, cast and things put up once, and a picture of it at any moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from kling.animatic import cutouts, framing
from kling.animatic.blocking import block
from kling.animatic.bodies import Body, Creature, seated
from kling.animatic.course import Where, borne_of, looks_of, pours, still, touches, upon, way_of
from kling.animatic.cutouts import Card, Cutout, Pictured
from kling.animatic.data import data
from kling.animatic.figure import Figure
from kling.animatic.framing import Subject, picture_height
from kling.animatic.going import Going, path_of
from kling.animatic.marks import Mark, Prop, extent_of, size_of, told_of
from kling.animatic.mesh import Mesh, Point
from kling.animatic.moves import Path, group_of
from kling.animatic.noise import smeared, softened
from kling.animatic.outfit import upright
from kling.animatic.palette import tables
from kling.animatic.place import NOWHERE, Place, built, floor_colours, place, put_up, stand
from kling.animatic.placing import box_of_prop
from kling.animatic.playing import Actor, Mover, Shape, mark_of, meet, mesh_of, shaped
from kling.animatic.props import top_of
from kling.animatic.scene import Film, Shot
from kling.animatic.shot_light import light_of
from kling.animatic.sight import in_the_way
from kling.animatic.silhouettes import outlines, special
from kling.animatic.stage import FILM_WIDTH, Piece, Stage, View
from kling.animatic.staging import completed, holding
from kling.animatic.subjects import Frame
from kling.animatic.track import Track
from kling.animatic.uses import about
from kling.animatic.yuv import Planes, even, seen

POSES_A_SECOND = 12
_SIZES = ("", "full", "wide")  # where none is said
_ANGLES = ("top_down", "aerial", "pov")  # that have a size of their own
_INSIDE = data("staging.yaml")["inside"]
_BUSH = 2.0  # m; what is smaller grows elsewhere, where somebody or something is to stand
_HILLS = 60.0  # m; what is longer is the land
_LIFTS = 0.25  # s until what somebody knocks over begins to fall
_FLAT, _WAIST = 0.1, 1.0  # m; what is lower is walked on; what begins higher is walked under
_LOW = 0.25  # m; over what is lower one steps
_FINE = 2.6  # m; in higher pictures nobody sees a body's details


@dataclass(frozen=True, slots=True)
class Quality:
    """``fineness``: drawn pixels for each shown one, each way; ``twos``: a new picture for every second frame only;
    ``most``: the longest side that is drawn; ``still``: each shot is its first picture, held."""

    fineness: float
    twos: bool
    most: int
    still: bool = False


FULL = Quality(1.5, False, 2880)
DRAFT = Quality(1.0, True, 1280)
STILLS = Quality(1.0, True, 1280, still=True)


class Staged:
    """A shot of a film, ready to be drawn at ``size``. Close it after use.

    ``pictures`` are those of references by their names; ``standing`` are those names that stand on the stage as cards
    or as members. ``track`` is the camera of a clip that is followed. ``bare``: without set and shadows. Every ``take``
    leaves what the words do not tell another way."""

    def __init__(
        self, film: Film, shot: Shot, size: tuple[int, int], quality: Quality = FULL,
        pictures: Mapping[str, Image.Image] | None = None, *, track: Track | None = None, bare: bool = False,
        take: int = 1,
    ) -> None:  # fmt: skip
        self._cutouts = {name: cutouts.cutout_of(one) for name, one in (pictures or {}).items()}
        self._film = film = cutouts.recast(film, self._cutouts)
        self.size, self.quality, self.aspect, self._bare = size, quality, size[0] / size[1], bare
        shot = completed(film, shot)
        self._poses = POSES_A_SECOND / shot.speed
        self.blocking = cutouts.with_pictures(block(shot, film, take), self._cutouts)
        self.shot = holding(shot, self.blocking)
        self._followed: list[tuple[Mark, Where]] = []
        self._bodies = self._figures()
        self.blocking = cutouts.apart(self.blocking, self._bodies)
        self.place = here = place(shot)
        self.actors = [Actor(name, body, self.blocking.marks[name]) for name, body in self._bodies.items()]
        self._handled()
        frame = self._framed(here)
        self.framing = framing.varied(frame.framing(), take)
        self.actors = [Actor(name, body, self.blocking.marks[name]) for name, body in self._bodies.items()]
        self.path, self._leader = self._path(frame, here, track)
        for actor in self.actors:
            actor.way = borne_of(actor.name, film, self.shot, self.actors, self.blocking)
        ways = self._handled()
        light = light_of(self.shot, here.about, self.framing, self.blocking.props, self.blocking.marks)
        shrink = min(quality.fineness, quality.most / max(size))
        self.stage = Stage(even(size[0] * shrink), even(size[1] * shrink), light)
        self.parts = [] if bare else self._put_up(frame)
        self._labels: list[tuple[str, Point]] = []
        self.standing: dict[str, Card | Actor] = {}
        self.pieces: dict[str, Piece] = {}
        self._movers: list[Mover] = []
        self.ways: list[tuple[Prop, Shape, Where]] = []
        if self.place.name == NOWHERE:
            words = ": ".join(filter(None, ("place not drawn", shot.place_words)))
            self._labels.append((words, (-2.6, 7.0, 2.6)))
        for actor in self.actors:
            self._put_in(actor)
        self._put_up_props(ways, here.scheme.dark)
        moves = {group_of(one.move) for one in shot.camera}
        gone = [(prop.mark, where) for prop, _, where in self.ways if prop.pose and not prop.holder]
        self._followed = gone[:1] if "follow" in moves and not self.blocking.subject else []
        self._grade = tables(shot.palette)
        self._convert = VideoReformatter()
        self._drawn: tuple[int, Planes] | None = None
        self._frame = VideoFrame(*self.stage.size, "bgra")
        self._posed = -1

    def close(self) -> None:
        """Take the set down."""
        self.stage.close()

    def _framed(self, here: Place) -> Frame:
        """What the camera is on. Where no size is told, it is the nearest in which all that is named is seen."""
        shot = self.shot
        kinds, _, (low, high) = built(here.name, night=here.scheme.dark > 0.5, snow=here.snow)
        movable = {special(one) for one in shot.things}
        solid = [(a, b) for kind, a, b in zip(kinds, low, high, strict=True) if kind not in movable]
        inside = here.about.get("inside")
        parts = [(a, b) for a, b in solid if b[2] - a[2] > _FLAT and (inside or _BUSH < max(b[:2] - a[:2]) < _HILLS)]
        self._solids = [one for one in parts if one[0][2] < _WAIST]
        for size in (shot.size,) if shot.size or shot.angle in _ANGLES or shot.set in _INSIDE else _SIZES:
            self.shot = shot.model_copy(update={"size": size})
            frame = Frame(self._film, self.shot, self.blocking, self._bodies, self.aspect)
            rough = Path(frame.framing(), shot.camera, aspect=self.aspect, goals=frame.goals((), follows=False))
            views = list(dict.fromkeys(rough.at(part * shot.seconds) for part in (0.0, 1.0)))
            placed, complete = frame.placed(views, here.about, parts)
            if complete:
                break
        self.blocking = placed
        return frame

    def _path(self, frame: Frame, here: Place, track: Track | None) -> tuple[Path, Actor | None]:
        """The camera's path, and whom it goes with."""
        path, follows = path_of(self.shot, self._film, self.blocking, self.framing, self.aspect)
        solids = self._solids + [box_of_prop(one) for one in self.blocking.props if not one.holder]
        solids = [one for one in solids if one[1][2] > _LOW]
        going = Going(self._film, self.shot, self.blocking, self.actors, here.about, self.aspect, solids)
        going.send(replace(path, goals=frame.goals((), follows=follows)), follows=follows)
        self.blocking = replace(self.blocking, props=tuple(going.props()))
        led = [one for one in self.actors if follows and one.name in self.blocking.subject]
        leader = max(led, key=lambda one: one.body.posed(self.shot.seconds).shift[1], default=None)
        goals = frame.goals(self.actors, follows=follows)
        return replace(path, track=track, goals=goals, first=None if follows else frame.first), leader

    def _handled(self) -> list[Where | None]:
        """Bring hands to whom and to what they do something; the ways of the props that are in them."""
        actors, ways = {one.name: one for one in self.actors}, list[Where | None]()
        figures = [(name, body) for name, body in self._bodies.items() if isinstance(body, Figure)]
        for _, body in figures:
            body.reach(())
        goals = [*meet(actors, self.blocking.contacts), *touches(self.shot, actors, self.blocking)]
        for prop in self.blocking.props:
            held = prop.holder in actors and not prop.ridden
            where, reaches = way_of(prop, self.shot, actors, self.blocking) if held else (None, [])
            ways.append(where)
            goals += reaches
        for more in (iter(()), pours(self.shot, actors, self.blocking)):  # over what other hands have by then
            goals += more
            for name, body in figures:
                body.reach([goal for who, goal in goals if who == name])
        return ways

    def _figures(self) -> dict[str, Body]:
        fine = picture_height(Subject(0, 0, 0, 1.75, 1.63), self.shot.size, self.aspect) < _FINE
        made: dict[str, Body] = {}
        for presence in self.shot.cast:
            member, acts = self._film.member(presence.name), seated(presence)
            cutout = None if self._is_behind(presence.name) else self._cutouts.get(member.reference)
            if member.kind == "crowd":
                body: Body = Creature(member, presence)
            elif member.person or upright(member, presence):
                without: tuple[str, ...] = ()
                if cutout is not None and cutouts.is_portrait(member, cutout):
                    without = ("head",)
                elif presence.part == "hands":  # that alone is seen of them
                    without = ("head", "neck", "spine", "pelvis", "thigh", "calf", "foot", "ball")
                    alone = presence.side and presence.poses <= {*data("staging.yaml")["one_handed"]}
                    without += ("_l",) * bool(alone)
                body = Figure(member, acts, lines=self.shot.lines, fine=fine, without=without)
            else:
                leap = self.blocking.use(member.name, "leaps")
                body = Creature(member, presence, top_of(leap.kind) or extent_of(leap.kind).high if leap else 0.0)
            if cutout is not None:
                body = Pictured(body, member, presence, cutout, self.blocking.marks[member.name], self.shot.seconds)
            made[member.name] = body
        return made

    def _is_behind(self, name: str) -> bool:
        """Whether the camera is behind somebody or where their eyes are, and sees no picture of them."""
        shot, subject = self.shot, self.blocking.subject
        if shot.angle == "ots":
            return name == (shot.over or next((one for one in self.blocking.marks if one not in subject), ""))
        return shot.angle == "rear" or (shot.angle == "pov" and name in subject)

    def _put_up(self, frame: Frame) -> list[Mesh]:
        """The set, without what would hide somebody, or is there once more as a thing of the shot."""
        shot, props = self.shot, [one for one in self.blocking.props if one.kind]
        leaving = {one.kind for one in props if one.pose or "seat" in about(one.kind)}
        leaving |= {one.kind for one in props if one.label and not {"top", "doorway"} & about(one.kind).keys()}
        rows = {part.get("thing") for part in self.place.about.get("parts", ()) if {"repeat", "scatter"} & part.keys()}
        leaving -= rows - {one.kind for one in props if one.pose}
        if shot.empty:
            leaving |= {*data("staging.yaml")["peopled"]} - {one.kind for one in shot.things}
        eyes = np.array([self.view(part * shot.seconds).eye for part in (0.0, 0.5, 1.0)])
        ways = [self._gone(part * shot.seconds) for part in (0.0, 0.5, 1.0)]
        seen = np.concatenate([frame.must_be_seen() + way for way in ways] + [np.array([self.framing.view.at])])
        hides = partial(in_the_way, eyes=eyes, seen=seen, bodies=frame.taken(self.actors))
        kinds = {"without": frozenset(leaving), "keeps": frozenset(special(one) for one in shot.things)}
        return put_up(self.stage, self.place, eyes, stars=shot.stars, hides=hides, **kinds)

    def _put_in(self, actor: Actor) -> None:
        body, mark, reference = actor.body, actor.mark, self._film.member(actor.name).reference
        posed, hidden = body.posed(0.0), self.shot.angle == "pov" and actor.name in self.blocking.subject
        mesh = Mesh(posed.points, posed.normals, body.colours, np.zeros(len(body.colours), np.float32), body.faces)
        self.pieces[actor.name] = piece = self._cast(mesh, mark, shadow=not hidden)
        self._movers.append(Mover(piece, actor.shape, actor.at, (actor.since, actor.until)))
        if isinstance(body, Pictured):
            actor.card = self._card(reference, body.cutout, body.size, mark, body.ahead)
        elif reference and reference not in self._cutouts:
            self.standing[reference] = actor
        if hidden or (isinstance(body, Pictured) and not body.portrait):
            piece.node.hide()

    def _cast(self, mesh: Mesh, mark: Mark, *, shadow: bool = True, part: float = 1.0) -> Any:
        floor = floor_colours(self.place, np.array([(mark.x, mark.y, 0)], np.float32))[0]
        shadow = shadow and not self._bare and bool(self.place.about.keys() & {"floor", "flats"})
        return self.stage.cast(mesh, floor if shadow else None, part)

    def _card(self, reference: str, cutout: Cutout, size: tuple[float, float], mark: Mark, ahead: float) -> Card:
        """Put up a picture under its user's name."""
        pixels, tint = 1.5 * self.stage.size[1] / self.framing.picture, min(1.0, 0.4 + 0.6 * self.stage.brightness)
        card = Card(self.stage, cutout, size, pixels, ahead=ahead, tint=tint)
        card.put((mark.x, mark.y, mark.z))
        self.standing[reference] = card
        return card

    def _put_up_props(self, ways: Sequence[Where | None], dark: float) -> None:
        actors, stands = {actor.name: actor for actor in self.actors}, list[Mesh]()
        looks = zip(self.blocking.props, ways, strict=True)
        for prop, way in [(look, way) for one, way in looks for look in looks_of(one, self.shot)]:
            mark, mesh, card = prop.mark, mesh_of(prop, dark), None
            acts = [a for one in self.shot.cast for a in one.actions if a.thing in (prop.kind, prop.label)]
            falls = next(((a.start + _LIFTS, a.end) for a in acts if a.pose == "overturn"), None)
            shape = partial(shaped, mesh, falls, prop.pose == "swing")
            if cutout := self._cutouts.get(prop.reference):
                ahead = 0.06 + 0.2 * isinstance(self._bodies.get(prop.holder), Pictured) if prop.holder else 0.0
                card = self._card(prop.reference, cutout, cutouts.size_of_thing(prop, cutout), mark, ahead)
            goes, where = prop.pose or falls or prop.span != Prop("").span, still(mark)
            if prop.holder in actors:
                where = way or actors[prop.holder].hold(prop)
                mark = where(0.5 * self.shot.seconds)
            if (goes and not prop.holder) or (prop.ridden and prop.end):
                reach = 0.55 * self.framing.picture * self.aspect + max(size_of(prop.kind))
                goes_by = partial(mark_of, prop, where, self.shot.seconds, reach)
                where = partial(actors[prop.beside].with_it, mark) if prop.beside in actors else goes_by
            if (carried := upon(prop, self.shot, actors, self.blocking)) and not prop.holder:
                where, goes = carried, True
            self.ways.append((prop, shape, where))
            if goes or prop.holder in actors:
                shadow, part = prop.ridden or not (prop.holder or carried), told_of(prop.kind, "clear", 1.0)
                piece = card or self._cast(mesh, prop.mark, shadow=shadow, part=part)
                self._movers.append(Mover(piece, shape, where, prop.span))
            elif card:
                self._cast(mesh.moved((mark.x, mark.y, mark.z)), mark, shadow=not mark.z).node.hide()
            else:
                if prop.kind in outlines():  # it shows its front
                    mark = replace(mark, yaw=mark.toward(Mark(*self.view(0.0).eye)))
                    mesh = mesh.spun("x", -90.0) if self.shot.angle == "top_down" else mesh
                stands.append(mesh.moved((mark.x, mark.y, mark.z), mark.yaw))
            if not card and (prop.kind in outlines() or not prop.kind):
                self._labels.append((prop.label, (mark.x, mark.y, mark.z + 0.9 * float(mesh.bounds[1][2]))))
        stand(self.stage, self.place, stands, shaded=not self._bare)

    def view(self, seconds: float) -> View:
        """Where the camera is at a moment of the shot."""
        return self.path.at(seconds, self._gone(seconds))

    def _gone(self, seconds: float) -> Point:
        """How far the camera has gone with somebody: with the body, else that would tremble in the frame."""
        for mark, where in self._followed:  # a car that drives
            there = where(seconds)
            return there.x - mark.x, there.y - mark.y, there.z - mark.z
        if self._leader is None:
            return 0.0, 0.0, 0.0
        here = self._leader.at(int(seconds * self._poses + 1e-6) / self._poses)
        return here.x - self._leader.mark.x, here.y - self._leader.mark.y, here.z - self._leader.mark.z

    def pose(self, seconds: float) -> None:
        """Put everybody into their poses of a moment."""
        if (tick := int(seconds * self._poses + 1e-6)) != self._posed:
            self._posed = tick
            for mover in self._movers:
                mover.move(tick / self._poses)

    def picture(self, seconds: float) -> NDArray[np.uint8]:
        """The picture at a moment as drawn: (h, w, 4), red, green, blue and one unused."""
        self.pose(seconds)
        return self.stage.draw(self.view(seconds))[..., [2, 1, 0, 3]]

    def draw(self, onto: Planes, number: int, fps: int = 24) -> None:
        """Draw frame ``number`` of the shot."""
        if self.quality.twos:
            number -= number % 2
        if self._drawn is None or self._drawn[0] != number:
            self._drawn = (number, self._planes(number / fps * self.shot.speed))
        for plane, made in zip(onto, self._drawn[1], strict=True):
            plane.paste(made)

    def _planes(self, seconds: float) -> Planes:
        self.pose(seconds)
        view = self.view(seconds)
        drawn, plane = self.stage.draw(view), self._frame.planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(drawn.shape[0], plane.line_size)  # type: ignore[call-overload]
        rows[:, : drawn.shape[1] * 4].reshape(drawn.shape)[:] = drawn
        made = self._convert.reformat(
            self._frame, *self.size, "yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BILINEAR if self.stage.size[0] >= self.size[0] else Interpolation.BICUBIC,
            threads=1,
        )  # fmt: skip
        planes = Planes(*(seen(one) for one in made.planes))
        if view.blur > 0.05 and view.focus:
            planes = softened(planes, Image.fromarray(255 - drawn[::4, ::4, 3]))
        if self._grade is not None:
            planes = Planes(*(one.point(table) for one, table in zip(planes, self._grade, strict=True)))
        return Planes(*(smeared(one, abs(view.smear)) for one in planes)) if view.smear else planes

    @property
    def tags(self) -> list[tuple[str, Point]]:
        """The words on what is not drawn, or drawn from a picture, and where they are now."""
        at = self._posed / self._poses
        tops = [(name, one.top if isinstance(one, Card) else one.over_head(at)) for name, one in self.standing.items()]
        return self._labels + [(self._film.called(name), top) for name, top in tops]

    def where(self, point: Point) -> tuple[float, float] | None:
        """Where a point is in the last picture, in parts of its sides; None outside."""
        return self.stage.project(point)

    def end_frame(self) -> list[tuple[float, float]]:
        """The corners of the picture that the shot ends on, as places in the last one drawn, going round from the left
        top; nothing where the camera does not move or looks back."""
        last = self.view(self.shot.seconds)
        way = np.subtract(last.at, last.eye)
        far, right = float(np.linalg.norm(way)), np.cross(way, (0.0, 0.0, 1.0)) / np.hypot(way[0], way[1])
        wide, high = right * min(1.0, self.aspect), np.cross(right, way / far) / max(1.0, self.aspect)
        half = far * FILM_WIDTH / 2 / last.focal
        ends = [np.add(last.at, half * (x * wide + z * high)).tolist() for x, z in ((-1, 1), (1, 1), (1, -1), (-1, -1))]
        found = [self.stage.project((x, y, z), beyond=True) for x, y, z in ends]
        seen = [one for one in found if one is not None]
        moved = len(seen) == len(found) and np.abs(np.subtract(seen, ((0, 0), (1, 0), (1, 1), (0, 1)))).max() > 0.04
        return seen if moved else []


def cut_out(film: Film, shot: Shot, size: tuple[int, int] = (640, 640)) -> Image.Image | None:
    """Cast and things of a shot without any set, cut out (RGBA); None where nothing is in the picture."""
    staged, seen = Staged(film, shot, size, DRAFT, bare=True), []
    try:
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
