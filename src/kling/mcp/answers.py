"""How the envelope of the command line is said to an agent: as structured content, in terms of tools, pictures beside
it."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from importlib.resources import files
from string import Template
from typing import Any

import anyio
import yaml
from anyio import from_thread, to_thread
from mcp.server.mcpserver import Context
from mcp_types import CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent

from kling.app import envelope, events
from kling.app.calls import CALLS, MOST_SECONDS, Answer
from kling.app.refusal import Refusal, Step, refusal_of
from kling.models.profiles import DEFAULT, library, modes_and_sizes, speech

HEARTBEAT_SECONDS = 2.0
KINDS = {
    ".mp4": "video/mp4", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
    ".html": "text/html", ".pdf": "application/pdf", ".edl": "text/plain", ".srt": "text/plain",
}  # fmt: skip
_TEMPLATE = Template((files("kling.mcp") / "texts.yaml").read_text("utf-8"))
_FACTS = DEFAULT._asdict() | library()._asdict() | speech()._asdict()
TEXTS: dict[str, Any] = yaml.safe_load(
    _TEMPLATE.substitute(
        _FACTS, mode_unsaid=DEFAULT.mode_unsaid, sizes=modes_and_sizes(), spoken=", ".join(speech().languages)
    )
)
_WORDS = [(re.compile(words), instead) for words, instead in TEXTS["words"]]
_OPTION = re.compile(r"(?<![\w`])--([a-z][a-z-]+)")
_ELSEWHERE = {"sandbox", "wire", "dry_run", "sheet", "accounts", "slots", "output"}
"""Arguments of the command line that the session decides, that are always so here, or that change nothing asked for."""


def call(step: Step) -> str | None:
    """A step as a call that is ready to run: the tool's name and its arguments as JSON. None where no tool does it."""
    given, command = dict(step.arguments), "estimate" if "dry_run" in step.arguments else step.command
    for name in given.keys() & {"brief", "body"}:
        given["file"] = given.pop(name)
    if len(given.get("files", ())) == 1 and command != "look":
        given["file"] = given.pop("files")[0]
    if command not in CALLS or given.keys() - CALLS[command].model_fields - _ELSEWHERE:
        return None
    given = {name: value for name, value in given.items() if name in CALLS[command].model_fields}
    return f"{command} {json.dumps(given, ensure_ascii=False, default=str)}"


def in_calls(text: str) -> str:
    """A sentence about commands and options as one about tools and arguments, which have the same names."""
    for words, instead in _WORDS:
        text = words.sub(instead, text)
    return _OPTION.sub(lambda found: f"`{found[1].replace('-', '_')}`", text)


def said(answer: Answer) -> CallToolResult:
    """An answer as the protocol has it: the envelope, the picture beside it, links to the files."""
    told = {**answer.document, "next": [*filter(None, map(call, answer.document["next"]))]}
    told["diagnostics"] = [
        {**found, "help": in_calls(found["help"]), "url": f"kling://rules/{found['code']}"}
        for found in told["diagnostics"]
    ]
    if isinstance(result := told["result"], dict) and result.keys() & {"notes", "page"}:
        texts = {"notes": [*map(in_calls, result.get("notes", ()))], "page": in_calls(result.get("page", ""))}
        told["result"] = result | {name: text for name, text in texts.items() if name in result}
    told["warnings"] = [in_calls(warning) for warning in told["warnings"]]
    if told["error"]:
        told["error"] = told["error"] | {name: in_calls(told["error"][name]) for name in ("message", "help")}
    text = json.dumps(told, ensure_ascii=False, default=str)
    content: list[ContentBlock] = [TextContent(type="text", text=text)]
    for picture in answer.pictures:
        data = base64.b64encode(picture.read_bytes()).decode()
        content.append(ImageContent(type="image", data=data, mime_type=KINDS[picture.suffix.lower()]))
    for file in answer.files:
        uri, kind = file.absolute().as_uri(), KINDS.get(file.suffix.lower())
        content.append(ResourceLink(type="resource_link", name=file.name, uri=uri, mime_type=kind))
    goes_on = bool(told["error"]) and told["error"]["kind"] == "unfinished"  # to be asked again is no failure
    return CallToolResult(content=content, structured_content=json.loads(text), is_error=not (told["ok"] or goes_on))


def refused(refusal: Refusal) -> CallToolResult:
    return said(Answer(envelope.refused(refusal)))


async def answered(ctx: Context, work: Callable[[events.Tell], Answer], *, waits: bool) -> Answer | Refusal:
    """The answer of work in a thread, or why there is none. How it stands is told as progress, when it changes and,
    where it ``waits``, every HEARTBEAT_SECONDS; the protocol has no log messages any more. When the call is cancelled
    telling ends it, and work that waits is left at once."""
    began, latest = time.monotonic(), ["waiting"]

    async def report() -> None:
        await ctx.report_progress(time.monotonic() - began, MOST_SECONDS if waits else None, latest[0])

    async def heartbeat() -> None:
        while waits:
            await report()
            await anyio.sleep(HEARTBEAT_SECONDS)

    def tell(event: events.Event) -> None:
        from_thread.check_cancelled()
        if (text := events.in_words(event)) and text != latest[0]:
            latest[0] = text
            from_thread.run(report)

    def guarded() -> Answer | Refusal:
        try:
            return work(tell)
        except Exception as error:
            if (refusal := refusal_of(error)) is None:
                raise
            return refusal

    async with anyio.create_task_group() as group:
        group.start_soon(heartbeat)
        found = await to_thread.run_sync(guarded, abandon_on_cancel=waits)
        group.cancel_scope.cancel()
    return found
