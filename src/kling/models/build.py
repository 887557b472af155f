"""Makes models.json, which programs read quickly, of the model files beside it, which people write."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
BUILT = HERE / "models.json"


def read(path: Path) -> dict[str, Any]:
    """A model file as plain data; dates are texts. Raises OSError, yaml.YAMLError."""
    value: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(path.read_text("utf-8")), default=str))
    return value


def in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Models that others are ``like`` come before those. Raises ValueError for one that is like none of them."""
    waiting = list(rows)
    placed: list[dict[str, Any]] = []
    while waiting:
        names = {row["name"] for row in placed}
        ready = [row for row in waiting if row.get("like") is None or row["like"] in names]
        if not ready:
            raise ValueError(f"{waiting[0]['name']} is like {waiting[0]['like']}, which there is not")
        placed += ready
        waiting = [row for row in waiting if row not in ready]
    return placed


def built() -> str:
    """The text of models.json."""
    rows = in_order(read(path) for path in sorted(HERE.glob("kling-*.yaml")))
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
