"""Users' pictures on the stage: cut out of a plain ground or framed, as large as what they show, facing the camera."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot, pi, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from kling.animatic.bodies import Body, Posed
from kling.animatic.cut import on_plain
from kling.animatic.data import data
from kling.animatic.framing import Subject
from kling.animatic.marks import Mark, Prop, heights, size_of
from kling.animatic.mesh import Array, Mesh, Point, grid, turned
from kling.animatic.outfit import looks
from kling.animatic.props import Blocking
from kling.animatic.scene import Action, Film, Line, Member, Presence, Shot
from kling.animatic.stage import Stage
from kling.lexicon import ANGLES, POSES

_STANDS = 2.0  # heights in widths of a picture of somebody from head to foot
_BUST = 0.64, 0.62  # m that head and shoulders are high and wide, at most
_PAPER = (250, 250, 248)
_EYES = 0.42  # where eyes are in a portrait, in parts of its height from the top
_CROWN = 0.07  # heights from somebody's eyes to their crown
_UNKNOWN, _SMALL = (0.7, 0.6), (0.22, 0.2)  # m high and long: what is not known; in a hand or on a table
_STEEP = -50.0  # degrees
_BEFORE, _LAP = 0.26, 0.4  # m that a portrait is before a head; that what is in arms is before whom it is with
_FACE = 0.1  # m from the middle of a head to its eyes
_ROWS = 16  # of a net
_SIDES = (64, 128, 256, 512, 1024)  # pixels of a texture


@dataclass(frozen=True, slots=True)
class Cutout:
    """A picture with a white rim, cut out or framed, and whether what it shows ``goes_on`` beyond its foot."""

    picture: Image.Image
    cut: bool = False
    goes_on: bool = False

    @property
    def ratio(self) -> float:
        return self.picture.width / self.picture.height

    @property
    def stands(self) -> bool:
        """Whether it may show somebody from head to foot."""
        return self.ratio * _STANDS < 1 and not self.goes_on

    @property
    def is_squat(self) -> bool:
        """Whether it is cut out, whole, and not of somebody who stands."""
        return self.cut and not (self.stands or self.goes_on)

    def as_large_as(self, high: float, long: float) -> tuple[float, float]:
        """Its width and height as a picture of something so high and long."""
        tall = hypot(high, long) / hypot(1.0, self.ratio)
        return tall * self.ratio, tall


def cutout_of(picture: Image.Image) -> Cutout:
    """A picture as it stands on the stage."""
    mask = picture.getchannel("A") if picture.mode == "RGBA" else on_plain(picture)
    if mask is None:
        rim = max(2, round(0.025 * max(picture.size)))
        framed = Image.new("RGBA", (picture.width + 2 * rim, picture.height + 2 * rim), (*_PAPER, 255))
        framed.paste(picture, (rim, rim))
        return Cutout(framed)
    low = mask.getbbox() or (0, 0, *mask.size)
    goes_on = low[3] > 0.985 * mask.height and float((np.asarray(mask)[-3] > 128).mean()) > 0.2
    rim = max(1, round(0.007 * max(low[2] - low[0], low[3] - low[1])))
    wide = Image.new("L", (mask.width + 4 * rim, mask.height + 4 * rim * (not goes_on) + 2 * rim * goes_on))
    wide.paste(mask, (2 * rim, 2 * rim))
    soft = wide.filter(ImageFilter.GaussianBlur(rim)).point([min(255, max(0, value - 24) * 9) for value in range(256)])
    whole = Image.new("RGB", wide.size, _PAPER)
    whole.paste(picture.convert("RGB"), (2 * rim, 2 * rim), mask)
    whole.putalpha(soft)
    return Cutout(whole.crop(soft.getbbox()), cut=True, goes_on=goes_on)


def recast(film: Film, cutouts: Mapping[str, Cutout]) -> Film:
    """A film in which of whom no words tell, who does nothing that only people do, and of whose picture the shape is
    not a person's, is none."""
    people = {*looks()["deeds"], *data("staging.yaml")["by_people"]}
    acting = {line.speaker for shot in film.shots for line in shot.lines}
    acting |= {one.name for shot in film.shots for one in shot.cast if people & {act.pose for act in one.actions}}

    def known(one: Member) -> Member:
        shows = cutouts.get(one.reference)
        if one.kind != "person" or one.sex or one.clothes or one.name in acting or not (shows and shows.is_squat):
            return one
        return one.model_copy(update={"kind": "", "person": False})

    return film.model_copy(update={"cast": tuple(known(one) for one in film.cast)})


def is_portrait(member: Member, cutout: Cutout) -> bool:
    """Whether a picture is of somebody's head and shoulders, to be shown on their body."""
    return member.person and not cutout.stands


def is_flat(shot: Shot) -> bool:
    """Whether the camera of a shot looks down, so that a picture lies."""
    return shot.angle in ANGLES and ANGLES[shot.angle].pitch < _STEEP


class Card:
    """A cut-out on the stage, which faces the camera: ``wide`` and ``high`` in m, on the middle of its foot, ``ahead``
    of it towards the camera; one that lies ``flat`` has its place in its middle."""

    def __init__(
        self, stage: Stage, cutout: Cutout, size: tuple[float, float], pixels: float, *, ahead: float, tint: float,
        flat: bool,
    ) -> None:  # fmt: skip
        self.wide, self.high = size
        self.at, self._ahead, self._flat = (0.0, 0.0, 0.0), ahead, flat
        side = next((one for one in _SIDES if one >= pixels * max(size)), _SIDES[-1])
        edge = side // 32  # clear, for the renderer goes on from one edge with the other
        picture, inner = Image.new("RGBA", (side, side), (*_PAPER, 0)), side - 2 * edge
        picture.paste(cutout.picture.resize((inner, inner), Image.Resampling.LANCZOS), (edge, edge))
        drawn, foot = (self.wide * side / inner, self.high * side / inner), -self.high * (edge / inner + 0.5 * flat)
        self.node, self._turned = stage.card(np.asarray(picture), drawn, ahead, foot, flat=flat)
        self.node.setColorScale(tint, tint, tint, 1)

    def top(self, eye: Point) -> Point:
        """The middle of its upper edge, and a little more, as it is seen by an eye."""
        way = np.subtract(eye, self.at) * (1, 1, self._flat)
        x, y, z = (self.at + way / max(1e-6, float(np.linalg.norm(way))) * self._ahead).tolist()
        high = self.high * 1.03
        return (x, y + high / 2, z) if self._flat else (x, y, z + high)

    def put(self, at: Point, tilt: float = 0.0) -> None:
        """Stand it somewhere, tilted by so many degrees clockwise."""
        self.at = at
        self.node.setPos(*at)
        self._turned.setR(tilt)

    def place(self, points: Array, normals: Array) -> None:
        """Stand it where its net has been moved to."""
        (x, y, z), (right, back, _) = points.min(0).tolist(), points.max(0).tolist()
        self.put(((x + right) / 2, (y + back) / 2, z))


def swing(actions: Sequence[Action], lines: Sequence[Line], seconds: float) -> tuple[float, float]:
    """How a cut-out moves for what is done at a moment: degrees that it is tilted, and parts of its height that it is
    lifted."""
    moves: dict[str, Any] = data("staging.yaml")["card_moves"]
    doing = [one for one in actions if one.start <= seconds <= one.end]
    told = [moves[one.pose] for one in doing if one.pose in moves]
    told += [moves["go"] for one in doing if one.pose in POSES and POSES[one.pose].speed > 0]
    told += [moves["speak"] for one in lines if one.start <= seconds <= one.end]
    lean, degrees, hertz, lift = told[0] if told else moves["breathe"]
    wave = sin(2 * pi * hertz * seconds)
    return lean + degrees * wave, lift * abs(wave)


def net_of(cutout: Cutout, size: tuple[float, float], foot: float = 0.0) -> Mesh:
    """What a cut-out fills of its plane, from its foot up, towards -y: for its shadow, and what stands in its way."""
    solid = np.asarray(cutout.picture.getchannel("A").resize((64, _ROWS), Image.Resampling.BOX)) > 99
    sides = [np.flatnonzero(row)[[0, -1]] + (0, 1) if row.any() else np.array((31, 32)) for row in solid]
    across, up = np.array([sides[0], *sides]) / 64 - 0.5, np.linspace(size[1], 0, _ROWS + 1) + foot
    points = np.stack([across * size[0], 0 * across, np.repeat(up[:, None], 2, 1)], -1).reshape(-1, 3)
    forth = np.broadcast_to(np.array((0, -1, 0), np.float32), points.shape)
    return Mesh(points.astype(np.float32), forth, -forth, 0 * forth[:, 0], grid(_ROWS, 1))


def size_of_thing(prop: Prop, cutout: Cutout) -> tuple[float, float]:
    """Width and height in m of the picture of a thing."""
    size = size_of(prop.kind) if prop.kind else _SMALL if prop.holder or prop.mark.z > 0.3 else _UNKNOWN
    return cutout.as_large_as(*size)


def with_pictures(blocking: Blocking, cutouts: Mapping[str, Cutout]) -> Blocking:
    """A blocking whose things are as large as the pictures that stand for them; a hand has their lower half."""

    def pictured(one: Prop) -> Prop:
        if not (cutout := cutouts.get(one.reference)):
            return one
        size = size_of_thing(one, cutout)
        net = net_of(cutout, size, -0.4 * size[1] * (bool(one.holder) and not one.ridden))
        return replace(one, mark=replace(one.mark, yaw=0), net=net)

    loose = (replace(one, prop=pictured(one.prop)) for one in blocking.loose)
    return replace(blocking, props=tuple(pictured(one) for one in blocking.props), loose=tuple(loose))


class Pictured:
    """A body that a user's picture stands for: a portrait on its shoulders, else one in its stead, at its place, which
    moves for what it does."""

    def __init__(
        self, body: Body, member: Member, presence: Presence, cutout: Cutout, mark: Mark, shot: Shot
    ) -> None:  # fmt: skip
        self._body, self._mark, self._acts = body, mark, presence.actions
        self._lines = [one for one in shot.lines if one.speaker == member.name]
        self.person, self.portrait = member.person, is_portrait(member, cutout)
        poses, tall = presence.poses, heights(member)
        below = max(0.0, (1 - _CROWN) * tall - body.eyes(shot.seconds / 2)[2])
        if self.portrait:
            tall = min(_BUST[0], _BUST[1] / cutout.ratio)
            size = tall * cutout.ratio, tall
        elif not member.person:
            high, long = size_of(member.kind) if member.kind else _UNKNOWN
            size = cutout.as_large_as(high * (1.3 if high < long else 1.0), long)
        elif poses & {"lie", "sleep"}:
            cutout = Cutout(cutout.picture.transpose(Image.Transpose.ROTATE_90))
            size = tall, tall / cutout.ratio
        else:  # the picture ends where somebody sits
            below = 0.0 if below < 0.2 else below if "ride" in poses else below + 0.24 * tall
            foot = round(cutout.picture.height * (1 - below / tall))
            cutout = Cutout(cutout.picture.crop((0, 0, cutout.picture.width, foot)))
            size = (tall - below) * cutout.ratio, tall - below
        self.cutout, self.size = cutout, size
        self._foot = (_EYES - 1) * size[1] if self.portrait else _CROWN * tall - size[1]  # over the eyes
        self._low = 0.0 if member.person else max(0.0, float(body.posed(0.0).points[:, 2].min()))
        self._stays = not member.person or bool(poses & {"lie", "sleep"})
        self.flat = is_flat(shot)
        in_arms = mark.z > 0.3 and not (member.person or poses & {"lie", "sleep", "sit"})
        self.ahead = _BEFORE if self.portrait else _LAP * in_arms
        self._net = net_of(cutout, size)
        self.faces = body.faces if self.portrait else self._net.faces
        self.colours = body.colours if self.portrait else self._net.colours

    def shown(self, seconds: float) -> tuple[Point, float]:
        """The foot of the picture at a moment, in the body's own space, and how many degrees it is tilted."""
        x, y, high = self._body.eyes(seconds)
        tilt, lift = swing(self._acts, self._lines, seconds)
        if self._stays:
            return (0.0, 0.0, self._low + high - self._body.eyes(0.0)[2] + lift * self.size[1]), tilt
        foot = max(0.0, high + self._foot)
        return ((x, y + _FACE, foot), tilt / 2) if self.portrait else ((0.0, 0.0, foot + lift * self.size[1]), tilt)

    def corners(self, seconds: float) -> NDArray[np.float64]:
        """The corners of the picture with its name over it at a moment, on the stage."""
        x, y, z = self._mark.out(self.shown(seconds)[0])
        half, high = self.size[0] / 2, self.size[1]
        near, back, top = (y - high / 2, y + high / 2, z) if self.flat else (*(2 * [y - self.ahead]), z + high * 1.06)
        ends = (near, z), (back, top)
        return np.array([(x + side, deep, up) for side in (-half, half) for deep, up in ends])

    def posed(self, seconds: float) -> Posed:
        """The body, or what the picture fills, at a moment."""
        posed = self._body.posed(seconds)
        if self.portrait:
            return posed
        (_, _, high), _ = self.shown(seconds)
        back = turned("z", -self._mark.yaw - posed.shift[2]).T  # it faces the camera
        points = self._net.points @ back + np.array((0, 0, high), np.float32)
        return Posed(points, self._net.normals @ back, posed.shift)

    def eyes(self, seconds: float) -> Point:
        """Where somebody's eyes are, else the middle of the picture."""
        (x, y, z), _ = self.shown(seconds)
        return self._body.eyes(seconds) if self.person else (x, y, z + self.size[1] / 2)

    def hands(self, seconds: float) -> tuple[Point, Point]:
        """Where the body's hands are."""
        return self._body.hands(seconds)

    def subject(self, found: Subject, *, near: bool) -> Subject:
        """What a camera frames of whom it would frame as ``found``: near, or of an animal, all of the picture."""
        if self.person and not (near and self.portrait):
            return found
        ends = self.corners(0.0)
        (left, _, low), (right, _, high) = ends.min(0).tolist(), ends.max(0).tolist()
        return Subject((left + right) / 2, found.y, low, high, (low + high) / 2, self.size[0], found.yaw, person=False)
