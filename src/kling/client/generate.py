"""The main job: from a wish to a finished video."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.api.fields import Wire
from kling.client.create import submit
from kling.client.operations import Flow, Run, Wakeup
from kling.client.poll import Board, Progress, wait
from kling.client.prepare import refused
from kling.client.session import Session
from kling.client.tasks import Result
from kling.models.profiles import Profile

if TYPE_CHECKING:
    from kling.briefs import Brief, LoadedBrief

    Wish = str | Mapping[str, Any] | Brief | LoadedBrief | None


def body_of(wish: Wish, fields: Mapping[str, Any], profile: Profile, wire: Wire = "v1") -> Mapping[str, Any]:
    """The body that asks for a wish: words with fields, a Brief, a loaded brief, or a body as it is.

    Raises RequestRefused with every fault; TypeError for fields beside a brief or a body, which hold their own.
    """
    from kling.briefs import BriefRefused, LoadedBrief, compile, from_fields
    from kling.briefs.compile import draft

    if wish is None and "prompt" in fields:
        wish, fields = fields["prompt"], {name: value for name, value in fields.items() if name != "prompt"}
    words = wish is None or isinstance(wish, str)
    if fields and not words:
        raise TypeError(f"a {type(wish).__name__} holds its own fields; remove {', '.join(fields)}")
    if isinstance(wish, Mapping):
        return wish
    try:
        if isinstance(wish, LoadedBrief):
            brief, folder = wish.brief, wish.folder
        else:
            brief, folder = from_fields(wish, **fields) if wish is None or isinstance(wish, str) else wish, Path()
        body = compile(brief, profile, folder=folder, wire=wire).body
        # A wish is known by its v1 body, so that it is the same on both wires; submitting translates it.
        return body if wire == "v1" else draft(brief, profile, folder).body
    except BriefRefused as error:
        raise refused([found for found in error.diagnostics if found.severity == "error"]) from error


def generate(
    session: Session,
    board: Board,
    wakeup: Wakeup,
    wish: Wish,
    fields: Mapping[str, Any],
    *,
    take: int,
    deadline: float | None,
    progress: Progress | None,
) -> Flow[Result]:
    """Compile, submit and wait. An earlier task of the same wish and take is taken up, not paid again."""
    body = yield Run(lambda: body_of(wish, fields, session.profile, session.wire))
    started = board.monotonic()
    task = yield from submit(session, body, take=take, preflight=True, deadline=deadline)
    left = None if deadline is None else max(deadline - (board.monotonic() - started), 0.0)
    data = yield from wait(session, board, task, wakeup, left, progress)
    return Result(task, data)
