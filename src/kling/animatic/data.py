"""The data of the animatic: sets and things, clothes, poses, palettes, sounds, and how shots are staged."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

BUILT = Path(__file__).with_name("data.json")
"""What ``script/lexicon`` made of the YAML here and in the folders: to parse that takes thirty times as long."""


@cache
def data(name: str) -> dict[str, Any]:
    """The rows of a data file, or of all files of a folder, by their ids. A row that is another's id is that row."""
    rows = _built()[name]
    return {key: rows.get(row, row) if isinstance(row, str) else row for key, row in rows.items()}


@cache
def _built() -> dict[str, dict[str, Any]]:
    built: dict[str, dict[str, Any]] = json.loads(BUILT.read_bytes())
    return built
