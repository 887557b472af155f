"""Which Kling a command talks to: the account's, or a private sandbox when there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from kling.client import Client
from kling.client.client import PATIENCE
from kling.facts.profiles import DEFAULT, Profile
from kling.facts.regions import REGIONS

PRIVATE_LATENCY = 0.5  # seconds; drawing takes longer anyway


@dataclass(slots=True)
class Connection:
    """``sandbox`` is true when nothing can cost money."""

    client: Client
    sandbox: bool


def home() -> Path:
    """The folder for state: KLING_HOME, or the platform's data folder."""
    if given := os.environ.get("KLING_HOME"):
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("kling", appauthor=False)


def has_credentials() -> bool:
    return any(os.environ.get(name) for name in ("KLING_API_KEY", "KLING_ACCESS_KEY", "KLING_SECRET_KEY"))


def _log_to(folder: Path) -> None:
    """What the private sandbox's server complains about goes to a file, not over the user's screen."""
    import logging

    folder.mkdir(parents=True, exist_ok=True)
    log = logging.getLogger("uvicorn.error")
    if not log.handlers:
        handler = logging.FileHandler(folder / "sandbox.log", delay=True, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        log.propagate = False


@contextmanager
def connect(
    *, sandbox: bool = False, profile: Profile = DEFAULT, quiet: bool = False, patience: float = PATIENCE
) -> Iterator[Connection]:
    """A client for the account, or for a private sandbox when asked for or when there are no credentials.

    The private sandbox keeps its tasks in KLING_HOME, so a later command finds them again. ``patience`` is that of
    the client.
    """
    address = os.environ.get("KLING_BASE_URL")
    if sandbox or not (has_credentials() or address):
        from kling.sandbox import running

        if not quiet:
            why = "asked for" if sandbox else "no credentials are set"
            click.echo(f"Using a private sandbox ({why}): nothing is charged, the video is a preview.", err=True)
        _log_to(home() / "sandbox")
        with (
            running(state=home() / "sandbox", latency=PRIVATE_LATENCY, profile=profile) as box,
            Client(api_key=box.api_key, base_url=box.url, profile=profile, patience=patience) as client,
        ):
            yield Connection(client, sandbox=True)
        return
    # A sandbox on this machine has a public key; it need not be set.
    local = urlsplit(address or "").hostname in ("127.0.0.1", "localhost", "::1")
    key = "sandbox" if local and not has_credentials() else None
    try:
        account = Client(api_key=key, profile=profile, patience=patience)
    except ValueError as error:
        raise click.UsageError(f"KLING_BASE_URL is not usable: {error}") from None
    with account as client:
        known = client.base_url in REGIONS.values()
        yield Connection(client, sandbox=False if known else client.is_sandbox())
