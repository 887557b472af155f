"""How well prompts are read: what is in the scene model against what somebody sees who reads them."""

from __future__ import annotations

from typing import Any

from kling.animatic.read import film
from kling.animatic.scene import Member, Shot, Thing
from kling.animatic.staging import completed

Case = dict[str, Any]
ASKED = ("cast", "props", "set", "hour", "weather", "light", "side", "size", "angle", "camera")
COUNTED = (*ASKED, *(f"{name} wanted" for name in ASKED), "cast drawn", "extra", "false draws")


def judged(case: Case) -> tuple[dict[str, float], list[str]]:
    """What was found (``cast``) of what is wanted (``cast wanted``) and of what is drawn (``cast drawn``), in numbers
    by kind of question; and every fault in words."""
    made = film([{"prompt": case["text"], "duration": "5"}])
    shot = made.shots[0]
    members = [made.member(one.name) for one in shot.cast]
    count, faults = dict.fromkeys(COUNTED, 0.0), list[str]()
    left = list(members)
    for wanted in case.get("cast", ()):
        words, _, sex = wanted.rstrip("+").partition(":")
        count["cast wanted"] += 1
        found = next((one for one in left if _is_member(one, words)), None)
        if found:
            left = [one for one in left if one is not found and not (wanted.endswith("+") and one.kind == found.kind)]
            count["cast"] += 1 if sex in ("", found.sex) else 0.5
        if not found or sex not in ("", found.sex):
            faults.append(f"cast {wanted} is {found.name + ' ' + found.sex if found else 'missing'}")
    count["cast drawn"] = len(members)
    count["extra"] = len(left)
    faults += [f"{one.name} ({one.kind}) is too much" for one in left]
    # What a trade or a deed brings counts, too: a needle to sewing, a lever to who pulls one.
    used = {name for one in completed(made, shot).cast for act in one.actions for name in (act.thing, act.tool)}
    things = (*shot.things, *(Thing(kind=one, label=one) for one in used))
    for wanted in case.get("props", ()):
        count["props wanted"] += 1
        if any(_is_thing(one, wanted) for one in things):
            count["props"] += 1
        else:
            faults.append(f"thing {wanted} is missing")
    for name in case.get("never", ()):
        if any(_is_member(one, name) for one in members) or any(name == one.kind for one in things):
            count["false draws"] += 1
            faults.append(f"FALSE: {name} is drawn")
    _fields(case, shot, count, faults)
    return count, faults


def _fields(case: Case, shot: Shot, count: dict[str, float], faults: list[str]) -> None:
    camera, light = [one.move for one in shot.camera], shot.light
    lists = {"set": [shot.place], "hour": [shot.hour], "weather": shot.weather, "light": [light.kind],
             "side": [light.side], "camera": [*camera, shot.texture], "size": [shot.size],
             "angle": [shot.angle]}  # fmt: skip
    for name, made in lists.items():
        if name in case:
            wanted = case[name] if isinstance(case[name], list) else [case[name]]
            count[f"{name} wanted"] += 1
            right = set(wanted) & set(made) if wanted else not any(made)
            count[name] += bool(right)
            if not right:
                faults.append(f"{name} is {' '.join(made) or 'not known'}, not {'/'.join(wanted) or 'any'}")


def _is_member(one: Member, words: str) -> bool:
    return any(
        word == one.kind or one.name.split(" ")[0].endswith(word) or word in one.name.split(" ")
        for word in words.split("/")
    )


def _is_thing(one: Thing, words: str) -> bool:
    return any(word in (one.kind, *one.label.lower().split()) or word in one.label.lower() for word in words.split("/"))
