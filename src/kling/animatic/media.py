"""The pictures and the clip of a request body, read when they are needed and once."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageOps

from kling.animatic.clip import Clip, reading
from kling.animatic.errors import RenderError, UnreadableError
from kling.animatic.timeline import Source
from kling.api.inline import LocalFile
from kling.media.address import scheme
from kling.media.colours import in_rgb, is_see_through

Find = Callable[[Source], Path | None]
_GROUND = (24, 26, 30)  # behind what is transparent
_LARGEST = 4096  # longest side that is kept in memory


def name_of(source: Source) -> str:
    """How an error or a placeholder calls a source: a file's or a URL's last part, never base64 text."""
    if isinstance(source, LocalFile):
        return source.path.name
    if scheme(source) or source.startswith(("/", "file:")) or len(source) < 200:
        return source.split("?")[0].rstrip("/").rsplit("/", 1)[-1][:60] or "a picture"
    return "a picture sent as base64"


def _picture(path: Path) -> Image.Image:
    """The picture in a file, upright, at most 4096 pixels long, as RGB, or RGBA where it is transparent. Raises
    UnreadableError."""
    with reading(path, "picture"), warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as picture:
            picture.draft("RGB", (_LARGEST, _LARGEST))
            picture.thumbnail((_LARGEST, _LARGEST))
            upright = ImageOps.exif_transpose(picture)
            found: Image.Image = upright.convert("RGBA") if is_see_through(upright) else in_rgb(upright, _GROUND)
            return found


@dataclass
class Media:
    """What ``find`` finds of a body's pictures and clip; None for what is not on this machine."""

    find: Find
    _pictures: dict[Source, Image.Image | None] = field(default_factory=dict)
    _clip: Clip | None = None

    def frame(self, source: Source, role: str) -> Image.Image | None:
        """The picture of a first or last frame, RGB. Raises RenderError."""
        try:
            picture = self._read(source)
        except UnreadableError as error:
            raise RenderError(
                f"the {role} {name_of(source)} cannot be read: {error}; give a whole PNG or JPEG file"
            ) from error
        return in_rgb(picture, _GROUND) if picture else None

    def reference(self, source: Source | None) -> Image.Image | None:
        """A picture that is only referred to, RGBA where it is transparent; None when it cannot be read, too."""
        try:
            return self._read(source) if source else None
        except UnreadableError:
            return None

    def _read(self, source: Source) -> Image.Image | None:
        if source not in self._pictures:
            path = self.find(source) if source else None
            self._pictures[source] = None if path is None else _picture(path)
        return self._pictures[source]

    def clip(self, source: Source | None, *, edited: bool) -> Clip | None:
        """The clip; None also when it cannot be read and is only referred to. Raises RenderError for one to edit."""
        path = self.find(source) if source and self._clip is None else None
        if source is None or path is None:
            return self._clip
        try:
            self._clip = Clip(path)
        except UnreadableError as error:
            if edited:
                raise RenderError(
                    f"the clip to edit, {name_of(source)}, cannot be read: {error}; give a whole MP4 or MOV file"
                ) from error
        return self._clip
