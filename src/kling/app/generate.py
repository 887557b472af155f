"""The main job: a prepared request becomes a video at its place, paid for once and only when that was agreed to."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from kling.api.inline import shown
from kling.app import envelope, history
from kling.app.approve import DECLINED, NEVER, Approval, Quote
from kling.app.budget import bounds, fits, reserve
from kling.app.connect import Connection
from kling.app.deliver import HERE, Destination, deliver, guard, row_of, sheet_beside, try_place
from kling.app.events import Changed, Noticed, Submitted, Submitting, Tell, nobody
from kling.app.failed import retaking
from kling.app.fit import DECISIVE, decisive
from kling.app.frames import seeing
from kling.app.naming import name_of
from kling.app.refusal import Ids, Refusal, Step, refusing
from kling.client import KlingError, Prepared, RequestError, Task, TaskData
from kling.client.download import guarded
from kling.client.poll import ended_well
from kling.client.records import has_task, recorded
from kling.media.address import unsigned

if TYPE_CHECKING:
    from kling.media.host import Host
    from kling.media.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a request. ``data`` and ``path`` are None when nobody waited."""

    prepared: Prepared
    connection: Connection
    task: Task
    data: TaskData | None = None
    path: Path | None = None
    sheet: Sheet | None = None
    warnings: tuple[str, ...] = ()

    @property
    def charged(self) -> str | None:
        """Units that the service charged, where it says so."""
        return self.data.final_unit_deduction if self.data else None

    def resume(self, destination: Destination) -> Step:
        """The command that fetches the video later."""
        return resume(self.prepared.external_id, self.connection, destination)

    def next(self, destination: Destination) -> list[Step]:
        """Commands that make sense now."""
        earlier = history.known(self.connection.place).get(self.prepared.external_id)
        if here := self.path or (earlier.here if earlier and self.task.attached else None):
            return [seeing(here, self.sheet)]
        return [self.resume(destination)]

    def envelope(self, destination: Destination) -> dict[str, Any]:
        """What programs are told."""
        return envelope.done(
            self.document(),
            sandbox=self.connection.sandbox,
            reused=self.task.attached,
            charged_units="0" if self.task.attached else self.charged,
            next=self.next(destination),
            diagnostics=self.prepared.diagnostics,
            warnings=self.warnings,
        )

    def document(self) -> dict[str, Any]:
        """The result as programs read it."""
        priced = self.prepared.estimate.units
        path = str(self.path.absolute()) if self.path else None
        body = self.prepared.body if self.prepared.wire == "v1" else unsigned(self.task.request)
        videos = row_of(self.data, self.connection.link)["videos"] if self.data else []
        return {
            "task_id": self.task.task_id,
            "external_task_id": self.task.external_task_id,
            "status": self.data.task_status if self.data else "submitted",
            "sandbox": self.connection.sandbox,
            "units": self.charged if self.charged is not None else (None if priced is None else str(priced)),
            "videos": [{**video, "path": path if n == 0 else None} for n, video in enumerate(videos)],
            "path": path,
            **(self.sheet.document() if self.sheet else {}),
            "request": shown(body),
        }


_ARGUMENTS_MAX = 20_000  # characters; pictures in base64 have more, and no command line has room for them


class Origin(NamedTuple):
    """Where a request came from: its brief or body file, the take that was asked for, and the arguments of the command
    that asks for it again."""

    brief: Path | None = None
    take: int = 1
    arguments: Mapping[str, Any] = MappingProxyType({})


BY_HAND = Origin()


def open_storage(url: str | None) -> Host | None:
    """Object storage for local clips (``s3://bucket/prefix`` …); None without a URL. Raises Refusal."""
    if url is None:
        return None
    from kling.media.host import Host, HostError

    try:
        return Host(url)
    except HostError as error:
        raise Refusal("usage", str(error)) from None


def generate(
    prepared: Prepared,
    connection: Connection,
    *,
    approval: Approval = NEVER,
    destination: Destination = HERE,
    storage: str | None = None,
    wait: bool = True,
    timeout: float | None = None,
    origin: Origin = BY_HAND,
    tell: Tell = nobody,
) -> Made:
    """Have it made, and unless ``wait`` is false wait for it and fetch it; ``timeout`` are the seconds to wait for the
    answer to the create and for the video together.

    The same request given twice is the same task and paid once. On an account the price is agreed to by ``approval``; a
    sandbox never asks. ``storage`` is the URL where local clips are put, which an account's service cannot read.
    ``origin`` is kept with the request, so that it is found again. Raises Refusal.
    """
    client, host = connection.client, open_storage(storage)
    place = destination.file(name_of(prepared.words, prepared.external_id))
    later = resume(prepared.external_id, connection, destination)
    with refusing({**connection.options, **destination.options}), retaking(connection.place):
        _wanted_once(prepared, connection, origin)
        if (
            wait
            and not destination.force
            and guarded(place, prepared.external_id)
            and not was_sent(connection, prepared.external_id)
        ):
            guard(place, destination, prepared.external_id)
        if wait:
            try_place(place, prepared.estimate.seconds)
        warnings: list[str] = []
        if connection.sandbox:
            warnings = bounds(prepared.estimate.units, {"--max-units": approval.limit})
        elif not _was_made(prepared, connection):
            _reachable(prepared, host)
            with _pricing(origin):
                due = {prepared.external_id: prepared.estimate.units}
                fits(due)
                approval.require(Quote.of(prepared.estimate), tell)
                reserve(due)
        asked = _asked(prepared, connection, origin, {**connection.options, **destination.options})
        history.note(asked)  # before it is sent: what is interrupted is found again, too
        tell(Submitting())
        try:
            started = time.monotonic()
            task = client.with_options(storage=host).submit(prepared, deadline=timeout)
            left = None if timeout is None else max(timeout - (time.monotonic() - started), 0.0)
        except KeyboardInterrupt:
            raise Refusal(
                "interrupted",
                "interrupted while sending",
                help="the same command again looks for that task before it sends anything",
                ids=Ids(external_task_id=prepared.external_id),
                next=asked.asking,
            ) from None
        except KlingError:
            known = recorded(client, prepared.external_id)
            if known is None or not known.may_exist:
                history.forget(asked.external_id, asked.place)
            raise
        warnings = [] if task.attached else warnings  # what was made already costs nothing
        for warning in warnings:
            tell(Noticed(warning))
        tell(Submitted(task))
        history.note(replace(asked, external_id=task.external_task_id or prepared.external_id, task_id=task.task_id))
        if not wait:
            told = client.get(task) if task.attached else None
            if told and told.task_status == "failed":
                ended_well(told)
            return Made(prepared, connection, task, told, warnings=tuple(warnings))
        try:
            data = client.wait(task, deadline=left, progress=lambda data: tell(Changed(data)))
            path = deliver(client, task if destination.metadata else data, place, destination, tell)
        except KeyboardInterrupt:
            ids = Ids(task.task_id, task.external_task_id)
            raise Refusal("interrupted", "interrupted; the task goes on", ids=ids, next=[later]) from None
        history.ended(data.task_id, units=data.final_unit_deduction, path=path)
        drawn = sheet_beside(path, destination, tell)
        return Made(prepared, connection, task, data, path, drawn, tuple(warnings))


def _was_made(prepared: Prepared, connection: Connection) -> bool:
    """Whether this request has its task, so that nothing is sent and nothing costs: the history says so, and the
    journal, by which a create decides."""
    earlier = history.known(connection.place).get(prepared.external_id)
    return earlier is not None and earlier.task_id is not None and has_task(connection.client, prepared.external_id)


def _wanted_once(prepared: Prepared, connection: Connection, origin: Origin) -> None:
    """Raises Refusal where the same words and files were made ready in another way before, so that this would be a
    second video of one request, unless that one failed."""
    earlier = history.otherwise(origin.arguments, connection.place) if origin.arguments else None
    if earlier is None or earlier.external_id == prepared.external_id:
        return
    try:
        if connection.client.get(earlier.external_id).task_status == "failed":
            return
    except RequestError:  # nobody knows it any longer
        return
    begun, now = decisive(json.loads(earlier.arguments or "{}")), decisive(origin.arguments)
    why = f"this was made {begun} (task {earlier.task_id}); {now}, another video would be made and paid for"
    help = f"ask for it as before to have that one; --take {origin.take + 1} makes another"
    raise Refusal("price", f"{why}; nothing was sent", help=help, ids=Ids(earlier.task_id), next=earlier.asking)


@contextmanager
def _pricing(origin: Origin) -> Iterator[None]:
    """A refusal of the price names the command that says it."""
    try:
        yield
    except Refusal as refusal:
        if not refusal.next and origin.brief and refusal.code != DECLINED:
            given = {name: origin.arguments[name] for name in DECISIVE if name in origin.arguments}
            refusal.next = (Step("estimate", {"files": [str(origin.brief.absolute())], **given}),)
        raise


def _asked(prepared: Prepared, connection: Connection, origin: Origin, options: Mapping[str, Any]) -> history.Request:
    again = json.dumps({**origin.arguments, **options}) if origin.arguments else ""
    return history.Request(
        prepared.external_id,
        None,
        time.time(),
        history.first_words(prepared.words),
        origin.take,
        brief=str(origin.brief.absolute()) if origin.brief else None,
        estimate=prepared.estimate.units,
        sandbox=connection.sandbox,
        is_private=connection.state is not None,
        place=connection.place,
        arguments=again if 0 < len(again) < _ARGUMENTS_MAX else None,
    )


def resume(id: str, connection: Connection, destination: Destination) -> Step:
    """The command that fetches a task's video later."""
    return Step("wait", {"id": id, **connection.options, **destination.options})


def was_sent(connection: Connection, external_id: str) -> bool:
    """Whether the service knows this request already, so that asking for it again costs nothing."""
    try:
        connection.client.get(external_id)
    except RequestError:  # not found, or no id that could be
        return False
    return True


def _reachable(prepared: Prepared, storage: Host | None) -> None:
    """Raises Refusal when a clip is a local file, which an account's service cannot read."""
    if storage is None and (clips := prepared.local_clips):
        raise Refusal(
            "rules",
            f"{clips[0]} is a local file, and the service reads clips by URL only; nothing was sent",
            help="put it on storage with --host s3://bucket/prefix, or give a URL; --sandbox tries it for nothing",
        )
