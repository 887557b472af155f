"""The scene model of a film, filled by a language model: judged by schema and lexicon, sent back at most twice."""

from __future__ import annotations

import json
from collections.abc import Container

from pydantic import ValidationError

from kling import lexicon
from kling.animatic.scene import Film, schema
from kling.planner.chat import TIMEOUT, Chat, ModelFailed, document

_INSTRUCTIONS = """\
You stage an animatic: a 3D sketch of a film, drawn before anything is paid for. Answer with one JSON object and \
nothing else, the scene model of the film: who and what is seen, where and when, what the camera does, shot by shot. \
It begins as a simple reader understood the prompts; mend what it missed or took wrongly, keep what is right, invent \
nothing that the prompts do not say. Keep the number of shots, their numbers, seconds and texts, and `parts`. Left and \
right are the picture's. These ids are known; anything else is a thing with an empty kind and its words as label:
{ids}"""
_IDS = {
    "place and set": "PLACES", "hour": "TIMES_OF_DAY", "weather": "WEATHER", "palette": "PALETTES",
    "light kind": "LIGHTING", "cast kind": "CAST",
    "thing kind, and cast kind of animals": "THINGS", "garment": "GARMENTS", "pose": "POSES",
    "size": "SHOT_SIZES", "angle": "ANGLES", "lens": "LENSES", "move": "CAMERA_MOVES", "sound": "SFX",
}  # fmt: skip


def staged(read: Film, model: str, timeout: float = TIMEOUT) -> Film:
    """The film as ``model`` stages it, at the endpoint of OPENAI_BASE_URL. ``read`` is what the rules understood.
    Raises ModelFailed, where it is to be kept."""
    ids = "\n".join(f"{what}: {', '.join(one.id for one in getattr(lexicon, name))}" for what, name in _IDS.items())
    prompts = "\n".join(f"shot {shot.number} ({shot.seconds:g} s): {shot.text}" for shot in read.shots)
    messages = [
        {"role": "system", "content": _INSTRUCTIONS.format(ids=ids)},
        {"role": "user", "content": f"{prompts}\n\n{read.model_dump_json(exclude_defaults=True)}"},
    ]
    usable: list[Film] = []

    def judge(answer: str) -> list[str]:
        film, faults = _judged(answer, read)
        usable.extend([film] if film else [])
        return faults

    faults = Chat(model, timeout).settle(messages, schema(), judge)
    if not usable:
        raise ModelFailed(f"its scene model was not usable: {faults[0]}")
    return usable[-1].model_copy(update={"names": read.names})


def _judged(answer: str, read: Film) -> tuple[Film | None, list[str]]:
    """The film in an answer, or what is wrong with it."""
    found = document(answer)
    if not found:
        return None, ["there is no JSON object with shots in the answer"]
    try:
        film = Film.model_validate_json(json.dumps(found))
    except ValidationError as error:
        return None, [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:8]]
    wanted = [(shot.number, shot.seconds) for shot in read.shots]
    faults = [] if film.parts == read.parts else [f"parts must be {list(read.parts)}"]
    if [(shot.number, shot.seconds) for shot in film.shots] != wanted:
        faults.append(f"shots must have these numbers and seconds: {wanted}")
    cast = [one.name for one in film.cast]
    for shot in film.shots:
        known: tuple[tuple[str, list[str], Container[str]], ...] = (
            ("member of the cast", [one.name for one in shot.cast], cast),
            ("pose", [act.pose for one in shot.cast for act in one.actions], lexicon.POSES),
            ("move", [one.move for one in shot.camera], lexicon.CAMERA_MOVES),
            ("thing", [one.kind for one in shot.things if one.kind], lexicon.THINGS),
            ("place", [shot.place] if shot.place else [], lexicon.PLACES),
        )
        for what, ones, of in known:
            faults += [f"shot {shot.number}: no {what} is called {one}" for one in ones if one not in of]
    return (None, faults[:8]) if faults else (film, [])
