"""A line for a finished film: what is spoken, by whom, and in which clip."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kling.api.characters import readable
from kling.app.connect import Connection
from kling.app.events import Noticed, Tell, Warned, nobody
from kling.app.generate import Made, generate
from kling.app.refusal import Refusal, refusing
from kling.briefs.checking import check_content
from kling.rules import Request, request_of

if TYPE_CHECKING:
    from kling.client import Prepared
    from kling.prompts.speech import Line


class Said(NamedTuple):
    """What is to be spoken: ``text`` (by ``voice``, in ``language``, at ``speed``) or ``audio`` (a URL or a file)."""

    text: str | None = None
    audio: str | None = None
    voice: str | None = None
    language: str | None = None
    speed: float | None = None


class Choice(NamedTuple):
    """Which line of a prompt is meant: by its number (from 1), or by who speaks it."""

    number: int | None = None
    speaker: str | None = None


def footage(video: str) -> str:
    """The task of a film on this machine that has its metadata beside it (``--metadata``); else ``video`` itself."""
    notes = _notes(video)
    return str(notes["task_id"]) if notes and notes.get("task_id") else video


def spoken(video: str, said: Said, choice: Choice, file: Path | None = None) -> Said:
    """What is spoken: the text or the recording that was given, or the line that ``choice`` means, in its language
    unless another is said. Raises Refusal."""
    if [said.text is None, said.audio is None, choice == Choice()].count(False) != 1:
        help = "--text, --audio, or --line or --speaker of the film's prompt"
        raise Refusal("usage", "say what is spoken, in one way", help=help)
    if choice == Choice():
        return said
    line = line_of(video, choice, file)
    return said._replace(text=line.quote.text, language=said.language or line.language)


def line_of(video: str, choice: Choice, file: Path | None = None) -> Line:
    """A spoken line of a prompt: of the brief, body or metadata in ``file``, else of the metadata beside the film.
    Raises Refusal, with the lines that there are."""
    from kling.prompts.speech import listed, meant

    texts = _prompts_in(file) if file else _prompts(_notes(video))
    if texts is None:
        raise Refusal(
            "usage",
            f"it is not known what was said in {video[:200]}",
            help="name the brief or body it was made of with --brief, or give the line with --text",
        )
    found, wanted = meant(texts, choice.number, choice.speaker)
    if len(wanted) == 1:
        return wanted[0]
    if not found:
        raise Refusal("usage", "no line is spoken in that prompt", help="give the line with --text")
    what = "it is not said which line" if wanted else "no line is that one"
    raise Refusal("usage", what, help=f"choose with --line or --speaker: {listed(found)}")


def prepared(connection: Connection, video: str, said: Said, *, take: int = 1, tell: Tell = nobody) -> Prepared:
    """The request that has somebody in ``video`` (a task, a URL, or a file) speak, judged and priced. Raises
    Refusal."""
    with refusing(connection.options):
        ready = connection.client.lipsync.prepare(footage(video), **said._asdict(), take=take)
    for warning in _warnings(ready):
        tell(Noticed(warning))
    if told := tuple(d for d in ready.diagnostics if d.severity == "warning"):
        tell(Warned(told))
    return ready


def lip_sync(
    connection: Connection, video: str, said: Said, *, take: int = 1, tell: Tell = nobody, **about: Any
) -> Made:
    """Have it made, and bring the film. The same line for the same clip is one task and paid once. ``about`` is said to
    :func:`kling.app.generate.generate`. Raises Refusal."""
    return generate(prepared(connection, video, said, take=take, tell=tell), connection, tell=tell, **about)


def _warnings(prepared: Prepared) -> list[str]:
    """What the user should know before the line is paid for."""
    from kling.prompts.speech import LEAD_IN, TAIL, rate_of, units

    given = prepared.request.lip_sync
    if given.line.mode != "text2video":
        return []
    language = str(given.input.get("voice_language") or "zh")
    told = [readable(f"spoken by the voice {given.line.voice}, in {language}")]
    estimate = prepared.estimate
    speed = given.input.get("voice_speed") or 1.0
    least = units(given.line.text, language) / rate_of(language).most / float(speed) + LEAD_IN + TAIL
    if not estimate.at_most and estimate.seconds is not None and least > estimate.seconds:
        told.append(f"the line needs {least:.1f} s, and the clip lasts {estimate.seconds} s")
    return told


def _notes(video: str) -> dict[str, Any] | None:
    """What stands beside a film on this machine."""
    beside = Path(f"{video}.json")
    try:
        return _metadata(beside.read_bytes()) if Path(video).is_file() and beside.is_file() else None
    except OSError:
        return None


def _metadata(content: bytes) -> dict[str, Any] | None:
    """What --metadata wrote; None for anything else."""
    try:
        value = json.loads(content)
    except ValueError:
        return None
    return value if isinstance(value, dict) and {"task_id", "request"} <= value.keys() else None


def _prompts(notes: dict[str, Any] | None) -> list[str] | None:
    """The prompts of the request that notes speak of."""
    request = notes.get("request") if notes else None
    return _texts(request_of(request)) if isinstance(request, dict) else None


def _prompts_in(file: Path) -> list[str] | None:
    with refusing():
        content = file.read_bytes()
    if (notes := _metadata(content)) is not None:
        return _prompts(notes)
    checked = check_content(content, str(file))
    if checked.request is None:
        raise Refusal("rules", f"{file} was refused", checked=[checked])
    return _texts(checked.request)


def _texts(request: Request) -> list[str]:
    return [text.text for text in request.body.texts]
