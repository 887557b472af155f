"""Kling from Python: briefs, a linter, exactly-once submits, and a local Kling to practise on.

Everything that is public is a name of this module. Names are imported on first use so that ``import kling`` and the
command line stay fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kling.extras import hinted

if TYPE_CHECKING:
    from kling import briefs as briefs
    from kling import rules as rules
    from kling import sandbox as sandbox
    from kling.briefs import BriefRefused as BriefRefused
    from kling.client import AccountError as AccountError
    from kling.client import Answer as Answer
    from kling.client import AspectRatio as AspectRatio
    from kling.client import AsyncClient as AsyncClient
    from kling.client import AsyncGeneration as AsyncGeneration
    from kling.client import AsyncVideo as AsyncVideo
    from kling.client import AuthenticationError as AuthenticationError
    from kling.client import Client as Client
    from kling.client import ClientClosed as ClientClosed
    from kling.client import ContentRefused as ContentRefused
    from kling.client import CredentialsError as CredentialsError
    from kling.client import Deduction as Deduction
    from kling.client import DownloadError as DownloadError
    from kling.client import Element as Element
    from kling.client import ElementTask as ElementTask
    from kling.client import EmptyAnswer as EmptyAnswer
    from kling.client import Generation as Generation
    from kling.client import HostingError as HostingError
    from kling.client import Interrupted as Interrupted
    from kling.client import Journal as Journal
    from kling.client import JournalError as JournalError
    from kling.client import KlingError as KlingError
    from kling.client import LocalJournal as LocalJournal
    from kling.client import Mode as Mode
    from kling.client import NetworkError as NetworkError
    from kling.client import NotFound as NotFound
    from kling.client import OutcomeUnknown as OutcomeUnknown
    from kling.client import Pack as Pack
    from kling.client import PriceRefused as PriceRefused
    from kling.client import RateLimited as RateLimited
    from kling.client import RequestError as RequestError
    from kling.client import RequestRefused as RequestRefused
    from kling.client import ResultExpired as ResultExpired
    from kling.client import ResultMissing as ResultMissing
    from kling.client import ServiceError as ServiceError
    from kling.client import ShotFields as ShotFields
    from kling.client import SlotsFull as SlotsFull
    from kling.client import Status as Status
    from kling.client import TargetExists as TargetExists
    from kling.client import Task as Task
    from kling.client import TaskData as TaskData
    from kling.client import TaskFailed as TaskFailed
    from kling.client import Unreachable as Unreachable
    from kling.client import Video as Video
    from kling.client import WaitTimeout as WaitTimeout
    from kling.client import WebhookRefused as WebhookRefused
    from kling.client import expires_at as expires_at
    from kling.client import external_id as external_id
    from kling.client import webhooks as webhooks

__version__ = "0.1.0"

_ROOMS = {
    "brief": "kling.briefs",
    "briefs": "kling.briefs",
    "client": "kling.client",
    "rules": "kling.rules",
    "sandbox": "kling.sandbox",
    "webhooks": "kling.client.webhooks",
}

__all__ = [
    "AccountError",
    "Answer",
    "AspectRatio",
    "AsyncClient",
    "AsyncGeneration",
    "AsyncVideo",
    "AuthenticationError",
    "BriefRefused",
    "Client",
    "ClientClosed",
    "ContentRefused",
    "CredentialsError",
    "Deduction",
    "DownloadError",
    "Element",
    "ElementTask",
    "EmptyAnswer",
    "Generation",
    "HostingError",
    "Interrupted",
    "Journal",
    "JournalError",
    "KlingError",
    "LocalJournal",
    "Mode",
    "NetworkError",
    "NotFound",
    "OutcomeUnknown",
    "Pack",
    "PriceRefused",
    "RateLimited",
    "RequestError",
    "RequestRefused",
    "ResultExpired",
    "ResultMissing",
    "ServiceError",
    "ShotFields",
    "SlotsFull",
    "Status",
    "TargetExists",
    "Task",
    "TaskData",
    "TaskFailed",
    "Unreachable",
    "Video",
    "WaitTimeout",
    "WebhookRefused",
    "__version__",
    "briefs",
    "expires_at",
    "external_id",
    "rules",
    "sandbox",
    "webhooks",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        with hinted():
            return import_module(_ROOMS[name])
    if name == "BriefRefused":
        return import_module("kling.briefs").BriefRefused
    if name in __all__:
        return getattr(import_module("kling.client"), name)
    raise AttributeError(f"module 'kling' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
