"""From request bodies to a film's scene model: each shot is read, and what it leaves open is as it was before.

Words are looked up in the lexicon; there is no grammar. What is not understood is told in a shot's notes and drawn as a
labelled box.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kling import lexicon
from kling.animatic import beats
from kling.animatic.read_camera import view
from kling.animatic.read_cast import Cast, Mention, clothe, code_of, count_of, is_actor, mentions, tint_of
from kling.animatic.read_deeds import deeds, placed, presences
from kling.animatic.reading import Found, Reading
from kling.animatic.scene import Film, Light, Member, Shot, Side, Sound, Thing
from kling.api.body import Body
from kling.lexicon import Place
from kling.lexicon import Thing as ThingTerm
from kling.lexicon.pattern import pattern
from kling.prompts.references import find as references

SECONDS = 5
"""How long a shot is that does not say so."""
_PHRASE = pattern(
    r"(?:^|[.:;]\s+|\bof\s+)(?:(?:an?|the|una?|el|la)\s+)?([^\W\d_][\w-]{2,}(?:\s+[\w-]+){0,3}?)"
    r"(?=\s+(?:on|in|at|across|over|under|with|by|behind|near|from|through|into|en|sobre|por|con|se)\b|\s*[,.:;]|\s*$)",
    re.IGNORECASE,
)
_LEFT, _RIGHT = pattern(r"\bleft\b|左|izquierda"), pattern(r"\bright\b|右|derecha")


@dataclass
class _Before:
    """What a shot inherits."""

    place: Place | None = None
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
        for text in body.texts:
            seconds = float(text.seconds or body.duration or SECONDS)
            shots.append(_shot(body, text.text, seconds, len(shots) + 1, cast, before))
        parts.append(len(body.texts))
    named = {one.name for shot in shots for one in shot.cast}
    members = tuple(one for one in cast.members.values() if one.name in named)
    return Film(cast=members, shots=tuple(shots), parts=tuple(parts))


def _shot(body: Body, text: str, seconds: float, number: int, cast: Cast, before: _Before) -> Shot:
    read = Reading(text)
    met = mentions(read, cast)
    _refer(read, body, cast, met)
    lines = beats.lines(read, cast, met, seconds)
    made, moved = deeds(read, cast, met)
    made = [one for one in made if not (lines and one.pose.id == "speak")]
    met += _unseen([*(one.speaker for one in lines), *(one.name for one in made)], cast, met)
    clothe(read, cast, met)
    things = _things(read, moved)
    notes: list[str] = []
    if not met and not body.refer_type:
        if label := _unknown(read):
            things = (Thing(kind="", label=label), *things)
            notes.append(f"not known: {label} (a box stands for it)")
        elif not things and not read.of("places"):
            met += _unseen(before.there, cast, met)
    there = presences(read, met, beats.actions(made, seconds), {one.speaker: one.to for one in lines if one.to})
    before.there = tuple(one.name for one in there) or before.there
    _where(read, before)
    if before.place is None:
        notes.append("no place is named: a grey stage")
    sounds, music, silent = _sounds(read)
    edits = lexicon.EDITS.find(read.bare) if body.refer_type == "base" else []
    return Shot(
        number=number,
        seconds=seconds,
        text=text,
        place=before.place.id if before.place else "",
        set=before.place.set if before.place else "",
        place_words=before.words,
        hour=before.hour,
        weather=before.weather,
        palette=before.palette,
        stars=before.stars,
        light=before.light,
        cast=there,
        things=things,
        lines=lines,
        sounds=sounds,
        music=music,
        silent=silent,
        edit=edits[0].term.id if edits else "",
        notes=tuple(notes),
        **view(read, seconds)._asdict(),
    )


def _unseen(names: Sequence[str], cast: Cast, met: list[Mention]) -> list[Mention]:
    """Members who are in a shot though its description does not name them."""
    there = {name for who in met for name in who.names}
    return [Mention([name], 0, 0) for name in dict.fromkeys(names) if name in cast.members and name not in there]


def _where(read: Reading, before: _Before) -> None:
    """Change what a shot says about place, hour, weather and light; everything else stays."""
    places = read.of("places")
    general = lexicon.table("general_places")
    for found in sorted(places, key=lambda one: (one.term.id in general, one.start))[:1]:
        assert isinstance(found.term, Place)  # noqa: S101 - only places are asked for
        if found.term is not before.place:
            before.light = Light()
        before.place, before.words = found.term, read.said(found)
    for found in read.of("times_of_day")[:1]:
        before.hour, before.stars = found.term.id, False
    before.stars = bool(lexicon.STARS.find(read.bare)) or before.stars
    if not read.of("times_of_day") and (lexicon.DARKNESS.find(read.bare) or before.stars) and before.hour != "midnight":
        before.hour = "night"
    before.weather = tuple(dict.fromkeys(one.term.id for one in read.of("weather"))) or before.weather
    for found in read.of("palettes")[:1]:
        before.palette = found.term.id
    kinds, sides = read.of("lighting"), [one for one in read.of("light_sides") if _lights(read, one)]
    if kinds or sides:
        kind = kinds[0].term.id if kinds else before.light.kind
        before.light = Light.model_validate({"kind": kind, "side": sides[0].term.id if sides else before.light.side})


def _lights(read: Reading, one: Found) -> bool:
    """Whether a side is the light's: its words say so, or its clause speaks of light."""
    said = read.said(one).lower()
    alone = one.term.id == "behind" and not said.startswith(("from", "por", "desde", "後", "背後", "从"))
    words = (said, read.clause_text(one.start))
    return alone or any(lexicon.LIGHT_WORDS.find(text) or lexicon.LIGHTING.find(text) for text in words)


def _things(read: Reading, moved: Mapping[str, str]) -> tuple[Thing, ...]:
    made: dict[str, Thing] = {}
    tints, worn = read.of("tints"), read.of("garments")
    for one in read.of("things"):
        inside = any(other.start < one.end and one.start < other.end for other in worn)
        if not isinstance(one.term, ThingTerm) or is_actor(one.term) or inside:
            continue
        side, depth = placed(read, one.start, one.end, 2)
        colour = code_of(tint_of(read, one, tints))
        if one.term.id not in made or (colour and not made[one.term.id].colour):
            made[one.term.id] = Thing(
                kind=one.term.id,
                label=read.said(one),
                colour=colour,
                count=max(1, count_of(read, one)),
                side=side,
                depth=depth,
                pose=moved.get(one.term.id, ""),
            )
    return tuple(made.values())


def _unknown(read: Reading) -> str:
    """The subject of a text without a cast, where its words are not known."""
    for match in _PHRASE.finditer(read.bare):
        start, end = match.span(1)
        kinds = {one.kind for one in (*read.found, *read.set) if one.start < end and start < one.end}
        if not kinds & {"shot_sizes", "angles", "lenses", "camera_moves", "depth_of_field", "times_of_day", "weather"}:
            words = match[1].split()
            known = kinds - {"tints", "numbers", "poses"}
            return "" if known else " ".join(words[:-1] if len(words) > 1 and words[-1].endswith("s") else words)
    return ""


def _refer(read: Reading, body: Body, cast: Cast, met: list[Mention]) -> None:
    """Tie pictures and elements of the request to those whom they show."""
    for reference in references(read.text):
        name = f"{reference.kind}_{reference.number}"
        image = body.images[reference.number - 1 : reference.number] if reference.kind == "image" else []
        shown = [one for one in image if one.type not in ("first_frame", "end_frame")]
        if reference.kind not in ("image", "element") or (reference.kind == "image" and not shown):
            continue
        known = next((one.name for one in cast.members.values() if one.reference == name), "")
        beside = [who for who in met if -3 <= who.end - reference.start <= 0 or 0 <= who.start - reference.end <= 12]
        acts = any(0 <= one.start - reference.end <= 12 for one in read.of("poses"))
        if not known and beside and not cast.members[beside[0].names[0]].reference:
            cast.change(beside[0].names[0], reference=name)
        elif known or reference.kind == "element" or acts:
            known = known or cast.add(Member(name=name, reference=name)).name
            met.append(Mention([known], reference.start, reference.end))
            cast.recent([known])
    met.sort(key=lambda who: who.start)


def _sounds(read: Reading) -> tuple[tuple[Sound, ...], str, bool]:
    """The sounds that are named, the music, and whether silence is asked for."""
    told, meant = read.audio()
    excluded = {one.term.id for one in lexicon.EXCLUSIONS.find(told)}
    if "no_sound" in excluded:
        return (), "", True
    found = [*lexicon.AMBIENCE.find(told), *lexicon.SFX.find(told)]
    if meant:
        taken = [(one.start, one.end) for one in found]
        free = [one for one in lexicon.NOISES.find(told) if not any(a < one.end and one.start < b for a, b in taken)]
        found += free
    sounds: dict[str, Sound] = {}
    for one in sorted(found, key=lambda match: match.start):
        beside = re.split(r"[,.;，。；、]", told[one.end : one.end + 30])[0].lower()
        side: Side = "left" if _LEFT.search(beside) else "right" if _RIGHT.search(beside) else ""
        sounds.setdefault(one.term.id, Sound(kind=one.term.id, label=told[one.start : one.end].strip(), side=side))
    moods = lexicon.MUSIC_MOODS.find(told) if "no_music" not in excluded else []
    return tuple(sounds.values()), moods[0].term.id if moods else "", False
