"""Which set a shot is in that its words place somewhere in general. Whoever writes a scene says it."""

from __future__ import annotations

from kling.animatic.build import sets
from kling.animatic.data import data
from kling.animatic.scene import Film, Shot
from kling.lexicon.pattern import pattern

_WORD = pattern(r"\w+")


def refined(shot: Shot, film: Film) -> str:
    """The set of a shot, or a nearer one that words of the film about this place name (a diner for a café), or that
    what is done there needs (water under a boat)."""
    same = [one for one in film.shots if one.place == shot.place and one.set == shot.set] or [shot]
    told_of = " ".join(f"{one.place_words} {one.text}" for one in (shot, *same)).lower()
    words, here = (f" {' '.join(_WORD.findall(one))}" for one in (told_of, f"{shot.place_words} {shot.text}".lower()))
    far = not shot.cast and (shot.size == "extreme_wide" or shot.angle == "aerial")
    poses = {pose for there in (shot, *same) for pose in there.poses}
    kinds = {one.kind for there in (shot, *same) for one in there.things if one.depth != "background"}
    people = any(there.cast for there in (shot, *same))
    nearer = [(name, told["refines"]) for name, told in sets().items() if "refines" in told]
    nearer = [(name, told) for name, told in nearer if shot.set in told.get("sets", ())]
    for name, told in nearer:
        said = [(words, word) for word in told.get("words", ())] + [(here, word) for word in told.get("here", ())]
        if shot.place in told.get("places", ()) or (far and "far" in told):
            return name
        if any((f" {word}" if word.isascii() else word) in text for text, word in said):
            return name
    for name, told in nearer:
        has = kinds.intersection(told.get("things", ())) and (people or told.get("alone"))
        if has or poses.intersection(told.get("does", ())):
            return name
    off, meant = {*data("staging.yaml")["off_duty"]}, data("staging.yaml")["at_work"]  # a rider who drives off rides
    trades = [(one.poses, film.member(one.name).trade) for there in (shot, *same) for one in there.cast]
    works = (at.set for poses, at in trades if not (poses - {at.deed, *meant.get(at.deed, ())}) & off)
    return next(filter(None, (shot.set, *works)), "")
