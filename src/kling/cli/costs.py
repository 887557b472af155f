"""kling costs"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli import document

if TYPE_CHECKING:
    from kling.client.account import Pack
    from kling.productions.ledger import Charge


@click.command()
@click.argument("production", required=False)
@click.option(
    "--accounts",
    envvar="KLING_ACCOUNTS",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Also ask what the accounts of this file have left (KLING_ACCOUNTS).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def costs(production: str | None, accounts: Path | None, as_json: bool) -> None:
    """What productions cost, as estimated and as the service charged: per task, film, account, and in all.

    PRODUCTION is an id, its beginning, or the production's file; without it everything is counted. What sandboxes
    charged is told apart: it is no money. When credentials are
    set, the service is asked what the account has left; its figures lag by up to 12 hours.
    """
    from kling.cli.production import find, place
    from kling.productions.accounts import is_play

    with place().ledger() as ledger:
        charges = ledger.charges(find(ledger, production) if production else None)
    by_account = _by(charges, lambda c: c.account)
    balances = _balances(accounts)
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
        found = {
            "tasks": rows,
            "films": _films(charges),
            "accounts": by_account,
            "total": _total(charges),
            "sandbox": _total(c for c in charges if is_play(c.account)),
            "balances": balances,
        }
        document.result(found)
        return
    for c in charges:
        play = ", on a sandbox" if is_play(c.account) else ""
        click.echo(f"{c.production}  {c.name}: {_pair(_total([c]))}{play}  task {c.task_id}")
    for name, total in _films(charges).items():
        click.echo(f"film {name}: {_pair(total)}")
    if len(by_account) > 1:
        for name, total in by_account.items():
            click.echo(f"account {name}: {_pair(total)}")
    played = [c for c in charges if is_play(c.account)]
    if played:
        click.echo(f"on sandboxes, where nothing is paid: {_pair(_total(played))}")
    if len(played) < len(charges) or not charges:
        click.echo(f"in all: {_pair(_total(c for c in charges if not is_play(c.account)))}")
    for name, balance in balances.items():
        if balance["units"] is None:
            click.echo(f"what account {name} has left is not known: {balance['error']}", err=True)
        else:
            packs = ", ".join(f"{pack['name']} {pack['left']}" for pack in balance["packs"]) or "no pack is online"
            click.echo(f"account {name} has {balance['units']} units left ({packs})")


def _balances(file: Path | None) -> dict[str, dict[str, Any]]:
    """What the accounts have left by the service's own figures, or why that is not known; empty without credentials."""
    from kling.app.refusal import Refusal
    from kling.cli.production import is_private, payers
    from kling.client import KlingError
    from kling.models.profiles import DEFAULT

    if is_private(False, file):
        return {}
    found: dict[str, dict[str, Any]] = {}
    try:
        with payers(None, sandbox=False, file=file, profile=DEFAULT, quiet=True) as who:
            for name, account in who.accounts.items():
                try:
                    found[name] = _left(account.client.account.packs())
                except KlingError as error:
                    found[name] = _unknown(error)
    except (KlingError, Refusal) as error:  # of the credentials
        found["of the environment"] = _unknown(error)
    return found


def _left(packs: list[Pack]) -> dict[str, Any]:
    online = [pack for pack in packs if pack.status == "online"]
    rows = [{"name": p.resource_pack_name, "left": _text(Decimal(str(p.remaining_quantity)))} for p in online]
    units = sum((Decimal(str(pack.remaining_quantity)) for pack in online), Decimal(0))
    return {"units": _text(units), "packs": rows, "error": None}


def _unknown(error: Exception) -> dict[str, Any]:
    return {"units": None, "packs": [], "error": str(error)}


def _films(charges: list[Charge]) -> dict[str, dict[str, Any]]:
    return _by([c for c in charges if c.film], lambda c: f"{c.production} {c.film}")


def _by(charges: Iterable[Charge], key: Callable[[Charge], str]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Charge]] = {}
    for charge in charges:
        groups.setdefault(key(charge), []).append(charge)
    return {name: _total(group) for name, group in groups.items()}


def _total(charges: Iterable[Charge]) -> dict[str, Any]:
    from kling.api.price import dollars

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
