"""Small pictures of videos, for reports."""

from __future__ import annotations

import logging
import queue
import threading
import time
from pathlib import Path

from kling.productions.files import Files
from kling.productions.joining import JoinError, thumbnail
from kling.productions.ledger import AWAY

log = logging.getLogger("kling.productions")

_LATER = 1.0  # seconds after a video that its picture is drawn: what ended together with it comes here first


def thumbnail_of(video: Path) -> Path:
    """Where the small picture of a video is."""
    return video.parent / ".thumbnails" / f"{video.stem}.jpg"


def draw_thumbnail(files: Files, video: Path) -> None:
    """Draw the small picture of a video. Where that cannot be, there is none: the video is here."""
    small = files.part(".jpg")
    try:
        thumbnail(video, small)
        files.put(small, thumbnail_of(video), is_film=False)
    except (JoinError, OSError) as error:
        log.warning("%s has no small picture: %s", video.name, error)


class Thumbnails:
    """Draws small pictures one by one, in a thread of its own. What is not drawn when it ends, the report draws."""

    def __init__(self) -> None:
        self._wanted: queue.SimpleQueue[tuple[float, Files, Path] | None] = queue.SimpleQueue()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._draw_all, name="kling-thumbnails", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def add(self, files: Files, video: Path) -> None:
        """Have the picture drawn of a video that came here just now."""
        self._wanted.put((time.monotonic() + _LATER, files, video))

    def end(self) -> None:
        self._ending.set()
        self._wanted.put(None)
        self._thread.join()

    def _draw_all(self) -> None:
        while wanted := self._wanted.get():
            at, files, video = wanted
            if self._ending.wait(max(0.0, at - time.monotonic())):
                return
            try:
                draw_thumbnail(files, video)
            except AWAY as error:
                log.info("the report draws the small picture of %s: the database is away: %s", video.name, error)
