"""A video as a sheet of its frames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kling.app import envelope
from kling.app.deliver import taken, writable_folder
from kling.app.refusal import Refusal, Step, refusing
from kling.media.confined import permitted
from kling.media.sheet import Sheet, SheetError, is_sheet, sheet


def beside(video: Path, which: str = "frames") -> Path:
    """Where a sheet of a video stands, by what it shows."""
    return video.with_name(f"{video.stem}-{which}.jpg")


def frames(
    video: Path,
    out: Path | None = None,
    *,
    count: int | None = None,
    at: tuple[float, ...] = (),
    per_shot: bool = False,
    force: bool = False,
) -> Sheet:
    """Draw a contact sheet of a video at ``out`` (beside the video without it), see :func:`kling.media.sheet.sheet`.
    Only ``force`` replaces a file that is no sheet of ours. Raises Refusal."""
    which = "-".join(["at", *(f"{second:g}" for second in at)])[:60] if at else "shots" if per_shot else "frames"
    place = out or beside(video, which)
    writable_folder(place.parent)
    if place.exists() and not force and not is_sheet(place):
        raise taken(place)
    with refusing():
        permitted(place)
        try:
            return sheet(video, place, count=count, at=at, per_shot=per_shot)
        except SheetError as error:
            raise Refusal("usage", str(error), file=str(video)) from None


def shown(made: Sheet) -> dict[str, Any]:
    """The envelope of a sheet."""
    return envelope.done(made.document(), next=[Step("look", {"files": [made.document()["video"]]})])


def seeing(film: Path, sheet: Sheet | None = None) -> Step:
    """How a film that is here is looked at, its ``sheet`` being seen already: each shot, or as a clip for the next."""
    path = str(film.absolute())
    if sheet is not None and not sheet.cuts:
        return Step("look", {"files": [path]})
    return Step("frames", {"video": path, **({"per_shot": True} if sheet else {})})
