"""The options that say who agrees to a price."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from kling.cli.given import Amount, together

if TYPE_CHECKING:
    from kling.app.approve import Approval, Quote


def _approval(max_units: float | None, yes: bool) -> Approval:
    """What the options say; on a terminal the user is asked."""
    from kling.app.approve import Approval

    limit = None if max_units is None else Decimal(str(max_units))
    on_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    return Approval(limit, yes, _ask if on_terminal else None)


def _ask(quote: Quote) -> bool:
    return click.confirm("Go on?", err=True)


gated = together(
    "approval",
    _approval,
    click.option("--max-units", type=Amount(0), metavar="N", help="Go on without asking if it costs at most N units."),
    click.option("--yes", is_flag=True, help="Go on without asking."),
)
