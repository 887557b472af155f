"""From request bodies to a film's scene model: each shot is read, and what it leaves open is as it was before.

Words are looked up in the lexicon; there is no grammar. What is not understood is told in a shot's notes and drawn as a
labelled box.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kling.animatic.read_camera import view
from kling.animatic.read_cast import (
    Cast,
    Mention,
    clothe,
    code_of,
    count_of,
    deeds,
    is_actor,
    lines,
    mentions,
    placed,
    presences,
    speakers_seen,
    timed,
    tint_of,
)
from kling.animatic.reading import Reading
from kling.animatic.scene import Film, Light, Line, Presence, Shot, Sound, Thing
from kling.api.body import Body
from kling.lexicon import (
    AMBIENCE,
    DARKNESS,
    EDITS,
    EXCLUSIONS,
    LIGHT_WORDS,
    MUSIC_MOODS,
    NOISES,
    PEOPLE,
    SFX,
    STARS,
    Place,
)
from kling.lexicon import Thing as ThingTerm
from kling.prompts.references import find as references

SECONDS = 5
"""How long a shot is that does not say so."""
_NIGHT = ("night", "midnight")
_SUBJECT = re.compile(
    r"(?:^|[.:;]\s+|\bof\s+)(?:an?\s|the\s|una?\s|el\s|la\s)?\s*(\w{3,})(?=\s+\w+s\b|\s+(?:on|in|at|se|en|over|across)\b|[,.])",
    re.IGNORECASE,
)
_FRAMING = ("shot_sizes", "angles", "lenses", "camera_moves", "depth_of_field")


@dataclass
class _Before:
    """What a shot inherits."""

    place: str = ""
    set: str = ""
    words: str = ""
    hour: str = ""
    weather: tuple[str, ...] = ()
    palette: str = ""
    stars: bool = False
    light: Light = field(default_factory=Light)
    there: tuple[str, ...] = ()


def film(bodies: Sequence[Mapping[str, Any]]) -> Film:
    """The film that request bodies ask for, one after the other: set, hour, weather and cast go on from shot to shot
    and from part to part."""
    cast, before = Cast(), _Before()
    shots: list[Shot] = []
    parts: list[int] = []
    for raw in bodies:
        body = Body(raw)
        texts = body.texts or []
        for text in texts:
            shots.append(
                _shot(body, text.text, float(text.seconds or body.duration or SECONDS), len(shots) + 1, cast, before)
            )
        parts.append(len(texts))
    named = {one.name for shot in shots for one in shot.cast}
    return Film(
        cast=tuple(one for one in cast.members.values() if one.name in named), shots=tuple(shots), parts=tuple(parts)
    )


def _shot(body: Body, text: str, seconds: float, number: int, cast: Cast, before: _Before) -> Shot:
    read = Reading(text)
    notes: list[str] = []
    met = mentions(read, cast)
    _refer(read, body, cast, met)
    spoken = lines(read, cast, met, seconds)
    met += speakers_seen(spoken, met, cast)
    clothe(read, cast, met)
    things = _things(read)
    made = [one for one in deeds(read, cast, met) if not (spoken and one.pose.id == "speak")]
    for deed in made:
        if not any(deed.name in who.names for who in met):
            met.append(Mention([deed.name], 0, 0))
    if not met and not body.refer_type:
        if label := _unknown(read):
            things = (Thing(kind="", label=label), *things)
            notes.append(f"not known: {label} (a box stands for it)")
        elif not things and not read.of("places"):
            met = [Mention([name], 0, 0) for name in before.there if name in cast.members]
    there = presences(
        read, met, timed(made, seconds), pair=len({line.speaker for line in spoken}) > 1 or len(spoken) > 0
    )
    there = _speaking(there, spoken)
    _where(read, before, notes)
    before.there = tuple(one.name for one in there) or before.there
    seen = view(read, seconds)
    sounds, music, silent = _sounds(read, seconds)
    edits = EDITS.find(read.bare) if body.refer_type == "base" else []
    if not before.place and not before.set:
        notes.append("no place is named: a grey stage")
    return Shot(
        number=number,
        seconds=seconds,
        text=text,
        place=before.place,
        set=before.set,
        place_words=before.words,
        hour=before.hour,
        weather=before.weather,
        palette=before.palette,
        stars=before.stars,
        light=before.light,
        cast=there,
        things=things,
        lines=spoken,
        sounds=sounds,
        music=music,
        silent=silent,
        edit=edits[0].term.id if edits else "",
        notes=tuple(notes),
        **seen._asdict(),
    )


def _where(read: Reading, before: _Before, notes: list[str]) -> None:
    """Change what a shot says about place, hour, weather and light; everything else stays."""
    places = read.of("places")
    if places:
        chosen = places[0]
        assert isinstance(chosen.term, Place)  # noqa: S101 - only places are asked for
        if chosen.term.id != before.place:
            before.light = Light()
        before.place, before.set, before.words = chosen.term.id, chosen.term.set, read.said(chosen)
    hours = read.of("times_of_day")
    if hours:
        before.hour = hours[0].term.id
        before.stars = False
    elif DARKNESS.find(read.bare) and before.hour not in _NIGHT:
        before.hour = "night"
    before.stars = bool(STARS.find(read.bare)) or before.stars
    if before.stars and not before.hour:
        before.hour = "night"
    weather = tuple(dict.fromkeys(one.term.id for one in read.of("weather")))
    if weather:
        before.weather = weather
    palettes = read.of("palettes")
    before.palette = palettes[0].term.id if palettes else before.palette
    kinds = read.of("lighting")
    side = _light_side(read)
    if kinds or side:
        before.light = Light(kind=kinds[0].term.id if kinds else before.light.kind, side=side or before.light.side)


def _light_side(read: Reading) -> Literal["left", "right", "behind", "front", "above", "below", ""]:
    """Where light comes from: said in the words themselves, or in a clause that speaks of light."""
    for one in read.of("light_sides"):
        said = read.said(one)
        start = max((end for end in read._clauses if end < one.start), default=0)
        stop = min((end for end in read._clauses if end >= one.end), default=len(read.bare))
        if (
            LIGHT_WORDS.find(said)
            or (
                one.term.id == "behind"
                and said.startswith(("逆光", "back", "contra", "背光", "silh", "in silh", "rim"))
            )
            or LIGHT_WORDS.find(read.bare[start:stop])
        ):
            side = one.term.id
            return side if side in ("left", "right", "behind", "front", "above", "below") else ""  # type: ignore[return-value]
    return ""


def _things(read: Reading) -> tuple[Thing, ...]:
    made: dict[str, Thing] = {}
    tints = read.of("tints")
    worn = read.of("garments")
    for one in read.of("things"):
        term = one.term
        if (
            not isinstance(term, ThingTerm)
            or is_actor(term)
            or any(g.start < one.end and one.start < g.end for g in worn)
        ):
            continue
        side, depth = placed(read, Mention([], one.start, one.end), 2)
        label = read.said(one)
        colour = code_of(tint_of(read, one, tints))
        count = max(1, min(50, count_of(read, one)))
        if term.id not in made or (colour and not made[term.id].colour):
            made[term.id] = Thing(kind=term.id, label=label, colour=colour, count=count, side=side, depth=depth)
    return tuple(made.values())


def _unknown(read: Reading) -> str:
    """The subject of a text without a cast, where its words are not known."""
    known = [one for one in (*read.found, *read.set) if one.kind not in ("numbers", "tints")]
    for match in _SUBJECT.finditer(read.bare):
        start, end = match.span(1)
        if not any(one.start < end and start < one.end for one in known):
            return match[1].strip()
        if not all(one.kind in _FRAMING for one in known if one.start < end and start < one.end):
            return ""
    return ""


def _refer(read: Reading, body: Body, cast: Cast, met: list[Mention]) -> None:
    """Tie pictures and elements of the request to those whom they show."""
    for reference in references(read.text):
        if reference.kind not in ("image", "element"):
            continue
        name = f"{reference.kind}_{reference.number}"
        if reference.kind == "image":
            image = body.images[reference.number - 1] if 0 < reference.number <= len(body.images) else None
            if image is None or image.type in ("first_frame", "end_frame"):
                continue
        known = next((one for one in cast.members.values() if one.reference == name), None)
        beside = [
            who
            for who in met
            if who.names and (0 <= reference.start - who.end <= 3 or 0 <= who.start - reference.end <= 12)
        ]
        if known:
            if not any(known.name in who.names for who in met):
                met.append(Mention([known.name], reference.start, reference.end))
        elif beside and not cast.members[beside[0].names[0]].reference:
            cast.change(beside[0].names[0], reference=name)
        elif (
            PEOPLE.find(read.text[reference.end : reference.end + 20])
            or reference.kind == "element"
            or _acts(read, reference.end)
        ):
            from kling.animatic.scene import Member

            member = cast.add(Member(name=name, reference=name))
            met.append(Mention([member.name], reference.start, reference.end))
            cast.last.insert(0, member.name)
    met.sort(key=lambda who: who.start)


def _acts(read: Reading, at: int) -> bool:
    return any(0 <= one.start - at <= 12 for one in read.of("poses"))


def _speaking(there: tuple[Presence, ...], spoken: tuple[Line, ...]) -> tuple[Presence, ...]:
    """Who speaks turns to whom they speak."""
    to = {line.speaker: line.to for line in spoken if line.to}
    return tuple(one.model_copy(update={"facing": one.facing or to.get(one.name, "")}) for one in there)


def _sounds(read: Reading, seconds: float) -> tuple[tuple[Sound, ...], str, bool]:
    """The sounds that are named, the music, and whether silence is asked for."""
    told = read.audio()
    excluded = {one.term.id for one in EXCLUSIONS.find(told)}
    if "no_sound" in excluded:
        return (), "", True
    found = [*AMBIENCE.find(told), *SFX.find(told)]
    if told is not read.bare:
        found += [one for one in NOISES.find(told) if not any(one.start < o.end and o.start < one.end for o in found)]
    sounds: dict[str, Sound] = {}
    for one in sorted(found, key=lambda match: match.start):
        side: Literal["left", "right", ""] = ""
        clause = re.split(r"[,.;，。；、]", told[one.end : one.end + 30])[0].lower()
        if re.search(r"left|左|izquierda", clause):
            side = "left"
        elif re.search(r"right|右|derecha", clause):
            side = "right"
        sounds.setdefault(one.term.id, Sound(kind=one.term.id, label=told[one.start : one.end].strip(), side=side))
    moods = MUSIC_MOODS.find(told) if "no_music" not in excluded else []
    return tuple(sounds.values()), moods[0].term.id if moods else "", False
