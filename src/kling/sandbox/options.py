"""How a sandbox is started, and its clock."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kling.models.profiles import DEFAULT, Profile

API_KEY = "sandbox"
ACCESS_KEY = "sandbox"
SECRET_KEY = "sandbox-secret-sandbox-secret-0000"  # noqa: S105 - public by design: it opens nothing but this server

Render = Literal["eager", "lazy"]
Drawing = Literal["animatic", "stills"]
Duplicates = Literal["refuse", "accept"]
AccountStatus = Literal["good", "abnormal", "arrears", "forbidden", "address", "revoked"]
ACCOUNT_STATUSES: dict[str, tuple[int, str]] = {
    "abnormal": (1100, "The account is abnormal"),
    "arrears": (1101, "The account is in arrears"),
    "forbidden": (1103, "The account has no permission for this API"),
    "address": (1304, "The address is not on the IP allow-list"),
}
"""States in which creates are refused, with codes of the vendor's table; the texts are ours. ``revoked`` keys are
refused for every call, with 1002 (the real code is not known)."""


@dataclass(slots=True)
class Options:
    """What a user may choose.

    ``port``: 0 takes a free one. ``latency``: seconds from submit to the end of a task, at least. ``concurrency``:
    slots of the account (None: no limit); a create above it is refused with 1303. ``state``: the folder that keeps
    tasks and videos over a restart; None means a temporary one. ``profile``: the dated rules that judge requests.
    ``render``: ``eager`` tasks succeed once their video exists, ``lazy`` ones draw it at the first download (for load
    tests). ``drawing``: ``animatic``, or ``stills`` that hold the first picture of each shot (for tests: size, length
    and sound are the same). ``workers``: tasks worked on at once. ``allow_private_media``: fetch media from this
    machine and its network too. ``public_url``: the base of result URLs; None takes the host that the client asked.

    ``account_status`` of the account; ``units`` in its video packs (None: no end; a create beyond them is refused with
    1102); ``rate``: creates a second (None: no limit; more are refused with 1302). ``webhook_secret`` signs callbacks
    (``whsec_`` and base64); ``callback_hosts``: hosts that callbacks may go to beside this machine. ``wire``: the paths
    that are served. ``tls``: https with a certificate of its own, see :mod:`kling.sandbox.tls`.

    ``duplicates``: whether a second create with a used external id is refused, or accepted as another task that costs
    again. ``lag``: seconds after its create in which no read and no list of the API shows a task.
    """

    port: int = 0
    latency: float = 1.0
    concurrency: int | None = None
    state: Path | None = None
    profile: Profile = DEFAULT
    render: Render = "eager"
    drawing: Drawing = "animatic"
    workers: int = 1
    allow_private_media: bool = False
    public_url: str | None = None
    account_status: AccountStatus = "good"
    units: float | None = None
    rate: int | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    callback_hosts: tuple[str, ...] = ()
    wire: Literal["both", "v1", "v2"] = "both"
    tls: bool = False
    duplicates: Duplicates = "refuse"
    lag: float = 0.0


class Clock:
    """The sandbox's time: the machine's, moved by ``offset`` seconds."""

    def __init__(self) -> None:
        self.offset = 0.0

    def seconds(self) -> float:
        return time.time() + self.offset

    def ms(self) -> int:
        """Unix milliseconds, the unit of every stored and reported time."""
        return int(self.seconds() * 1000)
