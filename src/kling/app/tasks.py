"""Tasks that were made: looking at them, waiting for them, fetching their videos."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.app import after, envelope, history
from kling.app.connect import Connection, connect
from kling.app.deliver import Destination, deliver, row_of, sheet_beside
from kling.app.events import Changed, Delivered, Tell, nobody
from kling.app.failed import retaking
from kling.app.frames import frames, seeing
from kling.app.generate import resume
from kling.app.naming import name_of
from kling.app.refusal import Ids, Refusal, Step, refusing
from kling.client import NotFound, ResultMissing, TaskData, TaskFailed, WaitTimeout
from kling.client.records import left_alone

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.media.sheet import Sheet

_PRIVATE_SECONDS = 30.0
_NOT_SENT = "was being sent when its program ended"


@dataclass(frozen=True, slots=True)
class Known:
    """A task as the service tells of it. ``path`` is where its video was brought, None when it was not; ``request`` is
    what is known here of what was asked for; ``reused``: its video was brought, or charged, before."""

    connection: Connection
    data: TaskData
    path: Path | None = None
    sheet: Sheet | None = None
    request: history.Request | None = None
    reused: bool | None = None

    @property
    def link(self) -> str | None:
        """Where its video can be had."""
        urls = (self.connection.link(video.url) for video in self.data.task_result.videos)
        return next(urls, None)

    def envelope(self) -> dict[str, Any]:
        """What programs are told; ``charged_units`` once its video is here."""
        charged = None if self.path is None else "0" if self.reused else self.data.final_unit_deduction
        about: dict[str, Any] = {"sandbox": self.connection.sandbox, "reused": self.reused, "charged_units": charged}
        return envelope.done(self.document(), next=self.next, **about)

    def document(self) -> dict[str, Any]:
        """The task as programs read it."""
        row = row_of(self.data, self.connection.link)
        if self.path:
            row |= {"path": str(self.path.absolute()), **(self.sheet.document() if self.sheet else {})}
        if asked := self.request:
            about = {"words": asked.words, "take": asked.take, "brief": asked.brief, "film": asked.film}
            row |= {**about, "path": str(self.here.absolute()) if self.here else None, "units": self.units}
            row["external_task_id"] = asked.external_id
        row["task_id"] = row["task_id"] or None
        return row

    @property
    def here(self) -> Path | None:
        """Its video on this machine, brought now or earlier."""
        return self.path or (self.request.here if self.request else None)

    @property
    def units(self) -> str | None:
        """What it was charged, or else what it was estimated to cost."""
        asked = self.request
        known = (self.data.final_unit_deduction, asked and asked.units, asked and asked.estimate)
        return next((str(units) for units in known if units is not None), None)

    @property
    def next(self) -> list[Step]:
        """Commands that make sense now."""
        if not self.data.task_id and self.request:
            return self.request.asking
        if self.here is not None:
            return [seeing(self.here, self.sheet)]
        if self.data.task_status == "failed":
            return [Step("list", self.connection.options)]
        verb = "download" if self.data.task_status == "succeed" else "wait"
        return [Step(verb, {"id": self.data.task_id, **self.connection.options})]


def status(connection: Connection, id: str, seconds: float = _PRIVATE_SECONDS) -> Known:
    """The task with this task id or external id. Raises Refusal.

    A private sandbox works only while somebody is connected to it, so an unfinished task of it is given ``seconds``
    seconds to end.
    """
    with refusing(connection.options):
        id = _sought(connection, id)
        data = connection.client.get(id)
        if connection.state is not None and seconds and not data.ended:
            with suppress(WaitTimeout, TaskFailed, ResultMissing):
                connection.client.wait(id, deadline=seconds)
            data = connection.client.get(id)
        history.ended(data.task_id, units=data.final_unit_deduction)
        return Known(connection, data, request=history.known(connection.place).get(data.external_task_id or ""))


def _sought(connection: Connection, named: str) -> str:
    """The id of what was named by it, or by the file that was sent last. Raises Refusal for a file of which nothing was
    asked for, and for a request whose program ended while it was sent: nothing may have come of it, and no wait would
    end."""
    if not named.strip():
        raise Refusal("usage", "an id is not empty", help="`kling list` shows those there are", next=[Step("list")])
    id = named
    if Path(named).suffix in (".yaml", ".yml", ".json"):
        brief = str(Path(named).absolute())
        asked_for = [one for one in history.requests() if one.brief == brief and one.place == connection.place]
        if not asked_for:
            raise Refusal("unknown_id", f"nothing was asked for with {brief}", help="`kling list` shows what was")
        id = asked_for[0].external_id
    _heed_ended(connection, id)
    return id


def _heed_ended(connection: Connection, id: str) -> None:
    if (entry := left_alone(connection.client, id)) is None:
        return
    asked = history.known(connection.place).get(entry.external_id)
    raise Refusal(
        "unknown",
        f"{entry.external_id} {_NOT_SENT}, and the service shows no task of it",
        help="ask for the same again, which looks for it first and pays nothing twice",
        ids=Ids(None, entry.external_id),
        next=asked.asking if asked else (),
    )


def several(connection: Connection, ids: Sequence[str]) -> dict[str, Any]:
    """The envelope of many tasks; one that is not known is a row that says so. Raises Refusal when none is known."""
    if not ids:
        raise Refusal("usage", "no task was named", help="`kling list` shows those there are", next=[Step("list")])
    rows: list[dict[str, Any]] = []
    steps: list[Step] = []
    for id in ids:
        try:
            known = status(connection, id, 0)
        except Refusal as refusal:
            if len(ids) == 1:
                raise
            why: dict[str, Any] = {"status": refusal.kind, "message": refusal.message, "units": None, "videos": []}
            rows.append({"task_id": None, "external_task_id": id, **why})
        else:
            rows.append(known.document())
            steps += known.next
    return envelope.done(rows, sandbox=connection.sandbox, next=steps[:5])


def page(connection: Connection, number: int = 1, size: int = 30) -> list[Known]:
    """A page of the account's tasks, newest first; before those of the first page what was asked for and has none, as
    its program ended. Raises Refusal."""
    with refusing(connection.options):
        asked, tasks = history.known(connection.place), connection.client.list(number, size)
        found = [Known(connection, data, request=asked.get(data.external_task_id or "")) for data in tasks]
        have = {data.external_task_id for data in tasks}
        open = [one for one in asked.values() if not one.task_id and one.external_id not in have and number == 1]
        ended = [one for one in open if left_alone(connection.client, one.external_id)]
        nothing = TaskData(task_id="", task_status="submitted", task_status_msg=_NOT_SENT)
        return [*(Known(connection, nothing, request=one) for one in ended), *found]


def listed(connection: Connection, found: Sequence[Known]) -> dict[str, Any]:
    """The envelope of a page of tasks."""
    rows = [known.document() for known in found]
    return envelope.done(rows, sandbox=connection.sandbox, next=_next(found))


def _next(found: Sequence[Known]) -> list[Step]:
    """The newest task whose film is not here; else a look at the newest film; else a beginning."""
    steps = [step for known in found for step in known.next]
    wanted = [step for step in steps if step.command in ("download", "wait", "generate")]
    return (wanted or [step for step in steps if step.command == "frames"] or after.anything())[:1]


def newest() -> tuple[history.Request, list[Step]]:
    """What was asked for last on this machine, and the commands that make sense for it. Raises Refusal."""
    found = history.requests()
    if not found:
        raise Refusal("unknown_id", "nothing was asked for on this machine yet", help="kling list shows the account's")
    request = found[0]
    if request.here:
        return request, [seeing(request.here)]
    if not request.task_id and request.asking:
        return request, request.asking
    id = request.task_id or request.external_id
    return request, [Step("wait", {"id": id, **({"sandbox": True} if request.is_private else {})})]


def wait(
    connection: Connection, id: str, destination: Destination, timeout: float | None = None, tell: Tell = nobody
) -> Known:
    """Wait for a task, ``timeout`` seconds at most, and bring its video. Raises Refusal."""
    with refusing({**connection.options, **destination.options}), retaking(connection.place):
        id, seen = _sought(connection, id), list[TaskData]()

        def look(data: TaskData) -> None:
            seen.append(data)
            tell(Changed(data))

        try:
            try:
                data = connection.client.wait(id, deadline=timeout, progress=look)
            except WaitTimeout as late:
                if seen:
                    raise
                data = _one_look(connection, id, late, destination)
            return _fetched(connection, data, destination, tell, before=False)
        except KeyboardInterrupt:
            step = resume(id, connection, destination)
            ids = Ids(id) if id.isdecimal() else Ids(None, id)
            raise Refusal("interrupted", "interrupted; the task goes on", ids=ids, next=[step]) from None


def _one_look(connection: Connection, id: str, late: WaitTimeout, destination: Destination) -> TaskData:
    """The data of an ended task, where the wait was over before anybody looked. Raises Refusal, and ``late`` where the
    service shows no task."""
    try:
        data = connection.client.get(id)
    except NotFound:
        raise late from None
    if data.ended:
        return data
    why, ids = f"task {data.task_id} is {data.task_status}", Ids(data.task_id, data.external_task_id)
    step = resume(id, connection, destination)
    raise Refusal("unfinished", why, help="the task goes on: wait for it again by its id", ids=ids, next=[step])


def download(
    connection: Connection, id: str, destination: Destination, tell: Tell = nobody, *, passing: bool = False
) -> Known:
    """Bring the video of a finished task; ``passing`` does not note where it is. Raises Refusal."""
    with refusing({**connection.options, **destination.options}), retaking(connection.place):
        id = _sought(connection, id)
        data = connection.client.get(id)
        if not data.ended:
            raise Refusal(
                "running",
                f"task {data.task_id} is {data.task_status}; it has no video yet",
                help="wait for it",
                ids=Ids(data.task_id, data.external_task_id),
                next=[resume(id, connection, destination)],
            )
        return _fetched(connection, data, destination, tell, before=True, passing=passing)


def _fetched(
    connection: Connection,
    data: TaskData,
    destination: Destination,
    tell: Tell,
    *,
    before: bool,
    passing: bool = False,
) -> Known:
    """Bring its video, unless it may stay where it is; ``before``: it was charged before."""
    asked = history.known(connection.place).get(data.external_task_id or "")
    here = asked.here if asked else None
    if here and destination.stays:
        path = here
        tell(Delivered(path, same=True, replaced=False))
    else:
        place = destination.file(name_of(asked.words, asked.external_id) if asked else f"{data.task_id}.mp4")
        path = deliver(connection.client, data, place, destination, tell)
    history.ended(data.task_id, units=data.final_unit_deduction, path=None if passing else path)
    again = before or bool(asked and asked.path)  # it was brought before, and is perhaps not there any more
    return Known(connection, data, path, sheet_beside(path, destination, tell), reused=again)


def frames_of(named: str, out: Path | None = None, *, sandbox: bool = False, wire: Wire = "v1", **about: Any) -> Sheet:
    """The contact sheet of a file, or of a finished task by its id, whose video is fetched for it; then the sheet is in
    the current folder without ``out``. ``about`` is said to :func:`kling.app.frames.frames`. Raises Refusal."""
    if Path(named).exists() or Path(named).suffix:
        return frames(Path(named), out, **about)
    with connect(sandbox=sandbox, wire=wire) as connection, tempfile.TemporaryDirectory() as folder:
        known = download(connection, named, Destination(Path(folder)), passing=True)
        place = out or Path(f"{known.data.task_id}-frames.jpg")
        return frames(known.path or Path(), place, **about)
