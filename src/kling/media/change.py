"""Changes that a file needs, described before they are made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class FitError(Exception):
    """A file that cannot be made legal; says why."""


class Change(NamedTuple):
    """``changes`` in words (none: the file is legal as it is); ``make`` writes the new file, whose name ends with
    ``suffix``."""

    changes: tuple[str, ...]
    suffix: str
    make: Callable[[Path], None]
