"""Making the local files of a production's briefs legal before they are judged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kling.api.inline import InlineFile
from kling.briefs import Brief
from kling.media.address import is_url
from kling.media.fit import FitError, Fitted, fit
from kling.media.probe import decoded
from kling.media.source import picture
from kling.models.profiles import Profile
from kling.productions.plan import Fit


def fitting(folder: Path, tell: Callable[[str], object]) -> Fit:
    """A Fit that makes its files in ``folder`` and tells once per file what was changed, or why nothing could be: the
    file then stays as it is, for the rules to judge."""
    known: dict[tuple[Path, str], Fitted] = {}

    def fitted(path: Path, profile: Profile) -> Path:
        key = (path, profile.name)
        if key not in known:
            try:
                known[key] = fit(path, folder, profile)
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
        return path

    def all_files(brief: Brief, base: Path, profile: Profile) -> Brief:
        def one(source: Any) -> Any:
            if not isinstance(source, str):
                return source
            given = picture(source, base)
            if isinstance(given, str):
                content = None if is_url(given) else decoded(given)
                if content is None:
                    return source
                given = InlineFile.of(_written(content))
            path = fitted(given.path, profile)
            return source if path == given.path else str(path.resolve())

        changed: dict[str, Any] = {
            name: one(getattr(brief, name))
            for name in ("first_frame", "last_frame", "video")
            if getattr(brief, name, None)
        }
        if images := getattr(brief, "images", None):
            changed["images"] = {name: one(source) for name, source in images.items()}
        return brief.model_copy(update=changed)

    return all_files
