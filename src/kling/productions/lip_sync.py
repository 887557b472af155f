"""``lip_sync:`` beside a brief: when its film is here, somebody in it is given a line, as a video of its own that takes
the film's place in whatever is joined of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kling.client.errors import RequestRefused
from kling.client.lip_sync import Spoken, body_of
from kling.media.address import is_url
from kling.media.confined import Outside
from kling.media.source import local_path
from kling.models.profiles import lip_sync, speech
from kling.productions.template import Fault
from kling.prompts.speech import listed, meant

ENDING = "-lipsync"
"""What is added to a video's name for the same with its line."""

_SPEECH = speech()
_OWN = f"a line of your own, at most {lip_sync().newest.prompt_max} characters"
_LANGUAGE = f"{' or '.join(_SPEECH.languages)}; else that of the line"
_PATH_MAX = 4096  # characters; base64 of a recording has more


class LipSync(BaseModel):
    """Which line a film is given: one of its own prompt (``true`` where that has but one), a text, or a recording."""

    model_config = ConfigDict(extra="forbid")

    line: Annotated[int | None, Field(ge=1, description="the number of a spoken line of the prompt")] = None
    speaker: Annotated[str | None, Field(min_length=1, description="who has that line in the prompt")] = None
    text: Annotated[str | None, Field(min_length=1, description=_OWN)] = None
    audio: Annotated[str | None, Field(min_length=1, description="a recording: a file, a URL or an @asset")] = None
    voice: Annotated[str | None, Field(description="the service's id of a voice")] = None
    language: Annotated[str | None, Field(description=_LANGUAGE)] = None
    speed: Annotated[
        float | None, Field(ge=_SPEECH.speed_min, le=_SPEECH.speed_max, description="how fast a text is spoken")
    ] = None


def spoken_of(given: Any, prompts: Sequence[str], pointer: str) -> Spoken:
    """What is to be spoken in a film with these prompts. Raises Fault."""
    try:
        asked = LipSync.model_validate({} if given is True else given)
    except ValidationError as error:
        row = error.errors(include_url=False)[0]
        place = "".join(f"/{part}" for part in row["loc"])
        known = ", ".join(LipSync.model_fields)
        raise Fault("S2", f"lip_sync: {row['msg']}", f"write true, or any of: {known}", pointer + place) from None
    if sum((asked.text is not None, asked.audio is not None, (asked.line or asked.speaker) is not None)) > 1:
        raise Fault("S5", "lip_sync names more than one line", "give text, audio, or line and speaker", pointer)
    text, language = asked.text, asked.language
    if text is None and asked.audio is None:
        found, wanted = meant(prompts, asked.line, asked.speaker)
        if len(wanted) != 1:
            what = (
                "the prompt speaks no line" if not found else "it is not said which line" if wanted else "no such line"
            )
            help = (
                f"choose with line or speaker: {listed(found)}" if found else 'write the line into it: [Mia]: "Hello."'
            )
            raise Fault("S5", f"lip_sync: {what}", help, pointer)
        text, language = wanted[0].quote.text, language or wanted[0].language
    return Spoken(text, asked.voice, language, asked.speed, asked.audio)


def stored(spoken: Spoken) -> str:
    """As the ledger keeps it."""
    return json.dumps({name: value for name, value in spoken._asdict().items() if value is not None})


def body(spoken: Spoken | str, video: str, base: Path) -> dict[str, Any]:
    """The request that gives the clip at a URL this line (or one that was ``stored``); recordings are sought from
    ``base``. Raises RequestRefused."""
    if isinstance(spoken, str):
        fields: Mapping[str, Any] = json.loads(spoken)
        spoken = Spoken(**fields)
    audio = spoken.audio
    if isinstance(audio, str) and not is_url(audio) and len(audio) <= _PATH_MAX:
        try:
            audio = local_path(audio, base)
        except Outside as outside:
            raise RequestRefused(str(outside), advice=outside.help) from None
    return body_of(video, spoken._replace(audio=audio))
