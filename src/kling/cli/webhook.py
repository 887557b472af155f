"""kling webhook"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kling.cli.exits import USAGE, fail


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes a free one.")
@click.option(
    "--secret-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the console's secret, whsec_… (else KLING_WEBHOOK_SECRET; several while one is rotated).",
)
@click.option("--unsigned", is_flag=True, help="Take callbacks that nobody signed.")
def webhook(port: int, secret_file: Path | None, unsigned: bool) -> None:
    """Receive the callbacks of the service on 127.0.0.1, so that waiting productions ask at once.

    Make the address public in your own way (a reverse proxy, a tunnel), and name it as callback_url in the defaults of
    a production. Callbacks may come twice, late or never: productions also ask by themselves.
    """
    import socket

    from kling.cli.production import place
    from kling.client.webhooks import checked_secret

    # Not an option of its own: what stands on a command line can be read by every user of the machine.
    given = secret_file.read_text("utf-8") if secret_file else os.environ.get("KLING_WEBHOOK_SECRET", "")
    try:
        secrets = [] if unsigned else [checked_secret(one) for one in given.split()]
    except ValueError as error:
        fail(str(error), USAGE)
    if not secrets and not unsigned:
        fail("no secret to verify callbacks with: set KLING_WEBHOOK_SECRET, or say --secret-file or --unsigned", USAGE)
    with place().ledger() as ledger, socket.socket() as listener:
        import uvicorn

        from kling.productions.receiver import receiver

        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)  # callbacks that come before the server is up wait, and are not refused
        click.echo(f"listening on http://127.0.0.1:{listener.getsockname()[1]}/")
        sys.stdout.flush()
        config = uvicorn.Config(receiver(ledger, secrets), lifespan="off", ws="none", access_log=False, log_config=None)
        uvicorn.Server(config).run([listener])
