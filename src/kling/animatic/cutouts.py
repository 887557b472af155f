"""Users' pictures on the stage: cut out of a plain ground or framed, as large as what they show, facing the camera."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, hypot, inf, log2

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from kling.animatic.blocking import Blocking
from kling.animatic.bodies import Body, Posed
from kling.animatic.cut import on_plain
from kling.animatic.framing import Subject
from kling.animatic.marks import Mark, Prop, heights, size_of
from kling.animatic.mesh import Array, Mesh, Point, grid, turned
from kling.animatic.scene import Film, Member, Presence
from kling.animatic.stage import Stage

_STANDS = 2.0  # heights in widths of a picture of somebody from head to foot
_BUST = 0.64, 0.62  # m that head and shoulders are high and wide, at most
_PAPER = (250, 250, 248)
_EYES = 0.42  # where eyes are in a portrait, in parts of its height from the top
_CROWN = 0.07  # heights from somebody's eyes to their crown
_UNKNOWN, _SMALL = (0.7, 0.6), (0.22, 0.2)  # m high and long: what is not known; in a hand or on a table
_BEFORE, _LAP = 0.26, 0.4  # m that a portrait is before a head; that what is in arms is before whom it is with
_FACE = 0.1  # m from the middle of a head to its eyes
_NAME = 1.06  # heights of a picture with its name over it
_ROWS = 16  # of a net
_GAP = 0.3  # m between two pictures
_LYING = {"lie", "sleep"}
_CLEAR = 1 / 32  # of a texture's side at each edge, for the renderer goes on from one edge with the other


@dataclass(frozen=True, slots=True)
class Cutout:
    """A picture cut out or framed, and whether what it shows ``goes_on`` beyond its foot."""

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

    def as_large_as(self, high: float, long: float) -> tuple[float, float]:
        """Its width and height as a picture of something so high and long."""
        tall = hypot(high, long) / hypot(1.0, self.ratio)
        return tall * self.ratio, tall


def cutout_of(picture: Image.Image) -> Cutout:
    """A picture as it stands on the stage."""
    mask = picture.getchannel("A") if picture.mode == "RGBA" else on_plain(picture)
    if mask is None:
        return Cutout(ImageOps.expand(picture, max(2, round(0.025 * max(picture.size))), _PAPER).convert("RGBA"))
    box = mask.getbbox() or (0, 0, *mask.size)
    goes_on = box[3] > 0.985 * mask.height and float((np.asarray(mask)[-3] > 128).mean()) > 0.2
    whole = picture.convert("RGB")
    whole.putalpha(mask)
    return Cutout(whole.crop(box), cut=True, goes_on=goes_on)


def recast(film: Film, cutouts: Mapping[str, Cutout]) -> Film:
    """A film in which of whom no words tell, and whose picture has not the shape of a person's, is none."""

    def known(one: Member) -> Member:
        shows, untold = cutouts.get(one.reference), one.kind == "person" and not (one.sex or one.clothes)
        squat = untold and shows and shows.cut and not (shows.stands or shows.goes_on)
        return one.model_copy(update={"kind": "", "person": False}) if squat else one

    return film.model_copy(update={"cast": tuple(map(known, film.cast))})


def is_portrait(member: Member, cutout: Cutout) -> bool:
    """Whether a picture is of somebody's head and shoulders, to be shown on their body."""
    return member.person and not cutout.stands


class Card:
    """A cut-out that faces the camera: ``wide`` and ``high`` in m, on the middle of its foot, ``ahead`` of it."""

    def __init__(
        self, stage: Stage, cutout: Cutout, size: tuple[float, float], pixels: float, *, ahead: float, tint: float
    ) -> None:
        self.wide, self.high = size
        self.at = (0.0, 0.0, 0.0)
        side = 2 ** min(10, max(6, ceil(log2(max(1.0, pixels * max(size))))))
        inner = side - 2 * round(side * _CLEAR)
        picture = ImageOps.expand(cutout.picture.resize((inner, inner)), round(side * _CLEAR), (*_PAPER, 0))
        self.node = stage.card(np.asarray(picture), (self.wide * side / inner, self.high * side / inner), ahead)
        self.node.setColorScale(tint, tint, tint, 1)

    @property
    def top(self) -> Point:
        """The middle of its upper edge, and a little more."""
        return self.at[0], self.at[1], self.at[2] + self.high * 1.03

    def put(self, at: Point) -> None:
        """Stand it somewhere."""
        self.at = at
        self.node.setPos(at[0], at[1], at[2] + self.high / 2)

    def place(self, points: Array, normals: Array) -> None:
        """Stand it where its net has been moved to."""
        (x, y, z), (right, back, _) = points.min(0).tolist(), points.max(0).tolist()
        self.put(((x + right) / 2, (y + back) / 2, z))


def net_of(cutout: Cutout, size: tuple[float, float], foot: float = 0.0) -> Mesh:
    """What a cut-out fills of its plane, from its foot up, towards -y: for its shadow, and what stands in its way."""
    solid = np.asarray(cutout.picture.getchannel("A").resize((64, _ROWS), Image.Resampling.BOX)) > 99
    sides = [np.flatnonzero(row)[[0, -1]] + (0, 1) if row.any() else np.array((31, 32)) for row in solid]
    across, up = np.array([sides[0], *sides]) / 64 - 0.5, np.linspace(size[1], 0, _ROWS + 1) + foot
    points = np.stack([across * size[0], 0 * across, np.repeat(up[:, None], 2, 1)], -1).reshape(-1, 3)
    forth = np.broadcast_to(np.array((0, -1, 0), np.float32), points.shape)
    faces = grid(_ROWS, 1)  # the light may come from behind
    return Mesh(points.astype(np.float32), forth, -forth, 0 * forth[:, 0], np.vstack([faces, faces[:, ::-1]]))


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
    return replace(blocking, props=tuple(map(pictured, blocking.props)), loose=tuple(loose))


class Pictured:
    """A body that a user's picture stands for: a portrait on its shoulders, else one in its stead, at its place."""

    def __init__(self, body: Body, member: Member, one: Presence, cutout: Cutout, mark: Mark, seconds: float) -> None:
        self._body, self.mark = body, mark
        self.person, self.portrait = member.person, is_portrait(member, cutout)
        tall, high, lies = heights(member), body.eyes(0.0)[2], bool(one.poses & _LYING)
        if self.portrait:
            tall = min(_BUST[0], _BUST[1] / cutout.ratio)
            size = tall * cutout.ratio, tall
            foot = high + (_EYES - 1) * tall
        elif not member.person:
            up, long = size_of(member.kind) if member.kind else _UNKNOWN
            size = cutout.as_large_as(up * (1.3 if up < long else 1.0), long)
            foot = float(body.posed(0.0).points[:, 2].min())
        elif lies:
            cutout = Cutout(cutout.picture.transpose(Image.Transpose.ROTATE_90))
            size, foot = (tall, tall / cutout.ratio), 0.0
        else:  # the picture ends where somebody sits
            below = max(0.0, (1 - _CROWN) * tall - body.eyes(seconds / 2)[2])
            below = 0.0 if below < 0.2 else below if "ride" in one.poses else below + 0.24 * tall
            low = round(cutout.picture.height * (1 - below / tall))
            cutout = Cutout(cutout.picture.crop((0, 0, cutout.picture.width, low)))
            size = (tall - below) * cutout.ratio, tall - below
            foot = high + _CROWN * tall - size[1]
        self.cutout, self.size, self._over = cutout, size, foot - high
        in_arms = mark.z > 0.3 and not (member.person or lies or "sit" in one.poses)
        self.ahead = _BEFORE if self.portrait else _LAP * in_arms
        self._net = net_of(cutout, size)
        shape = body if self.portrait else self._net
        self.faces, self.colours = shape.faces, shape.colours

    def shown(self, seconds: float) -> Point:
        """The foot of the picture at a moment, in the body's own space."""
        x, y, high = self._body.eyes(seconds)
        foot = max(0.0, high + self._over)
        return (x, y + _FACE, foot) if self.portrait else (0.0, 0.0, foot)

    def corners(self, seconds: float) -> NDArray[np.float64]:
        """The corners of the picture with its name over it at a moment, on the stage."""
        x, y, z = self.mark.out(self.shown(seconds))
        half, y = self.size[0] / 2, y - self.ahead
        return np.array([(x + side, y, up) for side in (-half, half) for up in (z, z + self.size[1] * _NAME)])

    def posed(self, seconds: float) -> Posed:
        """The body, or what the picture fills, at a moment."""
        posed = self._body.posed(seconds)
        if self.portrait:
            return posed
        back = turned("z", -self.mark.yaw - posed.shift[2]).T  # it faces the camera
        points = self._net.points @ back + np.array((0, 0, self.shown(seconds)[2]), np.float32)
        return Posed(points, self._net.normals @ back, posed.shift)

    def eyes(self, seconds: float) -> Point:
        """Where somebody's eyes are, else the middle of the picture."""
        x, y, z = self.shown(seconds)
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


def apart(blocking: Blocking, bodies: Mapping[str, Body]) -> Blocking:
    """A blocking in which no picture of somebody is before another."""
    marks, least = blocking.marks, -inf
    cards = [(name, body) for name, body in bodies.items() if isinstance(body, Pictured)]
    for name, card in sorted(cards, key=lambda one: one[1].mark.x):
        half = card.size[0] / 2
        card.mark = replace(card.mark, x=max(card.mark.x, least + half))
        marks, least = marks | {name: card.mark}, card.mark.x + half + _GAP
    return replace(blocking, marks=marks)
