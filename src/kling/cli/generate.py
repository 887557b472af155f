"""kling generate"""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli import delivery
from kling.cli.connect import connect, wire
from kling.cli.exits import REFUSED, SERVICE, USAGE, fail
from kling.cli.given import NAMED, Amount
from kling.models.profiles import DEFAULT, PROFILES, Profile

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.briefs import Brief
    from kling.client import Client
    from kling.media.host import Host


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
@click.option("--mode", help="std (720p), pro (1080p, default); 4k with --profile vendor-2026-04-23 or newer.")
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
@delivery.output
@delivery.force
@click.option(
    "--take",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Ask for another video of the same request: 2, 3 …",
)
@click.option("--fit", is_flag=True, help="Make pictures and clips legal first: scale, convert, trim.")
@click.option("--host", metavar="URL", help="Put a local clip on storage first: s3://bucket/prefix, gs://, az://.")
@click.option("--no-wait", is_flag=True, help="Submit and return at once.")
@click.option(
    "--timeout",
    type=Amount(0, min_open=True),
    metavar="SECONDS",
    help="Stop waiting after this; the task goes on.",
)
@delivery.metadata
@click.option("--max-units", type=Amount(0), metavar="N", help="Go on without asking if it costs at most N units.")
@click.option("--yes", is_flag=True, help="Go on without asking.")
@wire
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
    output: Path,
    force: bool,
    take: int,
    fit: bool,
    host: str | None,
    no_wait: bool,
    timeout: float | None,
    metadata: bool,
    max_units: float | None,
    yes: bool,
    wire: Wire,
    sandbox: bool,
    profile: str,
    as_json: bool,
    **fields: Any,
) -> None:
    """Make a video from PROMPT, and from pictures, elements or a clip. The PROMPT "-" is read from standard input.

    The same request given twice is the same task: it is never paid twice. --take 2 asks for another video of it. With
    an account the price is shown first.
    """
    from kling.briefs.estimate import estimate
    from kling.cli.gate import gate
    from kling.cli.progress import Progress
    from kling.client import external_id

    if prompt == "-":
        prompt = sys.stdin.read().strip()
    body = _body(prompt, brief_file, body_file, PROFILES[profile], wire, fit, fields)
    _warn(body, PROFILES[profile])
    storage = _storage(host) if host else None
    external = external_id(body, take)
    if take > 1 and external == external_id(body):
        raise click.UsageError("the request has an external_task_id of its own; change that instead of giving --take")
    place = output / _name(body, external) if output.is_dir() else output
    with connect(sandbox=sandbox, profile=PROFILES[profile], quiet=as_json, wire=wire) as connection:
        client = connection.client
        if not (force or no_wait) and delivery.guarded(place) and not _was_sent(client, external):
            delivery.refuse(place)
        cost = estimate(body, PROFILES[profile])
        if not connection.sandbox:
            if storage is None:
                _clips_are_reachable(body)
            gate(cost.units, str(cost), max_units, yes)
        with Progress(quiet=as_json) as progress:
            progress.phase("submitting")
            try:
                task = client.submit(_hosted(body, storage, external) if storage else body, take=take)
            except KeyboardInterrupt:
                fail("interrupted while sending; the same command again goes on, and nothing is paid twice", 130)
            if not as_json:
                again = ", as before" if task.attached else ""
                click.echo(f"task {task.task_id}, external id {task.external_task_id}{again}", err=True)
            there = "" if output == Path() else f" -o {shlex.quote(str(output))}"
            later = f"kling wait {task.external_task_id}{connection.options}{there}"
            path: Path | None = None
            data = None
            if not no_wait:
                try:
                    data = client.wait(task, deadline=timeout, progress=progress.task)
                    progress.phase("downloading")
                    path = delivery.deliver(
                        client,
                        task if metadata else data,
                        place,
                        metadata=metadata,
                        force=force,
                        progress=progress.bytes,
                        quiet=as_json,
                    )
                except KeyboardInterrupt:
                    fail(f"interrupted; the task goes on. To fetch it: {later}", 130)
            elif task.attached:
                data = client.get(task)
        if as_json:
            from kling.api.inline import shown

            status = data.task_status if data else "submitted"
            units = data.final_unit_deduction if data else None
            videos = [
                {
                    "id": video.id,
                    "url": connection.link(video.url),
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
                "request": shown(body if wire == "v1" else task.request),
            }
            click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        elif path is not None:
            if data and data.final_unit_deduction is not None and not connection.sandbox:
                click.echo(f"charged: {data.final_unit_deduction} units", err=True)
            click.echo(str(path))
        else:
            click.echo(f"to fetch it later: {later}", err=True)
            click.echo(task.external_task_id or task.id)


def _body(
    prompt: str | None,
    brief_file: Path | None,
    body_file: Path | None,
    profile: Profile,
    wire: Wire,
    fit: bool,
    fields: dict[str, Any],
) -> dict[str, Any]:

    from kling.briefs import BriefRefused, from_fields, load
    from kling.cli.refusals import show_refused

    sound = fields.pop("sound")
    fields = {name: value for name, value in fields.items() if value not in (None, ())}
    if brief_file or body_file:
        also = [*(["PROMPT"] if prompt else []), *(f"--{name.replace('_', '-')}" for name in fields)]
        if also or (brief_file and body_file):
            raise click.UsageError(f"a file holds everything; it cannot be combined with {', '.join(also) or '--body'}")
        if body_file and fit:
            raise click.UsageError("--fit makes the files of a brief legal, not those of a body")
        if body_file:
            return _read_body(body_file, profile, wire)
        try:
            loaded = load(brief_file or Path())
            return _compiled(loaded.brief, profile, loaded.folder, wire, fit)
        except BriefRefused as error:
            show_refused(error, brief_file or Path())
    if prompt is None and not fields.get("shots"):
        raise click.UsageError("say what to show: PROMPT, --shot, --brief or --body")
    if sound is not None:
        fields["sound"] = "on" if sound else "off"
    for name in ("images", "elements"):
        if name in fields:
            fields[name] = _named(fields[name], name[:-1])
    try:
        return _compiled(from_fields(prompt, **fields), profile, Path(), wire, fit)
    except BriefRefused as error:
        raise BriefRefused([d._replace(pointer=_option(d.pointer, fields)) for d in error.diagnostics]) from None


def _warn(body: dict[str, Any], profile: Profile) -> None:
    """What is allowed and will hardly give what is wanted, told before it is paid for."""
    from kling.cli.report.text import diagnostics
    from kling.rules import check

    found = [d for d in check(body, profile) if d.severity == "warning"]
    if found:
        click.echo(diagnostics(found), err=True)


def _option(pointer: str, fields: dict[str, Any]) -> str:
    """The option that a field of the brief came from."""
    _, name, which, *_ = [*pointer.split("/"), "", ""]
    match name:
        case "":
            return "options"
        case "prompt":
            return "PROMPT"
        case "video":
            return "--edit" if "edit" in fields else "--reference"
        case "images" | "elements":
            return f"--{name[:-1]} {which}"
        case "shots":
            return f"--shot {int(which) + 1}" if which else "--shot"
        case _:
            return f"--{name.replace('_', '-')}"


def _compiled(brief: Brief, profile: Profile, folder: Path, wire: Wire, fit: bool) -> dict[str, Any]:
    """The v1 body of a brief that can be sent on ``wire``: a wish is known by its v1 body, so that it is the same wish
    on both wires. ``fit``: its files are made legal first."""
    from kling.briefs import compile
    from kling.briefs.compile import draft

    if fit:
        from kling.client.home import home
        from kling.productions.fitting import fitting

        brief = fitting(home() / "fitted", lambda line: click.echo(line, err=True))(brief, folder, profile)
    body = compile(brief, profile, folder=folder, wire=wire).body
    return body if wire == "v1" else draft(brief, profile, folder).body


def _read_body(path: Path, profile: Profile, wire: Wire) -> dict[str, Any]:
    from kling.briefs.checking import check_content
    from kling.cli.report import text
    from kling.rules import blocking

    checked = check_content(path.read_bytes(), str(path), profile)
    if stopped := blocking(checked.diagnostics):
        checked.diagnostics = stopped
        click.echo(text.render([checked]), err=True)
        raise SystemExit(REFUSED)
    if checked.kind == "brief":
        raise click.UsageError(f"{path} is a brief; give it with --brief")
    if checked.kind == "v2" and wire == "v1":
        raise click.UsageError(f"{path} is a body for the v2 wire; add --wire v2")
    body: dict[str, Any] = checked.document.value
    return body


def _was_sent(client: Client, external: str) -> bool:
    """Whether the service knows this wish already, so that asking for it again costs nothing."""
    from kling.client import RequestError

    try:
        client.get(external)
    except RequestError:  # not found, or no id that could be
        return False
    return True


def _storage(url: str) -> Host:
    from kling.media.host import Host, HostError

    try:
        return Host(url)
    except HostError as error:
        fail(str(error), USAGE)


def _hosted(body: dict[str, Any], storage: Host, external: str) -> dict[str, Any]:
    """A body with its local clip on storage. It is the wish of the file, wherever the file is put."""
    from kling.media.host import HostError

    try:
        return {**storage.hosted(body), "external_task_id": external}
    except HostError as error:
        fail(f"{error}; nothing was sent", SERVICE)


def _clips_are_reachable(body: dict[str, Any]) -> None:
    """Ends with exit code 1 when a clip is a local file, which an account's service cannot read."""
    from kling.api.body import Body
    from kling.api.inline import LocalVideo

    for video in Body(body).videos:
        if isinstance(video.source, LocalVideo):
            fail(
                f"{video.source.path} is a local file, and the service reads clips by URL only; nothing was sent. Put"
                " it on storage with --host s3://bucket/prefix, or give a URL; --sandbox tries it for nothing",
                REFUSED,
            )


def _name(body: dict[str, Any], id: str) -> str:
    from kling.api.body import Body

    first = next((text.text for text in Body(body).texts if text.text), "video")
    words = re.sub(r"<<<\w+>>>", " ", first)
    slug = "-".join(re.findall(r"\w+", words.lower())[:5])[:48].strip("-") or "video"
    return f"{slug}-{id.removeprefix('kw-')[:8]}.mp4"
