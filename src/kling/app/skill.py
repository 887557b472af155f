"""The files of the agent skill."""

from __future__ import annotations

from pathlib import Path

NAME = "kling-video-generator"


def source() -> Path:
    """Where they are: inside the installed package, or in the checkout. Raises FileNotFoundError."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "skill", package.parent.parent / "skills" / NAME):
        if (place / "SKILL.md").is_file():
            return place
    raise FileNotFoundError(2, "the skill's files are not part of this installation", NAME)
