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
        """The body with its base64 pictures moved into files. Raises ValueError for text that is not base64."""
        images = body.get("image_list")
        if not isinstance(images, list):
            return dict(body)
        kept = [self._keep(task_id, n, image) for n, image in enumerate(images)]
        return {**body, "image_list": kept}

    def _keep(self, task_id: str, number: int, image: Mapping[str, Any]) -> Mapping[str, Any]:
        source = image.get("image_url")
        if not isinstance(source, str) or is_url(source):
            return image
        content = decode(source)
        folder = self.folder(task_id)
        private_folder(folder)
        private_file(folder / f"image-{number}").write_bytes(content)
        return {**image, "image_url": {"file": f"image-{number}"}}

    def with_inline(self, task_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A kept body for working on: its pictures are :class:`InlineFile`."""

        def back(image: Any) -> Any:
            source = image.get("image_url") if isinstance(image, dict) else None
            if not isinstance(source, dict):
                return image
            path = self.folder(task_id) / str(source["file"])
            return {**image, "image_url": InlineFile(path, path.stat().st_size)}

        images = body.get("image_list")
        return {**body, "image_list": [back(image) for image in images]} if isinstance(images, list) else dict(body)

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
