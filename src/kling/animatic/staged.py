"""A shot on the stage: its set, cast and things put up once, and a picture of it at any moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import radians, sin
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from kling.animatic import blocking, cutouts, framing
from kling.animatic.blocking import Mark, leap_of, seat_of
from kling.animatic.bodies import BOX, Body, Creature, seated, upright
from kling.animatic.build import things
from kling.animatic.cutouts import Card, Cutout, Pictured
from kling.animatic.data import data
from kling.animatic.figure import Figure
from kling.animatic.framing import Subject, picture_height
from kling.animatic.mesh import Mesh, Point, joined
from kling.animatic.moves import Path, group_of, locked, travels
from kling.animatic.noise import smeared, softened
from kling.animatic.outfit import put_on
from kling.animatic.palette import grade_of, tables
from kling.animatic.place import NOWHERE, built, floor_colours, mirrored, place, put_up, scheme_of_shot, turned
from kling.animatic.playing import Acting, Actor, Carried, mesh_of, to_wall
from kling.animatic.props import block, built_in, special
from kling.animatic.scene import Action, Film, Shot
from kling.animatic.sight import in_the_way, seen_of
from kling.animatic.size import even
from kling.animatic.stage import FILM_WIDTH, Stage, View
from kling.animatic.staging import completed, holding
from kling.animatic.subjects import Frame, standing
from kling.animatic.track import Track
from kling.animatic.yuv import Planes, seen
from kling.lexicon import DEPTH_OF_FIELD, WEATHER

POSES_A_SECOND = 12
_SIZES = ("", "full", "wide")  # where none is said
_ANGLES = ("top_down", "aerial", "pov")  # that have a size of their own
_INSIDE = data("staging.yaml")["inside"]
_SEEN = 0.7  # of a head
_GONE = ("leave", "enter")
_PACES = (0.75, 0.55, 0.4, 0.28, 0.18)
_TURNS = (0.0, -12.0, 12.0, -24.0, 24.0, -36.0, 36.0)  # degrees
_BUSH = 2.0  # m; what is smaller grows elsewhere, where somebody or something is to stand
_HILLS = 60.0  # m; what is longer is the land
_FLAT = 0.1  # m; what is lower is walked on
_THICKEST = 0.55  # of what the air may take of whom the camera is on (its logarithm)
_FARTHEST = 9.0  # m that somebody comes from, at most
_HANGS = 1.8  # m
_FINE = 2.6  # m; in higher pictures nobody sees a body's details


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

    ``pictures`` are those of references by their names: they stand in the scene as ``cards``. ``track`` is
    the camera of a clip that is followed. ``bare``: without set and shadows. Every ``take`` leaves what the words do
    not tell another way.
    """

    def __init__(
        self, film: Film, shot: Shot, size: tuple[int, int], quality: Quality = FULL,
        pictures: Mapping[str, Image.Image] | None = None, *, track: Track | None = None, bare: bool = False,
        take: int = 1,
    ) -> None:  # fmt: skip
        self._cutouts = {name: cutouts.cutout_of(one) for name, one in (pictures or {}).items()}
        film = cutouts.recast(film, self._cutouts)
        film, shot = put_on(film, completed(film, shot))
        self.size, self.quality, self.aspect = size, quality, size[0] / size[1]
        self._film, self._bare = film, bare
        self.blocking = cutouts.with_pictures(block(shot, film, take), self._cutouts)
        self.shot = shot = holding(shot, self.blocking.props)
        scheme = scheme_of_shot(shot)
        haze = sum(WEATHER[one].haze for one in shot.weather if one in WEATHER)
        here = place(shot.set, scheme, shot.light.side, fog=0.045 * haze)
        self._bodies = self._figures()
        kinds, _, (low, high) = built(here.name, night=scheme.dark > 0.5)
        movable, from_above = {special(one) for one in shot.things}, bare or shot.angle == "top_down"
        parts = [
            (one, other)
            for kind, one, other in zip(kinds, low, high, strict=True)
            if not (from_above or kind in movable) and other[2] - one[2] > _FLAT
            if here.inside or _BUSH < max(other[:2] - one[:2]) < _HILLS
        ]
        sizes = (shot.size,) if shot.size or shot.angle in _ANGLES or shot.set in _INSIDE else _SIZES
        for wide in sizes:  # the nearest in which all that is named is seen
            self.shot = shot = shot.model_copy(update={"size": wide})
            frame = Frame(film, shot, self.blocking, self._bodies, self.aspect)
            rough = Path(frame.framing(), shot.camera, aspect=self.aspect)
            views = list(dict.fromkeys(rough.at(part * shot.seconds) for part in (0.0, 1.0)))
            placed, complete = frame.placed(views, here.about, parts)
            if complete:
                break
        self.blocking = placed
        self.framing = framing.varied(frame.framing(), take)
        light = turned(here, shot, self.framing, self.blocking.props, self.blocking.marks)
        light = replace(light, thick=min(light.thick, _THICKEST / self.framing.distance))
        self.place = replace(here, light=light)
        shrink = min(quality.fineness, quality.most / max(size))
        self.stage = Stage(even(size[0] * shrink), even(size[1] * shrink), light)
        if not bare:
            leaving = {
                one.kind
                for one in self.blocking.props
                if one.kind and (one.pose or one.label or one.kind in blocking.SEATS)
            }
            if shot.angle == "top_down":  # what hangs would be before the camera
                leaving |= {kind for kind, at in built_in(shot.set).items() if len(at) > 2 and at[2] > _HANGS}
            rough = Path(self.framing, shot.camera, aspect=self.aspect)
            eyes = np.array([rough.at(part * shot.seconds).eye for part in (0.0, 0.5, 1.0)])
            seen = np.concatenate([frame.must_be_seen(), np.array([self.framing.view.at])])
            taken = standing(self.blocking, self._bodies, blocking.spots_of(shot, film))
            hides = partial(in_the_way, eyes=eyes, seen=seen, bodies=taken)
            put_up(self.stage, self.place, eyes, stars=shot.stars, without=frozenset(leaving), hides=hides)
        self._labels: list[tuple[str, Point]] = []
        if self.place.name == NOWHERE:
            words = f"place not drawn: {shot.place_words}" if shot.place_words else "no place named"
            self._labels.append((words, (-2.6, 7.0, 2.6)))
        self.cards: list[tuple[str, Card]] = []
        self.unseen: list[tuple[str, Actor]] = []
        self.actors = [self._actor(name) for name in self._bodies]
        self._movers: list[Actor | Carried | Acting] = [*self.actors]
        self._put_up_props(scheme.dark)
        self.path = replace(self._path(), track=track)
        self.path = replace(self.path, goals=frame.goals(self.actors), near=self._near())
        self._keep_in()
        grade = grade_of(shot.palette)
        self._grade = tables(grade)[1] if grade else None
        self._convert = VideoReformatter()
        self._drawn: tuple[int, Planes] | None = None
        self._frame = VideoFrame(*self.stage.size, "bgra")
        self._posed = -1

    def close(self) -> None:
        """Take the set down."""
        self.stage.close()

    # ---- the camera ----------------------------------------------------------------------------------------------

    def _figures(self) -> dict[str, Body]:
        fine = picture_height(Subject(0, 0, 0, 1.75, 1.63), self.shot.size, self.aspect) < _FINE
        made: dict[str, Body] = {}
        for presence in self.shot.cast:
            member, acts = self._film.member(presence.name), seated(presence)
            cutout = None if self._is_behind(presence.name) else self._cutouts.get(member.reference)
            if member.kind == "crowd":
                body: Body = Creature(member, presence)
            elif member.person or upright(member, presence):
                headless, near = cutout is not None and cutouts.is_portrait(member, cutout), fine and len(made) < 3
                arms = presence.part == "hands" and self.shot.angle == "top_down"  # no head before the camera
                body = Figure(member, acts, lines=self.shot.lines, fine=near, headless=headless, arms=arms)
            else:
                body = Creature(member, presence, leap_of(self.shot, self._film, presence)[1])
            if cutout is not None:
                body = Pictured(body, member, presence, cutout, self.blocking.marks[member.name], self.shot)
            made[member.name] = body
        return made

    def _is_behind(self, name: str) -> bool:
        """Whether the camera is behind somebody or where their eyes are, and sees no picture of them."""
        shot, subject = self.shot, self.blocking.subject
        if shot.angle == "ots":
            return name == next((one for one in self.blocking.marks if one not in subject), "")
        return shot.angle == "rear" or (shot.angle == "pov" and name in subject)

    def _deeds(self, name: str) -> tuple[Action, ...]:
        return next(one.actions for one in self.shot.cast if one.name == name)

    def _path(self) -> Path:
        shot, about, roomy = self.shot, self.place.about, self.framing.picture * self.aspect
        travel = travels(shot, self.blocking.subject)
        still = any(one.move == "static" for one in shot.camera)
        beside = any(group_of(one.move) == "truck" for one in shot.camera)
        leaps = any(leap_of(shot, self._film, one)[0] for one in shot.cast)
        goes_far = travel * shot.seconds > 0.5 * roomy and not still and not leaps
        speeds = [travels(shot, [one.name]) for one in shot.cast if one.actions and one.name in self.blocking.subject]
        alike = bool(speeds) and max(speeds) - min(speeds) < 1  # a camera that goes with one would lose the others
        alike = alike and not any(act.toward in self._bodies for one in shot.cast for act in one.actions)
        self._follow = bool(travel) and (locked(shot) or beside or (goes_far and alike))
        segments = shot.camera
        if self._follow and beside:  # a camera that trucks beside somebody who travels keeps up with them
            segments = tuple(one.model_copy(update={"amount": 0.0}) for one in segments)
        leader = next((one for one in self.actors if one.name in self.blocking.subject), None)
        for actor in self.actors:
            deeds = self._deeds(actor.name)
            if not travel:
                actor.pace = 0.0 if any(one.pose in data("staging.yaml")["on_the_spot"] for one in deeds) else 1.0
                continue
            if not deeds and leader is not actor and not self._film.member(actor.name).person:
                actor.leader = leader  # an animal without a deed of its own goes with whom it is with
            if any(act.pose == "held" for act in deeds):
                actor.leader = next(
                    one for one in self.actors if any(act.toward == actor.name for act in self._deeds(one.name))
                )
            come = actor.figure.posed(shot.seconds).shift[1]
            ridden = any(prop.holder == actor.name and prop.ridden for prop in self.blocking.props)
            if not self._follow:  # they come to their mark at the end
                aside = max(0.05, abs(sin(radians(actor.mark.yaw))))
                reach = min(_FARTHEST, 0.42 * roomy / aside)
                actor.back = min(max(0.0, come), reach)
                beyond = 0.25 * reach if len(self.actors) == 1 else 0.0  # to whom they come they do not pass by
                actor.pace = min(1.0, (actor.back + beyond) / come) if come > 0 else 1.0
            seated = seat_of(shot, next(one for one in shot.cast if one.name == actor.name))
            if seated and not ridden and come > 0:  # where they sit is where they come to
                actor.pace = min(1.0, _FARTHEST / come)
                actor.back = come * actor.pace
            elif (
                self._follow and come > 0 and (free := _free(about)) < come
            ):  # no farther than the set goes on as it is
                actor.pace, actor.back = free / come, free / 2
            if "room" in about and come > 0:
                before, behind = (to_wall(actor.mark, about["room"], way) for way in (1.0, -1.0))
                actor.pace = min(1.0, (before + behind) / come)
                actor.back = min(behind, come * actor.pace)
        picture = self.framing.picture  # a lens blurs little in a wide picture, a lot in a close one
        blur = 0.0 if picture > 1.6 else 0.35 if picture > 0.7 else 0.6
        blur = DEPTH_OF_FIELD[shot.focus].blur if shot.focus in DEPTH_OF_FIELD else blur
        if any(group_of(one.move) == "focus" for one in shot.camera):
            blur = max(blur, 0.7)
        return Path(self.framing, segments, shot.texture, self.aspect, blur, far=self.framing.distance + 12.0)

    def _keep_in(self) -> None:
        """Have those in the picture at the end, too, who walk, unless they leave it; and end an orbit where nobody is
        hidden."""
        ends = (0.0, self.shot.seconds)
        for actor in () if self._follow else self.actors:
            far = actor.figure.posed(self.shot.seconds).shift[1] * actor.pace
            if far <= 0 or actor.leader is not None or any(one.pose in _GONE for one in self._deeds(actor.name)):
                continue
            ways = [(actor.pace, actor.back)]
            ways += [(actor.pace * part, far * part * back) for part in _PACES for back in (1.0, 0.5, 0.0)]
            for actor.pace, actor.back in ways:
                if all(self._seen(actor, at) > _SEEN for at in ends):
                    break
        orbits = [one for one in self.path.segments if group_of(one.move) == "orbit" and one.end not in self.path.goals]
        first = self.path
        for turn in _TURNS if orbits and len(self.actors) > 1 else ():
            more = [
                one.model_copy(update={"amount": one.amount + turn}) if one is orbits[-1] else one
                for one in first.segments
            ]
            self.path = replace(first, segments=more)
            if all(self._seen(actor, ends[1]) > _SEEN for actor in self.actors):
                return
        self.path = first

    def _seen(self, actor: Actor, seconds: float) -> float:
        """How much of somebody's head is seen at a moment, past the others of the cast."""
        boxes = []
        for one in (actor, *(other for other in self.actors if other is not actor)):
            (x, y, turn), mark = one.come(seconds), one.mark
            here = Mark(mark.x + x, mark.y + y, mark.z, mark.yaw + turn)
            eyes, points = here.out(one.figure.eyes(seconds)), one.figure.posed(seconds).points
            low, high = np.subtract(eyes, (0.12, 0.12, 0.16)), np.add(eyes, (0.12, 0.12, 0.13))
            if not self._film.member(one.name).person:
                low, high = (np.array(here.out(end.tolist())) for end in (points.min(0), points.max(0)))
                low, high = np.minimum(low, high), np.maximum(low, high)
            if one is not actor:
                low = low - (0.1, 0.1, max(0.0, eyes[2] - mark.z - float(points[:, 2].min()) - 0.2))
            boxes.append((low[None], high[None]))
        view = self.path.at(seconds)
        others = [np.concatenate([box[end] for box in boxes[1:]]) if boxes[1:] else np.zeros((0, 3)) for end in (0, 1)]
        return float(seen_of(view, self.aspect, boxes[0], (others[0], others[1]))[0])

    def _near(self) -> float | None:
        """The distance from which a rack focus goes: that of somebody in the picture on whom it does not end."""
        ends = [one.end for one in self.shot.camera if group_of(one.move) == "focus" and one.end]
        others = [
            name for name in self.blocking.marks if ends and name.replace(" ", "_") not in ends and name not in ends
        ]
        if not others:
            return None
        mark = self.blocking.marks[others[0]]
        return float(np.linalg.norm(np.subtract(self.framing.view.eye, (mark.x, mark.y, self.framing.view.at[2]))))

    # ---- putting up ----------------------------------------------------------------------------------------------

    def _actor(self, name: str) -> Actor:
        mark, figure, member = self.blocking.marks[name], self._bodies[name], self._film.member(name)
        posed, hidden = figure.posed(0.0), self.shot.angle == "pov" and name in self.blocking.subject
        glow = np.zeros(len(figure.colours), np.float32)
        mesh = Mesh(posed.points, posed.normals, figure.colours, glow, figure.faces)
        actor = Actor(name, figure, self._cast(mesh, mark, shadow=not hidden), mark, hidden)
        if member.reference and member.reference not in self._cutouts:
            self.unseen.append((member.reference, actor))
        if isinstance(figure, Pictured):
            actor.card = self._card(member.reference, figure.cutout, figure.size, mark, figure.ahead)
        if hidden or (isinstance(figure, Pictured) and not figure.portrait):
            actor.piece.node.hide()
        return actor

    def _cast(self, mesh: Mesh, mark: Mark, *, shadow: bool = True) -> Any:
        floor = floor_colours(self.place, np.array([(mark.x, mark.y, 0)], np.float32))[0]
        about = self.place.about
        grounded = not about.get("void") or "flats" in about  # nothing to throw a shadow on in space
        return self.stage.cast(mesh, floor if shadow and grounded and not self._bare else None)

    def _card(self, reference: str, cutout: Cutout, size: tuple[float, float], mark: Mark, ahead: float) -> Card:
        """Put up a picture under its user's name."""
        pixels, tint = 1.5 * self.stage.size[1] / self.framing.picture, min(1.0, 0.4 + 0.6 * self.stage.brightness)
        card = Card(self.stage, cutout, size, pixels, ahead=ahead, tint=tint, flat=cutouts.is_flat(self.shot))
        card.put((mark.x, mark.y, mark.z))
        self.cards.append((reference, card))
        return card

    def _put_up_props(self, dark: float) -> None:
        actors, still = {actor.name: actor for actor in self.actors}, []
        for prop in self.blocking.props:
            mark, mesh, card = prop.mark, mesh_of(prop, dark), None
            if cutout := self._cutouts.get(prop.reference):
                ahead = 0.06 + 0.2 * isinstance(self._bodies.get(prop.holder), Pictured) if prop.holder else 0.0
                card = self._card(prop.reference, cutout, cutouts.size_of_thing(prop, cutout), mark, ahead)
            if prop.holder in actors:
                acts = next(one.actions for one in self.shot.cast if one.name == prop.holder)
                thrown = [one.start + 0.55 * (one.end - one.start) for one in acts if one.pose == "throw"]
                piece = card or self._cast(mesh, mark, shadow=prop.ridden)
                hand = things().get(prop.kind, {}).get("hand", "right")
                throw = next(iter(thrown), None)
                self._movers.append(Carried(actors[prop.holder], piece, mesh, prop.ridden, throw, hand, prop.ahead))
            elif prop.pose:
                reach = 0.55 * self.framing.picture * self.aspect + max(blocking.size_of(prop.kind))
                piece = card or self._cast(mesh, mark)
                self._movers.append(Acting(piece, mesh, prop, self.shot.seconds, reach))
            elif card:
                self._cast(mesh.moved((mark.x, mark.y, mark.z)), mark, shadow=not mark.z).node.hide()
            else:
                still.append(mesh.moved((mark.x, mark.y, mark.z), mark.yaw))
                if not prop.kind:
                    self._labels.append((prop.label, (mark.x, mark.y, mark.z + BOX[2] * prop.scale * 0.9)))
        if still:
            whole = joined(still)
            shadow = None if self._bare else self.stage.shadow(whole)
            if shadow is not None:
                shadow.colours = floor_colours(self.place, shadow.points)
            if self.place.gloss:
                self.stage.stand(mirrored(whole, self.place))
            self.stage.stand(whole, shadow=None if self.place.gloss else shadow)

    # ---- a picture -----------------------------------------------------------------------------------------------

    def view(self, seconds: float) -> View:
        """Where the camera is at a moment of the shot."""
        shift = (0.0, 0.0, 0.0)
        if self._follow:  # with the body, else that would tremble in the frame
            actor = next(one for one in self.actors if one.name in self.blocking.subject)
            shift = (*actor.come(_tick(seconds) / POSES_A_SECOND)[:2], 0.0)
        return self.path.at(seconds, shift)

    def pose(self, seconds: float) -> None:
        """Put everybody into their poses of a moment."""
        if (tick := _tick(seconds)) != self._posed:
            self._posed = tick
            for mover in self._movers:
                mover.move(tick / POSES_A_SECOND)

    def picture(self, seconds: float) -> NDArray[np.uint8]:
        """The picture at a moment as drawn: (h, w, 4), red, green, blue and one unused."""
        self.pose(seconds)
        return self.stage.draw(self.view(seconds))[..., [2, 1, 0, 3]]

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
        view = self.view(seconds)
        drawn = self.stage.draw(view)
        plane = self._frame.planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(drawn.shape[0], plane.line_size)  # type: ignore[call-overload]
        rows[:, : drawn.shape[1] * 4].reshape(drawn.shape)[:] = drawn
        made = self._convert.reformat(
            self._frame, *self.size, "yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BILINEAR if self.stage.size[0] >= self.size[0] else Interpolation.BICUBIC,
            threads=1,
        )  # fmt: skip
        planes = Planes(*(seen(one) for one in made.planes))
        if view.blur > 0.05 and view.focus:
            planes = softened(planes, self.stage.blur_mask(view))
        if self._grade is not None:
            planes = Planes(planes.y, planes.cb.point(self._grade[0]), planes.cr.point(self._grade[1]))
        return Planes(*(smeared(one, abs(view.smear)) for one in planes)) if view.smear else planes

    @property
    def tags(self) -> list[tuple[str, Point]]:
        """The words on what is not drawn, or drawn from a picture, and where they are now."""
        tops = [(reference, card.top(self.stage.seen_from)) for reference, card in self.cards]
        tops += [(reference, actor.over_head()) for reference, actor in self.unseen]
        return self._labels + [(self._film.called(reference), at) for reference, at in tops]

    def where(self, point: Point) -> tuple[float, float] | None:
        """Where a point is in the last picture, in parts of its sides; None outside."""
        return self.stage.project(point)

    def end_frame(self) -> list[tuple[float, float]]:
        """The corners of the picture that the shot ends on, as places in the last one drawn, going round from the left
        top; nothing where the camera does not move or looks elsewhere."""
        first, last = self.view(0.0), self.view(self.shot.seconds)
        eye, way = np.asarray(last.eye), np.subtract(last.at, last.eye)
        began = np.subtract(first.at, first.eye)
        if began @ way < 0.6 * np.linalg.norm(began) * np.linalg.norm(way):
            return []
        aside = np.cross(way, (0.0, 0.0, 1.0) if abs(way[0]) + abs(way[1]) > 1e-3 else (0.0, 1.0, 0.0))
        aside = aside / np.linalg.norm(aside) * np.linalg.norm(way) * FILM_WIDTH / 2 / last.focal
        upward = np.cross(aside, way) / np.linalg.norm(way) / self.aspect
        aside, upward = (one * min(1.0, self.aspect) for one in (aside, upward))
        corners = [eye + way + x * aside + z * upward for x, z in ((-1, 1), (1, 1), (1, -1), (-1, -1))]
        found = [self.stage.project((float(x), float(y), float(z)), beyond=True) for x, y, z in corners]
        seen = [one for one in found if one is not None]
        moved = len(seen) == len(found) and np.abs(np.subtract(seen, ((0, 0), (1, 0), (1, 1), (0, 1)))).max() > 0.04
        return seen if moved else []


def _free(about: Mapping[str, Any]) -> float:
    """Metres that somebody can go in a set before its ground rises."""
    return min((1.5 * one.get("clear", 60.0) for one in about.get("parts", ()) if "hills" in one), default=120.0)


def _tick(seconds: float) -> int:
    return int(seconds * POSES_A_SECOND + 1e-6)


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
