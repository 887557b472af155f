"""The options that say which Kling a command talks to."""

from __future__ import annotations

import click

wire = click.option(
    "--wire",
    envvar="KLING_WIRE",
    type=click.Choice(["v1", "v2"]),
    default="v1",
    show_default=True,
    help="The API's wire to speak (KLING_WIRE).",
)
sandbox = click.option("--sandbox", is_flag=True, help="Use the private sandbox even if credentials are set.")
