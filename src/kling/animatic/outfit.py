"""How a member of the cast is dressed: what the words say, else what their trade wears, else something plain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from kling.animatic.build import Paint, colour_of, placed, thing, things
from kling.animatic.data import data
from kling.animatic.dress import Body, Piece, bare, body, drape, hung, shell
from kling.animatic.mesh import Array, Mesh, Point, joined
from kling.animatic.scene import Member, Presence

MOVES = ("smile", "open", "shut")  # what a face does, in the order of a pose's values
_SKULL = (0.0, -0.045, 1.56)  # the middle of a person's head in the stage's axes
_RADIUS, _CHIN = 0.11, 1.4  # m
_OPEN = {"drape", "lathe"}  # shapes of which the inside is seen


class Outfit(NamedTuple):
    """Everything on a body at rest, as one mesh in the figure's axes: the weights of its bones, what each of ``MOVES``
    shifts (3, n, 3), how many of the points, the first ones, are the body's ``own``, how large the head is, how tall
    they are (m), and which points are of what comes off."""

    mesh: Mesh
    weights: Array
    moves: Array
    own: int
    head: float
    tall: float
    off: slice


def looks() -> dict[str, Any]:
    """The data of clothes, hair and skins."""
    return data("people/looks.yaml")


def clothes_of(member: Member, off: Sequence[str] = ()) -> dict[str, str]:
    """What a member wears with its colours, but for what is ``off``: what is said goes before what the trade wears, and
    that before plain clothes, which differ between members of one kind."""
    about, number, kind = looks(), _number(member), _kind(member)
    garments, said = about["garments"], {one.kind: one.colour for one in member.clothes if one.kind not in off}
    plain = about["plain"][kind] if member.person else [{}]
    dress = member.dress or (member.trade.dress if member.person else "")
    trade = about["trades"].get(f"{dress}_{member.sex}", about["trades"].get(dress))
    styles = about["styles"][kind]
    always = ("shirt", "trousers", "shoes", "face", styles[number % len(styles)]) if member.person else ("fur",)
    layers = [trade or plain[number % len(plain)], dict.fromkeys(always, "")]
    worn = {kind: colour for kind, colour in said.items() if kind in garments}
    for layer in layers:
        taken = {slot for kind in worn for told in ("covers", "hides") for slot in garments[kind].get(told, ())}
        free = [kind for kind in layer if kind in worn or taken.isdisjoint(garments[kind].get("covers", ()))]
        free = [kind for kind in free if kind not in off]
        worn |= {kind: worn.get(kind) or layer[kind] for kind in free}
    beside = {kind: garments[kind].get("beside", {}).items() for kind in worn}
    usual = {kind: next((code for one, code in beside[kind] if one in worn), garments[kind]["usual"]) for kind in worn}
    return {kind: colour or str(usual[kind]) for kind, colour in worn.items()}


@lru_cache(maxsize=6)
def outfit(member: Member, detail: str, off: tuple[str, ...] = (), comes_off: str = "") -> Outfit:
    """Body, clothes and hair of a member without what is ``off``; what ``comes_off`` is worn over the rest."""
    about, codes, clothes = looks(), _codes(member), clothes_of(member, (*off, comes_off))
    over = {kind: code for kind, code in clothes_of(member, off).items() if kind == comes_off}
    clothes |= over if over and "shells" not in about["garments"][comes_off] else {}
    whole = left = body(detail, "child" if member.age in ("baby", "child") else "f" if member.sex == "f" else "m")
    own: list[Piece] = []
    for kind in (kind for kind in about["garments"] if kind in clothes):
        for told in about["garments"][kind].get("shells", ()):
            code = told.get("colour", clothes[kind])
            piece, left = shell(left, told)
            own.append(piece.painted(colour_of(codes.get(code, code))))
    if member.person:
        own.append(bare(left).painted(colour_of(codes["skin"])))
    made = [(hung(one, both=not part.keys().isdisjoint(_OPEN)), part) for part, one in _parts(member, clothes, whole)]
    last = len(made) - len(about["garments"].get(comes_off, {}).get("parts", ()))
    loose = sum(len(one.weights) for one, _ in made[last:])
    if not member.person:
        made.append((hung(_skull(member.kind, member.colour), both=False), {}))
    hangs = [(one, [part.get(name, (0, 0, 0)) for name in MOVES]) for one, part in made]
    pieces = [*own, *(piece for piece, _ in hangs)]
    shape, weights = joined(one.mesh for one in pieces), np.concatenate([one.weights for one in pieces])
    count = sum(len(one.weights) for one in own)
    moves = np.zeros((len(MOVES), len(weights), 3), np.float32)
    moves[:, count:] = np.concatenate([np.repeat(np.array(way)[:, None], len(one.weights), 1) for one, way in hangs], 1)
    if member.person:
        moves[:, count - len(own[-1].weights) : count] = _features(own[-1].mesh.points)
        tall, head = about["sizes"].get(member.age) or about["sizes"][_kind(member)]
    else:
        tall, head = upright_height(member), 1.35
    return Outfit(shape, weights, moves, count, head, tall, slice(len(weights) - loose * bool(over), len(weights)))


def _parts(member: Member, clothes: dict[str, str], whole: Body) -> Iterator[tuple[dict[str, Any], Mesh]]:
    """What is worn that is no shell of the body, as the data has it and as a mesh in the stage's axes."""
    garments, codes = looks()["garments"], _codes(member)
    for kind, code in clothes.items():
        eyes = garments[kind].get("eyes") if not member.person else None
        if eyes and not any(one.kind == kind and one.colour for one in member.clothes):
            code = eyes["colour"]  # a fur's black is no ground for black
        for part in garments[kind].get("parts", ()):
            made = part | {"colour": codes.get(part.get("colour", ""), part.get("colour", "main"))}
            if "drape" in part:
                made["mesh"] = drape(whole, part)
            mesh = joined(placed(made, Paint(codes.get(code, code))))
            yield part, mesh if not eyes else _before_eyes(mesh, member, **eyes)


def _before_eyes(mesh: Mesh, member: Member, *, own: Point, at: Point, scale: float, colour: str) -> Mesh:
    """What is worn before the eyes, before an animal's: ``own`` is where its middle is before a person's, ``at`` the
    place of an animal's right eye, whose depth its head says."""
    points = _skull(member.kind, member.colour).points
    near = points[(np.abs(np.abs(points[:, 0]) - at[0]) < 0.025) & (np.abs(points[:, 2] - at[2]) < 0.03)]
    front = float(near[:, 1].min()) if len(near) else at[1]
    return mesh.moved((0, -own[1], -own[2])).moved((0, front, at[2]), scale=scale)


def _features(points: Array) -> Array:
    """What a face's moves shift of the points of a skin, (3, n, 3)."""
    x, y, z = points.T
    made = np.zeros((len(MOVES), len(points), 3), np.float32)
    for n, name in enumerate(MOVES):
        for (right, up), (wide, high), way in looks()["face"][name]:
            part = np.exp(-(((np.abs(x) - right) / wide) ** 2) - ((y - up) / high) ** 2) * (z > 0.09)
            made[n] += part[:, None] * np.stack([np.sign(x), 1 + 0 * x, 1 + 0 * x], 1) * way
    return made


def _codes(member: Member) -> dict[str, str]:
    """The colours of a member's own body."""
    about, number = looks(), _number(member)
    if not member.person:
        told = things()[member.kind]
        main = member.colour or told.get("main", "grey")
        return {"fur": main} | {tone: str(told.get(tone, main)) for tone in ("limbs", "belly")}
    hair = member.hair or ("#b8b6b2" if member.age == "old" else about["hairs"][number % len(about["hairs"])])
    return {"skin": about["skins"][number % len(about["skins"])], "hair": hair}


def _kind(member: Member) -> str:
    if member.age in ("baby", "child"):
        return "girl" if member.sex == "f" else "boy"
    return ("old_" if member.age == "old" else "") + ("woman" if member.sex == "f" else "man")


def _number(member: Member) -> int:
    """Which of its kind somebody is, for what differs between them."""
    last = member.name.rsplit(" ", 1)[-1]
    return int(last) - 1 if last.isdigit() else sum(map(ord, member.name)) % 5 if member.name[:1].isupper() else 0


# ---- animals -------------------------------------------------------------------------------------------------------


def upright(member: Member, presence: Presence) -> bool:
    """Whether an animal has a person's bones in a shot: it does what people do, or is dressed as they are."""
    dressed = any("shells" in looks()["garments"].get(one.kind, ()) for one in member.clothes)
    acts = bool(presence.poses.intersection(looks()["deeds"]))
    return not member.person and "head" in things().get(member.kind, {}) and (dressed or acts)


def upright_height(member: Member) -> float:
    """How tall an animal stands that does what people do, in m."""
    low, high = thing(member.kind).bounds
    return max(float(high[2] - low[2]), 0.75 * float(high[1] - low[1]))


@lru_cache(maxsize=8)
def _skull(kind: str, colour: str) -> Mesh:
    """An animal's head where a person's is, and as large."""
    y, z, r, reach = things()[kind]["head"]
    whole = thing(kind, Paint(colour)).moved((0, -y, -z))
    near = np.linalg.norm(whole.points, axis=1) < reach
    return replace(whole, faces=whole.faces[near[whole.faces].all(1)]).moved(_SKULL, scale=_RADIUS / r)


def on_head(member: Member) -> Mesh:
    """What an animal has on its head and round its neck, where its skull is."""
    y, z, r, _ = things().get(member.kind, {}).get("head", (0, 0, 1, 0))
    clothes = {kind: code for kind, code in clothes_of(member).items() if kind != "fur"}
    made = [one for _, one in _parts(member, clothes, body("far", "f")) if one.points[:, 2].mean() > _CHIN]
    return joined(made).moved(tuple(-one for one in _SKULL)).moved((0, y, z), scale=r / _RADIUS)
