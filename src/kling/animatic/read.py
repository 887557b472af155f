"""From request bodies to a film's scene model: each shot is read, and what it leaves open is as it was before.

Words are looked up in the lexicon; there is no grammar. What is not understood is told in a shot's notes and drawn as a
labelled box.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kling import lexicon
from kling.animatic import beats
from kling.animatic.cast import Cast, Mention, is_actor
from kling.animatic.read_camera import view
from kling.animatic.read_cast import clothe, label_of, mentions
from kling.animatic.read_deeds import deeds, kept, placed, presences
from kling.animatic.read_phrase import SEEN, Found
from kling.animatic.read_pictures import Pictures, Shown
from kling.animatic.reading import Reading
from kling.animatic.scene import Film, Light, Shot, Side, Sound, Thing
from kling.api.body import Body
from kling.lexicon import Place, table
from kling.lexicon import Thing as Kind
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.words import stem_of

SECONDS = 5  # of a shot that does not say how long it is
_DOER = pattern(r"(?:^|[.;]\s+)(?:an|a|una|un)\s+([^\W\d_]{3,}) ", re.IGNORECASE)
_VERB = pattern(r"[a-z]+[^s]s\b")
_MADE = pattern(r"[ -]?(?:(?:made|built|folded|carved|knitted) (?:out )?(?:of|from) )?")
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
    shots = [cast.now(shot) for shot in shots]
    named = {one.name for shot in shots for one in shot.cast}
    members = tuple(one for one in cast.members.values() if one.name in named)
    return Film(cast=members, shots=tuple(shots), parts=tuple(parts), names=tuple(map(dict, names)))


def _shot(body: Body, text: str, seconds: float, before: Sequence[Shot], cast: Cast, names: Mapping[str, str]) -> Shot:
    read = Reading(text)
    pictures = Pictures(read, body, cast, names)
    met = mentions(read, cast, pictures)
    lines = beats.lines(read, cast, met, seconds)
    made, moved = deeds(read, cast, met)
    made = [one for one in made if not (lines and one.pose.id == "speak")]
    met += _unseen([*(one.speaker for one in lines), *(one.name for one in made)], cast, met)
    clothe(read, cast, met)
    things = _things(read, moved, pictures.things, worn=() if met else ("garments",))
    for deed in made:  # what the verb names: "rides a bicycle"
        named = deed.thing and read.find(lexicon.THINGS, read.bare[deed.at : deed.at + 24])
        if named and deed.thing not in {one.kind for one in things}:
            things = (*things, Thing(kind=deed.thing, label=deed.thing, on=deed.name))
    if label := _stranger(read):
        things = (Thing(kind="", label=label), *things)
    elif not (met or body.refer_type or things or read.of("places")):
        last = next((shot.cast for shot in reversed(before) if shot.cast), ())
        met += _unseen([one.name for one in last], cast, met)
    notes = [f"no model: {one.label} (a box stands for it)" for one in things if not one.kind and not one.reference]
    flown = any(one.pose.id in ("fly", "fall", "jump") for one in made)
    people = any(cast.members[name].person for who in met for name in who.names)
    where = _where(read, before[-1] if before else None, flown or not people)
    made = kept(made, cast, met, moved=not before or where.get("place") != before[-1].place)
    there = presences(read, met, beats.actions(made, seconds), {one.speaker: one.to for one in lines if one.to})
    if not where.get("place"):
        notes.append("no place is named: a grey stage")
    sounds, music, silent = _sounds(read)
    notes += [f"not heard: {one.label}" for one in sounds if not one.kind or one.kind == "generic_sfx"]
    edits = lexicon.EDITS.find(read.bare) if body.refer_type == "base" else []
    return Shot(
        number=len(before) + 1, seconds=seconds, text=text, cast=there, things=things, lines=lines, sounds=sounds,
        music=music, silent=silent, edit=edits[0].term.id if edits else "", notes=tuple(notes), **where,
        **view(read, seconds, met),
    )  # fmt: skip


def _unseen(names: Sequence[str], cast: Cast, met: list[Mention]) -> list[Mention]:
    """Members who are in a shot though its description does not name them."""
    there = {name for who in met for name in who.names}
    return [Mention([name], 0, 0) for name in dict.fromkeys(names) if name in cast.members and name not in there]


def _where(read: Reading, before: Shot | None, flown: bool) -> dict[str, Any]:
    """Place, hour, weather and light: what a shot says of them, and what it had before."""
    told: dict[str, Any] = {name: getattr(before, name) for name in _KEPT} if before else {"light": Light()}
    general = table("general_places")
    things = {(one.start, one.end if read.bare[one.start] < "\u3000" else 0) for one in read.of("things")}
    named = [one for one in read.of("places") if flown or one.term.id != "sky"]
    named = [one for one in named if not _is_cameras(read, one)] or ([] if told.get("place") else named)
    glued = ("の", "的", " ") if len(named) > 1 else ()  # 港の食堂, "school library"
    of = {one.start - 1 for one in named if read.bare[one.start - 1 : one.start] in glued}
    places = [one for one in named if not {one.end, one.end - 1} & of]
    for found in sorted(
        places, key=lambda one: (one.term.id in general or one[2:4] in things or (one.start, 0) in things, one.start)
    )[:1]:
        assert isinstance(found.term, Place)  # noqa: S101 - only places are asked for
        if found.term.id != told.get("place"):
            told |= {"light": Light(), "empty": False}
        told |= {"place": found.term.id, "set": found.term.set, "place_words": read.said(found)}
    told["empty"] = bool(told.get("empty")) or phrases("nobody_else").search(read.bare) is not None
    hours = [one.term.id for one in read.of("times_of_day")]
    stars = bool(read.find(lexicon.STARS, read.bare)) or (bool(told.get("stars")) and not hours)
    dark = stars or bool(read.find(lexicon.DARKNESS, read.bare))
    if hours or (dark and told.get("hour") != "midnight"):
        told["hour"] = hours[0] if hours else "night"
    told["stars"] = stars
    if weather := tuple(dict.fromkeys(one.term.id for one in read.of("weather"))):
        told["weather"] = weather
    for found in read.of("palettes")[:1]:
        told["palette"] = found.term.id
    kinds = sorted(read.of("lighting"), key=lambda one: one.term.id in table("general_lights"))
    sides = [one.term.id for one in read.of("light_sides") if _lights(read, one)] or _beside(read)
    if kinds or sides:
        kind = kinds[0].term.id if kinds else told["light"].kind
        told["light"] = Light.model_validate({"kind": kind, "side": sides[0] if sides else told["light"].side})
    return told


def _is_cameras(read: Reading, place: Found) -> bool:
    """Whether a place is where the camera is: "crane shot from the balcony"."""
    framed = {read.clause(one.start) for one in read.of("shot_sizes", "camera_moves", "angles")}
    inside = isinstance(place.term, Place) and place.term.indoors
    framing = read.clause(place.start) in framed and not inside
    return framing and read.lead(place.start)[1] in ("from", "desde", "depuis", "von")


def _beside(read: Reading) -> list[str]:
    """The sides on which a lamp, a window or another light is said to stand: "a candle on the right"."""
    lamps = [one for one in read.of("lighting", "things") if one.kind == "lighting" or one.term.id in table("lamps")]
    sides = {"left": "left", "right": "right", "background": "behind"}
    return [
        sides[one.term.id]
        for one in read.of("screen_sides")
        if one.term.id in sides
        for lamp in lamps
        if (one.term.id, lamp.term.id) != ("background", "window")
        if 0 <= one.start - lamp.end <= 12 and read.clause(one.start) == read.clause(lamp.start)
    ]


def _lights(read: Reading, one: Found) -> bool:
    """Whether a side is the light's: its words say so, or its clause speaks of light."""
    alone = one.term.id == "behind" and not read.said(one).lower().startswith(
        ("from", "por", "desde", "後", "背後", "从", "behind")
    )
    lights = (*lexicon.LIGHT_WORDS.find(read.bare), *lexicon.LIGHTING.find(read.bare))
    return alone or any(read.clause(light.start) == read.clause(one.start) for light in lights)


def _things(
    read: Reading, moved: Mapping[int, str], shown: Mapping[int, Shown], *, worn: Sequence[str]
) -> tuple[Thing, ...]:
    """What is named; what is ``worn``, too, where nobody is there to wear it."""
    made: dict[str, Thing] = {}
    absent = [one for one in read.found if one.absent and one.kind in SEEN]
    lit = {read.clause(one.start) for one in read.of("lighting", "light_sides")}
    for one in read.of("things", "objects", *worn):
        inside = any(start <= one.start < end for start, end in read.effigies)
        if is_actor(one.term) or inside or (one.term.id == "sun_thing" and read.clause(one.start) in lit):
            continue
        side, depth = placed(read, one.start, one.end, 2)
        colour = read.tint(one)
        parts = [part for part in absent if part.end <= one.start and _MADE.fullmatch(read.bare, part.end, one.start)]
        whole = parts[-1] if parts else one  # "violin case", "a castle made of playing cards"
        seen = shown.get(one.start, Shown(""))
        label = seen.reference if read.text.startswith("<<<", one.start) else label_of(read.text[whole.start : one.end])
        kind = one.term.id if one.kind == "things" else ""
        key = _known(read, one, made) or label.lower()
        if key not in made or (colour and not made[key].colour) or (seen.reference and not made[key].reference):
            made[key] = Thing(
                kind=kind, label=label, colour=colour, count=max(1, read.count(one)), side=side, depth=depth,
                pose=moved.get(one.start, ""), on=seen.holder, reference=seen.reference,
            )  # fmt: skip
    for start, end in read.effigies:  # "an inflatable flamingo"
        made.setdefault(label := read.text[start:end], Thing(kind="", label=label))
    return tuple(made.values())


def _known(read: Reading, one: Found, made: Mapping[str, Thing]) -> str:
    """What was named before and is meant again: by the same word, by one for its kind ("a sports car … the car"), by a
    general one ("the tower" of a lighthouse)."""
    word = stem_of(read.said(one).lower())
    definite = read.word_before(one.start) in table("definite") or read.bare[one.start] >= "\u3000"
    general = definite and word in table("hypernyms")
    for key, known in made.items():
        if known.kind and isinstance(one.term, Kind):
            same = known.kind == one.term.id and (definite or stem_of(key).endswith(word))
            if same or (general and lexicon.THINGS[known.kind].kind == one.term.kind):
                return key
    return ""


def _stranger(read: Reading) -> str:
    """An unknown word that a sentence introduces and that does something: "a gribble eats"."""
    acts = {one.start for one in read.of("poses")}
    for match in _DOER.finditer(read.bare):
        verb = match.end() in acts or (
            _VERB.match(read.bare, match.end()) and not read.known(match.end(), match.end() + 2)
        )
        if verb and not read.known(*match.span(1)) and match[1].lower() not in table("no_names"):
            return match[1]
    return ""


def _sounds(read: Reading) -> tuple[tuple[Sound, ...], str, bool]:
    """The sounds that are named, the music, and whether silence is asked for. A part of a sentence about sound in which
    nothing is known is a sound without a kind."""
    told, meant = read.audio()
    excluded = {one.term.id for one in lexicon.EXCLUSIONS.find(told)}
    if "no_sound" in excluded:
        return (), "", True
    found = [*lexicon.AMBIENCE.find(told), *lexicon.SFX.find(told), *(lexicon.NOISES.find(told) if meant else ())]
    moods = lexicon.MUSIC_MOODS.find(told) if "no_music" not in excluded else []
    sounds: dict[str, Sound] = {}
    for match in _PART.finditer(told):
        inside = [one for one in found if match.start() <= one.start < match.end()]
        side: Side = "left" if _LEFT.search(match[0]) else "right" if _RIGHT.search(match[0]) else ""
        reached = 0
        for one in sorted(inside, key=lambda term: (term.start, -term.end)):
            if one.start >= reached:
                reached = one.end
                sounds.setdefault(one.term.id, Sound(kind=one.term.id, label=told[one.start : one.end], side=side))
        words = match[0].replace("：", ":").rsplit(":", 1)[-1].strip()
        if meant and words and not (inside or lexicon.EXCLUSIONS.find(words) or lexicon.MUSIC_MOODS.find(words)):
            sounds.setdefault(words, Sound(kind="", label=words, side=side))
    if not meant:  # "against the rocks" is no rock music
        moods = [one for one in moods if any(word.term.id == "music" for word in moods)]
    return tuple(sounds.values()), moods[0].term.id if moods else "", False
