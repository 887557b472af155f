"""kling doctor"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from kling import __version__
from kling.cli.exits import ACCOUNT, SERVICE


def _state() -> str:
    from kling.client.home import home, private_folder

    folder = home().absolute()
    try:
        private_folder(folder)
        with tempfile.NamedTemporaryFile(dir=folder):
            return str(folder)
    except OSError as error:
        why = error.strerror or error
        raise click.ClickException(
            f"{folder} cannot be written to ({why}); set KLING_HOME to a folder of yours"
        ) from None


def _sandbox() -> str:
    from kling.client import Client
    from kling.sandbox import running

    body = {
        "model_name": "kling-v3-omni",
        "prompt": "A test card",
        "aspect_ratio": "16:9",
        "duration": "3",
        "mode": "std",
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        running(latency=0) as box,
        Client(api_key=box.api_key, base_url=box.url) as client,
    ):
        path = client.generate(body=body).save(Path(folder) / "test.mp4")
        return f"made and delivered a film of {path.stat().st_size / 1000:.0f} kB on 127.0.0.1"


def _account() -> str:
    from kling.app.connect import connect

    with connect() as connection:
        connection.client.list(page_size=1)
        return f"{connection.client.base_url} accepts the credentials" + (" (a sandbox)" if connection.sandbox else "")


@click.command()
@click.option("--offline", is_flag=True, help="Do not talk to the account's service.")
def doctor(offline: bool) -> None:
    """Check this installation, the credentials and the connection. Nothing is spent."""
    from kling.app.envelope import EXITS
    from kling.app.refusal import refusal_of
    from kling.client.access import access

    worst = 0
    checks: list[tuple[str, Callable[[], str]]] = [
        ("version", lambda: f"kling {__version__}, Python {sys.version.split()[0]}"),
        ("state", _state),
        ("sandbox", _sandbox),
    ]
    if offline:
        pass
    elif (found := access()).has_key or found.base_url:
        checks.append(("account", _account))
    else:
        checks.append(
            ("account", lambda: "no credentials: commands use a private sandbox (set KLING_API_KEY for real videos)")
        )
    for name, run in checks:
        try:
            click.echo(f"ok    {name + ':':<9}{run()}")
        except click.ClickException as error:
            worst = SERVICE
            click.echo(f"fail  {name + ':':<9}{error.message}")
        except Exception as error:
            refusal = refusal_of(error)
            if refusal and refusal.kind == "missing":
                click.echo(f"none  {name + ':':<9}{refusal}")
                continue
            code = EXITS[refusal.kind] if refusal else SERVICE
            worst = max(worst, code if code in (ACCOUNT, SERVICE) else SERVICE)
            click.echo(f"fail  {name + ':':<9}{refusal or f'{type(error).__name__}: {error}'}")
    raise SystemExit(worst)
