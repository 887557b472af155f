"""Which Kling a command talks to: the account's, or a private sandbox when there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli.exits import USAGE, fail
from kling.models.profiles import DEFAULT, Profile
from kling.models.regions import REGIONS

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.client import Client

PRIVATE_LATENCY = 0.5  # seconds; drawing takes longer anyway


@dataclass(slots=True)
class Connection:
    """``sandbox`` is true when nothing can cost money. ``state`` is the folder of a private sandbox. ``options`` are
    those by which a later command finds the same tasks."""

    client: Client
    sandbox: bool
    state: Path | None = None
    options: str = ""

    def link(self, url: str | None) -> str | None:
        """A result's URL that opens after this command, too: a private sandbox ends with it, but keeps the file."""
        from kling.sandbox.files import Files, result_behind

        found = result_behind(url) if self.state and url else None
        return Files(self.state).result(found[0], watermark=found[1]).as_uri() if self.state and found else url


wire = click.option(
    "--wire", type=click.Choice(["v1", "v2"]), default="v1", show_default=True, help="The API's wire to speak."
)


def state(name: str) -> Path:
    """A folder for state below KLING_HOME, made if it is not there; ends with exit code 2 where it cannot be kept."""
    from kling.client.home import home

    folder = home().absolute() / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trouble = "" if os.access(folder, os.W_OK) else "it cannot be written to"
    except OSError as error:
        trouble = error.strerror or str(error)
    if trouble:
        fail(f"nothing can be kept in {folder}: {trouble}; set KLING_HOME to a folder of yours", USAGE)
    return folder


def _log_to(folder: Path) -> None:
    """What the private sandbox's server complains about goes to a file, not over the user's screen."""
    import logging

    log = logging.getLogger("uvicorn.error")
    if not log.handlers:
        handler = logging.FileHandler(folder / "sandbox.log", delay=True, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        log.propagate = False


@contextmanager
def _told(options: str) -> Iterator[None]:
    """Errors of the block carry the options of the command that would resume it."""
    from kling.client.errors import KlingError

    try:
        yield
    except KlingError as error:
        error.add_note(options)
        raise


@contextmanager
def connect(
    *,
    sandbox: bool = False,
    profile: Profile = DEFAULT,
    quiet: bool = False,
    backoff: float | None = None,
    wire: Wire = "v1",
) -> Iterator[Connection]:
    """A client for the account, or for a private sandbox when asked for or when there are no credentials.

    The private sandbox keeps its tasks in KLING_HOME, so a later command finds them again. ``backoff`` and ``wire``
    are those of the client.
    """
    from kling.client import Client
    from kling.client.access import access
    from kling.client.client import BACKOFF
    from kling.client.credentials import of_other_clients
    from kling.media.address import is_loopback

    backoff = BACKOFF if backoff is None else backoff
    options = (" --sandbox" if sandbox else "") + (" --wire v2" if wire == "v2" else "")
    found = None if sandbox else access()
    if found is None or not (found.has_key or found.base_url):
        from kling.sandbox import running

        if not quiet:
            why = "asked for" if sandbox else f"no credentials are set{of_other_clients()}"
            click.echo(f"Using a private sandbox ({why}): nothing is charged, the video is a preview.", err=True)
        folder = state("sandbox")
        _log_to(folder)
        with (
            running(state=folder, latency=PRIVATE_LATENCY, profile=profile) as box,
            Client(api_key=box.api_key, base_url=box.url, profile=profile, backoff=backoff, wire=wire) as client,
            _told(options),
        ):
            yield Connection(client, True, folder, options)
        return
    try:
        # A sandbox on this machine has a public key; it need not be set.
        public = "sandbox" if is_loopback(found.base_url or "") and not found.has_key else None
        account = Client(
            # An empty text is no key, and keeps the client from looking for one in the environment.
            api_key=public or found.api_key or "",
            access_key=found.access_key,
            secret_key=found.secret_key,
            base_url=found.base_url,
            profile=profile,
            backoff=backoff,
            wire=wire,
        )
    except ValueError as error:
        raise click.UsageError(f"KLING_BASE_URL is not usable: {error}") from None
    with account as client:
        known = client.base_url in REGIONS.values()
        with _told(options):
            yield Connection(client, False if known else client.is_sandbox(), options=options)
