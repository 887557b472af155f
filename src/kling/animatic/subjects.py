"""What a camera frames: somebody on a mark, or a thing, as a place, heights and a width."""

from __future__ import annotations

from kling.animatic.blocking import Mark, Prop, heights, seat_of, size_of, told_of
from kling.animatic.bodies import LYING, upright
from kling.animatic.build import thing, things
from kling.animatic.framing import Subject, fill_of
from kling.animatic.mesh import Array, Point
from kling.animatic.outfit import upright_height
from kling.animatic.scene import Film, Shot


def subject_of(name: str, film: Film, shot: Shot, mark: Mark, eyes: Point) -> Subject:
    """What the camera knows of a member on a mark; ``eyes`` are where they are in the figure's own space. A near camera
    is on the face, wherever the body has put it."""
    member, near = film.member(name), fill_of(shot.size) > 1.7
    presence = next(one for one in shot.cast if one.name == name)
    x, y, high = mark.out(eyes) if near else (mark.x, mark.y, mark.z + eyes[2])
    tall = heights(member)
    if upright(member, presence):
        tall = upright_height(member)
    elif not member.person:
        if member.kind in things():  # who sits up is drawn taller than it stands
            tall = max(tall, float(thing(member.kind).bounds[1][2]))
        long, foot = size_of(member.kind)[1], mark.z + min(1.6, told_of(member.kind, "lift"))
        if any(action.pose in ("lie", "sleep", "sit") for action in presence.actions):
            tall, long = tall * LYING, long * 1.9  # it is low, and seen from as far
        if near:
            return Subject(x, y, high - 0.42 * tall, high + 0.25 * tall, high, 0.45 * long, mark.yaw, person=False)
        return Subject(x, y, foot, foot + tall, foot + tall * 0.8, long, mark.yaw, person=False)
    seat = seat_of(shot, presence)
    mounted = bool(told_of(seat, "mount"))
    ridden = mounted or any(action.pose == "drive" for action in presence.actions)
    width = size_of(seat if mounted else "car")[1] if ridden and shot.set != "car_interior" else 0.55
    low, top = 0.0 if ridden else mark.z, high + 0.07 * tall
    return Subject(x, y, low, top, high, width, mark.yaw, stature=max(tall, top - low) if mounted else tall)


def subject_of_prop(prop: Prop, bounds: tuple[Array, Array]) -> Subject:
    """What the camera knows of a thing between two corners of its own space."""
    low, high = bounds
    mark, wide = prop.mark, float(max(high[0] - low[0], high[1] - low[1]))
    top = mark.z + float(high[2])
    return Subject(mark.x, mark.y, mark.z + float(low[2]), top, top, wide, person=False)
