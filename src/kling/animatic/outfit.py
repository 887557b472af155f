"""How a member of the cast is dressed: what the words say, else what their trade wears, else something plain."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from kling.animatic.dress import Piece, body, hair, shell, skin, skirt, worn
from kling.animatic.mesh import Colour
from kling.animatic.palette import blended, hexed, linear
from kling.animatic.scene import Member


class Outfit(NamedTuple):
    """Everything on a body, the linear colours of its tones, how large the head is, how tall they are (m)."""

    pieces: tuple[Piece, ...]
    colours: dict[str, Colour]
    head: float
    tall: float


@cache
def looks() -> dict[str, Any]:
    """The data of clothes, hair and skins."""
    text = files("kling.animatic").joinpath("people", "looks.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return loaded


def clothes_of(member: Member) -> dict[str, str]:
    """The garments of a member with their colours: what is said goes before what the trade wears, and that before
    plain clothes, which differ between members of one kind."""
    covers, said = looks()["covers"], {one.kind: one.colour for one in member.clothes}
    plain = looks()["plain"][_kind(member)]
    clothes = dict(looks()["trades"].get(member.dress) or plain[_number(member) % len(plain)])
    taken = {covers.get(kind, kind) for kind in said}
    if "whole" in taken:
        taken |= {"top", "legs"}
    elif taken & {"top", "legs"} and any(covers.get(kind) == "whole" for kind in clothes):
        clothes = {"shirt": "#b9b4aa", "trousers": "#33383f"}
    clothes = {kind: colour for kind, colour in clothes.items() if covers.get(kind, kind) not in taken or kind in said}
    for kind, colour in said.items():
        clothes[kind] = colour or clothes.get(kind) or looks()["usual"].get(kind, "#6f7680")
    return clothes


def outfit(member: Member, detail: str) -> Outfit:
    """Body, clothes and hair of a member, at rest."""
    about, clothes = looks(), clothes_of(member)
    one = body(detail, "child" if member.age in ("baby", "child") else "f" if member.sex == "f" else "m")
    upper = next((kind for kind in about["uppers"] if kind in clothes), "shirt")
    top = about["uppers"][upper]
    sleeve = 0.45 if "shirt" in clothes and _kind(member) == "boy" else 1.97
    if {"dress", "swimsuit"} & set(clothes) and not {"coat", "jacket", "shirt"} & set(clothes):
        sleeve = 0.32
    hem = 0.96 if top.get("tucks") and "skirt" in clothes else top["hem"]
    wide, thick = top.get("wide", 0.0), top.get("thick", 0.011)
    pieces = [shell(one, upper, low=hem, sleeve=sleeve, thick=thick, loose=0.012, wide=wide)]
    lower = next((kind for kind in about["lowers"] if kind in clothes), "")
    if "skirt" not in clothes and (upper == "coat" or "legs" not in top):
        lower = lower or "trousers"
    legs = top.get("legs", 0.62)
    if lower:
        told = about["lowers"][lower]
        legs, waist = told.get("hem", 0.075), 0.97 if upper == "coat" else told.get("waist", hem + 0.05)
        thick = told.get("thick", 0.012)
        pieces.append(shell(one, lower, low=legs, high=waist, thick=thick, rounds=10, loose=-0.008))
    shoes = "spacesuit" if upper == "spacesuit" else "shoes"
    pieces += [shell(one, shoes, low=-1.0, high=0.105, thick=0.017, rounds=40), skin(one, sleeve=sleeve, legs=legs)]
    pieces += [worn(one, part) for part in about["face"] if detail == "near" or part["colour"] != "brow"]
    if not set(clothes) & set(about["bald"]):
        pieces += hair(one, detail, about["hair"][_hair(member, clothes)])
    made = [part for name in _worn(member, clothes, upper) for part in about["pieces"].get(name, ())]
    made += next((parts for name, parts in about["heads"].items() if name in clothes or name == upper), ())
    for part in made:
        if "skirt" in part:
            pieces.append(skirt(one, part["skirt"], **{key: value for key, value in part.items() if key != "skirt"}))
        else:
            pieces.append(worn(one, part))
    colours = _colours(member, clothes, upper)
    for piece in pieces:
        colours.setdefault(piece.tone, linear(hexed(about["usual"].get(piece.tone, "#6f7680"))))
    tall = {"baby": 0.75, "child": 1.22}.get(member.age, 1.64 if member.sex == "f" else 1.76)
    tall *= 0.96 if member.age == "old" else 1.0
    return Outfit(tuple(pieces), colours, {"baby": 1.55, "child": 1.28}.get(member.age, 1.07), tall)


def _worn(member: Member, clothes: dict[str, str], upper: str) -> Iterator[str]:
    """What of the data's pieces somebody wears over top and legs."""
    yield upper
    if upper == "coat":
        yield "coat_with_belt" if "belt" in clothes else "coat_without_belt"
    elif "skirt" in clothes and upper not in ("dress", "gown", "kimono"):
        yield "skirt_tucked" if upper == "shirt" else "skirt"
    if "collar" in looks()["uppers"][upper].get("shades", {}) and member.age != "baby":
        yield "collar"
    yield from (kind for kind in looks()["over"] if kind in clothes and (kind, upper) != ("belt", "coat"))
    if member.age == "old" and member.sex == "m" and "beard" not in clothes:
        yield "beard"


def _colours(member: Member, clothes: dict[str, str], upper: str) -> dict[str, Colour]:
    about, number = looks(), _number(member)
    code = {"skin": about["skins"][number % len(about["skins"])]}
    code["hair"] = member.hair or ("#b8b6b2" if member.age == "old" else about["hairs"][number % len(about["hairs"])])
    code["beard"] = code["hair"]
    codes = {**about["tones"], **code, **clothes}
    colours = {tone: linear(hexed(one)) for tone, one in codes.items()}
    colours["lip"] = blended(colours["skin"], linear(hexed("#8c3a34")), 0.55)
    colours["brow"] = blended(colours["hair"], (0.01, 0.01, 0.01), 0.4)
    colours.setdefault(upper, linear(hexed("#8d8a84")))
    for tone, told in about["uppers"][upper].get("shades", {}).items():
        base = colours.get(told.get("of", "")) or linear(hexed(told.get("usual", "#8d8a84")))
        colours[tone] = blended(base, (0, 0, 0), told.get("dark", 0.0))
    return colours


def _kind(member: Member) -> str:
    if member.age in ("baby", "child"):
        return "girl" if member.sex == "f" else "boy"
    return ("old_" if member.age == "old" else "") + ("woman" if member.sex == "f" else "man")


def _hair(member: Member, clothes: dict[str, str]) -> str:
    if member.sex == "f":
        plain = ("bob", "long", "tail")[_number(member) % 3]
        return {"old": "bun", "child": "tail"}.get(member.age, plain)
    return "balding" if member.age == "old" and "hat" not in clothes else "short"


def _number(member: Member) -> int:
    """Which of its kind somebody is, for what differs between them."""
    last = member.name.rsplit(" ", 1)[-1]
    return int(last) - 1 if last.isdigit() else sum(map(ord, member.name)) % 5 if member.name[:1].isupper() else 0
