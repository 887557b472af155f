"""kling skill"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from kling.app.skill import NAME, source
from kling.cli.exits import USAGE, fail


@click.group()
def skill() -> None:
    """The agent skill."""


@skill.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace a skill that is there already.")
def install(folder: Path, force: bool) -> None:
    """Copy the agent skill into DIR (an agent's skills folder), ready to run with python3 alone.

    The copy uses the environment this command runs in.
    """
    target = folder / NAME
    if target.exists() and not force:
        fail(f"{target} exists; --force replaces it", USAGE)
    if target.is_symlink() or (target.exists() and not (target / "SKILL.md").is_file()):
        fail(f"{target} is not a skill of ours; remove it first", USAGE)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{NAME}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(source(), fresh, ignore=shutil.ignore_patterns("__pycache__", ".venv"))
    (fresh / ".venv").symlink_to(Path(sys.prefix).resolve(), target_is_directory=True)
    if target.exists():
        shutil.rmtree(target)
    fresh.rename(target)
    click.echo(str(target))
