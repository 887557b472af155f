"""What the words of a shot leave open, before it is put on the stage: the nearer set, what is sat on and held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kling.animatic.blocking import SEATS, SHARED, spots_of
from kling.animatic.bodies import SEATED
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.marks import Prop, size_of, told_of
from kling.animatic.moves import group_of
from kling.animatic.place import refined
from kling.animatic.props import built_in, special
from kling.animatic.scene import Action, Film, Presence, Shot, Thing
from kling.lexicon import table

_TOLD = data("staging.yaml")
_KNEE = 1.1  # m; who makes something lower kneels


def completed(film: Film, shot: Shot) -> Shot:
    """A shot with what its words leave open: the nearer set, a size that shows what is done, seats and floors that are
    used, one mount for a rider and its own horse, and people who fly a kite on the ground."""
    parts = {one.name: one.kind for one in film.cast if one.kind in ("hands", "feet")}
    own = (one.model_copy(update={"part": one.part or parts.get(one.name, "")}) for one in shot.cast)
    shot = _framed(film, _at_hand(shot.model_copy(update={"cast": tuple(own)})))
    poses, things = shot.poses, list(shot.things)
    people = {one.name for one in film.cast if one.person}
    cast = [one for one in shot.cast if not ("ride" in poses and one.name not in people and not one.actions)]
    used = {act.thing for one in cast for act in one.actions if act.pose not in SEATED}
    seats = [
        one.kind
        for one in things
        if one.kind in SEATS and one.depth != "background" and not used & {one.kind, one.label}
    ]
    acted = {pose for one in cast if one.name in people for pose in one.poses}
    still = not acted & {*table("body_poses"), *_TOLD["whole"], *_TOLD["moments"]}
    if seats and len(cast) <= 2 and still:  # what is named is used
        rest = [one for one in cast[1:] if told_of(seats[0], "bed") and not (one.actions or one.depth == "background")]
        sitting = [*cast[:1], *rest]
        cast = [_resting(one, seats[0], shot, person=one.name in people) if one in sitting else one for one in cast]
    elif still and shot.set in _TOLD["served"] and any(one.kind == "table" for one in things):
        cast = [_as(one, "sit", shot) if one.name in people else one for one in cast]
    elif still and any(told_of(special(one), "under") for one in things):
        cast = [_as(one, "sit_floor", shot) if one.name in people else one for one in cast]
    beds = sorted((kind for kind in built_in(shot.set) if told_of(kind, "bed")), key=lambda kind: kind != "bed")
    if beds and not any(told_of(one.kind, "bed") for one in things) and poses.intersection(_TOLD["lying"]):
        things.append(Thing(kind=beds[0], label=beds[0]))  # the place's own
    cast = [_another_way(_timed(one, shot), shot, person=one.name in people) for one in cast]
    cast = [_stooping(one, film, shot) if one.depth == "background" else one for one in cast]
    afloat = shot.set in _TOLD["afloat"] and not {pose for one in cast for pose in one.poses} & {
        "swim",
        "row",
        "fly",
        "ski",
    }
    if afloat and cast and not any(one.kind in SHARED for one in things):
        things.append(Thing(kind="boat", label="boat"))  # nobody stands on water
    aboard = shot.set in _TOLD["afloat"] and any(one.kind in SHARED for one in things)
    idle = [one for one in cast if aboard and one.name in people and not one.poses & set(table("body_poses"))]
    cast = [_as(one, "sit", shot) if one in idle and not one.poses & {"row", "swim"} else one for one in cast]
    if shot.angle == "ots" and len(cast) == 1:  # past whom they were with
        cast += [Presence(name=name) for name in _partners(film, shot, cast[0].name)[:1]]
    carried = {
        act.toward: one.name
        for one in cast
        for act in one.actions
        if act.pose == "carry" and act.toward and not act.thing
    }
    cast = [_as(one, "held", shot) if carried.get(one.name, one.name) != one.name else one for one in cast]
    if len(cast) == 2 and all(one.name in people and "dance" in one.poses for one in cast):
        cast = [_as(one, f"waltz_{part}", shot) for one, part in zip(cast, ("lead", "follow"), strict=True)]
    shot = shot.model_copy(update={"cast": tuple(cast), "things": tuple(things)})
    spots = spots_of(shot, film)
    placed = (
        _as(one, how, shot, spots[one.name].get("from", 0.0)) if (how := spots.get(one.name, {}).get("as")) else one
        for one in shot.cast
    )
    return shot.model_copy(update={"cast": tuple(placed)})


def _at_hand(shot: Shot) -> Shot:
    """An insert of what somebody has in the hands shows the hands with it."""
    named = {word for one in shot.things for word in (one.kind, one.label)}
    if shot.size not in ("insert", "extreme_close", "macro") or any(one.part for one in shot.cast):
        return shot
    holders = [one for one in shot.cast if any(act.thing and act.thing in named for act in one.actions)]
    holders += [one for one in shot.cast if any(thing.on == one.name for thing in shot.things)]
    cast = (one.model_copy(update={"part": "hands"}) if one in holders[:1] else one for one in shot.cast)
    return shot.model_copy(update={"cast": tuple(cast)})


def _framed(film: Film, shot: Shot) -> Shot:
    """A shot with its set, and with a size and an angle from which what it is about is seen."""
    poses, parts = shot.poses, {one.part for one in shot.cast}
    more: dict[str, Any] = {"set": refined(shot, film)}
    if not shot.size and parts and parts <= {"hands", "feet"} and shot.angle != "top_down":
        more["size"] = "close_up"
    elif not shot.size and (poses.intersection(_TOLD["whole"]) or shot.angle == "top_down"):
        more["size"] = "full"
    if shot.angle == "pov" and len(shot.cast) == 1 and not any(pose.startswith("look") for pose in poses):
        more["angle"] = ""  # it is they who are seen
    nears = [one.end for one in shot.camera if group_of(one.move) in ("dolly", "zoom") or one.move.startswith("crane")]
    if shot.size and shot.size in nears:  # that is where it ends
        more["size"] = "medium" if fill_of(shot.size) < 1 else "full"
    if "drive" in poses and fill_of(shot.size) > 1.2:
        more["set"] = "car_interior"
    elif shot.set == "car_interior" and not any(film.member(one.name).person for one in shot.cast):
        more["set"] = "road"
    elif shot.set == "ship_deck" and not shot.cast and any(one.kind == "ship" for one in shot.things):
        more["set"] = "sea"
    return shot.model_copy(update=more)


def _timed(one: Presence, shot: Shot) -> Presence:
    """Somebody whose only deed is over in a moment does it in the middle of the shot."""
    if len(one.actions) != 1 or one.actions[0].pose not in _TOLD["moments"] or one.actions[0].end > 0.7 * shot.seconds:
        return one
    deed = one.actions[0]
    late = (shot.seconds - (deed.end - deed.start)) / 2 - deed.start
    return one.doing(deed.model_copy(update={"start": deed.start + late, "end": deed.end + late}))


def _stooping(one: Presence, film: Film, shot: Shot) -> Presence:
    """Who is behind a child in a near picture bends down to it, else their heads would be over its upper edge."""
    near = fill_of(shot.size) > 1.3 and film.member(shot.cast[0].name).age in ("baby", "child")
    if not near or film.member(one.name).age != "adult" or one.poses & set(table("body_poses")):
        return one
    return one.doing(Action(pose="stoop", end=shot.seconds), *one.actions)


def _another_way(one: Presence, shot: Shot, *, person: bool) -> Presence:
    """Somebody whose deeds are done another way than their words say: who makes a drink pours it, who sits and carries
    holds, hands that do nothing else are held out; who makes what lies on the ground kneels at it."""
    acts = list(one.actions)
    for told in _TOLD["ways"]:
        fits = (not told.get("seated") or one.poses & SEATED) and (person or not told.get("people"))
        fits = fits and bool(shot.things or not told.get("beside"))
        for n, act in enumerate(acts if fits else ()):
            if act.pose == told["pose"] and act.thing in told.get("things", (act.thing,)):
                acts[n] = act.model_copy(update={"pose": told["to"]})
    board = next((thing.kind for thing in shot.things if thing.kind in _TOLD["boards"]), "")
    acts = [act.model_copy(update={"thing": board}) if act.pose == "ski" and not act.thing else act for act in acts]
    if one.part == "hands":  # before them, whatever the rest of the body does
        acts = [act for act in acts if act.pose not in table("body_poses")]
        acts.insert(0, Action(pose="hands_out", end=shot.seconds))
    made = {act.thing for act in acts if act.pose == "craft"}
    kinds = (special(thing) for thing in shot.things if made & {special(thing), thing.kind, thing.label} - {""})
    low = any(told_of(kind, "floor") and size_of(kind)[0] < _KNEE for kind in kinds)
    if low and not one.poses & set(table("body_poses")):
        acts.insert(0, Action(pose="kneel", end=shot.seconds))
    return one.doing(*acts)


def _as(one: Presence, pose: str, shot: Shot, start: float = 0.0) -> Presence:
    """Somebody in another pose from a moment on, with the gestures they make; who drives keeps driving."""
    states = table("body_poses")
    if "drive" in one.poses:
        return one
    dropped = {*states, "jump", "catch", "dance", "write", "paint", "point"}
    kept = (act for act in one.actions if act.pose not in dropped)
    return one.doing(Action(pose=pose, start=start, end=shot.seconds), *kept)


def _partners(film: Film, shot: Shot, name: str) -> list[str]:
    """Who is with somebody in the shots round about, the nearest first."""
    near = sorted(film.shots, key=lambda one: abs(one.number - shot.number))
    return [one.name for other in near for one in other.cast if one.name != name and film.member(one.name).person]


def holding(shot: Shot, props: Sequence[Prop]) -> Shot:
    """A shot in which those hold what they have in the hand."""
    holders = {one.holder for one in props if not (one.ridden or told_of(one.kind, "floor"))}
    busy = set(table("poses_with_things"))

    def held(one: Presence) -> Presence:
        if one.name not in holders or busy & one.poses:
            return one
        return one.doing(*one.actions, Action(pose="hold", end=shot.seconds))

    return shot.model_copy(update={"cast": tuple(held(one) for one in shot.cast)})


def _resting(one: Presence, seat: str, shot: Shot, *, person: bool) -> Presence:
    if not person and (not told_of(seat, "bed") or "jump" in one.poses):
        return one
    rest = Action(pose="sit" if person else "lie", end=shot.seconds)
    return one.doing(rest, *one.actions)
