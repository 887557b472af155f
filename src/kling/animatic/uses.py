"""Who uses which things of a shot, and how: by what a pose wants, and what a thing is for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from kling.animatic.bodies import SEATED, seated
from kling.animatic.build import sets, things
from kling.animatic.data import data
from kling.animatic.marks import Mark, built_in, size_of, spot_in
from kling.animatic.outfit import upright
from kling.animatic.scene import Film, Presence, Shot, Thing, relations
from kling.animatic.silhouettes import outlines, special
from kling.lexicon import POSES

_TOLD = data("staging.yaml")
WORK = frozenset(pose for pose, told in _TOLD["deeds"].items() if told.get("work"))
SUPPORTS, HELD = ("sits", "lies", "stands", "rides"), ("holds", "other")
SMALL = 0.75  # m; what is smaller is in a hand, or stands on something
_HIGHEST, _THIN = 1.6, 0.4  # m; people are in what is higher, and beside what is so many times as high as broad
_BEFORE, _GONE, _AT = (0.0, 0.75, 180.0), (-0.4, 2.4, 0.0), (-0.45, 0.38, 116.0)
"""Metres to the right of and before what they use, and degrees that they turn from its way, of who is at a door, who
turns round to go in by one, and who is at a place that the set has a name for."""
_ON = {"lie": "lies", "sleep": "lies", "sit": "sits", "recline": "sits"}  # how one is on something; else they stand
_GROUND = ("floor", "ground")
_LONG, _BREAST = 1.2, 0.95  # m; on what is longer several are; what is higher would hide who stands at it


class Use(NamedTuple):
    """What somebody uses: ``how`` is one of the ``relations``, ``told`` what the words have of the thing."""

    name: str
    how: str
    kind: str
    told: Thing | None

    @property
    def shared(self) -> bool:
        """Whether there is one of it for all: a table, a long bench, a boat."""
        long = max(size_of(self.kind)) > _LONG and self.how in _TOLD["shared"]
        one = self.how in ("at", "before", "bears", "drags", "pushes", "out", "through")
        return one or long or "spots" in about(self.kind)


def about(kind: str) -> dict[str, Any]:
    """What is known of a kind of things; nothing for an unknown one."""
    return dict(things().get(kind, {}))


def front_door(shot: Shot) -> Mark | None:
    """Where the door of a set outdoors is, before which stands who uses one."""
    return None if sets().get(shot.set, {}).get("inside") else built_in(shot.set).get("door")


def spots_of(shot: Shot, film: Film) -> dict[str, dict[str, Any]]:
    """The places of a shot's set for those who do something there, by name: ``spots`` by poses and by words of names
    and kinds (``where`` somebody does something), and ``seats`` in order for the others."""
    place, found = sets().get(shot.set, {}), dict[str, dict[str, Any]]()
    free, seats, sat = list(place.get("spots", ())), list(place.get("seats", ())), list[Presence]()
    upright = {one.name for one in shot.cast if one.poses.intersection(_TOLD["upright"])}
    order = [one.name for one in film.cast]  # in all shots in the same seats
    for one in sorted(shot.cast, key=lambda one: order.index(one.name)):
        opens = {act.pose for act in one.actions if shot.kind_of(act.thing or act.where) == "door"}
        door = front_door(shot) if "leave" in opens or (opens and not found) else None
        own = [(spot_in(shot.set, one.on), (0.0, 0.0, 0.0)), (door, _GONE if "leave" in opens else _BEFORE)]
        own += [(spot_in(shot.set, act.where), _AT) for act in one.actions if act.pose not in _TOLD["apart"]]
        for spot, (aside, before, yaw) in own:
            if spot:
                x, y, _ = spot.out((aside + 0.8 * len(found), -before, 0.0))
                found[one.name] = {"at": [x, y, spot.yaw + yaw, spot.z * (spot.z > 0 and not before)]}
        if one.name in found:
            continue
        words = {*one.name.lower().split(), film.member(one.name).kind}
        company = {word for other in shot.cast if other is not one for word in other.name.lower().split()}
        for spot in free:
            meant = not words.isdisjoint(spot.get("who", words)) and shot.poses.issuperset(spot.get("where", ()))
            meant = meant and ("with" not in spot or not company.isdisjoint(spot["with"]))
            meant = meant and ("does" not in spot or not one.poses.isdisjoint(spot["does"]))
            if meant and not (spot.get("as") == "sit" and one.name in upright):
                found[one.name] = spot
                free.remove(spot)
                break
        if seats and one.name not in found and not (place.get("seated") == "sit" and one.name in upright):
            found[one.name] = {"at": seats.pop(0), "as": place.get("seated", "")}
            sat.append(one)
    taken = sorted((found[one.name] for one in sat), key=lambda told: told["at"][0])
    sat.sort(key=lambda one: (_TOLD["across"].get(one.side, 0.0), found[one.name]["at"][0]))
    return found | dict(zip([one.name for one in sat], taken, strict=True))


def uses_of(shot: Shot, film: Film) -> list[Use]:
    """What everybody uses: each thing in one hand, nobody two of a kind of use, or on two things at once."""
    found: list[Use] = []
    afloat, place = shot.set in _TOLD["afloat"], sets().get(shot.set, {})
    seats, bare = "seated" in place, "surface" in place
    worn = {garment.kind for one in film.cast for garment in one.clothes}  # what is in a backpack is on its back
    deeds = [(one, "board", "") for one in shot.cast if afloat and not one.poses & {"swim", "fly"}]
    done = [(one, act) for one in shot.cast for act in seated(one).actions]
    names = {one.name for one in shot.cast}
    seatless = (*names, *_GROUND)  # on a lap, or on no seat
    done = [(one, act) for one, act in done if not (one.on in seatless and act.pose in {*_ON, "jump", "ride"})]
    done = [(one, act) for one, act in done if not (one.on and act.pose in _TOLD["gets_down"])]
    lies = {one.name for one in shot.cast if one.under or (relations(one) and not film.member(one.name).person)}
    done = [(one, act) for one, act in done if not (one.name in lies and act.pose in _ON and not act.thing)]
    acts = [(one, act.pose, act.thing) for one, act in done if act.thing not in names]
    acts = [deed for deed in acts if deed[0].name in _first(*deed[1:], shot, names)]
    acts = [deed for deed in acts if deed[2] not in worn or any(deed[2] == told.label for told in shot.things)]
    hands = [one for one in shot.cast if one.part == "hands" and film.member(one.name).person]
    deeds += [(one, "hold", act.tool) for one, act in done if act.tool]
    deeds = [(one, "upon", one.on) for one in shot.cast if one.on not in ("", *seatless)] + deeds
    deeds += [deed for deed in acts if deed[2]]
    into = [(one, act) for one, act in done if act.pose not in _TOLD["apart"] and act.where not in ("", *worn)]
    deeds += [(one, "hold" if act.pose == "close" else "where", act.where) for one, act in into]
    known = sorted(shot.things, key=lambda told: not told.kind)
    for one in hands:  # all that is listed, unless a deed says what
        meant = {word for act in one.actions for word in (act.thing, act.tool, act.where)} - {""}
        named = [it for it in known if not meant.isdisjoint((it.label, it.kind, special(it)))]
        deeds += [(one, "hold", it.label) for it in named or known]
    deeds += [deed for deed in acts if not deed[2]]
    deeds += [(one, "", told.label) for one in shot.cast for told in shot.things if told.on == one.name]
    hands = [one for one in hands if shot.things[1:] or one.poses & {*_TOLD["leaves"], *_TOLD["gets"]}]
    deeds += [(one, "desk", it.on) for one in hands for it in shot.things if it.on and it.on != one.name]
    deeds += [(one, "desk", "") for one in hands if "spots" not in sets().get(shot.set, {})]
    deeds += [(one, "dine", "") for one in shot.cast if one.poses & SEATED]
    deeds += [(one, "have", "") for one in sorted(shot.cast, key=lambda one: "push" in one.poses)[:1]]
    for one, pose, words in deeds:
        member = film.member(one.name)
        beside = [use for use in found if use.how == pose + "s" and use.shared and not words]  # on the bench of another
        found += [Use(one.name, use.how, use.kind, use.told) for use in beside[:1] if use.name != one.name]
        person = member.person or upright(member, one)
        for kind, told in _meant(shot, one, pose, words, person=person):
            if kind == "ball" and "shoot_ball" in shot.poses:
                continue  # it is at the foot
            how = how_of(pose, kind, person=person, shown=bool(told and told.reference))
            how = "holds" if how == "before" and not (one.poses & SEATED or pose in {*_TOLD["becomes"], *WORK}) else how
            how = "holds" if how == "before" and one.poses.intersection(_TOLD["lowers"]) else how  # no table there
            how = next((_ON[state] for state in _ON if state in one.poses), "stands") if pose == "upon" else how
            rides = afloat or "ride" in one.poses
            how = "rides" if pose == "upon" and rides and "mount" in about(kind) else how  # aboard
            how = "holds" if not how and one.part == "hands" and words and kind in outlines() else how
            stands = covered(shot) or (told is not None and any(told.on == it.label for it in shot.things))
            how = "before" * stands if pose == "where" and how == "holds" else how
            own_door = "doorway" in about(kind) and front_door(shot)
            sat_on = pose == "where" and "seat" in about(kind) and "sit" in one.poses
            still = (how == "at" and kind in built_in(shot.set)) or one.poses.intersection(("sit", "lie", "kneel"))
            how = "" if how in ("at", "opens") and (own_door or sat_on or (still and pose in _TOLD["becomes"])) else how
            own = {use.how for use in found if use.name == one.name}
            how = "" if how == "before" and not person and "jump" in one.poses else how  # it is where they leap
            mine = any((one.name, kind) == (use.name, use.kind) for use in found)
            how = "" if how in ("at", "before") and mine else how
            other = "before" if shot.size in _TOLD["details"] else "other"  # in the other hand
            how = other if how == "holds" and "holds" in own and words and pose in POSES and not mine else how
            floor = not person and (pose in _TOLD["feeds"] or bool(told and told.on == "floor"))
            how = "before" if floor and how == "holds" else how  # it eats from it there
            has = {use.name for use in found if told is not None and use.told is told}
            again = one.name in has or mine
            held = how in HELD and (again or (bool(has) and one.poses.isdisjoint(_TOLD["each"])))
            own |= {"at"} if "works" in own else set()
            own -= {"before"} if one.part == "hands" and pose == "where" and one.name not in has else set()
            if how and not (how in own or held or (how in SUPPORTS and (seats or own.intersection(SUPPORTS)))):
                found.append(Use(one.name, how, kind, told))
                under = told.on if told and any(told.on == it.label for it in shot.things) else ""
                deeds += [(one, "desk", under)] * (how == "before" and not (bare or floor))  # for what stands on one
    placed = {use.told.label for use in found if use.told}
    for one, how, goal in [(who, *told) for who in shot.cast for told in relations(who) if told[0] != "above"]:
        told = next((it for it in shot.things if goal in (it.label, it.kind, special(it)) and not it.on), None)
        if told and told.label not in placed and not spot_in(shot.set, goal):
            found.append(Use(one.name, how, special(told), told))
            placed.add(told.label)
    return found


def _first(pose: str, words: str, shot: Shot, names: Collection[str]) -> Collection[str]:
    """Who has something in the hand first with which somebody does this; all of whom, where it is in no hand."""
    told = next((it for it in shot.things if words and words in (it.label, it.kind)), None)
    if told is None or told.count > 1 or how_of(pose, special(told)) != "holds" or pose in _TOLD["each"]:
        return names
    deeds = [(act.start, one.name) for one in shot.cast for act in one.actions if act.thing == words]
    return [told.on if told.on in names else min(deeds, key=lambda one: one[0])[1]]


def _meant(shot: Shot, one: Presence, pose: str, words: str, *, person: bool) -> Iterator[tuple[str, Thing | None]]:
    """The things that are meant by a deed: the one that it names, and one that it needs."""
    deed, place = _TOLD["deeds"].get(pose, {}), sets().get(shot.set, {})
    if (kind := shot.kind_of(words)) in deed:
        other = next((told for told in shot.things if special(told) in deed.values()), None)
        mine = next((it for it in shot.things if words in (it.kind, it.label) and not how_of(pose, special(it))), None)
        yield special(other) if other else deed[kind], other or mine
    named = [told for told in shot.things if words and words in (told.kind, told.label, special(told))]
    if named or words in things():
        yield (special(named[0]), named[0]) if named else (words, None)
    rests = "seats" in place or one.poses & {*SEATED, *_TOLD["lying"]}
    if deed.get("work") and (rests or (place and not place.get("inside"))):
        return
    wants = deed.get("wants" if person else "animals", deed.get("wants", ()))
    usual = deed.get(shot.set) or deed.get("usual") or (POSES[pose].prop if pose in POSES else "")
    wants = () if any(word in about(special(it)) for it in named for word in wants) else wants
    hands = [how_of(pose, kind) == "holds" for kind in (usual, *map(special, named))]
    alone = bool(named) and (pose in _TOLD["becomes"] or "instead" in deed)
    alone = alone or (pose == "pour" and not {words, *map(special, named)}.isdisjoint(_TOLD["sources"]))
    alone = alone or (pose not in _TOLD["besides"] and any(hands[1:]) and (hands[0] or is_small(usual)))
    words_of = [(told, {special(told), told.kind, *about(special(told))}) for told in shot.things]
    wanted = (told for word in (*wants, usual * (not alone)) for told, its in words_of if word and word in its)
    if told := next((told for told in wanted if told.depth != "background" and told.on not in _TOLD["hung"]), None):
        yield special(told), told
    elif usual in things() and (person or "seat" not in about(usual)) and not alone:
        yield usual, None


def how_of(pose: str, kind: str, *, person: bool = True, shown: bool = False) -> str:
    """How a thing, which a picture may have ``shown``, stands to who does this with it; "" where that is all one."""
    deed, told, (high, long) = _TOLD["deeds"].get(pose, {}), about(kind), size_of(kind)
    if hows := [way for word, way in deed.items() if word in told]:  # up what is climbed, out of what has a door
        return str(hows[0])
    if "how" in deed or not kind:  # what is not known is in the hand that does something with it
        return str(deed.get("how", "holds" if shown or pose in _TOLD["handled"] else ""))
    if deed.get("upon"):
        if person and (("top" in told and pose != "lie") or long < _THIN * high):
            return "" if pose == "stand" and high > _BREAST else "at"  # an altar, a lamp post is beside them
        is_in = person and high > _HIGHEST and "seat" not in told
        return "" if is_in or kind in _TOLD["hung"] else _ON.get(pose, "stands" if pose == "stand" else "lies")
    if "large" in deed and max(high, long) >= SMALL and not told.keys() & {"grip", "held", "carried", "mount", "hand"}:
        return str(deed["large"])
    ways = _TOLD["becomes"].get(pose, ("",))
    if not ways or any(way in told for way in ways):  # what is opened, lit or knocked over stands before them
        return "before" if max(high, long) < SMALL and "floor" not in told else "at"
    if deed.get("work") and "floor" in told:  # a sandcastle
        return "at"
    small = ("before" if deed.get("work") else "holds") * (max(high, long) < SMALL and "seat" not in told)
    return next((how for word, how in _TOLD["used"].items() if word in told), small)


def is_small(kind: str) -> bool:
    """Whether something stands on tables."""
    return bool(kind) and max(size_of(kind)) < SMALL and not about(kind).keys() & {"floor", "seat"}


def covered(shot: Shot) -> bool:
    """Whether things stand on tables there: indoors, and where tables are put outside."""
    place = sets().get(shot.set, {})
    return bool(place.get("inside") or (not place and shot.cast)) or shot.set in _TOLD["tabled"]
