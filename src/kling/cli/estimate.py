"""kling estimate"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling.cli import document, options
from kling.cli.given import fitted, in_options
from kling.cli.request import Asked, filmed, named

if TYPE_CHECKING:
    from kling.app.estimate import Priced
    from kling.media.keep import Keep
    from kling.models.profiles import Profile


@click.command()
@click.argument("given", nargs=-1, metavar="PROMPT|FILE...")
@filmed
@click.option("--takes", type=click.IntRange(1, 100), default=1, show_default=True, help="So many takes of each.")
@options.profile
@fitted
@options.as_json
def estimate(
    given: tuple[str, ...], takes: int, profile: Profile, fit: Keep | None, as_json: bool, **fields: Any
) -> None:
    """Say what a PROMPT with the options of `kling generate`, or bodies (JSON), briefs and productions (YAML), will
    cost, in units and dollars of the vendor's price list, and whether that fits into KLING_BUDGET.

    Of a PROMPT it is said what was not given, and what it is then. Settings that stand in its words ("5 s, vertical")
    are read by `kling plan` alone. An edit is billed on its clip's length; when the clip is behind a URL the longest
    accepted one is assumed.
    """
    from kling.api.price import dollars

    priced = _priced(given, takes, profile, fit, as_json, fields)
    if as_json:
        document.emit(priced.envelope(profile, fit))
        return
    for row in priced.files:
        click.echo(str(row))
        for assumed in row.assumed:
            click.echo(f"note: {assumed}", err=True)
    if len(priced.files) > 1:
        click.echo(f"total: {priced.units} units (${dollars(priced.units)})")
    if priced.room:
        click.echo(str(priced.room))


def _priced(
    given: tuple[str, ...], takes: int, profile: Profile, fit: Keep | None, as_json: bool, fields: dict[str, Any]
) -> Priced:
    from kling.app.estimate import estimate as price
    from kling.app.estimate import estimate_words, files_of
    from kling.app.prepare import Settings
    from kling.cli.screen import Screen

    screen = Screen(quiet=as_json)
    if files := files_of(given):
        if also := [f"--{name.replace('_', '-')}" for name in named(fields)]:
            raise click.UsageError(f"a file holds everything; it cannot be combined with {', '.join(also)}")
        return price(files, profile, takes=takes, fit=fit, tell=screen)
    if not given and not fields["shots"]:
        raise click.UsageError("say what is priced: PROMPT, --shot, or files")
    asked, settings = Asked.of(given[0] if given else None, fields), Settings(profile, fit=fit)
    with in_options(screen, asked.option) as told:
        return estimate_words(
            asked.prompt, asked.fields, asked.arguments | settings.arguments, settings, takes=takes, tell=told
        )
