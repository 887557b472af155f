"""From request bodies to a film's scene model: each shot is read, and what it leaves open is as it was before. Words
are looked up; there is no grammar. What is not understood is told in a shot's notes and drawn as a labelled box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kling import lexicon
from kling.animatic import beats
from kling.animatic.cast import Cast
from kling.animatic.names import label_of
from kling.animatic.read_camera import view
from kling.animatic.read_cast import clothe, mentions, tie
from kling.animatic.read_deeds import Deed, deeds, kept, placed, presences
from kling.animatic.reading import NOBODY, SEEN, Reading, Token, is_actor
from kling.animatic.scene import Film, Light, Shot, Side, Sound, Thing
from kling.animatic.silhouettes import special, stands_for
from kling.api.body import Body
from kling.lexicon import table
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.words import stem_of

SECONDS = 5  # of a shot that does not say how long it is
_PART = pattern(r"[^,.;，。；、\n]+")
_LEFT, _RIGHT = pattern(r"\bleft\b|左|izquierda"), pattern(r"\bright\b|右|derecha")
_KEPT = ("place", "set", "place_words", "empty", "hour", "weather", "palette", "stars", "light")
"""What a shot has from the one before unless it says otherwise."""


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
    return Film(cast=members, shots=tuple(shots), parts=tuple(parts), names=tuple(map(dict, names)))


def _shot(body: Body, text: str, seconds: float, before: Sequence[Shot], cast: Cast, names: Mapping[str, str]) -> Shot:
    called = [name for name in cast.members if name[:1].isupper() or not name.isascii()]
    read = Reading(text, called)
    tie(read, body, cast, names)
    met = mentions(read, cast)
    lines = beats.lines(read, cast, met, seconds)
    made, moved = deeds(read, cast, met)
    made = [one for one in made if not (lines and one.pose.id == "speak")]
    clothe(read, cast, met)
    things = _things(read, made, moved, () if met else ("garments",), before)
    used = [special(it) for one in made for it in things if it.label == one.roles.thing.label or not things[1:]]
    cast.handled = (cast.handled, *filter(None, used))[-1]
    there = {name: who for who in reversed(met) for name in who.names}
    unseen = [*(one.speaker for one in lines), *(name for one in made for name in (one.name, one.roles.toward))]
    if not (there or unseen or body.refer_type or things or read.of("places")):
        unseen = [one.name for one in next((shot.cast for shot in reversed(before) if shot.cast), ())]
    present = dict.fromkeys([*(name for who in met for name in who.names), *unseen])
    there = {name: there.get(name, NOBODY) for name in present if name in cast.members}
    where = _where(read, before[-1] if before else None)
    seen = [one.name for shot in before for one in shot.cast]  # "she" is who acts, and whom the film is about
    cast.last.sort(key=lambda name: (not any(name == one.name for one in made), -seen.count(name)))
    made = kept(made, cast, there, moved=not before or where["place"] != before[-1].place)
    off: dict[str, tuple[str, ...]] = {}
    for who in [one for shot in before for one in shot.cast]:
        took, put = ([act.thing for act in who.actions if act.pose == pose] for pose in ("undress", "dress"))
        off[who.name] = tuple(it for it in dict.fromkeys((*who.off, *took)) if it in lexicon.GARMENTS and it not in put)
    acting = presences(read, there, beats.actions(made, seconds), {one.speaker: one.to for one in lines if one.to})
    sounds, music, silent = _sounds(read)
    edits = [one.term.id for one in lexicon.EDITS.find(read.bare) if body.refer_type == "base"]
    known = there or body.refer_type or any(map(special, things)) or (where["place"] and not read.of("poses"))
    notes = [f"nobody and nothing of the words could be read: {text.strip()[:40]}"] * (not known)
    notes += ["no place is named: a grey stage"] * (not where["place"])
    notes += filter(None, map(stands_for, things))
    notes += [f"not heard: {one.label}" for one in sounds if not one.kind or one.kind == "generic_sfx"]
    return Shot(
        number=len(before) + 1, seconds=seconds, text=text, things=things, lines=lines, sounds=sounds, music=music,
        cast=tuple(one.model_copy(update={"off": off.get(one.name, ())}) for one in acting),
        silent=silent, edit=(*edits, "")[0], notes=tuple(notes), **where, **view(read, seconds),
    )  # fmt: skip


def _where(read: Reading, before: Shot | None) -> dict[str, Any]:
    """Place, hour, weather and light: what a shot says of them, and what it had before."""
    told: dict[str, Any] = {name: getattr(before or Shot(number=1, seconds=1), name) for name in _KEPT}
    for found in sorted(read.of("places"), key=lambda one: (_doubt(read, one), one.start))[:1]:
        if not told["place"] or _doubt(read, found) < 2:
            told |= {"light": Light(), "empty": False} if found.term.id != told["place"] else {}
            told |= {
                "place": found.term.id,
                "set": str(getattr(found.term, "set", "")),
                "place_words": read.said(found),
            }
    told["empty"] = told["empty"] or phrases("nobody_else").search(read.bare) is not None
    hours = [one.term.id for one in read.of("times_of_day")]
    told["stars"] = bool(read.find(lexicon.STARS, read.bare)) or (told["stars"] and not hours)
    if hours or told["stars"] or read.find(lexicon.DARKNESS, read.bare):
        told["hour"] = hours[0] if hours else "night"
    told["weather"] = tuple(dict.fromkeys(one.term.id for one in read.of("weather"))) or told["weather"]
    told["palette"] = (*(one.term.id for one in read.of("palettes")), told["palette"])[0]
    kinds = sorted((one.term.id for one in read.of("lighting")), key=lambda kind: kind in table("general_lights"))
    spoken = [*lexicon.LIGHT_WORDS.find(read.bare), *lexicon.LIGHTING.find(read.bare)]
    lit = {read.token(one.start, one.end).clause for one in spoken}
    hues = [one.colour for one in read.of("lighting") if one.colour]
    tints = [x for x in read.of("tints") if x in read.loose or lexicon.LIGHT_WORDS.find(read.word(x, 1))]
    hues += [getattr(one.term, "code", "") for one in tints if one.clause in lit]
    sides = [one.term.id for one in read.of("light_sides") if one.clause in lit]
    said = {"kind": kinds, "side": sides, "colour": hues}
    light = {name: (*own, getattr(told["light"], name))[0] for name, own in said.items()}
    return told | {"light": Light.model_validate(light)}


def _doubt(read: Reading, one: Token) -> int:
    """How doubtful a place is: 1 for a general word, 2 for a part of a place or is far off or looked at, 3 the sky."""
    near = {two.word for two in read.tokens[max(0, one.at - 3) : one.at]}
    after = read.beside(one)
    looks = any(two.term.id in table("looks") for two in read.clause_of(one))
    far = near & {*table("far_off"), *table("looked_at") * looks} or (looks and read.japanese)
    if far or {one.term.id, read.said(one).lower()} & {*table("place_parts")}:
        return 2 + (one.term.id == "sky")
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
        (side, depth), led = placed(read, one), {*read.phrase(one)[0]}
        label = one.label or (one.reference if one.word.startswith("<") else label_of(read.said(one)))
        definite, kind = one.is_cjk or led & {*table("definite")}, one.term.id if one.kind == "things" else ""
        same = [key for key, it in made.items() if kind and it.kind == kind]
        same = [key for key in same if definite or stem_of(key).endswith(stem_of(one.word))]  # "a sports car … the car"
        key = (*same, label.lower())[0]
        if key not in made or (one.colour and not made[key].colour) or (one.reference and not made[key].reference):
            known = "" if one.count > 1 or led & {*table("indefinite")} else colours.get(kind, "")
            words = " ".join(two.word for two in read.clause_of(one))
            hung = [it for it in ("wall", "ceiling") if phrases(f"on_{it}").search(words)]
            made[key] = Thing(
                kind=kind, label=label, colour=one.colour or known, side=side, depth=depth, count=max(1, one.count),
                pose=moved.get(one.start, ""), reference=one.reference, on=(*hung, "")[0],
            )  # fmt: skip
        one.label = made[key].label
    for own in [one.roles.thing.label for one in deeds if read.find(lexicon.THINGS, one.word)]:  # "rides a bicycle"
        if own in lexicon.THINGS and own not in {one.kind for one in made.values()}:
            made[own] = Thing(kind=own, label=own.replace("_", " "))
    return tuple(made.values())


def _sounds(read: Reading) -> tuple[tuple[Sound, ...], str, bool]:
    """The sounds that are named, the music, and whether silence is asked for; what is not known has no kind."""
    told, sounds = read.heard or read.told, dict[str, Sound]()
    excluded = {one.term.id for one in lexicon.EXCLUSIONS.find(told)}
    if "no_sound" in excluded:
        return (), "", True
    noises = lexicon.NOISES.find(told) if read.heard else []
    found = sorted([*lexicon.AMBIENCE.find(told), *lexicon.SFX.find(told), *noises], key=lambda one: one.start)
    for match in _PART.finditer(told):
        named = {
            told[one.start : one.end]: one.term.id
            for one in reversed(found)
            if match.start() <= one.start < match.end()
        }
        words = match[0].replace("：", ":").rsplit(":", 1)[-1].strip()
        if read.heard and words and not (named or lexicon.EXCLUSIONS.find(words) or lexicon.MUSIC_MOODS.find(words)):
            named = {words: ""}
        side: Side = "left" if _LEFT.search(match[0]) else "right" if _RIGHT.search(match[0]) else ""
        for label, kind in reversed(named.items()):
            if not any(label != other and label in other for other in named):
                sounds.setdefault(kind or label, Sound(kind=kind, label=label, side=side))
    moods = [] if "no_music" in excluded else [one.term.id for one in lexicon.MUSIC_MOODS.find(told)]
    if not read.heard and "music" not in moods:  # "against the rocks" is no rock music
        moods = []
    return tuple(sounds.values()), (*moods, "")[0], False
