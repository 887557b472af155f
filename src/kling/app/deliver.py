"""Where a video goes: whole or not at all, and over a file that could not be made again only when that is wanted."""

from __future__ import annotations

import filecmp
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.app.events import Delivered, Downloading, Tell
from kling.app.refusal import Refusal

if TYPE_CHECKING:
    from kling.client import Client, Task, TaskData


def writable(place: str | Path) -> Path:
    """A file that can be written, or a folder; known before anything is paid. Raises Refusal."""
    path, text = Path(place), str(place)
    if text == "-":
        raise Refusal("usage", "a video is not written to standard output; name a file")
    folder = path if path.is_dir() or text.endswith(os.sep) else path.parent
    if not folder.is_dir():
        raise Refusal("usage", f"the folder {folder} does not exist", help="make it, or name another place with -o")
    if not os.access(folder, os.W_OK):
        raise Refusal("usage", f"the folder {folder} cannot be written to", help="name another place with -o")
    if path.exists() and not path.is_dir() and not path.is_file():
        raise Refusal("usage", f"{path} is no file", help="name another")
    return path


@dataclass(frozen=True, slots=True)
class Destination:
    """``path`` is a file, or a folder in which the video gets a name. ``force`` replaces whatever stands there,
    ``metadata`` writes what is known of the video beside it."""

    path: Path = Path()
    force: bool = False
    metadata: bool = False

    def file(self, name: str) -> Path:
        """The file itself; ``name`` is what it is called in a folder."""
        return self.path / name if self.path.is_dir() else self.path

    @property
    def options(self) -> tuple[str, ...]:
        """The options by which a later command delivers to the same place."""
        return () if self.path == Path() else ("-o", str(self.path))


HERE = Destination()


def guard(place: Path, destination: Destination) -> None:
    """Raises Refusal when ``place`` holds what only ``force`` may replace."""
    if not destination.force and is_guarded(place):
        raise Refusal(
            "exists", f"{place} exists", help="--force replaces it, or name another file with -o", file=str(place)
        )


def is_guarded(place: Path) -> bool:
    """Whether only force may replace what is there: not so for empty files and for animatics, which are drawn again
    for nothing."""
    return place.exists() and place.stat().st_size > 0 and not _is_animatic(place)


def _is_animatic(path: Path) -> bool:
    import av

    from kling.render.film import COMMENT

    try:
        with av.open(str(path)) as container:
            return container.metadata.get("comment") == COMMENT
    except (av.FFmpegError, OSError, ValueError):
        return False


def deliver(client: Client, known: Task | TaskData, place: Path, destination: Destination, tell: Tell) -> Path:
    """Download a finished video to the file ``place``. Raises Refusal when another film stands there."""

    def progress(done: int, total: int | None) -> None:
        tell(Downloading(done, total))

    tell(Downloading())
    metadata = destination.metadata
    if not place.exists():
        path = client.download(known, place, metadata=metadata, progress=progress)
        tell(Delivered(path))
        return path
    with tempfile.TemporaryDirectory(prefix=".kling-", dir=place.parent) as folder:
        fresh = client.download(known, Path(folder) / place.name, metadata=metadata, progress=progress)
        same = filecmp.cmp(fresh, place, shallow=False)
        if not same:
            guard(place, destination)
        for made in Path(folder).iterdir():
            made.replace(place.parent / made.name)
    tell(Delivered(place, same, not same))
    return place


def name_of(words: str, external_id: str) -> str:
    """What a video is called when nobody named it: its first words, and the beginning of its id."""
    plain = re.sub(r"<<<\w+>>>", " ", words)
    slug = "-".join(re.findall(r"\w+", plain.lower())[:5])[:48].strip("-") or "video"
    return f"{slug}-{external_id.removeprefix('kw-')[:8]}.mp4"


def row_of(data: TaskData, link: Any = lambda url: url) -> dict[str, Any]:
    """A task as programs read it. ``link`` gives the address under which a result can be had later."""
    return {
        "task_id": data.task_id,
        "external_task_id": data.external_task_id,
        "status": data.task_status,
        "message": data.task_status_msg,
        "created_at": data.created_at,
        "updated_at": data.updated_at,
        "units": data.final_unit_deduction,
        "videos": [
            {"id": video.id, "url": link(video.url), "duration": video.duration} for video in data.task_result.videos
        ],
    }
