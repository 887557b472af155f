"""Nothing is spent without a yes, or a limit that covers the price."""

from __future__ import annotations

import sys
from decimal import Decimal

import click

from kling.cli.exits import USAGE, fail


def gate(units: Decimal | None, shown: str, max_units: float | None, yes: bool) -> None:
    """Show the price; return when it may be spent, else end with exit code 2. ``units`` None: not known."""
    click.echo(f"This will cost {shown}.", err=True)
    if max_units is not None:
        if units is not None and units <= Decimal(str(max_units)):
            return
        fail(f"{shown} is not covered by --max-units {max_units:g}; nothing was sent", USAGE)
    if yes:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        if click.confirm("Go on?", err=True):
            return
        fail("nothing was sent", USAGE)
    fail("nothing was sent; say --yes, or --max-units N to allow up to N units", USAGE)
