"""Kling 3.0 Omni from Python: briefs, a linter, exactly-once submits, and a local Kling to practise on.

Names are imported on first use so that ``import kling`` and the command line stay fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kling.extras import hinted

if TYPE_CHECKING:
    from kling import briefs as brief
    from kling import rules as rules
    from kling import sandbox as sandbox
    from kling.client import AsyncClient as AsyncClient
    from kling.client import Client as Client
    from kling.client import webhooks as webhooks

__version__ = "0.1.0"

_HOMES = {"Client": "kling.client", "AsyncClient": "kling.client"}
_ROOMS = {
    "brief": "kling.briefs",
    "client": "kling.client",
    "rules": "kling.rules",
    "sandbox": "kling.sandbox",
    "webhooks": "kling.client.webhooks",
}

__all__ = ["AsyncClient", "Client", "__version__", "brief", "rules", "sandbox", "webhooks"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _ROOMS:
        with hinted():
            return import_module(_ROOMS[name])
    raise AttributeError(f"module 'kling' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
