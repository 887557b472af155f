"""The walk of ``kling generate``, from the words of the command line to the file: modules that work, how often the work
goes over from one package to another, and how often the request is judged, read and named. ``python bench/walk.py``."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import kling
from kling.cli import main
from kling.sandbox import running

SOURCE = str(Path(kling.__file__).parent) + os.sep
WORDS = "A red kite climbs over a green valley. Slow push-in."
COUNTED = {
    ("rules/registry", "findings"): "requests judged",
    ("api/body", "__init__"): "readers of bodies made",
    ("api/inline", "fingerprint"): "ids made",
}
BEFORE = {"modules": 84, "package changes": 454, "requests judged": 3, "readers of bodies made": 5, "ids made": 2}
"""Of the commit before ``kling.app``, by the same counting (the rulebook's function was ``check``)."""


class Walk:
    """Counts the calls of this thread; the sandbox works in others."""

    def __init__(self) -> None:
        self.modules: set[str] = set()
        self.counts: Counter[str] = Counter(dict.fromkeys(("package changes", *COUNTED.values()), 0))
        self._package = ""

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_filename
        if event != "call" or not name.startswith(SOURCE):
            return
        module = name.removeprefix(SOURCE).removesuffix(".py").replace(os.sep, "/")
        self.modules.add(module)
        package = module.partition("/")[0]
        self.counts["package changes"] += package != self._package
        self._package = package
        if found := COUNTED.get((module, frame.f_code.co_name)):
            self.counts[found] += 1


def rows() -> Iterator[tuple[str, str, str, str]]:
    walk = Walk()
    with tempfile.TemporaryDirectory() as home, running(latency=0, render="lazy", drawing="stills") as sandbox:
        os.environ.update(KLING_HOME=home, KLING_BASE_URL=sandbox.url, KLING_API_KEY=sandbox.api_key)
        sys.argv = ["kling", "generate", WORDS, "--yes", "-o", str(Path(home, "film.mp4"))]
        sys.setprofile(walk)
        try:
            main()
        except SystemExit as end:
            if end.code:
                raise
        finally:
            sys.setprofile(None)
    for what, ours in {"modules": len(walk.modules), **walk.counts}.items():
        yield f"walk of generate: {what}", str(ours), f"{BEFORE[what]} before", f"{ours / BEFORE[what]:.2f}"


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
