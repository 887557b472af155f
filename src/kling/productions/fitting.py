"""Making the local files of briefs legal before they are judged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kling.api.inline import InlineFile
from kling.briefs import Brief
from kling.media.address import is_url
from kling.media.confined import Outside, made
from kling.media.fit import FitError, Fitted, fit
from kling.media.keep import ALL, Keep
from kling.media.probe import decoded
from kling.media.source import picture
from kling.models.profiles import Profile
from kling.productions.plan import Fit

_FRAMES = ("first_frame", "last_frame", "video")


def local(brief: Brief, base: Path) -> Iterator[Path]:
    """The pictures and clips of a brief that are files of this machine. Raises Outside."""
    sources = [getattr(brief, name, None) for name in _FRAMES]
    for source in (*sources, *getattr(brief, "images", {}).values()):
        if isinstance(source, str) and isinstance(given := picture(source, base), InlineFile):
            yield given.path


def fitting(folder: Path, tell: Callable[[str], object], keep: Keep = ALL) -> Fit:
    """A Fit that makes its files in ``folder`` and tells once per file what was changed, or why nothing could be: the
    file then stays as it is, for the rules to judge. A crop of ``keep`` is for frames and the clip, or for the
    reference pictures of a brief that has neither; a window is for the clip."""
    known: dict[tuple[Path, str, Keep], Fitted] = {}

    def fitted(path: Path, profile: Profile, keep: Keep) -> Path:
        key = (path, profile.name, keep)
        if key not in known:
            try:
                known[key] = fit(path, folder, profile, keep)
            except (FitError, OSError) as error:
                known[key] = Fitted(path)
                if not isinstance(error, OSError):
                    tell(str(error))
            if changes := known[key].changes:
                tell(f"{path.name}: {', '.join(changes)}")
        return known[key].path

    def _written(content: bytes) -> Path:
        """A picture that was given as base64, as a file."""
        path = folder / f"given-{hashlib.sha256(content).hexdigest()[:16]}"
        if not path.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return made(path)

    def all_files(brief: Brief, base: Path, profile: Profile) -> Brief:
        framed = any(getattr(brief, name, None) for name in _FRAMES)

        def one(source: Any, keep: Keep) -> Any:
            if not isinstance(source, str):
                return source
            try:
                given = picture(source, base)
            except Outside:
                return source  # which compiling it says
            if isinstance(given, str):
                content = None if is_url(given) else decoded(given)
                if content is None:
                    return source
                given = InlineFile.of(_written(content))
            path = fitted(given.path, profile, keep)
            return source if path == given.path else str(path.resolve())

        changed: dict[str, Any] = {
            name: one(getattr(brief, name), keep if name == "video" else keep._replace(window=None))
            for name in _FRAMES
            if getattr(brief, name, None)
        }
        if images := getattr(brief, "images", None):
            of_images = ALL if framed else keep._replace(window=None)
            changed["images"] = {name: one(source, of_images) for name, source in images.items()}
        return brief.model_copy(update=changed)

    return all_files
