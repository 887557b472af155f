"""The pictures and the clip of a request body, read when they are needed and once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from kling.animatic.clip import Clip
from kling.animatic.errors import RenderError
from kling.animatic.pictures import UnreadableError, read_picture
from kling.animatic.timeline import Source
from kling.api.inline import LocalFile
from kling.media.address import scheme

Find = Callable[[Source], Path | None]


def name_of(source: Source) -> str:
    """How an error or a placeholder calls a source: a file's or a URL's last part, never base64 text."""
    if isinstance(source, LocalFile):
        return source.path.name
    if scheme(source) or source.startswith(("/", "file:")) or len(source) < 200:
        return source.split("?")[0].rstrip("/").rsplit("/", 1)[-1][:60] or "a picture"
    return "a picture sent as base64"


@dataclass
class Media:
    """What ``find`` finds of a body's pictures and clip; None for what is not on this machine."""

    find: Find
    _pictures: dict[Source, Image.Image | None] = field(default_factory=dict)
    _clip: Clip | None = None

    def frame(self, source: Source, role: str, *, clear: bool = False) -> Image.Image | None:
        """The picture of a first or last frame; ``clear`` where it is transparent. Raises RenderError."""
        if source not in self._pictures:
            path = self.find(source) if source else None
            try:
                self._pictures[source] = None if path is None else read_picture(path, clear=clear)
            except UnreadableError as error:
                raise RenderError(
                    f"the {role} {name_of(source)} cannot be read: {error}; give a whole PNG or JPEG file"
                ) from error
        return self._pictures[source]

    def reference(self, source: Source | None) -> Image.Image | None:
        """A picture that is only referred to; None when it cannot be read, too."""
        try:
            return self.frame(source, "reference picture", clear=True) if source else None
        except RenderError:
            return None

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
