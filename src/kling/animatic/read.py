"""From request bodies to a film's scene model: each shot is read, and what it leaves open is as it was before.

Words are looked up in the lexicon; there is no grammar. What is not understood is told in a shot's notes and drawn as a
labelled box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kling import lexicon
from kling.animatic import beats
from kling.animatic.build import sets
from kling.animatic.cast import Cast
from kling.animatic.compounds import first_place
from kling.animatic.names import label_of
from kling.animatic.read_camera import view
from kling.animatic.read_cast import clothe, mentions
from kling.animatic.read_deeds import Deed, by_hands, deeds, kept, placed, presences
from kling.animatic.read_pictures import tie
from kling.animatic.read_roles import NOBODY
from kling.animatic.read_tokens import SEEN, Token, is_actor
from kling.animatic.reading import Reading
from kling.animatic.scene import Action, Film, Light, Member, Presence, Shot, Side, Sound, Thing
from kling.animatic.silhouettes import outlines, special
from kling.api.body import Body
from kling.lexicon import Place, table
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
    shots = [*_known_before([_ridden(cast.now(shot), cast) for shot in shots])]
    named = {one.name for shot in shots for one in shot.cast}
    members = tuple(one for one in cast.members.values() if one.name in named)
    return Film(cast=members, shots=tuple(shots), parts=tuple(parts), names=tuple(map(dict, names)))


def _ridden(shot: Shot, cast: Cast) -> Shot:
    """A shot in which a bicycle that goes has a rider, whom the film knows or nobody named."""
    for one in [one for one in shot.things if one.kind in table("ridden") and one.pose in table("goes_ridden")]:
        known = [who.name for who in cast.members.values() if who.kind == table("ridden")[one.kind]]
        if {*known}.isdisjoint(two.name for two in shot.cast):
            name = known[0] if known else cast.add(Member(name="rider", kind=table("ridden")[one.kind])).name
            act = Action(pose="ride", end=shot.seconds, thing=one.label)
            rider = Presence(name=name, actions=(act,), facing=one.facing, side=one.side, depth=one.depth)
            things = [two.model_copy(update={"pose": ""}) if two is one else two for two in shot.things]
            return shot.model_copy(update={"cast": (*shot.cast, rider), "things": tuple(things)})
    return shot


def _known_before(shots: Sequence[Shot]) -> Iterator[Shot]:
    """The same with what everybody took off in shots before and has not put on again, and with the colours that were
    told of things before."""
    off: defaultdict[str, dict[str, None]] = defaultdict(dict)
    colours: dict[str, str] = {}
    for shot in shots:
        cast = [one.model_copy(update={"off": (*off[one.name],)}) for one in shot.cast]
        things = [one.model_copy(update={"colour": _colour(shot, one, colours)}) for one in shot.things]
        colours |= {one.kind: one.colour for one in things if one.kind and one.colour}
        yield shot.model_copy(update={"cast": tuple(cast), "things": tuple(things)})
        for one in shot.cast:
            for act in one.actions:
                if act.pose == "undress" and act.thing in lexicon.GARMENTS:
                    off[one.name][act.thing] = None
                elif act.pose == "dress":
                    off[one.name].pop(act.thing, None)


def _colour(shot: Shot, one: Thing, told: Mapping[str, str]) -> str:
    """The colour of a thing: its own, else the one that was told of it in a shot before."""
    word = shot.text.lower().split(one.label.lower() or "\n")[0].split()[-1:]
    return one.colour if one.count > 1 or {*word} & {*table("indefinite")} else one.colour or told.get(one.kind, "")


def _shot(body: Body, text: str, seconds: float, before: Sequence[Shot], cast: Cast, names: Mapping[str, str]) -> Shot:
    names_known = [name for name in cast.members if name[:1].isupper() or not name.isascii()]
    read = Reading(text, names_known, before[-1].text if before else "")
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
    where = _where(read, before[-1] if before else None, flown=any(one.pose.id in table("flies") for one in made))
    seen = [one.name for shot in before for one in shot.cast]  # "she" is who acts, and whom the film is about
    cast.last.sort(key=lambda name: (not any(name == one.name for one in made), -seen.count(name)))
    made = kept(made, cast, there, moved=not before or where.get("place") != before[-1].place)
    sounds, music, silent = _sounds(read)
    edits = lexicon.EDITS.find(read.bare) if body.refer_type == "base" else []
    drawn = [(one.label, special(one)) for one in things if not (one.kind or one.reference)]
    forms = [(label, "its outline" if kind else "a box") for label, kind in drawn if not kind or kind in outlines()]
    notes = [f"no model: {label} ({form} stands for it)" for label, form in forms]
    known = there or body.refer_type or any(map(special, things)) or (where.get("place") and not read.of("poses"))
    notes += [f"nobody and nothing of the words could be read: {text.strip()[:_FIRST]}"] * (not known)
    notes += [] if where.get("place") else ["no place is named: a grey stage"]
    notes += [f"not heard: {one.label}" for one in sounds if not one.kind or one.kind == "generic_sfx"]
    return Shot(
        number=len(before) + 1, seconds=seconds, text=text, things=things, lines=lines, sounds=sounds, music=music,
        cast=presences(read, there, beats.actions(made, seconds), {one.speaker: one.to for one in lines if one.to},
        by_hands(read, [] if lines else made, cast)),
        silent=silent, edit=edits[0].term.id if edits else "", notes=tuple(notes), **where, **view(read, seconds),
    )  # fmt: skip


def _where(read: Reading, before: Shot | None, *, flown: bool) -> dict[str, Any]:
    """Place, hour, weather and light: what a shot says of them, and what it had before."""
    told: dict[str, Any] = {name: getattr(before, name) for name in _KEPT} if before else {"light": Light()}
    things, general = {(one.start, one.end) for one in read.of("things")}, table("general_places")
    unsaid = read.language == "de" and not told.get("place")  # a Küchentisch is in a kitchen
    rooms = [(one, first_place(read.said(one))) for one in read.of("things", "cast") if unsaid]
    named = read.of("places") or [replace(one, kind="places", term=lexicon.PLACES[id]) for one, id in rooms if id]
    weak = {x.start: bool({x.term.id, x.word} & {*general}) or (x.start, x.end) in things for x in named}
    after = {two.start - 1: two.kind for two in read.tokens if read.language == "en"}
    weak |= {one.start: True for one in named if after.get(one.end) in SEEN}  # "kitchen scales"
    places = [one for one in named if (flown or one.term.id != "sky") and after.get(one.end) != "garments"]
    # "crane shot from the balcony", but "from the passenger seat" is in the car
    ins = table("cabins")
    cameras = [one for one in places if read.phrase(one)[1] in table("viewpoints") and one.term.id not in ins]
    cameras += [one for one in places if read.said(one).lower() in table("place_parts")]  # "in the doorway"
    nouns = [one for one in places if not (weak[one.start] or read.said(one).lower().split(" ")[0] in read.edges)]
    heads = {one.start - 1 for one in nouns if read.bare[one.start - 1 : one.start] in ("の", "的", " ")}
    near = {one.start for one in nouns if one.is_cjk}  # 江边码头
    places = [one for one in places if not ({one.end, one.end - 1} & heads or one.end in near)]  # "school library"
    aside = [*cameras, *(one for one in places if _is_seen(read, one))]
    places = [one for one in places if one not in aside or not told.get("place")]
    for found in sorted(places, key=lambda one: (one in cameras, weak[one.start], one.start))[:1]:
        if found.term.id != told.get("place"):
            told |= {"light": Light(), "empty": False}
        told |= {"place": found.term.id, "set": _set_of(read, found), "place_words": read.said(found)}
    told["empty"] = bool(told.get("empty")) or phrases("nobody_else").search(read.bare) is not None
    hours = [one.term.id for one in read.of("times_of_day")]
    stars = bool(read.find(lexicon.STARS, read.bare)) or (bool(told.get("stars")) and not hours)
    if hours or stars or read.find(lexicon.DARKNESS, read.bare):
        told["hour"] = hours[0] if hours else "night"
    told["stars"] = stars
    if weather := tuple(dict.fromkeys(one.term.id for one in read.of("weather"))):
        told["weather"] = weather
    for found in read.of("palettes")[:1]:
        told["palette"] = found.term.id
    kinds = sorted((one.term.id for one in read.of("lighting")), key=lambda kind: kind in table("general_lights"))
    lit = {read.clause(one.start) for kind in (lexicon.LIGHT_WORDS, lexicon.LIGHTING) for one in kind.find(read.bare)}
    tints = [x for x in read.of("tints") if x in read.loose or lexicon.LIGHT_WORDS.find(read.word(x, 1))]
    hues = [one.colour for one in read.of("lighting") if one.colour] + [
        getattr(x.term, "code", "") for x in tints if x.clause in lit
    ]
    said = {"kind": kinds, "side": _light_sides(read, lit), "colour": hues}
    light = {name: (*own, getattr(told["light"], name))[0] for name, own in said.items()}
    return told | {"light": Light.model_validate(light)}


def _set_of(read: Reading, one: Token) -> str:
    """The set of a place that is named; of a room that is seen from outside, what stands there."""
    assert isinstance(one.term, Place)  # noqa: S101 - only places are asked for
    words, before = read.phrase(one)
    led = {before if before not in table("of") else read.word(one, -len(words) - 2), read.word(one, 1)}
    out = led & {*table("outside")} or read.bare.startswith((*table("outside_marks"),), one.end)
    out = out or read.bare[: one.start].endswith(("EXT. ", "EXT "))
    inside = out and sets().get(one.term.set, {}).get("inside")
    return str(table("fronts").get(one.term.id, "facade")) if inside else one.term.set


def _is_seen(read: Reading, one: Token) -> bool:
    """Whether somebody only looks at a place, or it is far off."""
    clause = read.clause_of(one)
    verbs = [two for two in clause if two.kind == "poses" and (two.at < one.at) != read.japanese]
    looks = [two.term.id in table("looks") for two in (verbs[:1] if read.japanese else verbs[-1:])]
    near = {two.word for two in read.tokens[max(0, one.at - 3) : one.at]}
    seen = any(looks) and (read.japanese or not near.isdisjoint(table("looked_at")))
    return seen or not near.isdisjoint(table("far_off"))


def _light_sides(read: Reading, lights: set[int]) -> list[str]:
    """The sides that clauses about light say that it comes from, and those on which a lamp, a window or the like is:
    "a candle on the right"."""
    lamps = {one.at for one in read.of("things", "lighting") if one.kind == "lighting" or one.term.id in table("lamps")}
    told = [one for one in read.of("light_sides") if one.clause in lights]
    told += [one for one in read.of("screen_sides") if {*range(one.at - 3, one.at)} & lamps]
    return [one.term.id for one in told if one.kind == "light_sides" or one.term.id in ("left", "right")]


def _things(read: Reading, deeds: Sequence[Deed], moved: Mapping[int, str], worn: Sequence[str]) -> tuple[Thing, ...]:
    """What is named; what is ``worn``, too, where nobody is there to wear it."""
    made: dict[str, Thing] = {}
    lit = {one.clause for one in read.of("lighting", "light_sides")}
    facings = read.of("facings")
    for one in read.of("things", "objects", *worn):
        if is_actor(one.term) or one.names or one.word in table("set_parts"):
            continue
        if one.term.id == "sun_thing" and one.clause in lit:
            continue
        side, depth = placed(read, one)
        before = read.beside(one, -1)
        whole = before if before and before.absent and before.kind in SEEN else one  # "violin case"
        label = one.label or (one.reference if one.word.startswith("<") else label_of(read.text[whole.start : one.end]))
        key = _known(read, one, made) or label.lower()
        old = made.get(key)
        if old is None or (one.colour and not old.colour) or (one.reference and not old.reference):
            made[key] = Thing(
                kind=one.term.id if one.kind == "things" else "", label=label, colour=one.colour,
                count=max(1, one.count), side=side, depth=depth, pose=moved.get(one.start, ""), reference=one.reference,
                facing=next((two.term.id for two in facings if two.sentence == one.sentence), ""),
                on=_hung(read, one),
            )  # fmt: skip
        one.label = made[key].label
    for deed in deeds:  # "rides a bicycle"
        own = deed.roles.thing.label
        known = own not in lexicon.THINGS or own in {one.kind for one in made.values()}
        if not known and read.find(lexicon.THINGS, deed.word):
            made[own] = Thing(kind=own, label=own.replace("_", " "))
    return tuple(made.values())


def _hung(read: Reading, one: Token) -> str:
    """On what of a room the words say that something hangs that its clause names first."""
    clause = read.clause_of(one)
    first = next((two for two in clause if two.names or two.kind in ("things", "objects")), one)
    words = read.bare[clause[0].start : clause[-1].end] if first is one else ""
    return next((it for it in ("wall", "ceiling") if phrases(f"on_{it}").search(words)), "")


def _known(read: Reading, one: Token, made: Mapping[str, Thing]) -> str:
    """What was named before and is meant again: by the same word, by one for its kind ("a sports car … the car")."""
    word = stem_of(one.word)
    known = [(key, thing) for key, thing in made.items() if thing.kind and one.kind == "things"]
    definite = one.is_cjk or bool({*read.phrase(one)[0]} & {*table("definite")})
    same = [key for key, thing in known if thing.kind == one.term.id and (definite or stem_of(key).endswith(word))]
    worn = [two.label.lower() for two in read.of("garments") if definite and two.label and two.term.id == one.term.id]
    return (*same, *worn, "")[0]


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
        inside = [one for one in found if match.start() <= one.start < match.end()]
        words = match[0].replace("：", ":").rsplit(":", 1)[-1].strip()
        named: dict[str, str] = {}
        for one in sorted(inside, key=lambda one: one.start):
            named.setdefault(told[one.start : one.end], one.term.id)
        if meant and words and not (inside or lexicon.EXCLUSIONS.find(words) or lexicon.MUSIC_MOODS.find(words)):
            named = {words: ""}
        side: Side = "left" if _LEFT.search(match[0]) else "right" if _RIGHT.search(match[0]) else ""
        for label, kind in named.items():
            if not any(label != other and label in other for other in named):
                sounds.setdefault(kind or label, Sound(kind=kind, label=label, side=side))
    if not meant:  # "against the rocks" is no rock music
        moods = [one for one in moods if any(word.term.id == "music" for word in moods)]
    return tuple(sounds.values()), moods[0].term.id if moods else "", False
