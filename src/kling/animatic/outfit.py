"""How a member of the cast is dressed: what the words say, else what their trade wears, else something plain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from kling.animatic.dress import Body, Piece, band, body, shoes, skin, skirt, top, trousers
from kling.animatic.head import blob, box, face, hair, strip, turned
from kling.animatic.scene import Member

RGB = tuple[float, float, float]


class Outfit(NamedTuple):
    """Everything on a body, and the linear colours of its tones."""

    pieces: tuple[Piece, ...]
    colours: dict[str, RGB]
    head: float
    tall: float


@cache
def _looks() -> dict[str, Any]:
    text = files("kling.animatic").joinpath("people", "looks.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return loaded


def linear(code: str) -> RGB:
    """``#rrggbb`` as linear light."""
    red, green, blue = (int(code[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red**2.2, green**2.2, blue**2.2


def worn(member: Member) -> dict[str, str]:
    """The garments of a member with their colours: what is said goes before what the trade wears, and that before
    plain clothes, which differ between members of one kind."""
    looks = _looks()
    said = {one.kind: one.colour for one in member.clothes}
    number = int(member.name.rsplit(" ", 1)[1]) - 1 if member.name.rsplit(" ", 1)[-1].isdigit() else 0
    trade = dict(looks["trades"].get(member.dress, {}))
    plain = looks["plain"][_kind(member)]
    clothes: dict[str, str] = dict(plain[number % len(plain)])
    if trade:
        clothes = trade
    taken = {looks["covers"].get(kind, kind) for kind in said}
    if "whole" in taken:
        clothes = {
            kind: colour
            for kind, colour in clothes.items()
            if looks["covers"].get(kind) not in ("top", "legs", "whole")
        }
    elif taken & {"top", "legs"} and any(looks["covers"].get(kind) == "whole" for kind in clothes):
        clothes = {kind: colour for kind, colour in dict(plain[0]).items() if looks["covers"].get(kind) != "whole"} or {
            "shirt": "#b9b4aa",
            "trousers": "#33383f",
        }
    clothes = {
        kind: colour for kind, colour in clothes.items() if looks["covers"].get(kind, kind) not in taken or kind in said
    }
    for kind, colour in said.items():
        clothes[kind] = colour or clothes.get(kind, "") or looks["usual"].get(kind, "#6f7680")
    return clothes


def _kind(member: Member) -> str:
    if member.age in ("baby", "child"):
        return "girl" if member.sex == "f" else "boy"
    return ("old_" if member.age == "old" else "") + ("woman" if member.sex == "f" else "man")


def outfit(member: Member, detail: str) -> Outfit:
    """Body, clothes and hair of a member, at rest."""
    looks, clothes = _looks(), worn(member)
    one = body(detail, "child" if member.age in ("baby", "child") else "f" if member.sex == "f" else "m")
    names = set(clothes)
    upper = next((kind for kind in looks["uppers"] if kind in names), "shirt")
    about = looks["uppers"][upper]
    colours = _colours(member, clothes, upper)
    sleeve = 0.45 if "shirt" in names and looks["sleeves"].get(_kind(member)) == "short" else 1.97
    if names & {"dress", "swimsuit"} and not names & {"coat", "jacket", "shirt"}:
        sleeve = 0.32
    hem = 0.96 if about.get("tucks") and "skirt" in names else about["hem"]
    thick = about.get("thick", 0.011)
    pieces = [top(one, upper, hem=hem, sleeve=sleeve, thick=thick, wide=about.get("wide", 0.0))]
    lower = next((kind for kind in looks["lowers"] if kind in names), "")
    if (not lower and "skirt" not in names and about.get("legs", 0.0) == 0.0) or (
        upper == "coat" and "skirt" not in names
    ):
        lower = lower or "trousers"
    legs = about.get("legs", 0.62)
    if lower:
        told = looks["lowers"][lower]
        legs, waist = told.get("hem", 0.075), 0.97 if upper == "coat" else told.get("waist", hem + 0.05)
        colours.setdefault(lower, linear("#33383f"))
        pieces.append(trousers(one, lower, hem=legs, thick=told.get("thick", 0.012), waist=waist))
    pieces.append(shoes(one, "spacesuit" if upper == "spacesuit" else "shoes", high=0.105))
    pieces.append(skin(one, sleeve=sleeve, collar=True, legs=legs, feet=True))
    pieces += face(one, detail)
    if not names & set(looks["bald"]):
        pieces += hair(one, detail, _hair_style(member, names))
    made = [told for name in _worn_pieces(member, names, upper) for told in looks["pieces"].get(name, ())]
    made += next((told for name, told in looks["heads"].items() if name in names or name == upper), ())
    pieces += [_piece(one, told) for told in made]
    for piece in pieces:
        colours.setdefault(piece.tone, linear("#6f7680"))
    return Outfit(tuple(pieces), colours, {"baby": 1.55, "child": 1.28}.get(member.age, 1.07), _tall(member))


def _worn_pieces(member: Member, names: set[str], upper: str) -> Iterator[str]:
    """What of the data's pieces somebody wears over top and legs."""
    yield upper
    if upper == "coat":
        yield "coat_with_belt" if "belt" in names else "coat_without_belt"
    elif upper not in ("dress", "gown", "kimono") and "skirt" in names:
        yield "skirt_tucked" if upper == "shirt" else "skirt"
    if "collar" in _looks()["uppers"][upper].get("shades", {}) and member.age != "baby":
        yield "collar"
    yield from (kind for kind in ("apron", "scarf", "backpack") if kind in names)
    if "belt" in names and upper != "coat":
        yield "belt"
    if "beard" in names or (member.age == "old" and member.sex == "m"):
        yield "beard"


def _colours(member: Member, clothes: dict[str, str], upper: str) -> dict[str, RGB]:
    looks = _looks()
    colours: dict[str, RGB] = {tone: linear(code) for tone, code in looks["tones"].items()}
    colours["skin"] = linear(looks["skins"][_number(member) % len(looks["skins"])])
    colours["lip"] = _mixed(colours["skin"], linear("#8c3a34"), 0.55)
    hairs = looks["hairs"]
    grey = "#b8b6b2" if member.age == "old" else hairs[_number(member) % len(hairs)]
    colours["hair"] = linear(member.hair or grey)
    colours["brow"] = _mixed(colours["hair"], (0.01, 0.01, 0.01), 0.4)
    colours["beard"] = colours["hair"]
    colours |= {kind: linear(code) for kind, code in clothes.items()}
    colours.setdefault(upper, linear("#8d8a84"))
    for tone, told in looks["uppers"][upper].get("shades", {}).items():
        base = colours[told["of"]] if told.get("of") in colours else linear(told["usual"])
        colours[tone] = _mixed(base, (0, 0, 0), told.get("dark", 0.0))
    return colours


def _piece(one: Body, told: dict[str, Any]) -> Piece:
    """A piece of the data: its maker's name with its tone, and the maker's own words."""
    maker, tone = next((name, told[name]) for name in _MAKERS if name in told)
    words = {key: value for key, value in told.items() if key not in (maker, "front")}
    if "heights" in words:
        words["places"] = [(y, _front(one, y) + told["front"]) for y in words.pop("heights")]
    elif "front" in told:
        x, y, _ = words["at"]
        words["at"] = (x, y, _front(one, y) + told["front"])
    made: Piece = _MAKERS[maker](one, tone, **words)
    return made


_MAKERS: dict[str, Callable[..., Piece]] = {
    "skirt": skirt, "band": band, "turned": turned, "box": box, "blob": blob, "strip": strip,
}  # fmt: skip


def _front(one: Body, y: float) -> float:
    points = one.net.points
    near = points[(abs(points[:, 1] - y) < 0.06) & (abs(points[:, 0]) < 0.08) & (one.arm < 0.2)]
    return float(near[:, 2].max())


def _hair_style(member: Member, names: set[str]) -> str:
    if member.sex == "f":
        styles = ("bob", "long", "tail", "bun")
        return "bun" if member.age == "old" else "tail" if member.age == "child" else styles[_number(member) % 3]
    return "balding" if member.age == "old" and "hat" not in names else "short"


def _number(member: Member) -> int:
    last = member.name.rsplit(" ", 1)[-1]
    return int(last) - 1 if last.isdigit() else sum(map(ord, member.name)) % 5 if member.name[:1].isupper() else 0


def _tall(member: Member) -> float:
    return {"baby": 0.75, "child": 1.22}.get(member.age, 1.64 if member.sex == "f" else 1.76) * (
        0.96 if member.age == "old" else 1
    )


def _mixed(one: RGB, other: RGB, part: float) -> RGB:
    red, green, blue = (a + (b - a) * part for a, b in zip(one, other, strict=True))
    return red, green, blue
