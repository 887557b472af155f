"""What a wheel has packed, a third or less in size: what is drawn, and the planner's tables of all languages but
English. Most requests read none of it, and unpacking takes a millisecond or some."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Packed(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        folder = Path(self.root, "src/kling")
        tables = [path for path in (folder / "planner/data").glob("??.txt") if path.stem != "en"]
        for path in (folder / "lexicon/drawn_terms.txt", folder / "lexicon/drawn.txt", *tables):
            packed = Path(self.directory, f"{path.name}.zlib")
            packed.parent.mkdir(parents=True, exist_ok=True)
            packed.write_bytes(zlib.compress(path.read_bytes(), 9))
            build_data["force_include"][str(packed)] = (
                f"kling/{path.parent.relative_to(folder).as_posix()}/{packed.name}"
            )
