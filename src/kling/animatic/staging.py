"""What the words of a shot leave open, before it is put on the stage: the nearer set, a size, what is done besides."""

from __future__ import annotations

from typing import Any

from kling.animatic.acting import BACK, speed_of
from kling.animatic.blocking import Blocking, subject_names
from kling.animatic.bodies import SEATED
from kling.animatic.build import sets
from kling.animatic.contact import answered, laps, meeting
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.marks import built_in, extent_of, size_of, told_of
from kling.animatic.playing import STOPS
from kling.animatic.scene import Action, Film, Presence, Shot, Thing
from kling.animatic.silhouettes import special
from kling.animatic.uses import WORK, about, how_of, is_small, spots_of
from kling.lexicon import table

_TOLD = data("staging.yaml")
_STATES = frozenset(table("body_poses"))
_ROOMY, _TALL = {"top", "bed", "seat", "exit", "spots", "mount"}, 2.5  # what one gets under; m of a tree, a bridge
_FIRST = 0.3  # s; what begins later is done after something else
_CRAWLS = 1.0  # m; under what is lower nobody stands or sits


def completed(film: Film, shot: Shot) -> Shot:
    """A shot with what its words leave open: the nearer set, a size that shows what is done, what people who do nothing
    else do there, one mount for a rider and its own horse."""
    shot = _mounted(_sheltered(_listed(_paced(shot, shot.speed))), film)
    shot = shot.model_copy(update={"cast": tuple(_at_work(_fitting(one, shot, film), shot, film) for one in shot.cast)})
    shot, people = meeting(_framed(film, _poured(shot)), film), {one.name for one in film.cast if one.person}
    cast = [one for one in shot.cast if not ("ride" in shot.poses and one.name not in people and not one.actions)]
    things_of = list(shot.things)
    beds = sorted((kind for kind in built_in(shot.set) if told_of(kind, "bed")), key=lambda kind: kind != "bed")
    if beds and not any(told_of(one.kind, "bed") for one in things_of) and shot.poses.intersection(_TOLD["lying"]):
        things_of.append(Thing(kind=beds[0], label=beds[0]))  # the place's own
    dry = shot.set not in _TOLD["afloat"] or shot.poses & {"swim", "fly", "ski", "ride"}
    if cast and not (dry or any("spots" in about(special(one)) for one in things_of)):
        things_of.append(Thing(kind="boat", label="boat"))  # nobody stands on water
    if shot.angle == "ots" and len(cast) == 1 and cast[0].name != shot.over:  # past whom they were with
        near = sorted(film.shots, key=lambda one: abs(one.number - shot.number))
        others = [one.name for other in near for one in other.cast if one.name != cast[0].name and one.name in people]
        cast += [Presence(name=name) for name in others[:1]]
    shot = shot.model_copy(update={"cast": tuple(cast), "things": tuple(things_of)})
    shot = shot.model_copy(update={"cast": tuple(_doing(one, shot, film) for one in shot.cast)})
    cast = [_borne(one, shot, film) for one in shot.cast]
    if len(cast) == 2 and all(one.name in people and "dance" in one.poses for one in cast):
        cast = [_as(one, f"waltz_{part}", shot) for one, part in zip(cast, ("lead", "follow"), strict=True)]
    shot = answered(shot.model_copy(update={"cast": tuple(cast)}), film)
    spots = spots_of(shot, film)
    ways = {name: (spot["as"], spot.get("from", 0.0)) for name, spot in spots.items() if spot.get("as")}
    cast = [_as(one, ways[one.name][0], shot, ways[one.name][1]) if one.name in ways else one for one in shot.cast]
    return shot.model_copy(update={"cast": tuple(cast)})


def _paced(one: Any, rate: float) -> Any:
    """A shot or a part of it that lasts as long as what happens in it would at its usual speed."""
    own = {name: told * rate for name, told in one if name in ("start", "end", "seconds") and not isinstance(told, str)}
    parts = [(name, told) for name, told in one if name in ("cast", "actions", "camera", "lines")]
    own |= {name: tuple(_paced(part, rate) for part in told) for name, told in parts}
    return one.model_copy(update=own)


def _listed(shot: Shot) -> Shot:
    """A shot in which deeds call things of the same kind by the labels that the shot has for them."""
    known = {word for one in shot.things for word in (one.label, one.kind, special(one))}
    by_kind = {special(one): one.label for one in reversed(shot.things) if special(one)}

    laid = {one.label: one.on for one in shot.things if one.on in {it.label for it in shot.things}}
    laid |= {act.thing: act.where for one in shot.cast for act in one.actions if act.pose == "put_down"}

    def called(act: Action) -> Action:
        words = {way: getattr(act, way) for way in ("thing", "where", "tool")}
        kinds = {way: special(Thing(kind="", label=word)) for way, word in words.items() if word and word not in known}
        act = act.model_copy(update={way: by_kind[kind] for way, kind in kinds.items() if kind in by_kind})
        lies = act.pose == "pick_up" and not act.where and laid.get(act.thing)
        return act.model_copy(update={"pose": "take", "where": lies}) if lies else act

    return shot.model_copy(update={"cast": tuple(one.doing(*map(called, one.actions)) for one in shot.cast)})


def _sheltered(shot: Shot) -> Shot:
    """A shot in which nobody is under what nobody can be under: a spotlight, a lamp."""
    room = {word for one in shot.things if _ROOMY & about(special(one)).keys() for word in (one.label, one.kind)}
    room |= {word for one in shot.things if size_of(special(one))[0] > _TALL for word in (one.label, one.kind)}
    names = {one.name for one in shot.cast}
    cast = (one.model_copy(update={"under": one.under * (one.under in room | names)}) for one in shot.cast)
    return shot.model_copy(update={"cast": tuple(cast)})


def _mounted(shot: Shot, film: Film) -> Shot:
    """A shot in which who rides an animal of the cast, or sits on one, is on top of it, and it goes, or stands."""
    beasts = {one.name for one in shot.cast if not film.member(one.name).person}
    goals = [(one, a, (a.thing, a.toward)[: 1 + (a.pose == "ride")]) for one in shot.cast for a in one.actions]
    goals += [(one, Action(pose="ride", end=shot.seconds), (one.on,)) for one in shot.cast if not one.poses & _STATES]
    rides = {one.name: (goal, a) for one, a, to in goals if a.pose in ("ride", "sit") for goal in to if goal in beasts}
    own, rests = {"thing": "", "toward": ""}, {"sit": {"pose": "stand"}, "ride": dict[str, str]()}
    goes = own | {"pose": "fly" if shot.set in ("sky", "space") else "swim" if shot.set in _TOLD["afloat"] else "run"}

    def made(one: Presence) -> Presence:
        on, told = rides.get(one.name, (one.on, None))
        acts = [a.model_copy(update=own | {"pose": "ride"}) if a is told else a for a in one.actions]
        acts = [told, *acts] if told and told not in one.actions else acts
        by = [a.model_copy(update=goes | rests[a.pose]) for to, a in rides.values() if to == one.name]
        return one.model_copy(update={"on": on, "actions": tuple(acts or by[:1])})

    return shot.model_copy(update={"cast": tuple(map(made, shot.cast))}) if rides else shot


def _fitting(one: Presence, shot: Shot, film: Film) -> Presence:
    """Somebody whose poses are as they are with their things, or whom they are done to: who plays a violin bows it. Who
    climbs, and nothing says on what, does so on the stairs that are there."""
    kinds, acts = {two.name: two.kind for two in film.cast}, list[Action]()
    slopes = [it.kind for it in shot.things if it.kind in _TOLD["slopes"] or "exit" in about(it.kind)]
    inside = sets().get(shot.set, {}).get("inside") or not film.member(one.name).person
    cabs = [it.label for it in shot.things if "exit" in about(special(it)) and not inside]
    for act in one.actions:
        near, fits = (shot.kind_of(act.thing), kinds.get(act.toward, ""), kinds[one.name]), _TOLD["fitting"]
        fits = fits.get(act.pose, {})
        pose = next((fits[kind] for kind in near if kind in fits), act.pose)
        thing = (*slopes, "")[0] if pose in ("climb", "descend") and not act.thing else act.thing
        if pose == "enter" and cabs and not act.thing:  # "gets into a taxi"
            pose, thing = "leave", cabs[-1]
        acts.append(act.model_copy(update={"pose": pose, "thing": thing}))
    return one.doing(*acts)


def _at_work(one: Presence, shot: Shot, film: Film) -> Presence:
    """Somebody at their trade, of whose hands the words tell nothing else, or only that they work or play."""
    others = [two.name for two in shot.cast if two is not one and film.member(two.name).person]
    near = shot.angle == "ots" and bool(others) and one.name not in subject_names(shot)[:1]
    trade = film.member(one.name).trade
    if near or not trade.deed or (trade.deed in _TOLD["whole"] and one.poses & {*_TOLD["rests"]}):
        return one  # over a shoulder nobody is at work, and a boxer on a stool rests
    to = others[0] if len(others) == 1 and trade.deed in _TOLD["contacts"] else ""
    does, general = {"pose": trade.deed, "thing": trade.tool, "toward": to}, _TOLD["at_work"]
    if one.poses <= {*_TOLD["gestures"]}:
        return one.doing(Action.model_validate({"end": shot.seconds, **does}), *one.actions)
    own, by = {*general[""], *general.get(trade.deed, ()), trade.deed}, {"pose": trade.deed, "tool": trade.tool}
    ways = zip(one.actions, [act.pose in own and not (act.toward or act.tool) for act in one.actions], strict=True)
    apart = [(act, by if act.thing and trade.deed not in general else does) if own else (act, {}) for act, own in ways]
    return one.doing(*(act.model_copy(update=way) for act, way in apart))


def _poured(shot: Shot) -> Shot:
    """A shot in which a vessel is filled, whatever of it the words name, and steam rises from what is hot."""
    filled = next((one.label for one in reversed(shot.things) if special(one) in _TOLD["filled"]), "")
    if not filled:
        return shot
    by = {act: a.pose for one in shot.cast for a in one.actions if a.pose in _TOLD["draws"] for act in one.actions}
    drawn = {act: pose for act, pose in by.items() if act.pose == "write"}  # a heart in the milk
    others = {one.label for one in shot.things if one.label != filled and special(one) not in _TOLD["sources"]}
    onto = [act for one in shot.cast for act in one.actions if act.pose == "pour" and act.where in others]
    acts = [a for one in shot.cast for a in one.actions if a not in onto and (a.pose == "pour" or a in drawn)]
    poured = {one.label for one in shot.things if one.pose == "pour"}  # "coffee is poured into a cup"
    known = [one for one in shot.things if special(one) in _TOLD["sources"] and one.label != filled]
    sources = {word: one.label for one in known for word in (special(one), one.kind, one.label)}
    kept = {filled, *sources}
    liquids = ({act.thing for act in acts} | poured) - kept
    stands = shot.kind_of(filled) in _TOLD["vessels"] or any(one.label == filled and one.on for one in shot.things)
    mine = {"thing": filled * (not stands), "where": filled * stands, "tool": ""}
    theirs = {"thing": "", "where": "", "tool": _TOLD["deeds"]["pour"].get(shot.kind_of(filled), "")}
    guests = {act.toward for act in acts if act.toward and not stands}  # have it in the hand
    held, cast = Action(pose="hold", end=shot.seconds, thing=filled), []
    for one in shot.cast:
        ways = [(a, (theirs if a.toward in guests else mine) if a in acts else {}) for a in one.actions]
        ways = [(a, {"thing": a.tool, "tool": ""} if a in onto and a.tool else way) for a, way in ways]  # with a ladle
        own = {a: sources[word] for a in acts for word in (a.thing, a.tool) if word in sources}  # out of a bag
        ways = [(a, way | {"thing" if stands else "tool": own[a]} if a in own and way else way) for a, way in ways]
        done = (a.model_copy(update={**way, "pose": drawn.get(a, a.pose)}) for a, way in ways)
        cast.append(one.doing(*[held] * (one.name in guests), *done))
    full, over = {"pose": "pour"} if poured or (acts and stands) else {}, {"on": filled}
    fills = {filled: full} | {act.where: {"pose": "pour"} for act in onto}
    looks = [over if special(x) in _TOLD["rises"] else fills.get(x.label, {}) for x in shot.things]
    told = zip(shot.things, looks, strict=True)
    things = [one.model_copy(update=more) for one, more in told if one.label not in liquids]
    return shot.model_copy(update={"cast": tuple(cast), "things": tuple(things)})


def _framed(film: Film, shot: Shot) -> Shot:
    """A shot with its set, and with a size and an angle from which what it is about is seen."""
    kinds = {one.name: film.member(one.name).kind for one in shot.cast}
    limbs = ("hands", "feet") if not shot.size or fill_of(shot.size) > 1.7 else ()
    parts = {one.name: one.part or kinds[one.name] * (kinds[one.name] in limbs) for one in shot.cast}
    more: dict[str, Any] = {}
    bare = (*_TOLD["on_heads"],) * (shot.angle == "top_down")  # no brim hides what the hands do
    off = {one.name: (*one.off, *bare * any(act.thing for act in one.actions)) for one in shot.cast}
    cast = [one.model_copy(update={"part": parts[one.name], "off": off[one.name]}) for one in shot.cast]
    ways = {"left": "right", "right": "left"}  # a hand comes in from its side
    cast = [x.model_copy(update={"facing": x.facing or ways.get(x.side, "")}) if x.part == "hands" else x for x in cast]
    more["cast"] = tuple(cast)
    if not shot.size and {*parts.values()} <= {"hands", "feet"} and parts and shot.angle != "top_down":
        more["size"] = "close_up"
    elif not shot.size:
        whole, near = (not {*shot.poses, shot.angle}.isdisjoint(_TOLD[word]) for word in ("whole", "near"))
        more["size"] = "full" if whole else "medium_close" * near
    if "selfie" in shot.poses:  # the camera is in the hand
        more |= _TOLD["selfie"] | {"size": max("medium_close", shot.size, key=fill_of)}
    elif shot.angle == "pov" and len(shot.cast) == 1 and not any(pose.startswith("look") for pose in shot.poses):
        more["angle"] = ""  # it is they who are seen
    if "feet" in parts.values():  # they are worn
        more["things"] = tuple(one for one in shot.things if one.kind != "shoe")
    if "drive" in shot.poses and "push" not in shot.poses and fill_of(shot.size) > 1.2:
        more["set"] = "car_interior"
    elif shot.set == "car_interior" and not any(film.member(one.name).person for one in shot.cast):
        more["set"] = "road"
    elif shot.set in _TOLD["shores"] and shot.poses.intersection(_TOLD["aboard"]):
        more["set"] = "open_water"  # they are out there
    return shot.model_copy(update=more)


def _doing(one: Presence, shot: Shot, film: Film) -> Presence:
    """Somebody with what they do besides: deeds done another way (``ways``), and a pose by something (``idle``)."""
    member, acts, states = film.member(one.name), list(one.actions), set(_STATES)
    ages = {who.name: who.age for who in film.cast if who.person and who.name != one.name}
    if one.facing in ("away", "left", "right") or shot.angle == "rear":  # they have turned round already
        acts = [act.model_copy(update={"pose": "walk"}) if act.pose == "leave" else act for act in acts]
    away = {"": "", "away": "camera", "left": "", "right": ""}.get(one.facing, "away")
    backs = [bool(away) and act.toward == away and speed_of(act) > 0 for act in acts]  # from what one faces
    acts = [a.model_copy(update={"toward": BACK}) if back else a for a, back in zip(acts, backs, strict=True)]
    turned = ("", one.facing) if one.facing in ages else ()
    acts = [act for act in acts if not (act.pose == "turn" and act.toward in turned)]
    up = [act.model_copy(update={"pose": "jump"}) for act in acts if act.pose == "leap"]  # into somebody's lap
    acts = [*up, *(act for act in acts if not speed_of(act))] if one.on in ages else acts
    stops = [STOPS * shot.seconds for two in shot.things if two.pose == "enter" and "exit" in about(special(two))]
    comes = {"enter"} if stops else set()  # out of what has to be there first
    acts = [act.model_copy(update={"start": max(stops[0], act.start)}) if act.pose in comes else act for act in acts]
    for told in _TOLD["ways"]:
        fits = (not told.get("seated") or one.poses & SEATED) and (member.person or not told.get("people"))
        fits = fits and not (told.get("animals") and member.person)
        fits = fits and one.part == told.get("part", one.part) and told.get("without") not in shot.poses
        fits = fits and shot.set in told.get("sets", (shot.set,))
        fits = fits and not one.poses.isdisjoint(told.get("does", one.poses))
        for n, act in enumerate(acts if fits and (shot.things or not told.get("beside")) else ()):
            kind = next((special(it) for it in shot.things if act.thing in (it.label, it.kind)), act.thing)
            held = how_of(act.pose, kind) == "holds" and act.pose != "lift"
            by = "hand" if held else about(kind).get("hand", "right")
            does = act.pose == told["pose"] and ("by" not in told or (act.thing and by == told["by"]))
            does = does and told.get("has", "") in ("", *about(kind)) and (is_small(kind) or not told.get("small"))
            if does and "rests" in told:
                since = [two.pose for two in acts[:n] if two.pose in states and two.start <= act.start]
                does = bool(since) and since[-1] in _TOLD["rests"]
            if does and "whom" in told:
                does = not act.thing and ages.get(act.toward) in told["whom"]
            if does and not {kind, shot.kind_of(act.thing or act.where)}.isdisjoint(told.get("things", (kind,))):
                acts[n] = act.model_copy(update={"pose": told["to"]})
    if fill_of(shot.size) >= 2 and not one.part:  # nobody bends out of a close picture
        acts = [a.model_copy(update={"pose": "hold"}) if a.pose == "put_down" and not a.where else a for a in acts]
    if one.part == "hands" and not one.poses & {"ride", "drive"}:  # before them, whatever the rest of the body does
        acts = [Action(pose="hands_out", end=shot.seconds), *(act for act in acts if act.pose not in states)]
    over = [special(it) for it in shot.things if one.under and one.under in (it.label, it.kind)]
    low = [kind for kind in over if extent_of(kind).under < _CRAWLS and size_of(kind)[0] < _TALL]
    if low and member.person:  # under a bed one lies
        return one.doing(
            Action(pose="lie", end=shot.seconds), *(act for act in acts if act.pose not in (*states, "hide"))
        )
    poses = {act.pose for act in acts if act.start < _FIRST} if one.on else one.poses | {act.pose for act in acts}
    if one.part or poses & {*states, *(() if one.on else (*_TOLD["whole"], *_TOLD["moments"]))}:
        return one.doing(*acts)
    used = {words for two in shot.cast for act in two.actions for words in (act.thing, act.where)}
    own = {"makes": {act.thing for act in one.actions if act.pose == "craft"}, "there": {a.where for a in one.actions}}
    own["on"] = {one.on} - {""}
    for told in _TOLD["idle"]:
        makes, near = own.keys() & told, [thing for thing in shot.things if thing.depth != "background"]
        if "does" not in told or makes:
            words = next((own[name] for name in makes), used)
            near = [thing for thing in near if ({thing.kind, thing.label} & words != set()) == bool(makes)]
        fits = member.person != told.get("animals", False) and (one is shot.cast[0] or not told.get("first"))
        fits = fits and not (told["pose"] == "sit" and shot.poses.intersection(_TOLD["lying"]))
        fits = fits and (makes or not one.poses & WORK) and shot.set in told.get("sets", (shot.set,))
        fits = fits and member.kind not in told.get("but", ())
        fits = fits and ("does" not in told or not one.poses.isdisjoint(told["does"]))
        if fits and ("by" not in told or any(told["by"] in about(special(thing)) for thing in near)):
            return one.doing(Action(pose=told["pose"], end=shot.seconds), *acts)
    return one.doing(*acts)


def _borne(one: Presence, shot: Shot, film: Film) -> Presence:
    """Somebody as they are while others have them in their arms, and before and after that."""
    member, acts = film.member(one.name), list[Action]()
    down = "lie" if member.age == "baby" else "stand"
    ways = laps(one.name, film, shot)
    for (since, who, act), end in zip(ways, [*(since for since, *_ in ways[1:]), shot.seconds], strict=False):
        rests = "lie" if any(told_of(shot.kind_of(act.where), word) for word in ("bed", "mount")) else down
        own = [act for act in one.actions if act.pose in table("body_poses") and act.start < since]
        acts += (own or [Action(pose=rests, end=since)]) * (since > 0 and not acts)
        held = _TOLD["borne"].get(act.where, _TOLD["borne"]["arms"])[-1]
        acts.append(Action(pose=held if who else rests, start=since, end=end))
    kept = [act for act in one.actions if act.pose not in (*table("body_poses"), "jump", "catch", "dance")]
    return one.doing(*acts, *kept) if acts else one


def _as(one: Presence, pose: str, shot: Shot, start: float = 0.0) -> Presence:
    """Somebody in another pose from a moment on, with the gestures they make; who drives keeps driving."""
    if "drive" in one.poses:
        return one
    dropped = {*table("body_poses"), "jump", "catch", "dance", "write", "paint", "point"}
    kept = [act for act in one.actions if act.pose not in dropped]
    return one.doing(Action(pose=pose, start=start, end=shot.seconds), *kept)


def holding(shot: Shot, blocking: Blocking) -> Shot:
    """A shot in which those hold what they have in the hand."""
    busy, over, cast = {*table("poses_with_things"), *table("tools")}, {*_TOLD["leaves"], "throw", "give"}, []
    for one in shot.cast:
        last = max((a for a in one.actions if a.thing or a.pose in busy), key=lambda act: act.end, default=None)
        start = last.end if last else 0.0
        goes_on = not last or any(act.end > start + 0.05 for act in one.actions)
        worn = any(act.where == "head" for act in one.actions)
        holds = blocking.use(one.name, "holds") and goes_on and not worn and not (last and last.pose in over)
        cast.append(one.doing(*one.actions, Action(pose="hold", start=start, end=shot.seconds)) if holds else one)
    return shot.model_copy(update={"cast": tuple(cast)})
