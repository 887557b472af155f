"""From request bodies to a film's scene model: words are looked up; there is no grammar. What a shot leaves open is as
it was before; what is not understood is told in its notes and drawn as a labelled box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import copysign, exp, radians, tan
from typing import Any

from kling import lexicon
from kling.animatic import beats, marks
from kling.animatic.audio.heard import sounds_of
from kling.animatic.cast import Cast
from kling.animatic.names import label_of
from kling.animatic.read_cast import clothe, mentions
from kling.animatic.read_deeds import Deed, deeds, placed, presences, unread
from kling.animatic.reading import NOBODY, OWNERS, SEEN, Reading, Token, is_actor
from kling.animatic.references import tie
from kling.animatic.scene import UNPLAYED, Film, Light, Pace, Segment, Shot, Thing
from kling.animatic.silhouettes import special, stands_for
from kling.api.body import Body
from kling.lexicon import LENSES, PACING, SPEEDS, CameraMove, table
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.words import stem_of

SECONDS = 5  # of a shot that does not say how long it is
_MOVE = 5.0  # s that a move goes on at its own speed
_MILLIMETRES = pattern(r"(\d{1,3})\s*(?:mm\b|毫米|ミリ)")
_PACES: dict[str, Pace] = {"slow": "slow", "medium": "steady", "fast": "fast"}  # ids of SPEEDS
_WIDEST = 112.6  # degrees: the 12 mm that stands for a fisheye
_BESIDE = 30  # characters beside a move for words that say how
_NO_WAYS, _GOALS = ("texture", "editing"), ("things", "objects", "shot_sizes", "places")
# what a shot has from the one before unless it says otherwise
_KEPT = ("place", "set", "place_words", "empty", "hour", "weather", "palette", "stars", "light")


def film(bodies: Sequence[Mapping[str, Any]], names: Sequence[Mapping[str, str]] = ()) -> Film:
    """The film that request bodies ask for, one after the other; ``names`` are what their users call their pictures."""
    cast, shots, parts = Cast(), list[Shot](), list[int]()
    for number, raw in enumerate(bodies):
        body, own = Body(raw), names[number] if number < len(names) else {}
        for text in body.texts:
            shots.append(_shot(body, text.text, float(text.seconds or body.duration or SECONDS), shots, cast, own))
        parts.append(len(body.texts))
    shots = [cast.now(shot) for shot in shots]
    named = {one.name for shot in shots for one in shot.cast}
    members = tuple(one for one in cast.members.values() if one.name in named)
    return marks.refined(Film(cast=members, shots=tuple(shots), parts=tuple(parts), names=tuple(map(dict, names))))


def _shot(body: Body, text: str, seconds: float, before: Sequence[Shot], cast: Cast, names: Mapping[str, str]) -> Shot:
    read = Reading(text, [name for name in cast.members if name[:1].isupper() or not name.isascii()])
    tie(read, body, cast, names)
    met = mentions(read, cast)
    lines = beats.lines(read, cast, met, seconds)
    made, moved = deeds(read, cast, met)
    made = [one for one in made if not (lines and one.pose.id == "speak")]
    clothe(read, cast, met)
    things = _things(read, made, moved, () if met else ("garments",), before)
    there = {name: who for who in reversed(met) for name in who.names}
    unseen = [*(one.speaker for one in lines), *(name for one in made for name in (one.name, one.roles.toward))]
    if not (there or unseen or body.refer_type or things or read.of("places")):
        unseen = [one.name for one in next((shot.cast for shot in reversed(before) if shot.cast), ())]
    present = dict.fromkeys([*(name for who in met for name in who.names), *unseen])
    there = {name: there.get(name, NOBODY) for name in present if name in cast.members}
    where = _where(read, before[-1] if before else None)
    made = beats.kept(made, cast, there, moved=not before or where["place"] != before[-1].place)
    sounds, music, silent = sounds_of(read.told, read.heard)
    edits = [one.term.id for one in lexicon.EDITS.find(read.bare) if body.refer_type == "base"]
    known = there or body.refer_type or any(map(special, things)) or (where["place"] and not read.of("poses"))
    notes = [f"nobody and nothing of the words could be read: {text.strip()[:40]}"] * (not known)
    notes += [*["no place is named: a grey stage"] * (not where["place"]), *filter(None, map(stands_for, things))]
    notes += [f"{UNPLAYED}: {word}" for word in dict.fromkeys(unread(read))]
    notes += [f"not heard: {one.label}" for one in sounds if not one.kind or one.kind == "generic_sfx"]
    return Shot(
        number=len(before) + 1, seconds=seconds, text=text, things=things, lines=lines, sounds=sounds, music=music,
        cast=tuple(presences(read, there, beats.actions(made, seconds), {it.speaker: it.to for it in lines if it.to})),
        silent=silent, edit=(*edits, "")[0], notes=tuple(notes), **where, **view(read, seconds),
    )  # fmt: skip


def _where(read: Reading, before: Shot | None) -> dict[str, Any]:
    """Place, hour, weather and light: what a shot says of them, and what it had before."""
    told: dict[str, Any] = {name: getattr(before or Shot(number=1, seconds=1), name) for name in _KEPT}
    for found in sorted(read.of("places"), key=lambda one: (_doubt(read, one), one.start))[:1]:
        if not told["place"] or _doubt(read, found) < 2:
            told |= {"light": Light(), "empty": False} if found.term.id != told["place"] else {}
            told |= {"place": found.term.id, "set": getattr(found.term, "set", ""), "place_words": read.said(found)}
    told["empty"] = told["empty"] or phrases("nobody_else").search(read.bare) is not None
    hours = [one.term.id for one in read.of("times_of_day")]
    told["stars"] = bool(lexicon.STARS.find(read.bare, read.language)) or (told["stars"] and not hours)
    if hours or told["stars"] or lexicon.DARKNESS.find(read.bare, read.language):
        told["hour"] = hours[0] if hours else "night"
    told["weather"] = tuple(dict.fromkeys(one.term.id for one in read.of("weather"))) or told["weather"]
    told["palette"] = (*(one.term.id for one in read.of("palettes")), told["palette"])[0]
    own = {one.word for one in read.tokens if one.kind == "things" and not told["place"]}  # "three candles"
    kinds = [one.term.id for one in read.of("lighting") if one.word not in own]
    kinds.sort(key=table("general_lights").__contains__)
    spoken = [*lexicon.LIGHT_WORDS.find(read.bare), *lexicon.LIGHTING.find(read.bare)]
    lit = {read.token(one.start, one.end).clause for one in spoken}
    tints = [x for x in read.of("tints") if x in read.loose or lexicon.LIGHT_WORDS.find(read.word(x, 1))]
    hues = [one.colour for one in read.of("lighting") if one.colour]
    hues += [getattr(one.term, "code", "") for one in tints if one.clause in lit]
    said = {"kind": kinds, "side": [it.term.id for it in read.of("light_sides") if it.clause in lit], "colour": hues}
    return told | {"light": Light(**{name: (*own, getattr(told["light"], name))[0] for name, own in said.items()})}


def _doubt(read: Reading, one: Token) -> int:
    """How doubtful a place is: 1 for a general word, 2 for a part of a place or what is far off, 3 for the sky."""
    far = {two.word for two in read.tokens[max(0, one.at - 3) : one.at]} & {*table("far_off")}
    if far or {one.term.id, read.said(one).lower()} & {*table("place_parts")}:
        return 2 + (one.term.id == "sky")
    after = read.beside(one)
    head = after.kind in SEEN | {"garments", "places"} and after.start - one.end <= (not one.is_cjk)  # 江边码头
    return int(head or not {one.term.id, one.word}.isdisjoint(table("general_places")))


def _things(
    read: Reading, deeds: Sequence[Deed], moved: Mapping[int, str], worn: Sequence[str], before: Sequence[Shot]
) -> tuple[Thing, ...]:
    """What is named, in the colours of the shots before, what nobody is there to wear, and what deeds are done with."""
    made, colours = dict[str, Thing](), {it.kind: it.colour for shot in before for it in shot.things if it.colour}
    for one in read.of("things", "objects", *worn):
        if is_actor(one.term) or one.names or one.word in table("set_parts"):
            continue
        led = {*read.phrase(one)[0]}
        label = one.label or (one.reference if one.word.startswith("<") else label_of(read.said(one)))
        definite, kind = one.is_cjk or led & {*table("definite")}, one.term.id if one.kind == "things" else ""
        same = [key for key, it in made.items() if kind and it.kind == kind]
        same = [key for key in same if definite or stem_of(key).endswith(stem_of(one.word))]  # "a sports car … the car"
        key = (*same, label.lower())[0]
        if key not in made or (one.colour and not made[key].colour) or (one.reference and not made[key].reference):
            known = "" if one.count > 1 or led & {*table("indefinite")} else colours.get(kind, "")
            made[key] = Thing(
                kind=kind, label=label, colour=one.colour or known, count=max(1, one.count), scale=one.scale or 1.0,
                pose=moved.get(one.start, ""), reference=one.reference, **placed(read, one),
            )  # fmt: skip
        one.label = made[key].label
    ridden = {one.roles.thing.label for one in deeds if lexicon.THINGS.find(one.word, read.language)}
    new = [own for own in sorted(ridden - {it.kind for it in made.values()}) if own in lexicon.THINGS]
    return (*made.values(), *(Thing(kind=own, label=own.replace("_", " ")) for own in new))  # "rides a bicycle"


def view(read: Reading, seconds: float) -> dict[str, Any]:
    """What the words say of the picture in a shot of ``seconds``, as fields of a Shot; empty where nothing is said."""
    kinds = {"size": "shot_sizes", "angle": "angles", "lens": "lenses", "focus": "depth_of_field"}
    ends = [one for one in read.of("shot_sizes") if read.of("camera_moves") and read.phrase(one)[1] in ("to", "into")]
    first = {field: [one.term.id for one in read.of(kind) if one not in ends] for field, kind in kinds.items()}
    said: dict[str, Any] = {field: (*terms, "")[0] for field, terms in first.items()}
    past = [read.token(*match.span()).clause for match in phrases("over_shoulder").finditer(read.bare)]
    said["angle"] = said["angle"] or ("ots" if past else "")
    past += [one.clause for one in read.of("angles") if said["angle"] in ("ots", "pov")]
    said["over"] = next((it.names[0] for it in read.tokens if it.names and it.clause in past and not it.is_limb), "")
    degrees = min(LENSES[said["lens"]].value, _WIDEST) if said["lens"] else 0.0
    told = [float(one) for one in _MILLIMETRES.findall(read.bare) if 8 <= int(one) <= 800]
    said["focal"] = told[0] if told else round(18 / tan(radians(degrees / 2)), 1) if degrees else None
    said["speed"] = next(filter(None, (table("speeds").get(one.term.id) for one in PACING.find(read.bare))), 1.0)
    moves = [(one, one.term) for one in read.of("camera_moves") if isinstance(one.term, CameraMove)]
    said["texture"] = next((move.id for _, move in moves if move.group == "texture"), "")
    return said | {"camera": tuple(_path(read, [it for it in moves if it[1].group not in _NO_WAYS], seconds))}


def _path(read: Reading, moves: list[tuple[Token, CameraMove]], seconds: float) -> Iterator[Segment]:
    """The segments of a path: moves in their order, those that are joined at once, with holds between."""
    start, steps = 0.0, beats.moves(read, moves, seconds)
    for number, (step, length) in enumerate(steps):
        rest = [later[0][0].start for later, _ in steps[number + 1 :] if later[0][1].group != "hold"]
        for one, move in step:
            yield _segment(read, one, move, round(start, 3), round(max(length, 0.05), 3), (*rest, len(read.bare))[0])
        if not step:
            yield Segment(move="static", seconds=round(length, 3))
        start += length
    if seconds - start > 0.05:
        yield Segment(start=round(start, 3), seconds=round(seconds - start, 3))


def _segment(read: Reading, one: Token, move: CameraMove, start: float, seconds: float, stop: int) -> Segment:
    """A move with its amount: degrees, a factor of focal length, or distances to the subject."""
    after, before = read.bare[one.end :][: min(stop - one.end, _BESIDE)], read.bare[: one.start][-_BESIDE // 2 :]
    paces = SPEEDS.find(one.word) or SPEEDS.find(before)[-1:] or SPEEDS.find(after)
    pace = _PACES[paces[0].term.id] if paces else "steady"
    lasts = move.burst_s or (seconds - 0.8 * max(0.0, seconds - _MOVE)) * SPEEDS[pace.replace("steady", "medium")].value
    amount = float(move.rate**lasts) if move.group == "zoom" else move.rate * lasts
    if move.group in ("dolly", "compound"):  # never through the subject
        amount = 1 - exp(-move.rate * lasts) if move.rate > 0 else max(-3.0, amount)
    degrees = phrases("degrees_told").search(before + one.word + after)
    if degrees and move.group in ("orbit", "pan", "tilt", "roll"):
        amount = copysign(float(degrees["degrees"] or table("turns")[degrees["turn"].lower()]), amount)
    amount = -amount if move.id == "orbit" and phrases("leftwards").search(after) else amount
    end = "" if move.group == "hold" else _end(read, one, move, stop)
    return Segment(move=move.id, start=start, seconds=seconds, pace=pace, amount=round(amount, 4), end=end)


def _end(read: Reading, one: Token, move: CameraMove, stop: int) -> str:
    """What a move reaches, as a name, a kind, words or an id: what is named after "to", before へ, or next."""
    goals = [goal for goal in read.tokens if not goal.absent and (goal.names or goal.is_limb or goal.kind in _GOALS)]
    goals = [goal for goal in goals if not (goal.word.endswith(OWNERS) or read.word(goal, 1) in ("的", "の"))]
    marks = [mark.end() for mark in phrases("ends_on").finditer(read.bare, one.end, stop)]
    told = [goal for goal in goals if marks and marks[-1] <= goal.start < stop]
    told = told or [goal for goal in goals if goal.at < one.at and read.word(goal, 1) in ("へ", "まで", "に")][-1:]
    if move.group not in ("orbit", "follow"):  # these are told whom they are about
        told = told or [it for it in goals if one.end <= it.start < stop and (move.burst_s or it.clause == one.clause)]
    for goal in told[:1]:
        if goal.is_limb:
            return str(getattr(goal.term, "part", "")) or goal.term.id
        return goal.names[0] if goal.names else read.said(goal) if goal.kind == "objects" else goal.term.id
    return ""
