"""What a wheel has packed: the index of what is drawn, of which most requests need nothing, takes a fifth so."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Packed(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        packed = Path(self.directory, "drawn.zlib")
        packed.parent.mkdir(parents=True, exist_ok=True)
        packed.write_bytes(zlib.compress(Path(self.root, "src/kling/lexicon/drawn.txt").read_bytes()))
        build_data["force_include"][str(packed)] = "kling/lexicon/drawn.zlib"
