"""What is wrong with a scene model that somebody else wrote, and what of it is not drawn."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from pydantic import ValidationError

from kling import lexicon
from kling.animatic import scene
from kling.animatic.data import data
from kling.animatic.marks import built_in, spot_in
from kling.animatic.outfit import upright
from kling.animatic.scene import Film, Member, Presence, Segment, Shot, Thing
from kling.animatic.silhouettes import special, stands_for
from kling.app.staging import FIELDS, ids_of, known

_WHOM = {"Presence": ("facing", "beside"), "Action": ("toward",), "Thing": ("facing", "beside"), "Shot": ("over",)}
_WHAT = {"Action": ("thing", "where", "tool"), "Presence": scene.RELATIONS, "Thing": scene.RELATIONS}
"""Fields that name one of the shot's cast, or a way to turn, and those that name a thing."""
_TOLD = data("staging.yaml")
_WAYS = tuple(_TOLD["facing"])
_PLACES = (*_TOLD["borne"], "floor", "ground", "wall", "ceiling")
_DRAWN = {pose for name in ("creatures", "gestures", "gets", "leaves") for pose in _TOLD[name]}
_DRAWN |= {"lie", "sleep", "sit", "jump", "leap", "hold", "carry", "give"}
"""What is drawn of the bodies of animals, besides their ways."""
_DIRECTIONS = ("left", "right", "up", "down", "in", "out")
_FAULTS_MAX = 8
NEARLY = 0.05  # s that two lengths may differ


def faults(film: Film) -> list[str]:
    """What is wrong with a film that its schema leaves open: ids that nothing is drawn for, names that nobody in the
    shot has, and words for no thing. Each says where, and the nearest id or name."""
    cast = [one.name for one in film.cast]
    found = [*_unknown(film, "")]
    for number, shot in enumerate(film.shots):
        for name in [one.name for one in shot.cast if one.name not in cast]:
            found.append(f"shot {shot.number}: no member of the cast is called {name[:60]!r}{_near(name, cast)}")
        found += _unnamed(shot, shot, cast, f"shots.{number}")
    return found[:_FAULTS_MAX]


def _unnamed(part: scene.Part, shot: Shot, cast: list[str], where: str) -> Iterator[str]:
    """Names of nobody, and words for no thing, within a part of a shot, and where they stand."""
    here, own = [one.name for one in shot.cast], type(part).__name__
    labels = [one.label for one in shot.things]
    for name, value in part:
        place, ways = f"{where}.{name}", list(_WAYS) if name in ("facing", "toward") else []
        for number, one in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(one, scene.Part):
                yield from _unnamed(one, shot, cast, f"{place}.{number}")
        seen = bool(ways) and _is_known(value, shot)  # they may turn to a thing
        if name in _WHOM.get(own, ()) and not seen and value not in ("", *here, *ways):
            absent = "; who is of the film has to be in this shot's cast, too" if value in cast else ""
            help = absent or _near(value, [*here, *ways]) or f"; it takes one of {', '.join([*here, *ways])}"
            yield f"{place}: nobody in the shot is called {value[:60]!r}{help}"
        poured = name == "thing" and getattr(part, "pose", "") == "pour"  # a liquid is no thing
        if name in _WHAT.get(own, ()) and value and not poured and not _is_known(value, shot):
            having = [name for name, one in data("sets").items() if value in one.get("named", ())]
            near = f"; these sets have it: {', '.join(having)}" if having else ""
            near = near or _near(value, [*labels, *here, *known()["things"], *known()["models"]])
            new = "if it has no id, add it to the shot's things with this label"
            yield f"{place}: no thing is {value[:60]!r}{near}; {new}"


def _is_known(words: str, shot: Shot) -> bool:
    """Whether words of a deed mean something: one of the shot, a place in it, what is worn, or what is drawn."""
    here = [one.name for one in shot.cast]
    here += [word for one in shot.things for word in (one.label, one.kind)]
    known = words in (*here, *_PLACES, *built_in(shot.set)) or words in lexicon.GARMENTS
    return known or bool(spot_in(shot.set, words) or special(Thing(kind="", label=words)))


def told(film: Film) -> Film:
    """A film in which no deed goes on after its shot, with notes of what was cut, of what has no model, and of what an
    animal's body does not do."""
    return film.model_copy(update={"shots": tuple(_told(shot, film) for shot in film.shots)})


def _told(shot: Shot, film: Film) -> Shot:
    cast, notes = list[Presence](), [note for note in map(stands_for, shot.things) if note]
    models = [(one.label, special(one)) for one in shot.things if not one.kind and special(one) in data("things")]
    notes += [f"{label} is drawn as {model}" for label, model in models if len(label.split()) > len(model.split("_"))]
    notes += [f"{one.label} is drawn as {one.kind}" for one in shot.things if one.kind and not _is_called(one)]
    camera = tuple(map(_the_way_it_is_called, shot.camera))
    turned = [(old, new) for old, new in zip(shot.camera, camera, strict=True) if old is not new]
    notes += [f"{old.move}: {old.amount:g} is the other way: {new.amount:g} is drawn" for old, new in turned]
    for one in shot.cast:
        kind, ends = film.member(one.name).kind, f"the shot at {shot.seconds:g} s: cut there"
        late = [act for act in one.actions if act.end > shot.seconds + NEARLY]
        notes += [f"{one.name}: {act.pose} ends at {act.end:g} s, {ends}" for act in late]
        notes += [f"{one.name}: no {kind} is drawn that does {pose}" for pose in _left_out(film.member(one.name), one)]
        acts = [act.model_copy(update={"end": min(act.end, shot.seconds)}) for act in one.actions]
        cast.append(one.doing(*(act for act in acts if act.start < shot.seconds)))
    told = {"cast": tuple(cast), "camera": camera, "notes": tuple(dict.fromkeys((*shot.notes, *notes)))}
    return shot.model_copy(update=told)


def _the_way_it_is_called(one: Segment) -> Segment:
    """A segment that goes where its move says: a tilt down by 20 degrees is one by -20."""
    move = lexicon.CAMERA_MOVES.terms.get(one.move)
    against = move is not None and move.rate * one.amount < 0 and one.move.rpartition("_")[2] in _DIRECTIONS
    return one.model_copy(update={"amount": -one.amount}) if against else one


def _is_called(one: Thing) -> bool:
    """Whether the label of a thing with an id says no more than the id ("red car"), or has a model of its own."""
    name, words = one.kind.partition("_thing")[0].replace("_", " "), one.label.lower()
    known = any((found.start, found.end) == (0, len(words)) for found in lexicon.THINGS.find(words))  # "lunch box"
    same = words.replace(" ", "") in ("", name.replace(" ", ""), f"{name.replace(' ', '')}s") or (
        words.endswith(f" {name}") and not known
    )
    return same or special(one) != one.kind or not words.isascii()


def _left_out(member: Member, presence: Presence) -> list[str]:
    """What an animal or a machine is said to do that is not drawn of its body."""
    if member.person or upright(member, presence):
        return []
    poses = lexicon.POSES
    return [pose for pose in sorted(presence.poses - _DRAWN) if not (pose in poses and poses[pose].speed)]


def _unknown(part: scene.Part, where: str) -> Iterator[str]:
    """Ids within a part that are not known, and where they stand."""
    fields = FIELDS.get(type(part).__name__, {})
    for name, value in part:
        values, place = value if isinstance(value, tuple) else (value,), f"{where}.{name}".lstrip(".")
        for number, one in enumerate(values):
            if isinstance(one, scene.Part):
                yield from _unknown(one, f"{place}.{number}" if isinstance(value, tuple) else place)
            elif one and name in fields and one not in (ids := ids_of(fields[name])):
                yield f"{place}: no id is {str(one)[:60]!r}{_hint(str(one).lower().replace(' ', '_'), name, ids)}"


def _hint(id: str, field: str, ids: list[str]) -> str:
    """What to write instead of an id that a field does not take."""
    if field == "kind" and id in known()["models"]:
        return f"; leave kind empty and write it in label, {id} is a model"
    if field == "place" and id in known()["sets"]:
        return f"; write it in set, {id} is a set"
    return _near(id, ids)


def _near(words: str, known: list[str]) -> str:
    """The nearest of what is known."""
    near = get_close_matches(words, known, 1)
    return f"; {near[0]} is" if near else ""


def written(text: str) -> tuple[Film | None, list[str]]:
    """The film in a JSON document, or what is wrong with it."""
    try:
        film = Film.model_validate_json(text)
    except ValidationError as error:
        return None, [f"{'.'.join(map(str, one['loc'])) or 'it'}: {one['msg']}" for one in error.errors()[:_FAULTS_MAX]]
    found = faults(film)
    return (None, found) if found else (film, [])
