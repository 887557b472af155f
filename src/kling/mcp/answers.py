"""What a tool answers: the envelope of the command line as structured content, and pictures beside it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from anyio import to_thread
from mcp_types import CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent
from pydantic import BaseModel, ConfigDict

from kling.app import envelope
from kling.app.refusal import Refusal, Step, refusing


class Envelope(BaseModel):
    """See ``kling schema``."""

    model_config = ConfigDict(extra="forbid")

    ok: bool
    exit: int
    error: dict[str, Any] | None
    diagnostics: list[dict[str, Any]]
    result: Any
    reused: bool | None
    charged_units: str | None
    sandbox: bool | None
    next: list[str]
    warnings: list[str]


Answer = Annotated[CallToolResult, Envelope]


def call(tool: str, **arguments: object) -> Step:
    """A call that makes sense now, as ``next`` says it to an agent: the tool's name and its arguments."""
    return Step(tool, {name: value for name, value in arguments.items() if value is not None})


def answer(document: dict[str, Any], *, picture: Path | None = None, file: Path | None = None) -> CallToolResult:
    """The answer of a document; ``picture`` (JPEG or PNG) is shown, ``file`` linked to."""
    content: list[ContentBlock] = [TextContent(type="text", text=json.dumps(document, ensure_ascii=False, default=str))]
    if picture is not None:
        kind = "image/png" if picture.suffix == ".png" else "image/jpeg"
        data = base64.b64encode(picture.read_bytes()).decode()
        content.append(ImageContent(type="image", data=data, mime_type=kind))
    if file is not None:
        kind = "video/mp4" if file.suffix == ".mp4" else "application/octet-stream"
        content.append(ResourceLink(type="resource_link", name=file.name, uri=file.absolute().as_uri(), mime_type=kind))
    return CallToolResult(content=content, structured_content=document, is_error=not document["ok"])


async def answered(work: Callable[[], CallToolResult]) -> CallToolResult:
    """Do blocking work beside the event loop; every expected error is an answer, too."""

    def guarded() -> CallToolResult:
        try:
            with refusing():
                return work()
        except Refusal as refusal:
            return answer(envelope.refused(refusal))

    return await to_thread.run_sync(guarded, abandon_on_cancel=True)
