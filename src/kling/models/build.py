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
    """Models that others are ``like`` come first."""
    return sorted(rows, key=lambda row: "like" in row)


def built() -> str:
    """The text of models.json."""
    rows = in_order(read(path) for path in sorted(HERE.glob("kling-*.yaml")))
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
