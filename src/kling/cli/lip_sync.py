"""kling lipsync"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli import delivery, options
from kling.cli.gate import gated
from kling.cli.given import FILE, Amount, in_options
from kling.models.profiles import lip_sync, speech

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from kling.app.connect import Connection
    from kling.app.deliver import Destination

    Connect = Callable[..., AbstractContextManager[Connection]]

_CLIP = "TASK|URL|FILE"
_OPTIONS = {
    "/input/video_url": _CLIP,
    "/input/video_id": _CLIP,
    "/input/text": "--text",
    "/input/voice_id": "--voice",
    "/input/voice_language": "--language",
    "/input/voice_speed": "--speed",
    "/input/audio_url": "--audio",
    "/input/audio_file": "--audio",
}
"""What the fields of the body are given by."""
_LONGEST, _SPEECH = lip_sync().newest.prompt_max, speech()
_SPEEDS = _SPEECH.speed_min, _SPEECH.speed_max
_RECORDING = f"{', '.join(_SPEECH.audio_formats)}, at most {_SPEECH.audio_bytes_max / 1e6:g} MB"


_HELP = f"""Have somebody in a finished film speak a line: a text, a recording, or a line of the film's own prompt.

The film is a task of yours (its id), a clip at a URL, or a file; one that was fetched with --metadata is known by
its task. Each {lip_sync().billing_step} seconds that were begun are paid for; the same line for the same clip once."""


@click.command(help=_HELP)
@click.argument("video", metavar=_CLIP)
@click.option("--text", help=f"The line, at most {_LONGEST} characters, in a language of --language.")
@click.option("--audio", metavar="FILE|URL", help=f"A recording instead: {_RECORDING}.")
@click.option("--line", "number", type=click.IntRange(1), metavar="N", help="The Nth spoken line of the film's prompt.")
@click.option("--speaker", metavar="NAME", help="The line that this speaker has in the film's prompt.")
@click.option(
    "--brief",
    "file",
    type=FILE,
    help="Where the prompt stands: a brief, body or metadata; else the metadata beside the film.",
)
@click.option("--voice", metavar="ID", help="Who speaks a text; else a voice of its language that was seen to work.")
@click.option("--language", type=click.Choice(_SPEECH.languages), help="The language of a text, where it is not plain.")
@click.option("--speed", type=Amount(*_SPEEDS), help=f"How fast a text is spoken, {_SPEEDS[0]} to {_SPEEDS[1]}.")
@delivery.delivered
@options.take
@options.host
@options.no_wait
@options.timeout
@gated
@options.as_json
@options.service
def lipsync(
    video: str,
    text: str | None,
    audio: str | None,
    number: int | None,
    speaker: str | None,
    file: Path | None,
    voice: str | None,
    language: str | None,
    speed: float | None,
    destination: Destination,
    no_wait: bool,
    as_json: bool,
    connect: Connect,
    **about: Any,
) -> None:
    from kling.app.lip_sync import Choice, Said, spoken
    from kling.app.lip_sync import lip_sync as make
    from kling.cli.generate import show
    from kling.cli.screen import Screen

    said = spoken(video, Said(text, audio, voice, language, speed), Choice(number, speaker), file)
    with (
        Screen(quiet=as_json) as screen,
        in_options(screen, lambda pointer: _OPTIONS.get(pointer, pointer)) as told,
        connect(tell=told) as connection,
    ):
        made = make(connection, video, said, destination=destination, wait=not no_wait, tell=told, **about)
    show(made, destination, as_json)
