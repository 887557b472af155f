"""kling elements"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling.cli import document, options
from kling.cli.given import ID
from kling.models.profiles import library

if TYPE_CHECKING:
    from kling.cli.options import Connect

_LIMITS = library()


@click.group()
def elements() -> None:
    """The element library: saved characters, products and scenes, used by id in films."""


@elements.command()
@click.argument("name")
@click.option(
    "-d", "--description", required=True, help=f"What it is, in at most {_LIMITS.description_max} characters."
)
@click.option(
    "--image",
    "images",
    multiple=True,
    metavar="FILE|URL",
    help=f"Pictures of it, the first from the front; {_LIMITS.pictures_min} to {_LIMITS.pictures_max}.",
)
@click.option(
    "--video",
    metavar="URL",
    help=f"Instead of pictures: a clip of one person, {_LIMITS.clip_seconds_min:g} to {_LIMITS.clip_seconds_max:g} s.",
)
@click.option("--voice", metavar="ID", help="The voice it speaks with.")
@click.option("--tag", "tags", multiple=True, type=click.Choice(tuple(_LIMITS.tags)))
@options.as_json
@options.account
def create(
    name: str,
    description: str,
    images: tuple[str, ...],
    video: str | None,
    as_json: bool,
    connect: Connect,
    **about: Any,
) -> None:
    """Make an element and print its id. Free of charge; the same element asked for twice is made once."""
    from kling.app import elements as library
    from kling.cli.screen import Screen

    library.judge(images, video)
    screen = Screen(quiet=as_json)
    with connect(tell=screen) as connection:
        made = library.create(connection, name, description, pictures=images, video=video, tell=screen, **about)
    if as_json:
        document.emit(library.made(connection, made))
    else:
        click.echo(made.element_id)


@elements.command("list")
@click.option("--presets", is_flag=True, help="The vendor's own elements.")
@options.paged
@options.as_json
@options.account
def list_elements(presets: bool, page: int, page_size: int, as_json: bool, connect: Connect) -> None:
    """List the account's elements, newest first."""
    from kling.app import elements as library

    with connect() as connection:
        found = library.page(connection, page, page_size, presets=presets)
    if as_json:
        document.emit(library.listed(connection, found, presets=presets))
        return
    for one in found:
        click.echo(f"{one.element_id}  {one.element_name:<20}  {one.element_description}")
    if not found:
        click.echo("no elements", err=True)


@elements.command()
@click.argument("id", type=ID)
@options.as_json
@options.account
def show(id: str, as_json: bool, connect: Connect) -> None:
    """Show the making of an element, by its task id or external id."""
    from kling.app import elements as library

    with connect() as connection:
        task = library.show(connection, id)
    if as_json:
        document.emit(library.shown(connection, task))
        return
    made = task.element.element_id if task.element else None
    lines = {"task": task.task_id, "status": task.task_status, "reason": task.task_status_msg, "element": made}
    for name, value in lines.items():
        if value:
            click.echo(f"{name + ':':<9}{value}")


@elements.command()
@click.argument("element_id", type=ID)
@options.as_json
@options.account
def delete(element_id: str, as_json: bool, connect: Connect) -> None:
    """Delete the element with this element id."""
    from kling.app import elements as library

    with connect() as connection:
        library.delete(connection, element_id)
    if as_json:
        document.emit(library.deleted(connection, element_id))
