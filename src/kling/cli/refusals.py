"""Showing why a brief file was refused, with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from kling.api.document import read_yaml
from kling.briefs import BriefRefused
from kling.briefs.checking import Checked
from kling.cli.exits import REFUSED, fail
from kling.cli.report import text
from kling.models.profiles import DEFAULT


def is_production(value: object) -> bool:
    """Whether a document wants several videos, so that only `kling run` can carry it out."""
    return isinstance(value, dict) and "scenario" not in value and bool(value.keys() & {"films", "briefs"})


def show_refused(error: BriefRefused, path: Path) -> NoReturn:
    """Print what refuses, with its place in the file, and end with exit code 1. Advice on style would bury it."""
    document = read_yaml(path.read_bytes())
    if isinstance(document.value, dict):
        if document.value.keys() & {"model_name", "contents"}:
            fail(f"{path} is a request body; `kling check` judges it, and `kling generate --body` sends it", REFUSED)
        if is_production(document.value):
            fail(f"{path} is a production; `kling run` carries it out", REFUSED)
    faults = [d for d in error.diagnostics if d.severity == "error"]
    checked = Checked(str(path), "brief", DEFAULT, document, faults)
    click.echo(text.render([checked]), err=True)
    raise SystemExit(REFUSED)
