"""The kling command for agents: `python3 THIS_FOLDER/scripts/kling_cli.py …`, called from the user's folder."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

SKILL = Path(__file__).resolve().parent.parent


def main() -> None:
    here = Path.cwd().resolve()
    if here == SKILL or SKILL in here.parents:
        print("kling: this is the skill's folder, and films do not belong here.", file=sys.stderr)
        print(f"Go to the user's folder and call: python3 {Path(__file__).resolve()} …", file=sys.stderr)
        raise SystemExit(2)
    os.environ.setdefault("KLING_COMMAND", f"python3 {shlex.quote(str(Path(__file__).resolve()))}")
    import kling_api  # noqa: F401 - makes the kling package importable

    from kling.cli import main as kling

    kling()


if __name__ == "__main__":
    main()
