"""The data files of the animatic: sets and things, clothes, poses, palettes, sounds, and how shots are staged."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def data(name: str) -> dict[str, Any]:
    """The rows of a data file, or of all files of a folder, by their ids. A row that is another's id is that row."""
    place = files("kling.animatic").joinpath(*name.split("/"))
    paths = [place] if place.is_file() else sorted(place.iterdir(), key=lambda one: one.name)
    texts = [path.read_text("utf-8") for path in paths if path.name.endswith(".yaml")]
    rows = {key: row for text in texts for key, row in yaml.load(text, yaml.CSafeLoader).items()}
    return {key: rows.get(row, row) if isinstance(row, str) else row for key, row in rows.items()}
