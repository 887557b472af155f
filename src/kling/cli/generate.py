"""kling generate"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click

from kling.cli.exits import USAGE, fail
from kling.cli.named import NAMED
from kling.facts.profiles import DEFAULT, PROFILES


class _Shot(click.ParamType[tuple[int, str]]):
    """ "SECONDS PROMPT"."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        seconds, _, prompt = str(value).strip().partition(" ")
        if not (seconds.isascii() and seconds.isdigit()) or not prompt.strip():
            self.fail(f'{value!r} must be whole seconds and a prompt, such as "3 A cat jumps."', param, ctx)
        return int(seconds), prompt.strip()


def _named(given: tuple[tuple[str | None, str], ...], kind: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for n, (name, value) in enumerate(given, 1):
        key = name or f"{kind}_{n}"
        if key in named:
            fail(f"two {kind}s are called {key!r}", USAGE)
        named[key] = value
    return named


@click.command()
@click.argument("prompt", required=False)
@click.option("--duration", type=int, metavar="SECONDS", help="Seconds of the film, 3 to 15 (default 5).")
@click.option("--aspect-ratio", help="16:9, 9:16 or 1:1 (default 16:9).")
@click.option("--mode", help="std (720p), pro (1080p, default); 4k with a newer --profile.")
@click.option("--sound/--no-sound", default=None, help="Generate sound.")
@click.option("--first-frame", metavar="FILE|URL", help="The picture the film begins with.")
@click.option("--last-frame", metavar="FILE|URL", help="The picture the film ends with.")
@click.option(
    "--image",
    "images",
    type=NAMED,
    multiple=True,
    metavar="[NAME=]FILE|URL",
    help="A reference image, called @NAME in the prompt. Repeatable.",
)
@click.option(
    "--element",
    "elements",
    type=NAMED,
    multiple=True,
    metavar="[NAME=]ID",
    help="A saved element, called @NAME in the prompt. Repeatable.",
)
@click.option("--edit", metavar="FILE|URL", help="The clip to change, called @video in the prompt.")
@click.option("--reference", metavar="FILE|URL", help="A clip to take camera, motion or style from, or to continue.")
@click.option("--keep-original-sound/--drop-original-sound", default=None, help="Keep the clip's own sound.")
@click.option(
    "--shot",
    "shots",
    type=_Shot(),
    multiple=True,
    metavar='"SECONDS PROMPT"',
    help="One shot of a storyboard. Repeatable.",
)
@click.option("--watermark/--no-watermark", default=None, help="Also ask for a watermarked copy.")
@click.option(
    "--brief",
    "brief_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take everything from a brief (YAML).",
)
@click.option(
    "--body",
    "body_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take everything from a request body (JSON).",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write, or a folder.")
@click.option(
    "--take",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Ask for another video of the same request: 2, 3 …",
)
@click.option("--no-wait", is_flag=True, help="Submit and return at once.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Stop waiting after this; the task goes on.",
)
@click.option("--metadata", is_flag=True, help="Write NAME.json beside the video.")
@click.option(
    "--max-units", type=click.FloatRange(0), metavar="N", help="Go on without asking if it costs at most N units."
)
@click.option("--yes", is_flag=True, help="Go on without asking.")
@click.option("--sandbox", is_flag=True, help="Use a private sandbox even if credentials are set.")
@click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    default=DEFAULT.name,
    show_default=True,
    help="The dated rules to judge by.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def generate(
    prompt: str | None,
    brief_file: Path | None,
    body_file: Path | None,
    output: Path | None,
    take: int,
    no_wait: bool,
    timeout: float | None,
    metadata: bool,
    max_units: float | None,
    yes: bool,
    sandbox: bool,
    profile: str,
    as_json: bool,
    **fields: Any,
) -> None:
    """Make a video from PROMPT, and from pictures, elements or a clip.

    The same request given twice is the same task: it is never paid twice. --take 2 asks for another video of it. With
    an account the price is shown first.
    """
    from kling.brief.estimate import estimate
    from kling.cli.connect import connect
    from kling.cli.gate import gate
    from kling.cli.progress import Progress

    body = _body(prompt, brief_file, body_file, PROFILES[profile], fields)
    target = _target(output)
    with connect(sandbox=sandbox, profile=PROFILES[profile], quiet=as_json) as connection:
        client = connection.client
        cost = estimate(body, PROFILES[profile])
        if not connection.sandbox:
            gate(cost.units, str(cost), max_units, yes)
        with Progress(quiet=as_json) as progress:
            progress.phase("submitting")
            task = client.submit(body, take=take)
            if not as_json:
                again = ", as before" if task.attached else ""
                click.echo(f"task {task.task_id}, external id {task.external_task_id}{again}", err=True)
            path: Path | None = None
            data = None
            if not no_wait:
                try:
                    data = client.wait(task, deadline=timeout, progress=progress.task)
                except KeyboardInterrupt:
                    fail(f"interrupted; the task goes on. To fetch it: kling wait {task.external_task_id}", 130)
                place = target / _name(body, task.external_task_id or task.id) if target.is_dir() else target
                progress.phase("downloading")
                handle = task if metadata else data
                path = client.download(handle, place, metadata=metadata, progress=progress.bytes)
            elif task.attached:
                data = client.get(task)
        if as_json:
            from kling.wire.inline import shown

            status = data.task_status if data else "submitted"
            units = data.final_unit_deduction if data else None
            videos = [
                {
                    "id": video.id,
                    "url": video.url,
                    "duration": video.duration,
                    "path": str(path) if path and n == 0 else None,
                }
                for n, video in enumerate(data.task_result.videos if data else [])
            ]
            document = {
                "task_id": task.task_id,
                "external_task_id": task.external_task_id,
                "status": status,
                "sandbox": connection.sandbox,
                "units": units if units is not None else (None if cost.units is None else str(cost.units)),
                "videos": videos,
                "request": shown(body),
            }
            click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        elif path is not None:
            click.echo(str(path))
        else:
            click.echo(f"to fetch it later: kling wait {task.external_task_id}", err=True)
            click.echo(task.external_task_id or task.id)


def _body(
    prompt: str | None, brief_file: Path | None, body_file: Path | None, profile: Any, fields: dict[str, Any]
) -> dict[str, Any]:
    from kling.brief import BriefRefused, compile, from_fields, load
    from kling.cli.refusals import show_refused

    sound = fields.pop("sound")
    fields = {name: value for name, value in fields.items() if value not in (None, ())}
    if brief_file or body_file:
        also = [*(["PROMPT"] if prompt else []), *(f"--{name.replace('_', '-')}" for name in fields)]
        if also or (brief_file and body_file):
            raise click.UsageError(f"a file holds everything; it cannot be combined with {', '.join(also) or '--body'}")
        if body_file:
            return _read_body(body_file, profile)
        try:
            loaded = load(brief_file or Path())
            return compile(loaded.brief, profile, folder=loaded.folder).body
        except BriefRefused as error:
            show_refused(error, brief_file or Path())
    if prompt is None and not fields.get("shots"):
        raise click.UsageError("say what to show: PROMPT, --shot, --brief or --body")
    if sound is not None:
        fields["sound"] = "on" if sound else "off"
    for name in ("images", "elements"):
        if name in fields:
            fields[name] = _named(fields[name], name[:-1])
    return compile(from_fields(prompt, **fields), profile).body


def _read_body(path: Path, profile: Any) -> dict[str, Any]:
    from kling.brief.checking import check_content
    from kling.cli.report import text

    checked = check_content(path.read_bytes(), str(path), profile)
    if checked.verdict == "reject" or checked.kind != "v1":
        click.echo(text.render([checked]), err=True)
        raise SystemExit(1)
    body: dict[str, Any] = checked.document.value
    return body


def _target(output: Path | None) -> Path:
    """Where the video will go, known to be writable before anything is paid."""
    target = output or Path()
    folder = target if target.is_dir() else target.parent
    if not folder.is_dir():
        fail(f"the folder {folder} does not exist; make it first", USAGE)
    import os

    if not os.access(folder, os.W_OK):
        fail(f"the folder {folder} cannot be written to", USAGE)
    return target


def _name(body: dict[str, Any], id: str) -> str:
    from kling.wire.body import Body

    first = next((text.text for text in Body(body).texts if text.text), "video")
    words = re.sub(r"<<<\w+>>>", " ", first)
    slug = "-".join(re.findall(r"\w+", words.lower())[:5])[:48].strip("-") or "video"
    return f"{slug}-{id.removeprefix('kw-')[:8]}.mp4"
