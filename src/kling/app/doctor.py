"""Checks of this installation, the credentials and the connection. Nothing is spent."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kling import __version__
from kling.app import after, envelope
from kling.app.connect import connect, is_private, state
from kling.app.refusal import Kind, Refusal, Step, refusal_of
from kling.client.credentials import of_other_clients
from kling.models.profiles import DEFAULT


class Found(NamedTuple):
    """What was found of one thing; ``refusal`` is why it does not work."""

    name: str
    text: str
    refusal: Refusal | None = None

    @property
    def kind(self) -> Kind | None:
        """What the trouble is about: the account, or anything else."""
        return None if self.refusal is None else "account" if self.refusal.kind == "account" else "service"

    @property
    def is_optional(self) -> bool:
        """It does not work because a part of the program was not installed."""
        return self.refusal is not None and self.refusal.kind == "missing"


def examine(*, offline: bool = False) -> Iterator[Found]:
    """Look at one thing after the other; ``offline`` leaves the account's service alone."""
    checks: dict[str, Callable[[], str]] = {"version": _version, "state": _state, "sandbox": _sandbox}
    if not offline:
        checks["account"] = _account
    for name, check in checks.items():
        try:
            yield Found(name, check())
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            refusal = refusal_of(error) or Refusal("service", told)
            yield Found(name, str(refusal), refusal)


def told(found: Sequence[Found]) -> dict[str, Any]:
    """The envelope of an examination: refused by the worst that was found."""
    rows = [{"name": one.name, "text": one.text, "works": one.refusal is None} for one in found]
    failed = [one for one in found if one.refusal is not None and not one.is_optional]
    if not failed:
        return envelope.done(rows, next=after.anything())
    worst = max(failed, key=lambda one: envelope.EXITS[one.kind or "service"])
    why = Refusal(worst.kind or "service", f"{worst.name}: {worst.text}", next=[Step("doctor", {"offline": True})])
    return envelope.refused(why, result=rows)


def _version() -> str:
    return f"kling {__version__}, Python {sys.version.split()[0]}"


def _state() -> str:
    folder = state("")
    with tempfile.NamedTemporaryFile(dir=folder):
        return str(folder)


def _sandbox() -> str:
    from kling.client import Client
    from kling.sandbox import running

    with (
        tempfile.TemporaryDirectory() as folder,
        running(latency=0) as box,
        Client(api_key=box.api_key, base_url=box.url) as client,
    ):
        quickest: Any = DEFAULT.modes[0]  # which the type of the keyword names one by one
        film = client.generate("Wide shot: a balloon rises.", duration=DEFAULT.duration_min, mode=quickest)
        path = film.save(Path(folder) / "test.mp4")
        return f"made and delivered a film of {path.stat().st_size / 1000:.0f} kB on 127.0.0.1"


def _account() -> str:
    if is_private(False):
        return f"no credentials{of_other_clients()}: commands use a private sandbox (set KLING_API_KEY for real videos)"
    with connect() as connection:
        connection.client.list(page_size=1)
        return f"{connection.client.base_url} accepts the credentials" + (" (a sandbox)" if connection.sandbox else "")
