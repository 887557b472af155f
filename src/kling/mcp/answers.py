"""How the envelope of the command line is said to an agent: as structured content, in terms of tools, pictures beside
it."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import anyio
from anyio import from_thread, to_thread
from mcp.server.mcpserver import Context
from mcp_types import CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent

from kling.app import envelope, events
from kling.app.refusal import Refusal, Step, refusal_of

WAIT_SECONDS = 40.0  # clients give up after 50 or 60 seconds, and a film is fetched and drawn after the wait
BEAT_SECONDS = 2.0
KINDS = {
    ".mp4": "video/mp4", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
    ".html": "text/html",
}  # fmt: skip
_WORDS: tuple[tuple[re.Pattern[str], Any], ...] = (  # of the command line, in the order in which they are looked for
    (re.compile(r"--force replaces it(, or name another file with -o)?"), "name another with `output`"),
    (re.compile(r"`kling run [^`]*--dry-run`"), "`estimate`"),
    (re.compile(r"`kling ([a-z]+)(?: ([a-z]+))?[^`]*`"), lambda m: f"`{'_'.join(filter(None, m.groups()))}`"),
    (re.compile(r"(?<![\w`])--([a-z][a-z-]+)"), lambda m: f"`{m[1].replace('-', '_')}`"),
    (re.compile(r"(?<![\w`])-o\b"), "`output`"),
)


def call(step: Step) -> str:
    """A step as a call that is ready to run: the tool's name and its arguments as JSON."""
    given = {name: value for name, value in step.arguments.items() if name not in ("sandbox", "wire", "dry_run")}
    if "brief" in given:
        given["file"] = given.pop("brief")
    if len(given.get("files", ())) == 1 and step.command != "look":
        given["file"] = given.pop("files")[0]
    command = "estimate" if "dry_run" in step.arguments else step.command
    return f"{command} {json.dumps(given, ensure_ascii=False, default=str)}"


def in_calls(text: str) -> str:
    """A sentence about commands and options as one about tools and arguments, which have the same names."""
    for words, instead in _WORDS:
        text = words.sub(instead, text)
    return text


def answer(document: Mapping[str, Any], *, picture: Path | None = None, files: tuple[Path, ...] = ()) -> CallToolResult:
    """The answer of an envelope; ``picture`` is shown, ``files`` are linked to."""
    said = {**document, "next": [call(step) for step in document["next"]]}
    said["diagnostics"] = [{**found, "url": f"kling://rules/{found['code']}"} for found in document["diagnostics"]]
    said["warnings"] = [in_calls(warning) for warning in document["warnings"]]
    if said["error"]:
        said["error"] = {**said["error"], "help": in_calls(said["error"]["help"])}
    said = json.loads(json.dumps(said, ensure_ascii=False, default=str))
    content: list[ContentBlock] = [TextContent(type="text", text=json.dumps(said, ensure_ascii=False))]
    if picture is not None:
        data = base64.b64encode(picture.read_bytes()).decode()
        content.append(ImageContent(type="image", data=data, mime_type=KINDS[picture.suffix.lower()]))
    for file in files:
        uri, kind = file.absolute().as_uri(), KINDS.get(file.suffix.lower())
        content.append(ResourceLink(type="resource_link", name=file.name, uri=uri, mime_type=kind))
    goes_on = bool(said["error"]) and said["error"]["kind"] == "unfinished"  # to be asked again is no failure
    return CallToolResult(content=content, structured_content=said, is_error=not (said["ok"] or goes_on))


def refused(refusal: Refusal) -> CallToolResult:
    return answer(envelope.refused(refusal))


def telling(ctx: Context) -> events.Tell:
    """Tells of events as progress; where a cancelled call ends. The protocol has no log messages any more."""
    steps = count(1)

    def tell(event: events.Event) -> None:
        from_thread.check_cancelled()
        if text := _said(event):
            from_thread.run(ctx.report_progress, next(steps), None, text)

    return tell


async def waited(
    ctx: Context, timeout: float, work: Callable[[float, Callable[[str], object]], CallToolResult]
) -> CallToolResult:
    """The answer of work that waits, ``timeout`` seconds but at most WAIT_SECONDS, while progress is told. The work is
    given the seconds and what to tell how it stands; when the call is cancelled, telling ends it."""
    began, seconds, latest = time.monotonic(), max(0.0, min(timeout, WAIT_SECONDS)), ["waiting"]

    async def beat() -> None:
        while True:
            await ctx.report_progress(min(time.monotonic() - began, seconds), seconds, latest[0])
            await anyio.sleep(BEAT_SECONDS)

    def tell(text: str) -> None:
        from_thread.check_cancelled()
        latest[0] = text

    def guarded() -> CallToolResult:
        try:
            return work(seconds, tell)
        except Exception as error:
            if (refusal := refusal_of(error)) is None:
                raise
            return refused(refusal)

    async with anyio.create_task_group() as group:
        group.start_soon(beat)
        found = await to_thread.run_sync(guarded, abandon_on_cancel=True)
        group.cancel_scope.cancel()
    return found


def _said(event: events.Event) -> str | None:
    match event:
        case events.Noticed(text):
            return text
        case events.Submitting():
            return "submitting"
        case events.Submitted(task):
            return f"task {task.task_id}"
        case events.Changed(data):
            return data.task_status
        case events.Downloading(0, None):
            return "downloading"
    return None
