"""Every benchmark of a few minutes: `python bench/run.py`. The one of productions takes a quarter of an hour:
`python bench/run.py jobs`; the one of kills ten minutes: `python bench/run.py kills`; that of mutants five:
`python bench/run.py mutation`; that of the largest inputs one: `python bench/run.py largest`.
Each prints its table and keeps it in its part of bench/RESULTS.md."""

from __future__ import annotations

import platform
import re
import sys
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from os import cpu_count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

PARTS = {
    "# Measured": ("start", "check", "client", "animatic", "sandbox"),
    "# Productions measured": ("jobs",),
    "# Kills measured": ("kills",),
    "# Largest inputs measured": ("largest",),
    "# Mutants measured": ("mutation",),
    "# The walk of generate measured": ("walk",),
}
NEEDS = ("kling", "av", "dbos", "panda3d", "skimage", "skvideo", "uvicorn")
RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    if missing := [name for name in NEEDS if find_spec(name) is None]:
        raise SystemExit(f"the benchmarks need {', '.join(missing)}; script/bootstrap dev installs what is missing")
    first = next(iter(PARTS.values()))
    known = [name for modules in PARTS.values() for name in modules]
    chosen = tuple(sys.argv[1:]) or first
    if unknown := [name for name in chosen if name not in known]:
        raise SystemExit(f"{unknown[0]}: no such benchmark; there are {', '.join(known)}")
    lines = ["| what | ours | limit, peer or target | ratio |", "|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    for name in chosen:
        try:
            for row in import_module(f"bench.{name}").rows():
                lines.append(f"| {' | '.join(row)} |")
                print(lines[-1], flush=True)
        except ModuleNotFoundError as error:
            raise SystemExit(f"bench/{name}.py needs {error.name}; script/bootstrap dev installs it") from None
    for title, modules in PARTS.items():
        if chosen == modules:
            command = "python bench/run.py" + ("" if modules == first else f" {' '.join(modules)}")
            stamp = f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}, {cpu_count()} cores"
            head = f"{title}\n\nBy `{command}` on {stamp}, Python {platform.python_version()}.\n\n"
            keep(title, head + "\n".join(lines) + "\n")


def keep(title: str, text: str) -> None:
    """Put one part of the results in the place of its earlier form."""
    parts = re.split(r"^(?=# )", RESULTS.read_text("utf-8") if RESULTS.exists() else "", flags=re.MULTILINE)
    found = {part.partition("\n")[0]: part.strip() + "\n" for part in parts if part.strip()}
    found[title] = text
    RESULTS.write_text("\n".join(found[name] for name in dict.fromkeys((*PARTS, *found)) if name in found), "utf-8")


if __name__ == "__main__":
    main()
