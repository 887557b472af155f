"""kling login, kling logout"""

from __future__ import annotations

import sys

import click

from kling.models.regions import REGIONS


@click.command()
@click.option("--region", type=click.Choice(list(REGIONS)), help="Where the key is from (default: found out).")
@click.option("--pair", is_flag=True, help="An access key and its secret key instead of an API key.")
def login(region: str | None, pair: bool) -> None:
    """Keep your key in the system's keyring, so that it stands in no file.

    The key is asked for, or read from standard input (one line; with --pair two). It is checked with a call that costs
    nothing, and kept for the host that accepted it. A key in the environment or in .env goes before it.
    """
    from kling.client import AuthenticationError, Client, KlingError
    from kling.client.access import Access, access, needs_keyring, store

    needs_keyring()
    names = ("access key", "secret key") if pair else ("API key",)
    given = [_asked_for(name) for name in names]
    key, access_key, secret_key = (None, *given) if pair else (given[0], None, None)
    named = access().base_url
    hosts = [REGIONS[region]] if region else [named] if named else list(REGIONS.values())
    refusal: KlingError | None = None
    for host in hosts:
        with Client(api_key=key, access_key=access_key, secret_key=secret_key, base_url=host) as client:
            try:
                client.list(page_size=1)
            except AuthenticationError as error:
                refusal = error
                continue
            store(Access(key, access_key, secret_key, client.base_url))
            where = next((name for name, url in REGIONS.items() if url == client.base_url), None)
            click.echo(f"logged in to {client.base_url}" + (f", region {where}" if where else ""))
            try:
                packs = client.account.packs()
            except KlingError as error:
                click.echo(f"what the account has left is not known: {error}", err=True)
                return
            for pack in packs:
                left = f"{pack.remaining_quantity:,.10g} of {pack.total_quantity:,.10g} units"
                click.echo(f"{pack.resource_pack_name}: {left}, {pack.status}")
            return
    if refusal:
        raise refusal


def _asked_for(name: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(name, hide_input=True, err=True)).strip()
    return sys.stdin.readline(10_000).strip()


@click.command()
def logout() -> None:
    """Remove the key that kling login stored from the keyring."""
    from kling.client.access import forget

    base_url = forget()
    click.echo(f"the key for {base_url} was removed" if base_url else "no key was stored")
