"""Who and what moves on the stage: where a body of the cast has come, what it carries, and things that act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

import numpy as np

from kling.animatic.blocking import Mark, Prop, ahead
from kling.animatic.bodies import Body, box_of
from kling.animatic.build import Paint, thing, things
from kling.animatic.mesh import Array, Mesh, Point
from kling.animatic.stage import Piece
from kling.lexicon import POSES

_LIFT_OFF = 3.4  # m/s2


@dataclass(slots=True)
class Actor:
    """One of the cast: who poses, the piece on the stage, the mark, and how far the body has come. It starts ``back``
    metres behind its mark, and goes at a ``pace`` of its own where a room is small. ``card`` is a
    picture that stands for it."""

    name: str
    figure: Body
    piece: Piece
    mark: Mark
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    hidden: bool = False
    card: Any = None
    label: int = 0
    back: float = 0.0
    pace: float = 1.0
    leader: Actor | None = None


@dataclass(slots=True)
class Carried:
    """A thing that goes with somebody: in the hand until it is ``thrown`` (s), or under a rider."""

    actor: Actor
    piece: Piece
    mesh: Mesh
    ridden: bool
    thrown: float | None = None


def mesh_of(prop: Prop, dark: float) -> Mesh:
    if prop.kind in things():
        return thing(prop.kind, Paint(prop.colour.lstrip("#"), dark))
    return box_of(prop.colour)


def come(actor: Actor, shift: tuple[float, float, float]) -> tuple[float, float, float]:
    """How far somebody has come on the floor, and the degrees that they have turned: ahead of a figure at yaw 0 is -y,
    its right hand is at -x."""
    right, forward, turn = shift
    forward = forward * actor.pace - actor.back
    c, s = cos(radians(actor.mark.yaw)), sin(radians(actor.mark.yaw))
    return -right * c + forward * s, -right * s - forward * c, turn


def to_wall(mark: Mark, room: Mapping[str, Any], way: float) -> float:
    """Metres from a mark to the wall that somebody on it faces (``way`` 1) or has behind (-1), less an arm's length."""
    wide, deep, _ = room["size"]
    dx, dy = sin(radians(mark.yaw)) * way, -cos(radians(mark.yaw)) * way
    shift = room.get("shift", 0.0)
    across = ((wide / 2 if dx > 0 else -wide / 2) - mark.x) / dx if abs(dx) > 1e-3 else 99.0
    along = (shift + (deep / 2 if dy > 0 else -deep / 2) - mark.y) / dy if abs(dy) > 1e-3 else 99.0
    return max(0.1, min(across, along) - 0.8)


def in_hand(mesh: Mesh, kind: str) -> Mesh:
    """A thing as it is held, with the hand at the origin."""
    about = things().get(kind, {})
    low, high = mesh.bounds
    mesh = mesh.moved((0, 0, -about.get("grip", 0.4 * float(high[2] - low[2]))))
    for axis, degrees in about.get("held", {}).items():
        mesh = mesh.spun(axis, degrees)
    return mesh


def gone(prop: Prop, seconds: float, whole: float) -> Point:
    """Where a thing that acts is: a rocket rises, what falls drops to its mark, others go the way they look."""
    mark = prop.mark
    if prop.pose == "fly" and prop.kind in ("rocket", "hot_air_balloon", "balloon"):
        late = max(0.0, seconds - 0.4)
        return mark.x, mark.y, mark.z + (_LIFT_OFF / 2 * late * late if prop.kind == "rocket" else 0.5 * late)
    if prop.pose == "shoot_ball":  # until the foot meets it
        free = max(0.0, seconds - 0.75)
        x, y = ahead(mark, 13.0 * free)
        return x, y, max(0.0, mark.z + 4.5 * free - 4.9 * free * free)
    if prop.pose == "fall":
        return mark.x, mark.y, mark.z + max(0.0, 2.6 - 4.9 * max(0.0, seconds - 0.3) ** 2)
    speed = min(7.0, POSES[prop.pose].speed) if prop.pose in POSES else 0.0
    return *ahead(mark, (seconds - whole / 2) * speed), mark.z


def set_down(points: Array, normals: Array, yaw: float, at: Point) -> tuple[Array, Array]:
    c, s = cos(radians(yaw)), sin(radians(yaw))
    turn = np.array(((c, s, 0), (-s, c, 0), (0, 0, 1)), np.float32)
    return points @ turn + np.asarray(at, np.float32), normals @ turn


def carry(one: Carried, seconds: float) -> None:
    """Put a thing where its holder is at a moment."""
    actor, mark = one.actor, one.actor.mark
    x, y, turn = actor.shift
    yaw = mark.yaw + turn
    if one.ridden:
        placed = one.mesh.moved((mark.x + x, mark.y + y, 0.0), yaw)
    else:
        free = max(0.0, seconds - one.thrown) if one.thrown is not None else 0.0
        hand = np.asarray(actor.figure.hand(seconds - free), np.float32)
        c, s = cos(radians(yaw)), sin(radians(yaw))
        at = (
            mark.x + x + hand[0] * c - (hand[1] - 5.0 * free) * s,
            mark.y + y + hand[0] * s + (hand[1] - 5.0 * free) * c,
            max(0.05, mark.z + float(hand[2]) + 2.2 * free - 1.6 * free * free),
        )
        placed = one.mesh.moved(at, yaw)
    one.piece.place(placed.points, placed.normals)
