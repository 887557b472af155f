"""What must be well on this machine before anything is paid: the folder, the names and the free space."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from kling.media.confined import permitted
from kling.productions.files import Records, is_foreign
from kling.productions.plan import Plan
from kling.productions.report import NAME, pictures_of
from kling.productions.thumbnails import thumbnail_of

_BYTES_PER_SECOND = 1_000_000  # of video; no less than what is usual
_TOLD = 5  # files that are told by name


def faults(records: Records, plan: Plan) -> list[str]:
    """Why the videos of a plan could not be kept where they belong; nothing is left behind by looking."""
    folder = plan.production.folder.resolve()
    videos = [folder / item.video.output for item in plan.items]
    films = [folder / film.output for film in plan.production.films]
    made = [*videos, *films, *map(thumbnail_of, videos), *(path for film in films for path in pictures_of(film))]
    made.append(folder / NAME)
    found = list(_not_writable(path.parent for path in made))
    if not found:
        found += _too_long(made)
    if not found:
        found += _foreign(records, made)
    if not found:
        missing = {item.video.output: item.estimate.seconds or 0 for item in plan.items}
        found += _no_room(folder, sum(s for output, s in missing.items() if not (folder / output).is_file()))
    return found


def _there(folder: Path) -> Path:
    """The nearest folder above that exists, or what stands in its place."""
    while not os.path.lexists(folder):
        folder = folder.parent
    return folder


def _not_writable(folders: Iterable[Path]) -> Iterator[str]:
    for place in sorted({_there(folder) for folder in folders}):
        try:
            permitted(place)
            with tempfile.TemporaryFile(dir=place):
                pass
        except OSError as error:
            yield f"nothing can be written to {place}: {error.strerror or error}"


def _too_long(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        try:
            os.lstat(path)
        except FileNotFoundError:
            continue
        except OSError as error:  # the name or the whole path is too long here
            yield f"{str(path)[:80]}… cannot be written: {error.strerror}"
            return


def _foreign(records: Records, paths: Iterable[Path]) -> Iterator[str]:
    taken = [path for path in paths if is_foreign(records, path)]
    if taken:
        more = f" and {len(taken) - _TOLD} more" if len(taken) > _TOLD else ""
        listed = ", ".join(str(path) for path in taken[:_TOLD])
        yield f"not made here, and never overwritten: {listed}{more}; move it away, or choose another folder or output"


def _no_room(folder: Path, seconds: float) -> Iterator[str]:
    place = _there(folder)
    free, needed = shutil.disk_usage(place).free, int(seconds * _BYTES_PER_SECOND)
    if free < needed:
        yield f"{place} has {free // 1_000_000} MB of free space, and the videos take about {needed // 1_000_000} MB"
