"""What the words of a shot leave open, before it is put on the stage: the nearer set, what is sat on and held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kling.animatic.blocking import SEATS, Prop, told_of
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.place import refined
from kling.animatic.props import built_in
from kling.animatic.scene import Action, Film, Presence, Shot, Thing
from kling.lexicon import table


def completed(film: Film, shot: Shot) -> Shot:
    """A shot with what its words leave open: the nearer set, a size that shows what is done, one mount for a rider and
    its own horse, and people who fly a kite on the ground."""
    poses = {action.pose for one in shot.cast for action in one.actions}
    more: dict[str, Any] = {"set": refined(shot)}
    if "drive" in poses and fill_of(shot.size) > 1.2:
        more["set"] = "car_interior"
    if not shot.size and (poses.intersection(data("staging.yaml")["whole"]) or shot.angle == "top_down"):
        more["size"] = "full"
    people = {one.name for one in film.cast if one.person}
    cast = [one for one in shot.cast if not ("ride" in poses and one.name not in people and not one.actions)]
    seats = [one.kind for one in shot.things if one.kind in SEATS and one.depth != "background"]
    if seats and len(cast) <= 2 and not poses & set(table("body_poses")):  # what is named is used
        sitting = cast if told_of(seats[0], "bed") else cast[:1]
        cast = [_resting(one, seats[0], shot, person=one.name in people) if one in sitting else one for one in cast]
    beds = sorted((kind for kind in built_in(more["set"]) if told_of(kind, "bed")), key=lambda kind: kind != "bed")
    named = any(told_of(one.kind, "bed") for one in shot.things)
    if beds and not named and poses.intersection(data("staging.yaml")["lying"]):
        more["things"] = (*shot.things, Thing(kind=beds[0], label=beds[0]))  # the place's own
    if "fly" in poses and shot.things:
        cast = [_grounded(one) if one.name in people else one for one in cast]
    return shot.model_copy(update=more | {"cast": tuple(cast)})


def holding(shot: Shot, props: Sequence[Prop]) -> Shot:
    """A shot in which those hold what they have in the hand."""
    holders = {one.holder for one in props if not (one.ridden or told_of(one.kind, "floor"))}
    busy = set(table("poses_with_things"))

    def held(one: Presence) -> Presence:
        if one.name not in holders or busy & {act.pose for act in one.actions}:
            return one
        return one.model_copy(update={"actions": (*one.actions, Action(pose="hold", end=shot.seconds))})

    return shot.model_copy(update={"cast": tuple(held(one) for one in shot.cast)})


def _resting(one: Presence, seat: str, shot: Shot, *, person: bool) -> Presence:
    if not person and not told_of(seat, "bed"):
        return one
    rest = Action(pose="sit" if person else "lie", end=shot.seconds)
    return one.model_copy(update={"actions": (rest, *one.actions)})


def _grounded(one: Presence) -> Presence:
    acts = (act.model_copy(update={"pose": "look_up"}) if act.pose == "fly" else act for act in one.actions)
    return one.model_copy(update={"actions": tuple(acts)})
