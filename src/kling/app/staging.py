"""The scene model of a film as somebody else writes it: its ids and schema, and a language model that fills it, which
is judged (``judged.py``) and sent back at most twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from kling import lexicon
from kling.animatic import scene
from kling.animatic.data import data
from kling.animatic.scene import Film
from kling.planner.chat import TIMEOUT, Chat, ModelFailed, document

_INSTRUCTIONS = """\
You stage an animatic: a 3D sketch of a film, drawn before anything is paid for. Answer with one JSON object and \
nothing else, the scene model of the film: who and what is seen, where and when, what the camera does, shot by shot. \
It begins as a simple reader understood the prompts; correct what it missed or took wrongly, keep what is right, \
invent nothing that the prompts do not say. Keep the number of shots, their numbers, seconds and texts, and `parts`. \
Left and right are the picture's. These ids are known; anything else is a thing with an empty kind and its words as \
label:
{ids}"""
_VOCABULARIES = {
    "places": "PLACES", "hours": "TIMES_OF_DAY", "weathers": "WEATHER", "palettes": "PALETTES", "lights": "LIGHTING",
    "cast": "CAST", "things": "THINGS", "garments": "GARMENTS", "poses": "POSES", "sizes": "SHOT_SIZES",
    "angles": "ANGLES", "lenses": "LENSES", "focus": "DEPTH_OF_FIELD", "moves": "CAMERA_MOVES",
}  # fmt: skip
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "Member": {"kind": ("cast", "things")}, "Garment": {"kind": ("garments",)}, "Action": {"pose": ("poses",)},
    "Thing": {"kind": ("things",), "pose": ("poses",)}, "Light": {"kind": ("lights",)}, "Segment": {"move": ("moves",)},
    "Shot": {
        "place": ("places",), "set": ("sets",), "hour": ("hours",), "weather": ("weathers",), "palette": ("palettes",),
        "size": ("sizes",), "angle": ("angles",), "lens": ("lenses",), "focus": ("focus",),
    },
}  # fmt: skip
"""The lists of :func:`known` that hold what stands in a field; an empty string says nothing."""


@cache
def known() -> Mapping[str, tuple[str, ...]]:
    """The ids that a scene model is written with, by what they are for; ``models`` are labels that are drawn,
    ``named`` places of a set that a deed or a thing names."""
    ids = {what: tuple(one.id for one in getattr(lexicon, name)) for what, name in _VOCABULARIES.items()}
    models = tuple(name for name in sorted(data("things")) if name not in lexicon.THINGS)
    sets = sorted(data("sets").items())
    named = [f"{word} ({name})" for name, told in sets for word in told.get("named", ())]
    return ids | {"sets": tuple(name for name, _ in sets), "models": models, "named": tuple(named)}


def schema() -> dict[str, Any]:
    """The JSON Schema of a scene model, with the ids that each field takes."""
    made = scene.schema()
    for name, fields in FIELDS.items():
        for field, lists in fields.items():
            about = made["$defs"][name]["properties"][field]
            about.get("items", about)["enum"] = [*ids_of(lists), ""]
    return made


def ids_of(lists: tuple[str, ...]) -> list[str]:
    return [id for name in lists for id in known()[name]]


def staged(read: Film, model: str, timeout: float = TIMEOUT) -> Film:
    """The film as ``model`` stages it, at the endpoint of OPENAI_BASE_URL. ``read`` is what the rules understood.
    Raises ModelFailed, where it is to be kept."""
    ids = "\n".join(f"{what}: {', '.join(ids)}" for what, ids in known().items())
    prompts = "\n".join(f"shot {shot.number} ({shot.seconds:g} s): {shot.text}" for shot in read.shots)
    messages = [
        {"role": "system", "content": _INSTRUCTIONS.format(ids=ids)},
        {"role": "user", "content": f"{prompts}\n\n{read.model_dump_json(exclude_defaults=True)}"},
    ]
    from kling.app.judged import told

    usable: list[Film] = []

    def judge(answer: str) -> list[str]:
        film, wrong = _judged(answer, read)
        usable.extend([film] if film else [])
        return wrong

    wrong = Chat(model, timeout).settle(messages, scene.schema(), judge)
    if not usable:
        raise ModelFailed(f"its scene model was not usable: {wrong[0]}")
    return told(usable[-1]).model_copy(update={"names": read.names})


def _judged(answer: str, read: Film) -> tuple[Film | None, list[str]]:
    """The film in an answer, or what is wrong with it."""
    found = document(answer)
    if not found:
        return None, ["there is no JSON object with shots in the answer"]
    from kling.app.judged import written

    film, wrong = written(json.dumps(found))
    if film is None:
        return None, wrong
    wanted = [(shot.number, shot.seconds) for shot in read.shots]
    wrong = [] if film.parts == read.parts else [f"parts must be {list(read.parts)}"]
    if [(shot.number, shot.seconds) for shot in film.shots] != wanted:
        wrong.append(f"shots must have these numbers and seconds: {wanted}")
    return (None, wrong) if wrong else (film, [])
