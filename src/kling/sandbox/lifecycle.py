"""What happens to a task between submit and its end: media are fetched and judged, the film is drawn, the outcome is
written down.

Every process that shares a state folder works on the tasks it accepted, and takes over those of processes that died.
"""

from __future__ import annotations

import logging
import math
import queue
import threading
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from kling.api.body import Body
from kling.api.inline import LocalFile, LocalVideo
from kling.api.price import units
from kling.client.home import private_folder
from kling.client.liveness import Liveness
from kling.client.prepare import external_id
from kling.media.address import is_url
from kling.media.fetch import FetchError, fetch
from kling.media.info import Facts
from kling.media.probe import probe_file
from kling.models.errors import RESULT_DAYS
from kling.models.profiles import Profile
from kling.rules import RULES, check
from kling.sandbox import errors, lip_sync, texts
from kling.sandbox.endpoints import profile_of
from kling.sandbox.files import LINE, Files, result_behind
from kling.sandbox.options import Clock, Options
from kling.sandbox.state import Store, Task

log = logging.getLogger("kling.sandbox")

FPS = 24
_TAKES = 12  # of a request that are told apart
_IDLE_SECONDS = 1.0
_JOIN_SECONDS = 3.0
_AGAIN_SECONDS = 5.0  # until a task is tried again whose files could not be written


class Failed(Exception):
    """The task ends as failed, for this reason."""


class _Stopped(BaseException):
    """The sandbox is shutting down; the task stays unfinished for whoever comes next."""


def film_seconds(body: Body, clip_seconds: float | None = None) -> float:
    """Length of the finished film at 24 fps: 24 N + 1 frames (M, LA: 5 s gives "5.041"), or as long as the clip that is
    edited (DOC)."""
    if body.refer_type == "base" and clip_seconds is not None:
        return max(1, round(clip_seconds * FPS)) / FPS
    return ((body.duration or 0) * FPS + 1) / FPS


def milliunits(body: Body, clip_seconds: float | None = None) -> int:
    return int((units(body, clip_seconds) or Decimal(0)) * 1000)


def _recording(body: Body) -> list[tuple[str, str | LocalFile]]:
    return [("audio-0", audio)] if (audio := lip_sync.recording(body.raw)) is not None else []


def _media(body: Body) -> list[tuple[str, str | LocalFile]]:
    """The pictures, clips and recording of a body: a name for the file of each, and its source."""
    return [
        *((f"image-{n}", image.source) for n, image in enumerate(body.images)),
        *((f"video-{n}", video.source) for n, video in enumerate(body.videos)),
        *_recording(body),
    ]


def needs_fetching(body: Body) -> bool:
    return any(isinstance(source, str) and is_url(source) for _, source in _media(body))


class Works:
    """The workers of one process."""

    def __init__(self, options: Options, clock: Clock, store: Store, files: Files, liveness: Liveness) -> None:
        self._options, self._clock, self._store, self._files, self._liveness = options, clock, store, files, liveness
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._drawing = threading.RLock()
        self._threads = [
            threading.Thread(target=self._run, name=f"kling-sandbox-{n}", daemon=True) for n in range(options.workers)
        ]

    def start(self) -> None:
        self._purge()
        self._take_over()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for _ in self._threads:
            self._queue.put(None)
        for thread in filter(threading.Thread.is_alive, self._threads):  # none was started where opening failed
            thread.join(_JOIN_SECONDS)  # a slow host must not hold up the shutdown; the threads are daemons

    def submit(self, task_id: str) -> None:
        """Work on a task that this process has stored under its own name."""
        self._queue.put(task_id)

    def draw(self, task: Task, *, watermark: bool) -> Path:
        """The finished film's file, drawn now if that has not happened yet. Raises Failed."""
        out = self._files.result(task.id, watermark=watermark)
        with self._drawing:  # reentrant: the clip of a task may be the result of an earlier one
            if not out.exists():
                body = self._body(task.id)
                self._render(body, out, self._sources(task.id, Body(body)), watermark=watermark)
        return out

    # -- the worker's day ---------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._next()
            except _Stopped:
                return
            except Exception:
                if self._stopping.is_set():
                    return  # whatever failed, failed because the state is being closed
                log.exception("a task was given up")

    def _next(self) -> None:
        try:
            task_id = self._queue.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            self._take_over()
            return
        if task_id is not None:
            self._process(task_id)

    def _take_over(self) -> None:
        for owner in self._store.owners():
            if owner != self._liveness.name and not self._liveness.alive(owner):
                for task_id in self._store.take_over(owner, self._liveness.name):
                    log.info("taking over task %s of a sandbox that ended", task_id)
                    self._queue.put(task_id)

    def _purge(self) -> None:
        """Results are deleted 30 days after generation (DOC); done at start, and the clock hides them until then."""
        for task_id in self._store.ended_before(self._clock.ms() - RESULT_DAYS * 86_400_000):
            self._files.forget(task_id)
        self._files.forget_uploads(RESULT_DAYS)

    def _process(self, task_id: str) -> None:
        task = self._store.find(task_id)
        begun = self._clock.ms()
        if task is None or not self._store.begin(task_id, self._liveness.name, begun):
            return
        raw = self._body(task_id)
        body = Body(raw)
        failure, seconds, price = None, task.seconds, task.milliunits
        try:
            profile = profile_of(task.endpoint, self._options.profile)
            sources = self._fetch(task_id, body, profile)
            clip = _judge(raw, body, sources, profile)
            if body.refer_type == "base" and clip is not None and clip.seconds is not None:
                seconds, price = film_seconds(body, clip.seconds), milliunits(body, clip.seconds)
            if self._options.render == "eager":
                seconds = self._render(raw, self._files.result(task_id), sources)
                if task.watermark:
                    self._render(raw, self._files.result(task_id, watermark=True), sources, watermark=True)
        except Failed as reason:
            failure = str(reason)
        except OSError as error:  # a full disk is no reason of the task's
            log.warning("task %s waits: %s", task_id, error)
            later = threading.Timer(_AGAIN_SECONDS, self.submit, [task_id])
            later.daemon = True
            later.start()
            return
        except Exception:
            log.exception("task %s failed", task_id)
            failure = "internal error of the sandbox; its log has the details"
        if failure is not None or self._options.render == "eager":
            self._files.forget_media(task_id)
        ended = max(self._clock.ms(), task.created + round(self._options.latency * 1000))
        self._store.finish(
            task_id, self._liveness.name, ended=ended, failure=failure, seconds=seconds, milliunits=price
        )

    # -- steps --------------------------------------------------------------------------------------------------------

    def _body(self, task_id: str) -> dict[str, Any]:
        return self._files.with_inline(task_id, self._store.body(task_id))

    def _sources(self, task_id: str, body: Body) -> dict[str, Path]:
        """Where the media of a body are on disk, by source; URLs may not have been fetched yet."""
        folder = self._files.folder(task_id)
        found = {}
        for name, source in _media(body):
            if isinstance(source, LocalFile):
                found[str(source.path)] = source.path
            elif is_url(source):
                found[source] = self._own(source) or folder / name
        return found

    def _own(self, url: str) -> Path | None:
        """The file behind a URL of this very sandbox (an upload, or an earlier result), without asking over HTTP."""
        named = result_behind(url)
        if named is None:
            return self._files.upload_behind(url)
        (task_id, watermark), now = named, self._clock.ms()
        task = self._store.find(task_id)
        if task is None or task.status(now) != "succeed" or task.expired(now) or (watermark and not task.watermark):
            return None
        return self.draw(task, watermark=watermark)

    def _fetch(self, task_id: str, body: Body, profile: Profile) -> dict[str, Path]:
        sources = self._sources(task_id, body)
        clips = {str(video.source) for video in body.videos}
        for source, path in sources.items():
            if path.is_file():
                continue
            private_folder(path.parent)
            limit = profile.video_bytes_ceiling if source in clips else profile.image_bytes_ceiling
            try:
                fetch(source, path, bytes_max=limit, allow_private=self._options.allow_private_media)
            except FetchError as error:
                raise Failed(f"{texts.NOT_FETCHED} ({error})") from None
        return sources

    def _render(
        self, body: Mapping[str, Any], out: Path, sources: Mapping[str, Path], *, watermark: bool = False
    ) -> float:
        """Draw the film; its length in seconds. Raises Failed for media that cannot be drawn."""
        from kling.animatic.errors import RenderError
        from kling.animatic.film import render
        from kling.animatic.staged import DRAFT, STILLS

        def find(source: str | LocalFile) -> Path | None:
            path = sources.get(str(source.path) if isinstance(source, LocalFile) else source)
            return path if path is not None and _drawable(path) else None

        def progress(_done: int, _all: int) -> None:
            if self._stopping.is_set():
                raise _Stopped

        private_folder(out.parent)
        quality = STILLS if self._options.drawing == "stills" else DRAFT
        try:
            take, known = _take(body, sources), str(body.get("external_task_id") or "")
            names = (known,) if known else ()
            made = render(
                body, out, find=find, progress=progress, watermark=watermark, quality=quality, take=take, names=names
            )
            if isinstance(line := body.get(LINE), Mapping):
                heard = lip_sync.recording(body)
                lip_sync.dub(out, line, sources.get(str(heard.path) if isinstance(heard, LocalFile) else str(heard)))
            out.chmod(0o600)
            return made.seconds
        except RenderError as error:
            raise Failed(f"{texts.NOT_FETCHED} ({error})") from None


def _judge(raw: Mapping[str, Any], body: Body, sources: Mapping[str, Path], profile: Profile) -> Facts | None:
    """Refuse media that the rules refuse; the facts of the clip, if there is one."""
    media = {source: probe_file(path) for source, path in sources.items()}
    # A picture that is cut off counts by its header and is drawn as a card: what the service does with it is not known.
    found = check(raw, profile, media, craft=False)
    fault = errors.worst(d for d in found if RULES[d.code].category == "media" and d.code != "M12")
    if fault is not None:
        raise Failed(texts.text(fault))
    return media.get(str(body.video.source)) if body.video is not None else None


def _drawable(path: Path) -> bool:
    """Whether a picture can be decoded to its end; one that is cut off counts for the rules, but shows as a card."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return probe_file(path).kind == "video"
    return True


def _take(body: Mapping[str, Any], sources: Mapping[str, Path]) -> int:
    """The take that an external id of ours stands for; 1 where it says nothing."""
    known = body.get("external_task_id")
    if not isinstance(known, str) or not known.startswith("kw-"):
        return 1
    request = {key: value for key, value in body.items() if key != "external_task_id"}
    if isinstance(clips := request.get("video_list"), list):
        request["video_list"] = [
            {**clip, "video_url": LocalVideo.of(path)} if (path := sources.get(str(clip.get("video_url")))) else clip
            for clip in clips
        ]
    try:
        return next((take for take in range(1, _TAKES + 1) if external_id(request, take) == known), 1)
    except (OSError, TypeError, ValueError):
        return 1


def duration_text(seconds: float) -> str:
    """``5.0416…`` as the service writes it: "5.041"."""
    return f"{math.floor(seconds * 1000) / 1000:.3f}"
