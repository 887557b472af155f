"""kling elements"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from kling.cli.connect import connect
from kling.cli.exits import REFUSED, USAGE, fail
from kling.cli.given import ID

if TYPE_CHECKING:
    from kling.api.elements import Element

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_sandbox = click.option("--sandbox", is_flag=True, help="Use the private sandbox even if credentials are set.")
TAGS = ("hottest", "character", "animal", "item", "costume", "scene", "effect", "others")


@click.group()
def elements() -> None:
    """The element library: saved characters, products and scenes, used by id in films."""


@elements.command()
@click.argument("name")
@click.option("-d", "--description", required=True, help="What it is, in at most 100 characters.")
@click.option(
    "--image", "images", multiple=True, metavar="FILE|URL", help="Pictures of it, the first from the front; 2 to 4."
)
@click.option("--video", metavar="URL", help="Instead of pictures: a clip of one person, 3 to 8 s.")
@click.option("--voice", metavar="ID", help="The voice it speaks with.")
@click.option("--tag", "tags", multiple=True, type=click.Choice(TAGS))
@_json
@_sandbox
def create(
    name: str,
    description: str,
    images: tuple[str, ...],
    video: str | None,
    voice: str | None,
    tags: tuple[str, ...],
    as_json: bool,
    sandbox: bool,
) -> None:
    """Make an element and print its id. Free of charge; the same element asked for twice is made once."""
    if bool(images) == bool(video):
        fail("an element is made from --image (2 to 4 of them) or from --video; give one of the two", USAGE)
    if video and "://" not in video:
        fail(f"{video} is a local file; the clip of an element is given by its URL, pictures may be files", USAGE)
    with connect(sandbox=sandbox, quiet=as_json) as connection:
        made = connection.client.elements.create(
            name, description, pictures=images, video=video, voice=voice, tags=tags
        )
    click.echo(json.dumps(_row(made), ensure_ascii=False, indent=2) if as_json else made.element_id)


@elements.command("list")
@click.option("--presets", is_flag=True, help="The vendor's own elements.")
@click.option("--page", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option("--page-size", type=click.IntRange(1, 500), default=30, show_default=True)
@_json
@_sandbox
def list_elements(presets: bool, page: int, page_size: int, as_json: bool, sandbox: bool) -> None:
    """List the account's elements, newest first."""
    with connect(sandbox=sandbox, quiet=True) as connection:
        library = connection.client.elements
        found = library.presets(page, page_size) if presets else library.list(page, page_size)
    if as_json:
        click.echo(json.dumps([_row(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(f"{one.element_id}  {one.element_name:<20}  {one.element_description}")
    if not found:
        click.echo("no elements", err=True)


@elements.command()
@click.argument("id", type=ID)
@_sandbox
def show(id: str, sandbox: bool) -> None:
    """Show the making of an element, by its task id or external id."""
    with connect(sandbox=sandbox, quiet=True) as connection:
        task = connection.client.elements.get(id)
    click.echo(json.dumps(task.model_dump(exclude_none=True), ensure_ascii=False, indent=2))


@elements.command()
@click.argument("element_id", type=ID)
@_sandbox
def delete(element_id: str, sandbox: bool) -> None:
    """Delete the element with this element id."""
    from kling.client import RequestError

    with connect(sandbox=sandbox, quiet=True) as connection:
        try:
            connection.client.elements.delete(element_id)
        except RequestError as error:
            fail(f"{error.message}; `kling elements list` shows those there are", REFUSED)


def _row(element: Element) -> dict[str, object]:
    return element.model_dump(exclude_none=True)
