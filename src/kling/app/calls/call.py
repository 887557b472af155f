"""What every call is, and what answers have in common."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from kling.app import tasks
from kling.app.deliver import Destination, writable
from kling.app.events import Tell
from kling.app.refusal import Refusal
from kling.app.session import Said, Session

MOST_SECONDS = 40.0
"""That a call waits: clients give up after 50 or 60 seconds, and a film is fetched and drawn after the wait."""


class Answer(NamedTuple):
    """An envelope; ``pictures`` are to be shown, ``files`` can be read."""

    document: dict[str, Any]
    pictures: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()


class Call(BaseModel):
    """What is asked for. ``waits``: it may last, and may be given up at any time."""

    model_config = ConfigDict(extra="forbid")
    waits: ClassVar[bool] = False
    asks: ClassVar[bool] = False
    """Whether the service is asked, so that answers say whether it is a sandbox."""

    def question(self, session: Session) -> str | None:
        """What the user is asked before anything is spent; None where nothing would be charged."""
        return None

    def done(self, session: Session, tell: Tell, said: Said) -> Answer:
        """Do it, with the session's folders alone; ``said`` is what the user said to the price. Raises Refusal."""
        try:
            with session.confined():
                return self.answer(session, tell, said)
        except Refusal as refusal:
            if self.asks and refusal.sandbox is None:
                refusal.sandbox = session.is_sandbox
            raise

    def answer(self, session: Session, tell: Tell, said: Said) -> Answer:
        """What this call does."""
        raise NotImplementedError


def seconds_of(timeout: float) -> float:
    return max(0.0, min(timeout, MOST_SECONDS))


def destination(session: Session, output: str | None) -> Destination:
    """Where a video goes: to the first folder where nobody says it."""
    return Destination.to(writable(session.path(output or ".")), session.path("."), sheet=True)


def bounded(document: dict[str, Any], session: Session, units: Decimal | None) -> dict[str, Any]:
    """An envelope that says, where nothing can cost money, what would be refused on an account."""
    return {**document, "warnings": list(dict.fromkeys([*document["warnings"], *session.bounds(units)]))}


def named(session: Session, named: str) -> str:
    """A task or a production as it was named: by an id, or by its file."""
    return str(session.path(named)) if Path(named).suffix else named


def delivered(known: tasks.Known) -> Answer:
    sheets = (known.sheet.path,) if known.sheet else ()
    return Answer(known.envelope(), sheets, ((known.path or Path()).absolute(), *sheets))
