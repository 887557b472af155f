"""From a request to a video on disk: credentials, transport, typed errors, exactly-once creates, shared waiting.

>>> from kling import Client
>>> video = Client().generate("A giant panda reads in a café", duration=5, aspect_ratio="16:9")  # doctest: +SKIP
>>> video.save("panda.mp4")  # doctest: +SKIP
"""

from kling.api.elements import Element, ElementTask
from kling.api.replies import Answer, Status, TaskData
from kling.client.account import Deduction, Pack
from kling.client.aio import AsyncClient
from kling.client.client import Client
from kling.client.download import expires_at
from kling.client.errors import (
    AccountError,
    AuthenticationError,
    ClientClosed,
    ContentRefused,
    CredentialsError,
    DownloadError,
    EmptyAnswer,
    HostingError,
    Interrupted,
    JournalError,
    KlingError,
    NetworkError,
    NotFound,
    OutcomeUnknown,
    PriceRefused,
    RateLimited,
    RequestError,
    RequestRefused,
    ResultExpired,
    ResultMissing,
    ServiceError,
    SlotsFull,
    TargetExists,
    TaskFailed,
    Unreachable,
    WaitTimeout,
    WebhookRefused,
)
from kling.client.fields import AspectRatio, Mode, ShotFields
from kling.client.handles import AsyncGeneration, AsyncVideo, Generation, Video
from kling.client.journal import Journal, LocalJournal
from kling.client.prepare import Prepared, external_id, prepare
from kling.client.tasks import Task

__all__ = [
    "AccountError",
    "Answer",
    "AspectRatio",
    "AsyncClient",
    "AsyncGeneration",
    "AsyncVideo",
    "AuthenticationError",
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
    "Prepared",
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
    "expires_at",
    "external_id",
    "prepare",
]
