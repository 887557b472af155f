"""kling sandbox"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import click

from kling.cli import options
from kling.cli.given import Amount
from kling.media.address import is_url


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes a free one.")
@click.option(
    "--latency",
    type=Amount(0),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="From submit to the end of a task, at least.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(1),
    metavar="N",
    help="Slots of the account; more tasks at once are refused with 1303.",
)
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep tasks and videos in this folder (default: a temporary one).",
)
@options.profile
@click.option(
    "--render",
    type=click.Choice(["eager", "lazy"]),
    default="eager",
    show_default=True,
    help="lazy draws a video when it is first downloaded.",
)
@click.option(
    "--drawing",
    type=click.Choice(["animatic", "stills"]),
    default="animatic",
    show_default=True,
    help="stills hold the first picture of each shot: quick films for tests.",
)
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="Tasks worked on at once.")
@click.option(
    "--clock-offset",
    type=Amount(),
    default=0.0,
    metavar="SECONDS",
    help="Run ahead of (or behind) this machine's clock.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="JSON",
    help='Spoil the next requests, such as {"path": "/v1/", "code": 5000, "times": 2}. Repeatable.',
)
@click.option(
    "--allow-private-media", is_flag=True, help="Fetch pictures and clips from this machine and its network, too."
)
@click.option(
    "--wire", type=click.Choice(["both", "v1", "v2"]), default="both", show_default=True, help="The paths to serve."
)
@click.option("--tls", is_flag=True, help="Serve https with a certificate made for it; its authority is printed.")
@click.option("--units", type=Amount(0), help="Units in the account's packs; creates beyond get 1102.")
@click.option("--rate", type=click.IntRange(1), metavar="N", help="Creates a second; more are refused with 1302.")
@click.option(
    "--account-status",
    type=click.Choice(["good", "abnormal", "arrears", "forbidden", "address", "revoked"]),
    default="good",
    show_default=True,
    help="Of the account and its key.",
)
@click.option("--webhook-secret", metavar="WHSEC", envvar="KLING_WEBHOOK_SECRET", help="Sign callbacks with this.")
@click.option(
    "--callback-host", "callback_hosts", multiple=True, metavar="HOST", help="Post callbacks there, too. Repeatable."
)
@click.option(
    "--duplicates",
    type=click.Choice(["refuse", "accept"]),
    default="refuse",
    show_default=True,
    help="What a create with a used external id gets; accept makes and charges another task.",
)
@click.option(
    "--lag",
    type=Amount(0),
    default=0.0,
    metavar="SECONDS",
    help="Reads and lists show a task only so long after its create.",
)
@click.option("--public-url", metavar="URL", help="The address that result URLs start with.")
def sandbox(clock_offset: float, faults: tuple[str, ...], **options: Any) -> None:
    """Run a local Kling on 127.0.0.1: the same rules, real MP4 animatics, no account.

    Point any client at it with KLING_BASE_URL. Its credentials are public: API key "sandbox", or access key "sandbox"
    with secret key "sandbox-secret-sandbox-secret-0000". Faults, clock and state are set under /_sandbox/.
    """
    import sys

    from pydantic import ValidationError

    from kling.sandbox import ACCESS_KEY, API_KEY, SECRET_KEY, Fault, Options, Sandbox, serve
    from kling.sandbox.callbacks import signature

    try:
        ordered = [Fault.model_validate_json(fault) for fault in faults]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise click.BadParameter(f"{where + ': ' if where else ''}{first['msg']}", param_hint="--fault") from None

    if options["webhook_secret"]:
        try:
            signature(options["webhook_secret"], "", 0, b"")
        except ValueError:
            raise click.BadParameter("it must be whsec_ and base64", param_hint="--webhook-secret") from None

    if any("/" in host for host in options["callback_hosts"]):
        raise click.BadParameter("it must be a host name or address alone", param_hint="--callback-host")
    if options["public_url"] and not is_url(options["public_url"]):
        raise click.BadParameter("it must begin with http:// or https://", param_hint="--public-url")

    def ready(box: Sandbox) -> None:
        box.clock(clock_offset)
        box.faults(*ordered)
        click.echo(f"listening on {box.url}")
        sys.stdout.flush()
        if box.authority is not None:
            click.echo(f"export SSL_CERT_FILE={box.authority} NODE_EXTRA_CA_CERTS={box.authority}", err=True)
        click.echo(f"export KLING_BASE_URL={box.url} KLING_API_KEY={API_KEY}", err=True)
        click.echo(f"or KLING_ACCESS_KEY={ACCESS_KEY} KLING_SECRET_KEY={SECRET_KEY}", err=True)

    try:
        serve(Options(**options), ready)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise click.ClickException(
            f"port {options['port']} is in use; choose another, or --port 0 for a free one"
        ) from None
    except RuntimeError as error:
        raise click.ClickException(str(error)) from None
