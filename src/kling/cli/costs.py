"""kling costs"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kling.jobs.ledger import Charge


@click.command()
@click.argument("production", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def costs(production: str | None, as_json: bool) -> None:
    """What productions cost, as estimated and as the service charged: per task, film, account, and in all.

    PRODUCTION is an id, its beginning, or the production's file; without it everything is counted.
    """
    from kling.cli.production import find, place

    with place().ledger() as ledger:
        charges = ledger.charges(find(ledger, production) if production else None)
    if as_json:
        rows = [
            {
                "production": c.production,
                "name": c.name,
                "film": c.film,
                "account": c.account,
                "task_id": c.task_id,
                "external_task_id": c.external_id,
                "estimate": _text(c.estimate),
                "units": _text(c.units),
            }
            for c in charges
        ]
        click.echo(json.dumps({"tasks": rows, "films": _films(charges), "total": _total(charges)}, indent=2))
        return
    for c in charges:
        click.echo(f"{c.production}  {c.name}: {_pair(_total([c]))}  task {c.task_id}")
    for name, total in _films(charges).items():
        click.echo(f"film {name}: {_pair(total)}")
    accounts = _by(charges, lambda c: c.account)
    if len(accounts) > 1:
        for name, total in accounts.items():
            click.echo(f"account {name}: {_pair(total)}")
    click.echo(f"in all: {_pair(_total(charges))}")


def _films(charges: list[Charge]) -> dict[str, dict[str, Any]]:
    return _by([c for c in charges if c.film], lambda c: f"{c.production} {c.film}")


def _by(charges: Iterable[Charge], key: Callable[[Charge], str]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Charge]] = {}
    for charge in charges:
        groups.setdefault(key(charge), []).append(charge)
    return {name: _total(group) for name, group in groups.items()}


def _total(charges: Iterable[Charge]) -> dict[str, Any]:
    from kling.wire.price import dollars

    charges = list(charges)
    known = [c.units for c in charges if c.units is not None]
    units = sum(known, Decimal(0))
    return {
        "tasks": len(charges),
        "estimate": _text(sum((c.estimate or Decimal(0) for c in charges), Decimal(0))),
        "units": _text(units),
        "dollars": str(dollars(units)),
        "open": len(charges) - len(known),
    }


def _pair(total: dict[str, Any]) -> str:
    waiting = f", {total['open']} not charged yet" if total["open"] else ""
    return f"estimated {total['estimate']} units, charged {total['units']} (${total['dollars']}){waiting}"


def _text(units: Decimal | None) -> str | None:
    return None if units is None else f"{units.normalize():f}"
