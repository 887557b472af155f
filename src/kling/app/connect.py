"""Which Kling is talked to: the account's, or a private sandbox when there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.app.events import Noticed, Tell, nobody
from kling.app.refusal import Refusal, refusing
from kling.client import Client
from kling.client.access import access
from kling.client.base import BACKOFF
from kling.client.credentials import of_other_clients
from kling.client.home import home, private_file, private_folder
from kling.media.address import is_loopback
from kling.models.profiles import DEFAULT, Profile
from kling.models.regions import REGIONS

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.client import Journal

PRIVATE_LATENCY = 0.5  # seconds; drawing takes longer anyway


@dataclass(slots=True)
class Connection:
    """``sandbox`` is true when nothing can cost money. ``state`` is the folder of a private sandbox. ``options`` are
    those by which a later command finds the same tasks."""

    client: Client
    sandbox: bool
    state: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Which service it is, as the history knows it."""
        from kling.app.history import place_of

        return place_of(self.client.base_url, is_private=self.state is not None)

    def link(self, url: str | None) -> str | None:
        """A result's URL that opens later, too: a private sandbox ends with the connection, but keeps the file."""
        if not (self.state and url):
            return url
        from kling.sandbox.files import Files, result_behind

        found = result_behind(url)
        return Files(self.state).result(found[0], watermark=found[1]).as_uri() if found else url


def state(name: str) -> Path:
    """A folder for state below KLING_HOME, made if it is not there. Raises Refusal where it cannot be kept."""
    folder = home().absolute() / name
    try:
        private_folder(home().absolute())
        private_folder(folder)
        trouble = "" if os.access(folder, os.W_OK) else "it cannot be written to"
    except OSError as error:
        trouble = error.strerror or str(error)
    if trouble:
        help = "set KLING_HOME to a folder of yours"
        raise Refusal("usage", f"nothing can be kept in {folder}: {trouble}", help=help)
    return folder


@contextmanager
def told_of(sandbox: bool | None) -> Iterator[None]:
    """Refusals of the block say whether it was a sandbox that was asked."""
    try:
        yield
    except Refusal as refusal:
        if refusal.sandbox is None:
            refusal.sandbox = sandbox
        raise


def is_private(sandbox: bool) -> bool:
    """Whether :func:`connect` would use a private sandbox."""
    return sandbox or not ((found := access()).has_key or found.base_url)


def place(sandbox: bool = False) -> str:
    """Which service :func:`connect` would reach, as the history knows it."""
    from kling.app.history import place_of
    from kling.models.regions import DEFAULT_BASE_URL

    return place_of((access().base_url or DEFAULT_BASE_URL).rstrip("/"), is_private=is_private(sandbox))


@contextmanager
def connect(
    *,
    sandbox: bool = False,
    profile: Profile = DEFAULT,
    backoff: float = BACKOFF,
    wire: Wire = "v1",
    journal: Journal | None = None,
    tell: Tell = nobody,
) -> Iterator[Connection]:
    """A client for the account, or for a private sandbox when asked for or when there are no credentials.

    The private sandbox keeps its tasks in KLING_HOME, so a later connection finds them again. ``backoff`` and ``wire``
    are those of the client; ``journal`` is another one than that of this user. Raises Refusal, also for every expected
    error of the block.
    """
    options = {**({"sandbox": True} if sandbox else {}), **({"wire": wire} if wire == "v2" else {})}
    about: dict[str, Any] = {"profile": profile, "backoff": backoff, "wire": wire, "journal": journal or ...}
    with refusing(options):
        if is_private(sandbox):
            from kling.sandbox import running

            why = "asked for" if sandbox else f"no credentials are set{of_other_clients()}"
            tell(Noticed(f"Using a private sandbox ({why}): nothing is charged, the video is a preview."))
            folder = state("sandbox")
            _log_to(folder)
            with (
                running(state=folder, latency=PRIVATE_LATENCY, profile=profile) as box,
                Client(api_key=box.api_key, base_url=box.url, **about) as client,
                told_of(True),
                refusing(options),
            ):
                yield Connection(client, True, folder, options)
            return
        with _account(**about) as client:
            known = client.base_url in REGIONS.values()
            is_sandbox = False if known else client.is_sandbox()
            with told_of(is_sandbox), refusing(options):
                yield Connection(client, is_sandbox, options=options)


def _account(**about: Any) -> Client:
    found = access()
    try:
        # A sandbox on this machine has a public key; it need not be set.
        public = "sandbox" if is_loopback(found.base_url or "") and not found.has_key else None
        return Client(
            # An empty text is no key, and keeps the client from looking for one in the environment.
            api_key=public or found.api_key or "",
            access_key=found.access_key,
            secret_key=found.secret_key,
            base_url=found.base_url,
            **about,
        )
    except ValueError as error:
        raise Refusal("usage", f"the environment is not usable: {error}") from None


def _log_to(folder: Path) -> None:
    """What the private sandbox's server complains about goes to a file, not over the user's screen."""
    import logging

    log = logging.getLogger("uvicorn.error")
    if not log.handlers:
        handler = logging.FileHandler(private_file(folder / "sandbox.log"), delay=True, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        log.propagate = False
