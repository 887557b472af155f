"""Where a video goes: whole or not at all, and over a file that could not be made again only when that is wanted."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.app.events import Delivered, Downloading, Noticed, Tell
from kling.app.refusal import Refusal, refusing
from kling.client.download import Existing, guarded
from kling.client.errors import TargetExists
from kling.media.confined import permitted

if TYPE_CHECKING:
    from kling.client import Client, Task, TaskData
    from kling.media.sheet import Sheet


_BYTES_A_SECOND = 4_000_000  # of a film in 4k; others have a quarter of it


def writable(place: str | Path) -> Path:
    """A film's file that can be written, or a folder; known before anything is paid. Raises Refusal."""
    path, text = Path(place), str(place)
    if text == "-":
        raise Refusal("usage", "a video is not written to standard output; name a file")
    if path.is_dir() or text.endswith(os.sep):
        writable_folder(path)
        return path
    writable_folder(path.parent)
    if path.exists() and not path.is_file():
        raise Refusal("usage", f"{path} is no file", help="name another")
    if path.suffix.lower() != ".mp4":
        raise Refusal("usage", f"{path.name}: a film is an MP4", help=f"name it {path.stem}.mp4")
    return path


def writable_folder(folder: Path) -> None:
    """Raises Refusal for a folder that is not there, or that nothing can be written to."""
    if not folder.is_dir():
        raise Refusal("usage", f"the folder {folder} does not exist", help="make it, or name another place with -o")
    try:
        with tempfile.TemporaryFile(dir=folder):  # permissions alone do not tell: it is tried
            pass
    except OSError as error:
        why = f"the folder {folder} cannot be written to: {error.strerror or error}"
        raise Refusal("usage", why, help="name another place with -o") from None


@dataclass(frozen=True, slots=True)
class Destination:
    """``path`` is a file, or a folder in which the video gets a name. ``force`` replaces whatever stands there,
    ``metadata`` writes what is known of the video beside it, ``sheet`` a contact sheet of its frames. ``stays``: what
    is on this machine already is not brought again."""

    path: Path = Path()
    force: bool = False
    metadata: bool = False
    sheet: bool = False
    stays: bool = False

    @classmethod
    def to(
        cls, place: Path, usual: Path = Path(), *, force: bool = False, metadata: bool = False, sheet: bool = False
    ) -> Destination:
        """Where somebody wants a video: what is on this machine already stays there, unless ``place`` is another than
        the ``usual`` one or ``force`` brings it again."""
        return cls(place, force, metadata, sheet, stays=place == usual and not force)

    def file(self, name: str) -> Path:
        """The file itself; ``name`` is what it is called in a folder."""
        return self.path / name if self.path.is_dir() else self.path

    @property
    def options(self) -> dict[str, str | bool]:
        """The options by which a later command, wherever it is run, delivers to the same place."""
        place: dict[str, str | bool] = {} if self.path == Path() else {"output": str(self.path.absolute())}
        return place | ({"sheet": True} if self.sheet else {})


HERE = Destination()


def guard(place: Path, destination: Destination, *names: str) -> None:
    """Raises Refusal when ``place`` holds what only ``force`` may replace; ``names`` are those of what shall stand
    there."""
    with refusing():
        permitted(place)
    if not destination.force and guarded(place, *names):
        raise taken(place)


def taken(place: Path) -> Refusal:
    """That something stands there which only ``force`` may replace."""
    help = "--force replaces it, or name another file with -o"
    return Refusal("exists", f"{place} exists", help=help, file=str(place))


def try_place(place: Path, seconds: float | None) -> None:
    """Raises Refusal when a film of so many seconds cannot be written there; known before it is paid."""
    from kling.media import files

    try:
        files.try_places([place], round(_BYTES_A_SECOND * (seconds or 0)))
    except files.PlaceError as error:
        raise Refusal("usage", f"{error}; nothing was sent", file=str(place)) from None


def deliver(client: Client, known: Task | TaskData, place: Path, destination: Destination, tell: Tell) -> Path:
    """Download a finished video to the file ``place``. Raises Refusal when another film stands there."""

    def progress(done: int, total: int | None) -> None:
        tell(Downloading(done, total))

    tell(Downloading())
    existing: Existing = "replace" if destination.force else "refuse"
    before = place.stat() if place.exists() else None
    try:
        client.download(known, place, metadata=destination.metadata, progress=progress, existing=existing)
    except TargetExists:
        raise taken(place) from None
    same = before is not None and place.stat().st_ino == before.st_ino
    tell(Delivered(place, same, before is not None and not same))
    return place


def sheet_beside(film: Path, destination: Destination, tell: Tell, at: tuple[float, ...] = ()) -> Sheet | None:
    """The contact sheet that was asked for, beside a film, of these moments where any are given; trouble with it is
    told and does not cost the film."""
    if not destination.sheet:
        return None
    from kling.app.frames import beside, frames

    try:
        return frames(film, beside(film), at=at)
    except Refusal as refusal:
        tell(Noticed(f"no contact sheet was drawn: {refusal}"))
        return None


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
