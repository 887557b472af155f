"""The kling command for agents: `python3 scripts/kling_cli.py generate …`. Needs nothing but python3 on the path."""

from __future__ import annotations

import kling_api  # noqa: F401 - makes the kling package importable

from kling.cli import main

if __name__ == "__main__":
    main()
