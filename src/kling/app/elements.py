"""The element library: saved characters, products and scenes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kling.app import after, envelope
from kling.app.connect import Connection
from kling.app.events import Tell, Warned, nobody
from kling.app.refusal import Refusal, Step
from kling.client import NotFound, RequestError
from kling.media.address import is_url
from kling.models.profiles import library
from kling.rules import check_clip, check_pictures

if TYPE_CHECKING:
    from kling.api.elements import Element, ElementTask


def create(
    connection: Connection,
    name: str,
    description: str,
    *,
    pictures: Sequence[str] = (),
    video: str | None = None,
    voice: str | None = None,
    tags: Sequence[str] = (),
    tell: Tell = nobody,
) -> Element:
    """Make an element. Free of charge; the same element asked for twice is made once. Raises Refusal."""
    found = check_clip(video) if video else check_pictures(pictures)
    if warnings := tuple(d for d in found if d.severity == "warning"):
        tell(Warned(warnings))
    ours = connection.client.elements
    return ours.create(name, description, pictures=pictures, video=video, voice=voice, tags=tags)


def judge(pictures: Sequence[str], video: str | None) -> None:
    """Raises Refusal for what no element can be made from; nothing is asked."""
    if bool(pictures) == bool(video):
        least, most = library().pictures_min, library().pictures_max
        raise Refusal(
            "usage",
            f"an element is made from {least} to {most} pictures or from one clip",
            help="give one of the two",
        )
    if video and not is_url(video):
        help = "the clip of an element is given by its URL, pictures may be files"
        raise Refusal("usage", f"{video[:200]} is a local file", help=help)


def page(connection: Connection, number: int = 1, size: int = 30, *, presets: bool = False) -> list[Element]:
    """A page of the account's elements, newest first, or of the vendor's own. Raises Refusal."""
    ours = connection.client.elements
    return ours.presets(number, size) if presets else ours.list(number, size)


def show(connection: Connection, id: str) -> ElementTask:
    """The making of an element, by its task id or external id. Raises Refusal."""
    try:
        return connection.client.elements.get(id)
    except NotFound as error:
        raise _unknown(connection, error) from None


def _unknown(connection: Connection, error: RequestError) -> Refusal:
    steps = [Step("elements_list", connection.options)]
    help = "`kling elements list` shows those there are"
    return Refusal("unknown_id", error.message, help=help, code=str(error.code or ""), next=steps)


def delete(connection: Connection, element_id: str) -> None:
    """Delete the element with this element id. Raises Refusal."""
    try:
        connection.client.elements.delete(element_id)
    except RequestError as error:
        raise _unknown(connection, error) from None


def listed(connection: Connection, found: Sequence[Element], *, presets: bool = False) -> dict[str, Any]:
    """The envelope of a page of elements; where there are none, the vendor's own are next."""
    others = after.anything() if presets else [Step("elements_list", {"presets": True, **connection.options})]
    steps = [step for one in found[:1] for step in _used(one)] or others
    return envelope.done([_row(one) for one in found], sandbox=connection.sandbox, next=steps)


def made(connection: Connection, one: Element) -> dict[str, Any]:
    """The envelope of an element that was made."""
    return envelope.done(_row(one), sandbox=connection.sandbox, next=_used(one))


def shown(connection: Connection, task: ElementTask) -> dict[str, Any]:
    """The envelope of the making of an element."""
    again = Step("elements_show", {"id": task.task_id, **connection.options})
    steps = _used(task.element) if task.element else [again]
    return envelope.done(_row(task), sandbox=connection.sandbox, next=steps)


def deleted(connection: Connection, element_id: str) -> dict[str, Any]:
    """The envelope of an element that is gone."""
    steps = [Step("elements_list", connection.options)]
    return envelope.done({"deleted": element_id}, sandbox=connection.sandbox, next=steps)


def _used(one: Element) -> list[Step]:
    """A prompt with it."""
    words = f"{one.element_name} turns round and comes closer, 5 s."
    return [Step("plan", {"words": words, "elements": {one.element_name: one.element_id}})]


def _row(one: Element | ElementTask) -> dict[str, Any]:
    return one.model_dump(exclude_none=True)
