"""The main job: from what was asked for to a finished video."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kling.api.fields import Wire
from kling.client.create import submit
from kling.client.fields import Fields, plain, refuse_a_file
from kling.client.operations import Flow, Wakeup
from kling.client.poll import Board, Progress, wait
from kling.client.prepare import Prepared, prepare, refused
from kling.client.session import Session, within
from kling.client.tasks import Result
from kling.models.profiles import Profile

if TYPE_CHECKING:
    from kling.briefs import Brief, LoadedBrief

    Asked = str | Brief | LoadedBrief | None


def asked_for(
    prompt: Asked, body: Mapping[str, Any] | None, fields: Fields, profile: Profile, wire: Wire, take: int
) -> Prepared:
    """The request for words with fields, a brief, or a body. Raises RequestRefused with every fault; TypeError for
    fields beside a brief or a body, which hold their own."""
    from pydantic import BaseModel

    from kling.briefs import BriefRefused, LoadedBrief, from_fields
    from kling.briefs.repair import complete
    from kling.rules import blocking

    if isinstance(prompt, Mapping):
        raise TypeError("a body is given by its keyword: body=…")
    if isinstance(prompt, bytes | bytearray) or hasattr(prompt, "read"):
        raise TypeError(
            "a prompt is a text or a Brief; a picture is first_frame= or images=, a clip edit= or reference="
        )
    refuse_a_file(prompt)
    if not isinstance(prompt, str | BaseModel | LoadedBrief | None):
        raise TypeError(f"a prompt is a text or a Brief (of a plan: plan.brief), not {type(prompt).__name__}")
    if not isinstance(body, Mapping | None):
        raise TypeError(f"a body is a mapping such as a dict, not {type(body).__name__}")
    if prompt is not None and body is not None:
        raise TypeError("a body holds its own prompt; give one of the two")
    whole = body if body is not None else None if prompt is None or isinstance(prompt, str) else prompt
    if fields and whole is not None:
        raise TypeError(f"a {'body' if body is not None else 'brief'} holds its own fields; remove {', '.join(fields)}")
    try:
        if whole is not None:
            return prepare(whole, profile, wire=wire, take=take)
        return prepare(
            from_fields(prompt if isinstance(prompt, str) else None, **plain(fields)), profile, wire=wire, take=take
        )
    except BriefRefused as error:
        raise refused(blocking(complete(error, profile).diagnostics)) from error


def generate(
    session: Session,
    board: Board,
    wakeup: Wakeup,
    asked: Callable[[], Prepared],
    *,
    deadline: float | None,
    progress: Progress | None,
) -> Flow[Result]:
    """Prepare, submit and wait, ``deadline`` seconds at most. An earlier task of the same request is taken up, not paid
    again."""
    started = board.monotonic()
    task = yield from within(submit(session, asked, deadline=deadline), deadline, board.monotonic)
    left = None if deadline is None else max(deadline - (board.monotonic() - started), 0.0)
    data = yield from wait(session, board, task, wakeup, left, progress)
    return Result(task, data)
