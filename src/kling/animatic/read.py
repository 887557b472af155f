"""From request bodies to a film's scene model: each shot is read, and what it leaves open is as it was before. Words
are looked up; there is no grammar. What is not understood is told in a shot's notes and drawn as a labelled box."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kling import lexicon
from kling.animatic import beats
from kling.animatic.build import sets
from kling.animatic.cast import Cast
from kling.animatic.names import label_of
from kling.animatic.read_camera import view
from kling.animatic.read_cast import clothe, mentions, tie
from kling.animatic.read_deeds import Deed, deeds, kept, placed, presences
from kling.animatic.read_tokens import NOBODY, SEEN, Token, is_actor
from kling.animatic.reading import Reading
from kling.animatic.scene import Film, Light, Shot, Side, Sound, Thing
from kling.animatic.silhouettes import outlines, special
from kling.api.body import Body
from kling.lexicon import table
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.words import stem_of

_FIRST = 40  # letters of a shot's words in a note
SECONDS = 5  # of a shot that does not say how long it is
_PART = pattern(r"[^,.;，。；、\n]+")
_LEFT, _RIGHT = pattern(r"\bleft\b|左|izquierda"), pattern(r"\bright\b|右|derecha")
_KEPT = ("place", "set", "place_words", "empty", "hour", "weather", "palette", "stars", "light")
"""What a shot has from the one before unless it says otherwise."""


def film(bodies: Sequence[Mapping[str, Any]], names: Sequence[Mapping[str, str]] = ()) -> Film:
    """The film that request bodies ask for, one after the other: set, hour, weather and cast go on from shot to shot
    and from part to part. ``names`` are what the user of each body calls its pictures, where that is known."""
    cast, shots, parts = Cast(), list[Shot](), list[int]()
    for number, raw in enumerate(bodies):
        body, own = Body(raw), names[number] if number < len(names) else {}
        for text in body.texts:
            shots.append(_shot(body, text.text, float(text.seconds or body.duration or SECONDS), shots, cast, own))
        parts.append(len(body.texts))
    shots = [*_known_before([cast.now(shot) for shot in shots])]
    named = {one.name for shot in shots for one in shot.cast}
    members = tuple(one for one in cast.members.values() if one.name in named)
    return Film(cast=members, shots=tuple(shots), parts=tuple(parts), names=tuple(map(dict, names)))


def _known_before(shots: Sequence[Shot]) -> Iterator[Shot]:
    """The same with what everybody took off in shots before and has not put on again, and with the colours that were
    told of things before."""
    off: defaultdict[str, dict[str, None]] = defaultdict(dict)
    colours: dict[str, str] = {}
    for shot in shots:
        led = {one.label: shot.text.lower().split(one.label.lower() or "\n")[0].split()[-1:] for one in shot.things}
        old = [one for one in shot.things if one.count < 2 and not {*led[one.label]} & {*table("indefinite")}]
        told = {one.label: one.colour or colours.get(one.kind, "") for one in old}
        things = [one.model_copy(update={"colour": told.get(one.label, one.colour)}) for one in shot.things]
        colours |= {one.kind: one.colour for one in things if one.kind and one.colour}
        cast = [one.model_copy(update={"off": (*off[one.name],)}) for one in shot.cast]
        yield shot.model_copy(update={"cast": tuple(cast), "things": tuple(things)})
        for name, act in [(one.name, act) for one in shot.cast for act in one.actions]:
            off[name] |= {act.thing: None} if act.pose == "undress" and act.thing in lexicon.GARMENTS else {}
            off[name].pop(act.thing if act.pose == "dress" else "", None)


def _shot(body: Body, text: str, seconds: float, before: Sequence[Shot], cast: Cast, names: Mapping[str, str]) -> Shot:
    called = [name for name in cast.members if name[:1].isupper() or not name.isascii()]
    read = Reading(text, called, before[-1].text if before else "")
    tie(read, body, cast, names)
    met = mentions(read, cast)
    lines = beats.lines(read, cast, met, seconds)
    made, moved = deeds(read, cast, met)
    made = [one for one in made if not (lines and one.pose.id == "speak")]
    clothe(read, cast, met)
    things = _things(read, made, moved, worn=() if met else ("garments",))
    used = [special(it) for one in made for it in things if it.label == one.roles.thing.label or not things[1:]]
    cast.handled = (cast.handled, *filter(None, used))[-1]
    there = {name: who for who in reversed(met) for name in who.names}
    unseen = [*(one.speaker for one in lines), *(name for one in made for name in (one.name, one.roles.toward))]
    if not (there or unseen or body.refer_type or things or read.of("places")):
        unseen = [one.name for one in next((shot.cast for shot in reversed(before) if shot.cast), ())]
    again = [one.term.id for one in read.of("things") if not {*read.phrase(one)[0]} & {*table("indefinite")}]
    unseen += [name for name, (_, on) in cast.postures.items() if on in again and not there]  # who rides it
    old = [one.name for one in before[-1].cast] if before and phrases("beside_somebody").search(read.bare) else []
    unseen += old[:1] if there and not {*old} & {*there, *unseen} else []  # 母親が隣に座る
    present = dict.fromkeys([*(name for who in met for name in who.names), *unseen])
    there = {name: there.get(name, NOBODY) for name in present if name in cast.members}
    where = _where(read, before[-1] if before else None)
    seen = [one.name for shot in before for one in shot.cast]  # "she" is who acts, and whom the film is about
    cast.last.sort(key=lambda name: (not any(name == one.name for one in made), -seen.count(name)))
    made = kept(made, cast, there, moved=not before or where["place"] != before[-1].place)
    sounds, music, silent = _sounds(read)
    edits = lexicon.EDITS.find(read.bare) if body.refer_type == "base" else []
    forms = {one.label: special(one) for one in things if not (one.kind or one.reference)}
    notes = [f"no model: {label} ({'its outline' if kind else 'a box'} stands for it)"
             for label, kind in forms.items() if not kind or kind in outlines()]  # fmt: skip
    known = there or body.refer_type or any(map(special, things)) or (where["place"] and not read.of("poses"))
    notes += [f"nobody and nothing of the words could be read: {text.strip()[:_FIRST]}"] * (not known)
    notes += [] if where["place"] else ["no place is named: a grey stage"]
    notes += [f"not heard: {one.label}" for one in sounds if not one.kind or one.kind == "generic_sfx"]
    return Shot(
        number=len(before) + 1, seconds=seconds, text=text, things=things, lines=lines, sounds=sounds, music=music,
        cast=presences(read, there, beats.actions(made, seconds), {one.speaker: one.to for one in lines if one.to}),
        silent=silent, edit=edits[0].term.id if edits else "", notes=tuple(notes), **where, **view(read, seconds),
    )  # fmt: skip


def _where(read: Reading, before: Shot | None) -> dict[str, Any]:
    """Place, hour, weather and light: what a shot says of them, and what it had before."""
    told: dict[str, Any] = {name: getattr(before or Shot(number=1, seconds=1), name) for name in _KEPT}
    for found in sorted(read.of("places"), key=lambda one: (_doubt(read, one), one.start))[:1]:
        if not told["place"] or _doubt(read, found) < 2:
            told |= {"light": Light(), "empty": False} if found.term.id != told["place"] else {}
            told |= {"place": found.term.id, "set": _set_of(read, found), "place_words": read.said(found)}
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
    tints = [x for x in read.of("tints") if x in read.loose or lexicon.LIGHT_WORDS.find(read.word(x, 1))]
    hues = [one.colour for one in read.of("lighting") if one.colour]
    hues += [getattr(x.term, "code", "") for x in tints if x.clause in lit]
    lamps = {one.at for one in read.of("things", "lighting") if one.kind == "lighting" or one.term.id in table("lamps")}
    beside = [one for one in read.of("screen_sides") if {*range(one.at - 3, one.at)} & lamps]  # "a candle on the right"
    beside = [one for one in beside if one.term.id in ("left", "right")]
    sides = [one.term.id for one in (*(one for one in read.of("light_sides") if one.clause in lit), *beside)]
    said = {"kind": kinds, "side": sides, "colour": hues}
    light = {name: (*own, getattr(told["light"], name))[0] for name, own in said.items()}
    return told | {"light": Light.model_validate(light)}


def _doubt(read: Reading, one: Token) -> int:
    """How doubtful it is that a shot is where a place is named: 1 for a general word, a thing, or what only tells of a
    noun ("kitchen scales", 江边码头); 2 for a part of a place, what the camera is at, is far off or looked at."""
    near, after = {two.word for two in read.tokens[max(0, one.at - 3) : one.at]}, read.beside(one)
    verbs = [two for two in read.clause_of(one) if two.kind == "poses" and (two.at < one.at) != read.japanese]
    looked = any(two.term.id in table("looks") for two in (verbs[:1] if read.japanese else verbs[-1:]))
    looked = looked and (read.japanese or not near.isdisjoint(table("looked_at")))
    camera = read.phrase(one)[1] in table("viewpoints") and one.term.id not in table("cabins")
    part = one.term.id == "sky" or read.said(one).lower() in table("place_parts")
    if part or looked or camera or not near.isdisjoint(table("far_off")):
        return 2 + (one.term.id == "sky")
    general = not {one.term.id, one.word}.isdisjoint(table("general_places"))
    thing = any((one.start, one.end) == (two.start, two.end) for two in read.of("things"))
    head = after.kind in SEEN | {"garments", "places"} and after.start - one.end <= (not one.is_cjk)
    return int(general or thing or head)


def _set_of(read: Reading, one: Token) -> str:
    """The set of a place that is named; of a room that is seen from outside, what stands there."""
    words, before = read.phrase(one)
    led = {before if before not in table("of") else read.word(one, -len(words) - 2), read.word(one, 1)}
    out = led & {*table("outside")} or read.bare.startswith((*table("outside_marks"),), one.end)
    place = str(getattr(one.term, "set", ""))
    return str(table("fronts").get(one.term.id, "facade")) if out and sets().get(place, {}).get("inside") else place


def _things(read: Reading, deeds: Sequence[Deed], moved: Mapping[int, str], worn: Sequence[str]) -> tuple[Thing, ...]:
    """What is named; what is ``worn``, too, where nobody is there to wear it; and what deeds are said to be with."""
    made: dict[str, Thing] = {}
    for one in read.of("things", "objects", *worn):
        if is_actor(one.term) or one.names or one.word in table("set_parts"):
            continue
        side, depth = placed(read, one)
        before = read.beside(one, -1)
        whole = before if before.absent and before.kind in SEEN else one  # "violin case"
        label = one.label or (one.reference if one.word.startswith("<") else label_of(read.text[whole.start : one.end]))
        definite = one.is_cjk or bool({*read.phrase(one)[0]} & {*table("definite")})
        fits = [key for key, it in made.items() if it.kind and it.kind == one.term.id and one.kind == "things"]
        same = [key for key in fits if definite or stem_of(key).endswith(stem_of(one.word))]  # "a sports car … the car"
        key = (*same, label.lower())[0]
        old = made.get(key)
        if old is None or (one.colour and not old.colour) or (one.reference and not old.reference):
            facings = [two.term.id for two in read.of("facings") if two.sentence == one.sentence]
            first = all(two.at >= one.at for two in read.of("things", "objects") if two.clause == one.clause)
            words = " ".join(two.word for two in read.clause_of(one)) if first else ""
            hung = [it for it in ("wall", "ceiling") if phrases(f"on_{it}").search(words)]
            made[key] = Thing(
                kind=one.term.id if one.kind == "things" else "", label=label, colour=one.colour, side=side,
                count=max(1, one.count), depth=depth, pose=moved.get(one.start, ""), reference=one.reference,
                facing=(*facings, "")[0], on=(*hung, "")[0],
            )  # fmt: skip
        one.label = made[key].label
    for own in [one.roles.thing.label for one in deeds if read.find(lexicon.THINGS, one.word)]:  # "rides a bicycle"
        if own in lexicon.THINGS and own not in {one.kind for one in made.values()}:
            made[own] = Thing(kind=own, label=own.replace("_", " "))
    return tuple(made.values())


def _sounds(read: Reading) -> tuple[tuple[Sound, ...], str, bool]:
    """The sounds that are named, the music, and whether silence is asked for. A part of a sentence about sound in which
    nothing is known is a sound without a kind."""
    told, meant = read.heard or read.told, bool(read.heard)
    excluded = {one.term.id for one in lexicon.EXCLUSIONS.find(told)}
    if "no_sound" in excluded:
        return (), "", True
    found = [*lexicon.AMBIENCE.find(told), *lexicon.SFX.find(told), *(lexicon.NOISES.find(told) if meant else ())]
    moods = lexicon.MUSIC_MOODS.find(told) if "no_music" not in excluded else []
    sounds: dict[str, Sound] = {}
    for match in _PART.finditer(told):
        inside = sorted([one for one in found if match.start() <= one.start < match.end()], key=lambda one: one.start)
        named = {told[one.start : one.end]: one.term.id for one in reversed(inside)}
        words = match[0].replace("：", ":").rsplit(":", 1)[-1].strip()
        if meant and words and not (inside or lexicon.EXCLUSIONS.find(words) or lexicon.MUSIC_MOODS.find(words)):
            named = {words: ""}
        side: Side = "left" if _LEFT.search(match[0]) else "right" if _RIGHT.search(match[0]) else ""
        for label, kind in reversed(named.items()):
            if not any(label != other and label in other for other in named):
                sounds.setdefault(kind or label, Sound(kind=kind, label=label, side=side))
    if not meant:  # "against the rocks" is no rock music
        moods = [one for one in moods if any(word.term.id == "music" for word in moods)]
    return tuple(sounds.values()), moods[0].term.id if moods else "", False
