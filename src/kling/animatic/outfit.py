"""How a member of the cast is dressed: what the words say, else what their trade wears, else something plain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from kling.animatic.build import Paint, colour_of, parts, thing, things
from kling.animatic.data import data
from kling.animatic.dress import Body, Piece, body, hair, hung, shell, skin, skirt, worn
from kling.animatic.mesh import Colour, Mesh, joined
from kling.animatic.palette import blended, hexed, linear
from kling.animatic.scene import Film, Garment, Member, Shot

_SKULL = (0.0, -0.045, 1.56)  # the middle of a person's head in the stage's axes
_RADIUS = 0.125  # m


class Outfit(NamedTuple):
    """Everything on a body, the linear colours of its tones, how large the head is, how tall they are (m)."""

    pieces: tuple[Piece, ...]
    colours: dict[str, Colour]
    head: float
    tall: float


def looks() -> dict[str, Any]:
    """The data of clothes, hair and skins."""
    return data("people/looks.yaml")


def clothes_of(member: Member) -> dict[str, str]:
    """The garments of a member with their colours: what is said goes before what the trade wears, and that before
    plain clothes, which differ between members of one kind."""
    covers, said = looks()["covers"], {one.kind: one.colour for one in member.clothes}
    plain = looks()["plain"][_kind(member)] if member.person else [{"fur": ""}]
    trades = looks()["trades"]
    own = next((trades[word] for word in member.name.lower().split() if word in trades), None)  # a wizard
    clothes = dict(own or trades.get(member.dress) or plain[_number(member) % len(plain)])
    taken = {covers.get(kind, kind) for kind in said}
    if "whole" in taken:
        taken |= {"top", "legs"}
    elif taken & {"top", "legs"} and any(covers.get(kind) == "whole" for kind in clothes):
        clothes = {"shirt": "#b9b4aa", "trousers": "#33383f"}
    if uppers := said.keys() & looks()["uppers"].keys():  # a red shirt is not under a farmer's overalls
        clothes = {kind: colour for kind, colour in clothes.items() if kind not in looks()["uppers"] or kind in uppers}
    if "whole" in taken:  # green scrubs are not under a white coat
        taken |= {"outer"}
    elif {"coat", "jacket"} & {one.kind for one in member.clothes} and "shorts" in clothes and "legs" not in taken:
        clothes = {kind: colour for kind, colour in clothes.items() if kind != "shorts"} | {"trousers": "#24272c"}
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
    if upper == "fur":  # arms may have another colour
        arms = shell(one, "limbs", low=9.0, sleeve=sleeve, thick=0.03)
        pieces = [shell(one, "fur", low=hem, sleeve=0.15, thick=thick), arms]
    lower = next((kind for kind in about["lowers"] if kind in clothes), "")
    if "skirt" not in clothes and (upper == "coat" or "legs" not in top):
        lower = lower or "trousers"
    legs = top.get("legs", 0.62)
    if lower:
        told = about["lowers"][lower]
        legs, waist = told.get("hem", 0.075), 0.97 if upper == "coat" else told.get("waist", hem + 0.05)
        thick = told.get("thick", 0.012)
        tone = "limbs" if lower == "fur" else lower
        pieces.append(shell(one, tone, low=legs, high=waist, thick=thick, rounds=10, loose=-0.008))
    if member.person:
        shoes = "spacesuit" if upper == "spacesuit" else "shoes"
        pieces += [shell(one, shoes, low=-1.0, high=0.105, thick=0.017, rounds=40), skin(one, sleeve=sleeve, legs=legs)]
        pieces += [worn(one, part) for part in about["face"] if detail == "near" or part["colour"] != "brow"]
        if not set(clothes) & set(about["bald"]):
            pieces += hair(one, detail, about["hair"][_hair(member, clothes)])
    else:
        pieces += [shell(one, "limbs", low=-1.0, high=legs + 0.04, thick=0.03, rounds=40)]
        pieces += [worn(one, part) for part in about["paws"]]
    made = [part for name in _worn(member, clothes, upper) for part in about["pieces"].get(name, ())]
    made += next((parts for name, parts in about["heads"].items() if name in clothes or name == upper), ())
    made = [part for part in made if member.person or part.get("bone") not in ("head", "neck_01")]
    for part in made:
        if "skirt" in part:
            pieces.append(skirt(one, part["skirt"], **{key: value for key, value in part.items() if key != "skirt"}))
        else:
            pieces.append(worn(one, part))
    colours = _colours(member, clothes, upper)
    if not member.person:
        pieces += _animal(member, one, colours)
    for piece in pieces:
        colours.setdefault(piece.tone, linear(hexed(about["usual"].get(piece.tone, "#6f7680"))))
    if not member.person:
        return Outfit(tuple(pieces), colours, 1.2, upright_height(member))
    tall = {"baby": 0.75, "child": 1.22}.get(member.age, 1.64 if member.sex == "f" else 1.76)
    tall *= 0.96 if member.age == "old" else 1.0
    return Outfit(tuple(pieces), colours, {"baby": 1.55, "child": 1.28}.get(member.age, 1.07), tall)


def put_on(film: Film, shot: Shot) -> tuple[Film, Shot]:
    """A film and a shot in which what is worn (headphones) is no thing that stands about, but clothes of whoever has
    it, else of who is named first."""
    names = [one.name for one in shot.cast]
    worn = {one: kind for one in shot.things if (kind := one.label.lower().split(" ")[-1]) in looks()["over"]}
    if not names or not worn:
        return film, shot
    more = {
        one.on if one.on in names else names[0]: Garment(kind=kind, colour=one.colour) for one, kind in worn.items()
    }
    cast = tuple(
        one.model_copy(update={"clothes": (*one.clothes, more[one.name])}) if one.name in more else one
        for one in film.cast
    )
    things_left = tuple(one for one in shot.things if one not in worn)
    return film.model_copy(update={"cast": cast}), shot.model_copy(update={"things": things_left})


def upright_height(member: Member) -> float:
    """How tall an animal stands that does what people do, in m."""
    low, high = thing(member.kind).bounds
    return max(float(high[2] - low[2]), 0.75 * float(high[1] - low[1]))


def on_head(member: Member) -> Mesh | None:
    """What an animal has on its head and round its neck, where its skull is; None for nothing."""
    if "head" not in things().get(member.kind, {}):
        return None
    y, z, r, _ = things()[member.kind]["head"]
    made = [mesh for mesh, _ in _headwear(member)]
    at = (-_SKULL[0], -_SKULL[1], -_SKULL[2])
    return joined(made).moved(at).moved((0, y, z), scale=r / _RADIUS) if made else None


def _headwear(member: Member) -> Iterator[tuple[Mesh, str]]:
    """What an animal wears on its head, as large as a person's, and on which bone. Glasses are larger than a person's
    and stand before its eyes, wherever those are."""
    clothes, about = clothes_of(member), looks()
    told = {kind: about["pieces"].get(kind, ()) for kind in about["over"] if kind in clothes}
    told |= dict([(kind, parts) for kind, parts in about["heads"].items() if kind in clothes][:1])
    codes = about["tones"] | about["usual"] | {kind: code for kind, code in clothes.items() if code}
    if not any(one.kind == "glasses" and one.colour for one in member.clothes):
        codes["glasses"] = about["tones"]["brass"]  # a fur's black is no ground for black
    points = _skull(member).points
    near = points[(np.abs(np.abs(points[:, 0]) - 0.05) < 0.025) & (np.abs(points[:, 2] - 1.575) < 0.03)]
    for kind, described in told.items():
        for part in described:
            if part["bone"] in ("head", "neck_01"):
                mesh = parts([part | {"colour": codes.get(part["colour"], "6f7680").lstrip("#")}], Paint())
                if kind == "glasses" and len(near):
                    mesh = mesh.moved((0, 0.13, -1.545)).moved((0, float(near[:, 1].min()), 1.59), scale=1.45)
                yield mesh, part["bone"]


@lru_cache(maxsize=8)
def _skull_of(kind: str, colour: str) -> Mesh:
    about = things()[kind]
    y, z, r, reach = about["head"]
    whole = thing(kind, Paint(colour))
    away = np.linalg.norm(whole.points - np.array((0, y, z), np.float32), axis=1)
    used, kept = np.unique(whole.faces[(away[whole.faces] < reach).all(1)], return_inverse=True)
    rows = {name: getattr(whole, name)[used] for name in ("points", "normals", "colours", "glow")}
    head = Mesh(**rows, faces=kept.reshape(-1, 3).astype(np.int32))
    return head.moved((0, -y, -z)).moved(_SKULL, scale=_RADIUS / r)


def _skull(member: Member) -> Mesh:
    """An animal's head where a person's is, and as large."""
    return _skull_of(member.kind, member.colour.lstrip("#"))


def _animal(member: Member, one: Body, colours: dict[str, Colour]) -> list[Piece]:
    """The head of an animal on a person's bones with what it wears; the tones join the colours."""
    about = things()[member.kind]
    main = colour_of(member.colour.lstrip("#") or about.get("main", "grey"))
    colours |= {"fur": main} | {tone: colour_of(about[tone]) if tone in about else main for tone in ("limbs", "belly")}
    made = []
    for mesh, bone in ((_skull(member), "head"), *_headwear(member)):
        for colour in np.unique(mesh.colours, axis=0):
            faces = mesh.faces[(mesh.colours[mesh.faces[:, 0]] == colour).all(1)]
            tone = f"head {len(colours)}"
            colours[tone] = (float(colour[0]), float(colour[1]), float(colour[2]))
            made.append(hung(one, replace(mesh, faces=faces), bone, tone))
    return made


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
    colours = {tone: linear(hexed(one)) for tone, one in codes.items() if one}
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
