"""kling login, kling logout"""

from __future__ import annotations

import sys

import click

from kling.cli import document, options
from kling.models.regions import REGIONS


@click.command()
@click.option("--region", type=click.Choice(list(REGIONS)), help="Where the key is from (default: found out).")
@click.option("--pair", is_flag=True, help="An access key and its secret key instead of an API key.")
@options.as_json
def login(region: str | None, pair: bool, as_json: bool) -> None:
    """Keep your key in the system's keyring, so that it stands in no file.

    The key is asked for, or read from standard input (one line; with --pair two). It is checked with a call that costs
    nothing, and kept for the host that accepted it. A key in the environment or in .env goes before it.
    """
    from kling.app import login as app
    from kling.app.refusal import Step

    app.possible()
    if pair:
        found = app.login(pair=(_asked_for("access key"), _asked_for("secret key")), region=region)
    else:
        found = app.login(_asked_for("API key"), region=region)
    if as_json:
        rows = [pack.model_dump() for pack in found.packs]
        row = {"base_url": found.base_url, "region": found.region, "packs": rows}
        document.result(row, warnings=[found.trouble] if found.trouble else [], next=[Step("account")])
        return
    click.echo(f"logged in to {found.base_url}" + (f", region {found.region}" if found.region else ""))
    if found.trouble:
        click.echo(f"what the account has left is not known: {found.trouble}", err=True)
    for pack in found.packs:
        left = f"{pack.remaining_quantity:,.10g} of {pack.total_quantity:,.10g} units"
        click.echo(f"{pack.resource_pack_name}: {left}, {pack.status}")


def _asked_for(name: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(name, hide_input=True, err=True)).strip()
    return sys.stdin.readline(10_000).strip()


@click.command()
@options.as_json
def logout(as_json: bool) -> None:
    """Remove the key that kling login stored from the keyring."""
    from kling.app.login import logout as forget
    from kling.app.refusal import Step

    base_url = forget()
    if as_json:
        document.result({"base_url": base_url}, next=[Step("login")])
        return
    click.echo(f"the key for {base_url} was removed" if base_url else "no key was stored")
