"""The animatic of a brief: the film a sandbox would answer with, with no server and no account."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kling.api.inline import LocalFile
from kling.app.deliver import Destination, guard, writable
from kling.app.prepare import compiled
from kling.app.refusal import refusing
from kling.models.profiles import DEFAULT, Profile

if TYPE_CHECKING:
    from kling.animatic.film import Rendered


@dataclass(frozen=True, slots=True)
class Preview:
    """The file, and what was drawn."""

    path: Path
    rendered: Rendered


def preview(brief: Path, place: Path | None = None, *, force: bool = False, profile: Profile = DEFAULT) -> Preview:
    """Draw a brief file's animatic at ``place`` (a file or folder), by default beside the brief. Pictures and clips
    behind URLs are drawn as cards. Raises Refusal."""
    from kling.animatic.film import render

    body = compiled(brief, profile).body
    destination = Destination(place or writable(brief.with_suffix(".mp4")), force)
    file = destination.file(f"{brief.stem}.mp4")
    guard(file, destination)

    def find(source: object) -> Path | None:
        return source.path if isinstance(source, LocalFile) else None

    with refusing():
        return Preview(file, render(body, file, find=find))
