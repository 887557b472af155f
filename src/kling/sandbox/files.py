"""The files of a state folder: what tasks were given, what they made, and clips that were uploaded for them.

tasks/<task id>/image-0, video-0       media of the task, by list and position
tasks/<task id>/result.mp4, watermark.mp4
uploads/<token>/<name>                 what POST /_sandbox/files took
"""

from __future__ import annotations

import binascii
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from kling.api.inline import InlineFile
from kling.client.home import private_file, private_folder
from kling.media.address import is_url

LINE = "line"
"""What a kept body has beside the fields of the omni body: a line to be heard, as ``audio``, or as ``text`` and
``language``."""

VIDEOS = "/_sandbox/videos"
UPLOADS = "/_sandbox/files"

_RESULT = re.compile(rf"{VIDEOS}/([0-9]{{1,20}})(-watermark)?\.mp4\Z", re.ASCII)
_TOKEN = re.compile(r"[0-9a-f]{16}\Z")


def _path(url: str) -> str:
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ""  # no URL at all; fetching it will say so


def result_behind(url: str) -> tuple[str, bool] | None:
    """The task whose result a URL of this sandbox names, and whether it is the watermarked copy."""
    found = _RESULT.match(_path(url))
    return (found[1], found[2] is not None) if found else None


class Files:
    """Paths below one state folder. Nothing outside of it is ever named."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._tasks = root / "tasks"
        self._uploads = root / "uploads"

    def folder(self, task_id: str) -> Path:
        return self._tasks / task_id

    def result(self, task_id: str, *, watermark: bool = False) -> Path:
        return self.folder(task_id) / ("watermark.mp4" if watermark else "result.mp4")

    # -- inline pictures ----------------------------------------------------------------------------------------------

    def keep_inline(self, task_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body with its base64 pictures and recording moved into files. Raises ValueError for text that is not
        base64."""
        images, line = body.get("image_list"), body.get(LINE)
        kept = dict(body)
        if isinstance(images, list):
            kept["image_list"] = [
                {**image, "image_url": self._keep(task_id, f"image-{n}", image.get("image_url"))}
                for n, image in enumerate(images)
            ]
        if isinstance(line, Mapping) and "audio" in line:
            kept[LINE] = {"audio": self._keep(task_id, "audio-0", line["audio"])}
        return kept

    def _keep(self, task_id: str, name: str, source: object) -> object:
        if not isinstance(source, str) or is_url(source):
            return source
        content = decode(source)
        folder = self.folder(task_id)
        private_folder(folder)
        private_file(folder / name).write_bytes(content)
        return {"file": name}

    def with_inline(self, task_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A kept body for working on: its pictures and its recording are :class:`InlineFile`."""

        def back(holder: Any, name: str) -> Any:
            source = holder.get(name) if isinstance(holder, dict) else None
            if not isinstance(source, dict):
                return holder
            path = self.folder(task_id) / str(source["file"])
            return {**holder, name: InlineFile(path, path.stat().st_size)}

        images, made = body.get("image_list"), dict(body)
        if isinstance(images, list):
            made["image_list"] = [back(image, "image_url") for image in images]
        if LINE in body:
            made[LINE] = back(body[LINE], "audio")
        return made

    # -- uploads ------------------------------------------------------------------------------------------------------

    def new_upload(self, name: str) -> Path:
        """Where an upload called ``name`` shall be written."""
        safe = re.sub(r"[^\w.-]+", "-", PurePosixPath(name.replace("\\", "/")).name, flags=re.ASCII).strip(".-")
        folder = self._uploads / secrets.token_hex(8)
        private_folder(folder)
        return folder / (safe[-100:] or "file")

    def upload(self, token: str, name: str) -> Path | None:
        path = self._uploads / token / PurePosixPath(name).name
        return path if _TOKEN.match(token) and path.is_file() else None

    def upload_behind(self, url: str) -> Path | None:
        """The upload that a URL of this sandbox names, whatever port it had when it was given out."""
        head, _, name = _path(url).rpartition("/")
        head, _, token = head.rpartition("/")
        return self.upload(token, name) if head == UPLOADS else None

    # -- end of life --------------------------------------------------------------------------------------------------

    def forget(self, task_id: str) -> None:
        """Remove everything a task has on disk."""
        shutil.rmtree(self.folder(task_id), ignore_errors=True)

    def forget_media(self, task_id: str) -> None:
        """Remove what the task was given and keep what it made."""
        for path in self.folder(task_id).glob("*-*"):
            path.unlink(missing_ok=True)

    def forget_uploads(self, older_than_days: float) -> None:
        limit = time.time() - older_than_days * 86400
        for folder in self._uploads.glob("*"):
            if folder.stat().st_mtime < limit:
                shutil.rmtree(folder, ignore_errors=True)


def decode(text: str) -> bytes:
    """Base64, with or without padding. Raises ValueError."""
    bare = text.rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    if len(bare) < len(text) != len(padded):
        raise ValueError("wrong base64 padding")
    try:
        return binascii.a2b_base64(padded, strict_mode=True)
    except binascii.Error as error:
        raise ValueError(f"not base64: {error}") from None
