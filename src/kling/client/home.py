"""Where state of this user is kept."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """The folder for state: KLING_HOME, or the platform's data folder."""
    if given := os.environ.get("KLING_HOME"):
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("kling", appauthor=False)
