"""kling webhook"""

from __future__ import annotations

import os
from pathlib import Path

import click

from kling.cli import options
from kling.cli.given import FILE


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes a free one.")
@click.option(
    "--secret-file",
    type=FILE,
    help="A file with the console's secret, whsec_… (else KLING_WEBHOOK_SECRET; several while one is rotated).",
)
@click.option("--unsigned", is_flag=True, help="Take callbacks that nobody signed.")
@options.serving_as_json
def webhook(port: int, secret_file: Path | None, unsigned: bool, as_json: bool) -> None:
    """Receive the callbacks of the service on 127.0.0.1, so that waiting productions ask at once.

    Make the address public in your own way (a reverse proxy, a tunnel), and name it as callback_url in the defaults of
    a production. Callbacks may come twice, late or never: productions also ask by themselves.
    """
    from kling.app.webhook import receive
    from kling.cli.screen import Screen

    # Not an option of its own: what stands on a command line can be read by every user of the machine.
    given = secret_file.read_text("utf-8") if secret_file else os.environ.get("KLING_WEBHOOK_SECRET", "")
    receive(port, given.split(), unsigned=unsigned, tell=Screen(as_json=as_json))
