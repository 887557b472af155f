"""How services word facts that money hangs on, in lower case: parts of messages in the languages they answer in, and
whole statuses of tasks."""

from __future__ import annotations

EXISTS: tuple[str, ...] = (
    "already",  # LIVE LA: "External_task_id <value> already exists"; the rest is a guess
    "exists",
    "duplicat",
    "been used",
    "in use",
    "is used",
    "taken",
    "unique",
    "conflict",
    "repeat",
    "重复",
    "重複",
    "已存在",
    "已经存在",
    "已使用",
    "已被",
    "占用",
    "唯一",
    "既に",
    "すでに",
    "ya existe",
)
"""A refusal that says one of these may be of a create whose external id has a task: look before believing it."""

ABSENT: tuple[str, ...] = (
    "task not found",  # LIVE: "Task not found by id/external id: <id>"
    "not exist",
    "no such task",
    "not found",
    "不存在",
    "未找到",
    "找不到",
    "見つかり",
)
"""An answer about one id that says one of these means that no task has it."""

GOING_ON: tuple[str, ...] = (
    "submitted",  # these two are the vendor's, the rest other gateways'
    "processing",
    "pending",
    "queued",
    "queueing",
    "in_queue",
    "waiting",
    "starting",
    "staged",
    "running",
    "in_progress",
    "generating",
)
ENDED_BADLY: tuple[str, ...] = (
    "failed",  # the vendor's; the rest are other gateways' and what a hand may write
    "fail",
    "failure",
    "error",
    "cancelled",
    "canceled",
    "rejected",
)
ENDED_WELL: tuple[str, ...] = (
    "succeed",  # v1
    "succeeded",  # v2
    "success",
    "successful",
    "complete",
    "completed",
    "done",
    "finished",
    "ready",
)


NOT_FETCHED: tuple[str, ...] = ("get the contents", "download", "fetch", "access the url", "获取文件", "下载失败")
"""A task that failed for one of these could not get a picture or clip (LIVE LP; the rest is a guess)."""

OF_CONTENT: tuple[str, ...] = ("risk control", "content", "sensitive", "policy", "safety", "风控", "敏感", "违规")
"""A task that failed for one of these was found unfit to be shown (LIVE: risk control; the rest is a guess)."""

OF_SERVICE: tuple[str, ...] = (
    "internal",
    "server error",
    "system error",
    "unavailable",
    "timeout",
    "timed out",
    "系统",
    "内部错误",
    "超时",
)
"""A task that failed for one of these failed for a fault of the service (a guess)."""


def could_mean_exists(message: str) -> bool:
    """Whether a refusal may say that there is a task with this external id."""
    return any(word in message.lower() for word in EXISTS)


def says_not_fetched(message: str) -> bool:
    """Whether a task failed because a file could not be had."""
    return any(word in message.lower() for word in NOT_FETCHED)


def says_content(message: str) -> bool:
    """Whether a task failed for what it shows or says."""
    return any(word in message.lower() for word in OF_CONTENT)


def says_service(message: str) -> bool:
    """Whether a task failed for a fault of the service, not of what was asked for."""
    return any(word in message.lower() for word in OF_SERVICE)


def says_absent(message: str) -> bool:
    """Whether an answer about an id says that no task has it."""
    return any(word in message.lower() for word in ABSENT)
