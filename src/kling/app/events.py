"""What happens on the way to a result. Doors show events as they come; none of them has to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kling.api.replies import TaskData
    from kling.app.approve import Quote
    from kling.app.planned import Planned
    from kling.client import Task
    from kling.productions.entries import Entry
    from kling.rules.diagnostic import Diagnostic


class Noticed(NamedTuple):
    """Something that the user should know, in a sentence."""

    text: str


class Troubled(NamedTuple):
    """Something is wrong and ends nothing, in a sentence."""

    text: str


class Warned(NamedTuple):
    """What is allowed and will hardly give what is wanted, told before it is paid for."""

    diagnostics: tuple[Diagnostic, ...]


class Quoted(NamedTuple):
    """The price, before anybody is asked to agree to it."""

    quote: Quote


class Submitting(NamedTuple):
    """A create is about to be sent."""


class Submitted(NamedTuple):
    """The service has a task; ``task.attached`` when it is an earlier one of the same request."""

    task: Task


class Changed(NamedTuple):
    """The task's status changed."""

    data: TaskData


class Downloading(NamedTuple):
    """So many bytes of the video are here, of ``total`` where that is known."""

    done: int = 0
    total: int | None = None


class Delivered(NamedTuple):
    """The video stands at ``path``. ``same``: it stood there already; ``replaced``: another file did."""

    path: Path
    same: bool = False
    replaced: bool = False


class Billed(NamedTuple):
    """What a production costs, before anything is sent."""

    planned: Planned


class Began(NamedTuple):
    """A production is carried out from here: all its videos."""

    entries: tuple[Entry, ...]


class Moved(NamedTuple):
    """The videos of a production that changed their state since this was told last; often none."""

    entries: tuple[Entry, ...]


class Ready(NamedTuple):
    """A worker of this name works."""

    name: str


class Listening(NamedTuple):
    """A server takes requests at this address."""

    url: str


class Interrupted(NamedTuple):
    """Work was interrupted, and what is in hand is waited for now. A process that ends at once loses nothing: ``help``
    says how it goes on."""

    help: str


Event = (
    Noticed
    | Troubled
    | Warned
    | Quoted
    | Submitting
    | Submitted
    | Changed
    | Downloading
    | Delivered
    | Billed
    | Began
    | Moved
    | Ready
    | Listening
    | Interrupted
)
Tell = Callable[[Event], object]


def nobody(event: Event) -> None:
    """For those who do not want to know."""


def in_words(event: Event) -> str | None:
    """How far it is, in a word or two; None for events that do not say."""
    match event:
        case Noticed(text):
            return text
        case Submitting():
            return "submitting"
        case Submitted(task):
            return f"task {task.task_id}"
        case Changed(data):
            return data.task_status
        case Downloading(0, None):
            return "downloading"
    return None
