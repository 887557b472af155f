"""How a member of the cast is dressed: what the words say, else what their trade wears, else something plain."""

from __future__ import annotations

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
    looks = _looks()
    build = "child" if member.age in ("baby", "child") else "f" if member.sex == "f" else "m"
    one = body(detail, build)
    clothes = worn(member)
    covers = looks["covers"]
    names = set(clothes)
    bare_legs = not names & {
        "trousers",
        "suit",
        "uniform",
        "overalls",
        "armour",
        "spacesuit",
        "pyjamas",
        "swimsuit",
        "jeans",
    }
    shorts = "shorts" in names
    sleeve = 0.45 if "shirt" in names and "short" in str(looks["sleeves"].get(_kind(member), "")) else 1.97
    if names & {"dress", "swimsuit"} and not names & {"coat", "jacket", "shirt"}:
        sleeve = 0.32
    pieces: list[Piece] = []
    colours: dict[str, RGB] = {tone: linear(code) for tone, code in looks["tones"].items()}
    colours["skin"] = linear(looks["skins"][_number(member) % len(looks["skins"])])
    colours["lip"] = _mixed(colours["skin"], linear("#8c3a34"), 0.55)
    grey = member.age == "old"
    colours["hair"] = linear(
        member.hair or ("#b8b6b2" if grey else looks["hairs"][_number(member) % len(looks["hairs"])])
    )
    colours["brow"] = _mixed(colours["hair"], (0.01, 0.01, 0.01), 0.4)
    for kind, code in clothes.items():
        colours[kind] = linear(code)
    upper = next(
        (
            kind
            for kind in (
                "spacesuit",
                "armour",
                "coat",
                "kimono",
                "jacket",
                "suit",
                "uniform",
                "overalls",
                "pyjamas",
                "gown",
                "dress",
                "shirt",
                "swimsuit",
            )
            if kind in names
        ),
        "shirt",
    )
    colours.setdefault(upper, linear("#8d8a84"))
    thick = {
        "coat": 0.021,
        "jacket": 0.017,
        "suit": 0.015,
        "uniform": 0.014,
        "spacesuit": 0.04,
        "armour": 0.024,
        "kimono": 0.018,
        "swimsuit": 0.003,
        "dress": 0.008,
        "gown": 0.008,
    }.get(upper, 0.011)
    long_top = upper in ("coat", "dress", "gown", "kimono")
    tucked = upper in ("shirt", "swimsuit") and "skirt" in names
    hem = (
        0.96 if long_top or tucked else 0.83 if upper in ("jacket", "suit", "uniform", "spacesuit", "armour") else 0.86
    )
    pieces.append(top(one, upper, hem=hem, sleeve=sleeve, thick=thick, wide=0.06 if upper == "kimono" else 0.0))
    legs_to = 0.0
    if bare_legs and not shorts and not long_top and "skirt" not in names:
        names.add("trousers")
        bare_legs = False
        colours.setdefault("trousers", linear("#33383f"))
    if not bare_legs or shorts or (upper == "coat" and "skirt" not in names):
        lower = next(
            (
                kind
                for kind in (
                    "spacesuit",
                    "armour",
                    "overalls",
                    "suit",
                    "uniform",
                    "pyjamas",
                    "trousers",
                    "shorts",
                    "swimsuit",
                )
                if kind in names
            ),
            "trousers",
        )
        colours.setdefault(lower, linear("#33383f"))
        legs_to = 0.84 if lower == "swimsuit" else 0.52 if lower == "shorts" else 0.075
        waist = 0.97 if upper == "coat" else 1.08 if lower == "overalls" else hem + 0.05
        pieces.append(trousers(one, lower, hem=legs_to, thick=0.03 if lower == "spacesuit" else 0.012, waist=waist))
    else:
        legs_to = 0.17 if upper in ("gown", "kimono") else 0.62
    if upper == "coat":
        pieces.append(skirt(one, "coat", waist=0.985, hem=0.46, flare=0.06, ease=0.026))
        pieces.append(band(one, "belt" if "belt" in names else "coat_dark", 0.985, 0.045, 0.034))
        pieces.append(
            turned(
                one,
                "coat",
                [(0.092, 0.0), (0.072, 0.03), (0.082, 0.075), (0.076, 0.075)],
                (0, 1.385, 0.0),
                "spine_03",
                1.0,
                -14,
            )
        )
        pieces.append(skirt(one, "coat_dark", waist=0.97, hem=0.465, flare=0.062, ease=0.028, around=5))
        line = [(y, _front(one, y) + 0.015) for y in (1.36, 1.31, 1.26, 1.21, 1.16, 1.11, 1.06, 1.0)]
        pieces.append(strip(one, "coat_dark", line, 0.014, "spine_03"))
        colours["coat_dark"] = _mixed(colours["coat"], (0, 0, 0), 0.5)
    elif upper in ("dress", "gown", "kimono"):
        to = 0.5 if upper == "dress" else 0.05
        flare = {"dress": 0.10, "gown": 0.16, "kimono": 0.05}[upper]
        pieces.append(skirt(one, upper, waist=0.99, hem=to, flare=flare, ease=0.026 if upper == "kimono" else 0.012))
        colours["sash"] = (
            linear(clothes.get("belt") or "#2b2a2e") if upper == "kimono" else _mixed(colours[upper], (0, 0, 0), 0.45)
        )
        pieces.append(
            band(one, "sash", 0.995, 0.12 if upper == "kimono" else 0.035, 0.04 if upper == "kimono" else 0.024)
        )
    elif "skirt" in names:
        waist, ease = (1.0, 0.022) if upper == "shirt" else (0.9, 0.004)
        pieces.append(skirt(one, "skirt", waist=waist, hem=0.50, flare=0.075, ease=ease))
    if upper in ("shirt", "jacket", "suit", "uniform", "pyjamas", "overalls") and member.age != "baby":
        colours["collar"] = _mixed(colours[upper] if upper != "suit" else linear("#ece9e2"), (0, 0, 0), 0.12)
        pieces.append(
            turned(
                one,
                "collar",
                [(0.080, 0.0), (0.066, 0.02), (0.072, 0.05), (0.066, 0.05)],
                (0, 1.405, 0.004),
                "neck_01",
                1.0,
                -16,
            )
        )
    if upper == "suit":
        pieces += [box(one, "white", (0, 1.32, _front(one, 1.32) + 0.02), (0.055, 0.12, 0.012), "spine_03")]
        colours["tie"] = linear(clothes.get("tie") or "#5a1f24")
        pieces += [box(one, "tie", (0, 1.30, _front(one, 1.30) + 0.026), (0.026, 0.19, 0.012), "spine_03")]
    if upper in ("uniform",):
        pieces += [band(one, "eye", 0.985, 0.04, 0.026)]
        pieces += [
            blob(one, "brass", (0, y, _front(one, y) + 0.016), (0.009, 0.009, 0.006), "spine_03", 8)
            for y in (1.12, 1.19, 1.26)
        ]
    if upper == "armour":
        for side, sign in (("l", 1), ("r", -1)):
            pieces.append(blob(one, "armour", (sign * 0.185, 1.325, 0.015), (0.085, 0.075, 0.085), f"upperarm_{side}"))
            pieces.append(blob(one, "armour", (sign * 0.142, 0.49, 0.06), (0.065, 0.07, 0.06), f"calf_{side}"))
        pieces.append(skirt(one, "armour", waist=0.97, hem=0.78, flare=0.05, ease=0.03))
    if "apron" in names:
        pieces.append(skirt(one, "apron", waist=1.02, hem=0.55, flare=0.035, ease=0.034, around=190))
        pieces.append(box(one, "apron", (0, 1.17, _front(one, 1.17) + 0.018), (0.20, 0.24, 0.012), "spine_03"))
    if "belt" in names and upper != "coat":
        pieces.append(band(one, "belt", 0.965, 0.04, 0.03))
    pieces.append(
        shoes(
            one,
            "spacesuit" if upper == "spacesuit" else "shoes",
            high=0.105,
        )
    )
    pieces.append(skin(one, sleeve=sleeve, collar=True, legs=legs_to, feet=True))
    pieces += face(one, detail)
    style = _hair_style(member, names)
    helmeted = names & {"helmet", "hood"} or upper == "spacesuit"
    if not helmeted:
        pieces += hair(one, detail, style)
    pieces += _on_head(one, names, upper)
    if "beard" in names or (member.age == "old" and member.sex == "m"):
        colours["beard"] = linear(clothes.get("beard") or "#c9c7c2") if "beard" in names else colours["hair"]
        pieces.append(blob(one, "beard", (0, 1.443, 0.100), (0.058, 0.050, 0.053), "head"))
        pieces.append(blob(one, "beard", (0, 1.4865, 0.150), (0.030, 0.0075, 0.014), "head"))
    if "scarf" in names:
        pieces.append(
            turned(
                one,
                "scarf",
                [(0.07, 0.07), (0.10, 0.06), (0.11, 0.02), (0.10, -0.02), (0.075, -0.02)],
                (0, 1.385, 0.012),
                "neck_01",
                1.0,
                -10,
            )
        )
        pieces.append(box(one, "scarf", (0.05, 1.25, _front(one, 1.25) + 0.02), (0.075, 0.26, 0.018), "spine_03"))
    if "backpack" in names:
        pieces.append(blob(one, "backpack", (0, 1.20, -0.14), (0.15, 0.20, 0.10), "spine_03"))
    del covers
    for piece in pieces:
        colours.setdefault(piece.tone, linear("#6f7680"))
    scale = {"baby": 1.55, "child": 1.28}.get(member.age, 1.07)
    return Outfit(tuple(pieces), colours, scale, _tall(member))


def _on_head(one: Body, names: set[str], upper: str) -> list[Piece]:
    crown = (0, 1.625, 0.035)
    if "hat" in names:
        return [
            turned(
                one,
                "hat",
                [(0.205, 0.012), (0.150, 0.0), (0.103, 0.004), (0.100, 0.075), (0.078, 0.112), (0.0, 0.118)],
                crown,
                "head",
                1.16,
                6,
            ),
            turned(one, "eye", [(0.1045, 0.008), (0.1035, 0.03)], crown, "head", 1.16, 6),
        ]
    if "cap" in names or (upper == "uniform" and "uniform_cap" in names):
        return [
            turned(one, "cap", [(0.098, -0.01), (0.102, 0.03), (0.086, 0.062), (0.0, 0.078)], crown, "head", 1.14),
            box(one, "cap", (0, 1.622, 0.175), (0.14, 0.008, 0.09), "head"),
        ]
    if "helmet" in names or upper == "armour":
        return [
            turned(
                one,
                "helmet" if "helmet" in names else "armour",
                [(0.099, -0.10), (0.108, -0.03), (0.106, 0.02), (0.082, 0.068), (0.0, 0.088)],
                crown,
                "head",
                1.18,
                10,
            )
        ]
    if upper == "spacesuit":
        return [
            blob(one, "white", (0, 1.555, 0.03), (0.165, 0.175, 0.17), "head", 24),
            turned(one, "white", [(0.09, 0.05), (0.13, 0.04), (0.14, 0.0), (0.12, -0.03)], (0, 1.40, 0.01), "spine_03"),
            blob(one, "visor", (0, 1.56, 0.075), (0.138, 0.125, 0.142), "head", 24),
            box(one, "white", (0, 1.20, -0.15), (0.34, 0.46, 0.16), "spine_03"),
        ]
    if "hood" in names:
        return [
            turned(
                one,
                "hood",
                [(0.10, -0.24), (0.112, -0.16), (0.115, -0.05), (0.10, 0.03), (0.0, 0.075)],
                (0, 1.62, 0.005),
                "head",
                1.1,
                8,
            )
        ]
    if "crown" in names:
        return [
            turned(
                one,
                "crown",
                [(0.092, 0.0), (0.098, 0.055), (0.094, 0.055), (0.088, 0.0)],
                (0, 1.625, 0.035),
                "head",
                1.12,
            )
        ]
    return []


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
