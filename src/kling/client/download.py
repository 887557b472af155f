"""Bringing a video to disk: whole, checked and under its name at once, or not at all."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from kling.api.inline import InlineFile
from kling.api.replies import TaskData
from kling.client.errors import (
    DownloadError,
    Interrupted,
    KlingError,
    NetworkError,
    ResultExpired,
    ResultMissing,
    ServiceError,
)
from kling.client.operations import Fetch, Flow, Reply, Sleep, Write
from kling.client.poll import ended_well
from kling.client.replies import get
from kling.client.session import Backoff, Session, log, retry_after
from kling.client.tasks import Task
from kling.models.errors import RESULT_DAYS

BACKOFF = 60.0  # seconds of fruitless attempts; every byte further renews it
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)\Z")

Progress = Callable[[int, int | None], object]
"""Called with the bytes on disk and their total (None: not known)."""


def expires_at(data: TaskData) -> datetime | None:
    """When the service deletes the result; None while that is not known."""
    if data.updated_at is None:
        return None
    return datetime.fromtimestamp(_seconds(data.updated_at) + RESULT_DAYS * 86400, UTC)


def _seconds(stamp: int) -> float:
    """Unix seconds of a time of the service: milliseconds (V1, LA), though one source shows seconds (M)."""
    return stamp / 1000 if stamp > 100_000_000_000 else float(stamp)


def download(
    session: Session, task: Task, data: TaskData | None, path: Path, *, metadata: bool, progress: Progress | None
) -> Flow[Path]:
    """The task's video at ``path`` (in a folder: named after the task id); gives the path it has. ``data`` is what is
    known of the task already."""
    data = data or (yield from get(session, task.id))
    target = path / f"{data.task_id}.mp4" if path.is_dir() else path
    try:
        url = _url(session, data)
        part = Part(target, progress)
        try:
            yield from _fill(session, part, url)
            part.finish()
        finally:
            part.discard()
        if metadata:
            beside = Part(target.with_name(f"{target.name}.json"), None)
            try:
                beside.write(_metadata(session, data, url, task).encode())
                beside.finish()
            finally:
                beside.discard()
    except OSError as error:
        raise DownloadError(
            f"{target} cannot be written: {error.strerror or error}",
            advice="check the folder, its permissions and the free space",
            task_id=data.task_id,
            external_task_id=data.external_task_id,
        ) from error
    except KlingError as error:
        raise error.about(data.task_id, data.external_task_id) from None
    log.info("task %s saved as %s", data.task_id, target)
    return target


class Part:
    """A file in the making beside its target, and what the answers so far tell about the whole.

    ``size`` bytes are on disk of ``total`` (None: not known); ``refusal`` is why the last answer was of no use.
    """

    def __init__(self, target: Path, progress: Progress | None) -> None:
        self.target = target
        self.size = 0
        self.total: int | None = None
        self.refusal: KlingError | None = None
        self._validator: str | None = None
        self._progress = progress
        # Not named after the target: its name may be as long as names can be.
        self._path = target.with_name(f".{secrets.token_hex(8)}.part")
        self._file: IO[bytes] = self._path.open("xb", buffering=0)

    @property
    def is_whole(self) -> bool:
        return self.size > 0 and self.total in (None, self.size)

    def wanted(self) -> dict[str, str]:
        """Request headers for what is still missing."""
        headers = {"Accept-Encoding": "identity"}  # sizes are those of the file
        if self.size:
            headers["Range"] = f"bytes={self.size}-"
            if self._validator:
                headers["If-Range"] = self._validator
        return headers

    def receive(self, reply: Reply) -> Write | None:
        """Where the body of an answer goes: on from the end of the file, or from its beginning; None: nowhere."""
        self.refusal = self._judge(reply)
        if self.refusal:
            return None
        etag = reply.headers.get("etag", "")
        self._validator = etag if etag.startswith('"') else reply.headers.get("last-modified")
        return self.write

    def write(self, chunk: bytes) -> None:
        view = memoryview(chunk)
        while view:
            written = self._file.write(view)
            self.size += written
            view = view[written:]
        if self._progress:
            self._progress(self.size, self.total)

    def finish(self) -> None:
        """Give the whole file its name. Not waited for the disk, which would take a quarter of the time again: what a
        power cut takes is still to be had from the service. (Productions, which note that a file is kept, do wait.)"""
        self._file.close()
        self._path.replace(self.target)

    def discard(self) -> None:
        """Leave nothing behind but a finished file."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _judge(self, reply: Reply) -> KlingError | None:
        status, kind = reply.status, reply.headers.get("content-type", "")
        if status in (200, 206) and kind.startswith(("text/", "application/json")):
            return DownloadError(f"the result's address gave no video but {kind}", http_status=status)
        if status == 200:
            self._restart()
            length = reply.headers.get("content-length", "")
            self.total = int(length) if length.isdecimal() else None
            return None
        if status == 206 and (found := _CONTENT_RANGE.match(reply.headers.get("content-range", ""))):
            start, total = int(found[1]), int(found[2])
            if start == self.size and self.total in (None, total):
                self.total = total
                return None
        if status in (206, 416):
            self._restart()
            return Interrupted("the result changed meanwhile, starting again", http_status=status)
        if status in (408, 429) or status >= 500:
            return ServiceError("the result cannot be had at the moment", http_status=status)
        gone = status in (403, 404, 410)
        return DownloadError(
            "the result is not at its address" if gone else "the result's address answers with an error",
            advice=f"ask for the task again; results are kept {RESULT_DAYS} days" if gone else "try again later",
            http_status=status,
        )

    def _restart(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self.size, self.total, self._validator = 0, None, None


def _fill(session: Session, part: Part, url: str) -> Flow[None]:
    backoff, furthest = Backoff(BACKOFF, first=0.5), 0
    while True:
        asked = None
        try:
            reply: Reply = yield Fetch(url, part.wanted(), part.receive)
        except NetworkError as error:
            failure: KlingError = error
        else:
            if part.refusal is None and part.is_whole:
                return
            failure = part.refusal or Interrupted("the connection ended early")
            asked = retry_after(reply, session.clock())
        if part.size > furthest:  # not merely "grew": a server without ranges may begin again for ever
            backoff, furthest = Backoff(BACKOFF, first=0.5), part.size
        pause = backoff.pause(asked)
        if pause is None or not isinstance(failure, NetworkError | ServiceError):
            stand = f" at {part.size} of {part.total or '?'} bytes" if part.size else ""
            raise DownloadError(
                f"the download stopped{stand}: {failure.message}",
                advice=failure.advice or "try again later",
                http_status=failure.http_status,
            )
        log.info("download stands at %d of %s bytes, going on in %.1f s: %s", part.size, part.total, pause, failure)
        yield Sleep(pause)


def _url(session: Session, data: TaskData) -> str:
    if not data.ended:
        raise ResultMissing(f"there is no video yet, status {data.task_status}", advice="wait for the task first")
    expires = expires_at(data)
    if data.task_status == "succeed" and expires and expires.timestamp() <= session.clock():
        raise ResultExpired(
            f"the result was deleted on {expires:%Y-%m-%d}, {RESULT_DAYS} days after it was made",
            advice="make the video again with another take",
        )
    return ended_well(data)


def _metadata(session: Session, data: TaskData, url: str, task: Task) -> str:
    def time(seconds: float | None) -> str | None:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")

    def describe(value: object) -> dict[str, Any]:
        if isinstance(value, InlineFile):
            return {"file": str(value.path), "bytes": value.size}
        raise TypeError(f"{type(value).__name__} is not part of a request")

    expires = expires_at(data)
    notes = {
        "task_id": data.task_id,
        "external_task_id": data.external_task_id or task.external_task_id,
        "url": url,
        "duration": data.task_result.videos[0].duration,
        "units": data.final_unit_deduction,
        "created_at": time(_seconds(data.created_at)) if data.created_at is not None else None,
        "updated_at": time(_seconds(data.updated_at)) if data.updated_at is not None else None,
        "expires_at": time(expires.timestamp()) if expires else None,
        "downloaded_at": time(session.clock()),
        "request": task.request,
    }
    return json.dumps(notes, indent=2, ensure_ascii=False, default=describe) + "\n"
