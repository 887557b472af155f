"""Bringing a video to disk: whole and under its name at once, or not at all.

Every command and the SDK come through here. What arrives is bounded in bytes, taken without content encoding, looked
through to its last picture (:mod:`kling.media.play`), and compared with what the service says of its length; only then
it gets its name.
"""

from __future__ import annotations

import filecmp
import json
import mmap
import os
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import parse_qsl, urlsplit

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
    TargetExists,
)
from kling.client.lookup import read
from kling.client.operations import Fetch, Flow, Reply, Run, Sleep, Write
from kling.client.poll import ended_well
from kling.client.session import Backoff, Session, date_of, log, retry_after
from kling.client.tasks import Task
from kling.media import files
from kling.media.address import unsigned
from kling.media.play import NotPlayable, play
from kling.media.probe import probe_file
from kling.models.errors import RESULT_DAYS

_SUFFIXES = ("", ".mp4", ".m4v", ".mov")
_GONE = (403, 404, 410)
BACKOFF = 60.0  # seconds of fruitless attempts; every byte further renews it
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)\Z")

_ATTEMPTS = 2  # at a film that arrives and is none
_BYTES_AROUND, _BYTES_A_SECOND = 50_000_000, 25_000_000  # the most a film may have: four times of what 4k needs
_SLOWEST, _SLOW_START = 1000, 60.0  # bytes a second, looked at after so many seconds
_SECONDS_OFF = 1.0  # between a film and what the service says of it
_SECONDS_MAX = 60.0  # of a film the service says nothing of

_playing = threading.Semaphore(os.cpu_count() or 1)  # each film takes a processor, and memory for many pictures

Existing = Literal["aside", "refuse", "replace"]
"""What happens to another file of the name: it is moved aside (``name.1.mp4``); or it stays and TargetExists is raised,
unless it is a preview, which is replaced; or it is replaced. An empty file goes, one with the same content stays."""

Bytes = Callable[[int, int | None], object]
"""Called with the bytes on disk and their total (None: not known)."""


class Brought(NamedTuple):
    """A film that is here: where, and its seconds as they were seen (None where nothing here plays films)."""

    path: Path
    seconds: float | None


def expires_at(data: TaskData) -> datetime | None:
    """When the service deletes the result; None while that is not known."""
    if data.updated_at is None:
        return None
    return datetime.fromtimestamp(_seconds(data.updated_at) + RESULT_DAYS * 86400, UTC)


def _seconds(stamp: int) -> float:
    """Unix seconds of a time of the service: milliseconds (V1, LA), though one source shows seconds (M)."""
    return stamp / 1000 if stamp > 100_000_000_000 else float(stamp)


def download(
    session: Session,
    task: Task,
    data: TaskData | None,
    path: Path,
    *,
    metadata: bool,
    progress: Bytes | None,
    existing: Existing = "aside",
) -> Flow[Brought]:
    """The task's video at ``path`` (in a folder: named after the task id). ``data`` is what is known of the task
    already."""
    refuse_other_names(path)
    if existing not in get_args(Existing):
        raise ValueError(f"existing is one of {', '.join(get_args(Existing))}, not {existing!r}")
    data = data or (yield from read(session, task.id))
    target = path / f"{data.task_id}.mp4" if path.is_dir() else path
    try:
        url = _url(data)
        part = Arrival(target, _bytes_max(data), progress)
        try:
            url, seconds = yield from _filled(session, part, data, url)
            yield Run(lambda: _keep(part.part, existing, data.external_task_id or ""))
        finally:
            part.part.discard()
        if metadata:
            with files.Part(target.with_name(f"{target.name}.json")) as beside:
                beside.write(_metadata(session, data, url, task).encode())
                beside.keep()
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
    return Brought(target, seconds)


def refuse_other_names(path: str | Path) -> None:
    """Raises DownloadError for the name of something that is no film."""
    path = Path(path)
    try:
        is_folder = path.is_dir()
    except OSError as error:
        raise DownloadError(
            f"{str(path)[:200]} cannot be written: {error.strerror}", advice="name it shorter"
        ) from None
    if path.suffix.lower() not in _SUFFIXES and not is_folder:
        raise DownloadError(
            f"{path.name} is not the name of a film; nothing was brought", advice=f"name it {path.stem}.mp4"
        )


def _keep(part: files.Part, existing: Existing, id: str) -> None:
    target = part.target
    if existing == "refuse" and guarded(target, id) and not filecmp.cmp(part.path, target, shallow=False):
        raise TargetExists(f"{target} exists, and is another file", advice="name another, or move it away")
    is_empty = target.is_file() and target.stat().st_size == 0  # as tempfile makes them
    if aside := part.keep(replace=existing != "aside" or is_empty):
        log.warning("%s was another file; it is called %s now", target, aside.name)


def guarded(path: Path, *names: str) -> bool:
    """Whether something at ``path`` could not be made again: not so for empty files, and for previews. A preview that
    says what it is of is given up only for one of the same ``names``."""
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return path.exists() and not path.is_file()
    known = _names_of(path) if path.is_file() else None
    return known is None or (bool(known) and not known & set(names))


def is_result(path: Path) -> bool:
    """Whether a film is what a sandbox answered with: no preview of a brief, though it is drawn as they are."""
    from kling.animatic.mark import OF_BRIEF

    known = _names_of(path) if path.is_file() and path.stat().st_size else None
    return bool(known) and not any(name.startswith(OF_BRIEF) for name in known or ())


def _names_of(path: Path) -> frozenset[str] | None:
    """What a preview is known by; None for what is no preview."""
    from kling.animatic.mark import names_in

    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return names_in(content)  # type: ignore[arg-type]


def _said(data: TaskData) -> float | None:
    """Seconds of the film, as the service says."""
    try:
        seconds = float(data.task_result.videos[0].duration or "")
    except (ValueError, IndexError):
        return None
    return seconds if 0 < seconds < 3600 else None


def _bytes_max(data: TaskData) -> int:
    return round(_BYTES_AROUND + _BYTES_A_SECOND * (_said(data) or _SECONDS_MAX))


def _played(path: Path, data: TaskData) -> float | None:
    """Look through what arrived; gives its seconds where something here plays films. Raises NotPlayable when it is not
    the film that the service speaks of."""
    said = _said(data)
    try:
        with _playing:
            found = play(path, _SECONDS_MAX if said is None else said + _SECONDS_OFF)
    except ImportError:  # a plain installation has nothing that plays films
        if probe_file(path).kind != "video":
            raise NotPlayable("it is cut off, or no film") from None
        return None
    if said is not None and found.seconds < said - _SECONDS_OFF:
        raise NotPlayable(f"it lasts {found.seconds:.1f} s, and the service says {said:g} s")
    return found.seconds


class Arrival:
    """A film on its way, and what the answers so far tell about the whole.

    ``size`` bytes are on disk of ``total`` (None: not known); ``refusal`` is why the last answer was of no use.
    """

    def __init__(self, target: Path, bytes_max: int, progress: Bytes | None) -> None:
        self.part = files.Part(target)
        self._bytes_max = bytes_max
        self.size = 0
        self.total: int | None = None
        self.refusal: KlingError | None = None
        self.date: float | None = None  # of the last answer, by the clock of whoever gave it
        self._validator: str | None = None
        self._progress = progress
        self._begun, self._received = time.monotonic(), 0

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
        self.refusal, self.date = self._judge(reply), date_of(reply.headers)
        self._begun, self._received = time.monotonic(), 0
        if self.refusal:
            return None
        etag = reply.headers.get("etag", "")
        self._validator = etag if etag.startswith('"') else reply.headers.get("last-modified")
        return self.write

    def write(self, chunk: bytes) -> object:
        now = time.monotonic()
        self._received += len(chunk)
        if self._received < _SLOWEST * (now - self._begun - _SLOW_START):
            raise Interrupted(f"the result arrives too slowly, less than {_SLOWEST} bytes a second")
        if self.size + len(chunk) > self._bytes_max:
            raise DownloadError(f"the result has more than {self._bytes_max} bytes, which no film of its length has")
        self.part.write(chunk)
        self.size += len(chunk)
        return self._progress(self.size, self.total) if self._progress else None

    def _judge(self, reply: Reply) -> KlingError | None:
        status, kind = reply.status, reply.headers.get("content-type", "")
        if status in (200, 206) and kind.startswith(("text/", "application/json")):
            return DownloadError(f"the result's address gave no video but {kind}", http_status=status)
        if status in (200, 206) and reply.headers.get("content-encoding", "identity").lower() != "identity":
            encoding = reply.headers["content-encoding"][:40]
            return DownloadError(f"the result came encoded as {encoding}, which was not asked for", http_status=status)
        if status == 200:
            self.restart()
            length = reply.headers.get("content-length", "")
            self.total = int(length) if length.isdecimal() and len(length) < 20 else None
            if self.total is not None and self.total > self._bytes_max:
                what = f"the result claims {self.total} bytes; a film of its length has {self._bytes_max} at most"
                return DownloadError(what, http_status=status)
            return None
        if status == 206 and (found := _CONTENT_RANGE.match(reply.headers.get("content-range", ""))):
            start, total = int(found[1]), int(found[2])
            if start == self.size and self.total in (None, total):
                self.total = total
                return None
        if status in (206, 416):
            self.restart()
            return Interrupted("the result changed meanwhile, starting again", http_status=status)
        if status in (408, 429) or status >= 500:
            return ServiceError("the result cannot be had at the moment", http_status=status)
        gone = status in _GONE
        return DownloadError(
            "the result is not at its address" if gone else "the result's address answers with an error",
            advice=f"ask for the task again; results are kept {RESULT_DAYS} days" if gone else "try again later",
            http_status=status,
        )

    def restart(self) -> None:
        """Forget what arrived."""
        self.part.file.seek(0)
        self.part.file.truncate()
        self.size, self.total, self._validator = 0, None, None


def _fill(session: Session, part: Arrival, url: str, data: TaskData) -> Flow[float | None]:
    backoff, furthest, attempts = Backoff(BACKOFF, first=0.5), 0, 0
    while True:
        asked = None
        try:
            reply: Reply = yield Fetch(url, part.wanted(), part.receive)
        except NetworkError as error:
            failure: KlingError = error
        else:
            failure = part.refusal or Interrupted("the connection ended early")
            if part.refusal is None and part.is_whole:
                try:
                    seconds: float | None = yield Run(lambda: _played(part.part.path, data))
                except NotPlayable as error:
                    attempts += 1
                    part.restart()
                    why = f"what arrived is not the film: {error}"
                    failure = Interrupted(why) if attempts < _ATTEMPTS else DownloadError(why)
                else:
                    return seconds
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


def _url(data: TaskData) -> str:
    if not data.ended:
        raise ResultMissing(f"there is no video yet, status {data.task_status}", advice="wait for the task first")
    return ended_well(data)


def _filled(session: Session, part: Arrival, data: TaskData, url: str) -> Flow[tuple[str, float | None]]:
    """Fill the file from the result's address, or from the one that the service gives now where that is another; gives
    the address, and the film's seconds. Raises ResultExpired when there is nothing and, by the clock of whoever says
    so, it is past its time: the clock of this machine proves nothing."""
    try:
        return url, (yield from _fill(session, part, url, data))
    except DownloadError as error:
        if error.http_status not in _GONE:
            raise
        fresh = yield from read(session, data.task_id)
        if (other := _url(fresh)) == url:
            expires = expires_at(fresh)
            until = min(expires.timestamp(), _until(url)) if expires else float("inf")
            if part.date is not None and part.date >= until:
                when = datetime.fromtimestamp(until, UTC)
                raise ResultExpired(
                    f"the service keeps results for {RESULT_DAYS} days; this one was to be had until {when:%Y-%m-%d}",
                    advice="it cannot be had any more; another take is another video, and is charged",
                ) from None
            raise
        return other, (yield from _fill(session, part, other, fresh))


def _until(url: str) -> float:
    """When a signed address ends (Unix seconds); infinite when it does not say."""
    found = dict(parse_qsl(urlsplit(url).query)).get("Expires", "")
    return float(found) if found.isdecimal() and len(found) < 20 else float("inf")


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
        "request": unsigned(task.request),
    }
    return json.dumps(notes, indent=2, ensure_ascii=False, default=describe) + "\n"
