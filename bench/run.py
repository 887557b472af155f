"""Every benchmark: `python bench/run.py`. Prints the table and keeps it in bench/RESULTS.md."""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from os import cpu_count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

MODULES = ("start", "check", "client", "render", "sandbox")


def main() -> None:
    chosen = sys.argv[1:] or MODULES
    lines = ["| what | ours | limit, peer or target | ratio |", "|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    for name in chosen:
        for row in import_module(f"bench.{name}").rows():
            lines.append(f"| {' | '.join(row)} |")
            print(lines[-1], flush=True)
    if tuple(chosen) == MODULES:
        stamp = f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}, {cpu_count()} cores"
        head = f"# Measured\n\nBy `python bench/run.py` on {stamp}, Python {platform.python_version()}.\n\n"
        (Path(__file__).parent / "RESULTS.md").write_text(head + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
