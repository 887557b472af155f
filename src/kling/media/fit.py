"""Making a picture or clip legal: cropped, scaled, padded, converted, turned, trimmed, re-timed, re-encoded; and saying
what was changed. A file that is legal already, and of which all is kept, is left alone.

What was made is kept under a name that follows from the original's content and the changes, and is used again: so the
same request has the same files, and the same id, on every run.
"""

from __future__ import annotations

import hashlib
import secrets
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from kling.media.change import Change, FitError
from kling.media.confined import made
from kling.media.keep import ALL, Keep, Window
from kling.media.probe import probe_file
from kling.models.profiles import Profile

__all__ = ["FitError", "Fitted", "changes", "fit", "split", "windows"]


class Fitted(NamedTuple):
    """The legal file, and what was changed (nothing: it is the original)."""

    path: Path
    changes: tuple[str, ...] = ()


def changes(path: Path, profile: Profile, keep: Keep = ALL) -> tuple[str, ...]:
    """What :func:`fit` would change. Raises FitError, OSError."""
    return _change(path, profile, keep).changes


def fit(path: Path, folder: Path, profile: Profile, keep: Keep = ALL) -> Fitted:
    """A picture or clip that the profile accepts, and of it what ``keep`` says; new files are made in ``folder``.
    Raises FitError, OSError."""
    change = _change(path, profile, keep)
    if not change.changes:
        return Fitted(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update("; ".join(change.changes).encode())
    out = folder / f"{path.stem[:40]}-{digest.hexdigest()[:16]}{change.suffix}"
    if not out.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{secrets.token_hex(8)}{change.suffix}"
        try:
            change.make(part)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return Fitted(made(out), change.changes)


def windows(seconds: float, fps: float, profile: Profile) -> list[Window]:
    """A clip's time in as few equal parts as the profile accepts, cut between pictures."""
    frames = round(seconds * fps)
    most = max(1, int(profile.video_seconds_max * fps + 1e-6))
    parts = -(-frames // most)
    cuts = [round(frames * n / parts) / fps for n in range(parts + 1)]
    return [Window(round(start, 4), round(end, 4)) for start, end in pairwise(cuts)]


def split(path: Path, folder: Path, profile: Profile) -> list[Path]:
    """A long clip as legal parts in ``folder``, in order, called 01, 02 …. Raises FitError, OSError."""
    facts = probe_file(path)
    if facts.kind != "video" or not (facts.seconds and facts.fps):
        raise FitError(f"{path.name} is no clip whose length is known")
    parts = []
    for number, window in enumerate(windows(facts.seconds, facts.fps, profile), 1):
        part = fit(path, folder, profile, Keep(window=window)).path
        parts.append(part if part == path else part.replace(folder / f"{number:02d}{part.suffix}"))
    return parts


def _change(path: Path, profile: Profile, keep: Keep) -> Change:
    facts = probe_file(path)
    if facts.kind == "image":
        from kling.media.fit_picture import change

        return change(path, facts, profile, keep)
    if facts.kind == "video":
        from kling.media.fit_clip import change

        return change(path, facts, profile, keep)
    raise FitError(f"{path.name} is neither a picture nor a clip ({facts.format or 'unknown format'})")
