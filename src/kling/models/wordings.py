"""How services word two facts that money hangs on, in the languages they answer in: parts of messages, lower case."""

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


def could_mean_exists(message: str) -> bool:
    """Whether a refusal may say that there is a task with this external id."""
    return any(word in message.lower() for word in EXISTS)


def says_absent(message: str) -> bool:
    """Whether an answer about an id says that no task has it."""
    return any(word in message.lower() for word in ABSENT)
