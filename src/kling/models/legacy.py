"""Older models of the vendor, which are known by name only: their endpoints answer, and nothing here makes films by
their documents (spec: V1, live MJ)."""

from __future__ import annotations

LEGACY = (
    "kling-v1-5",
    "kling-v1-6",
    "kling-v2-master",
    "kling-v2-1",
    "kling-v2-1-master",
    "kling-v2-5-turbo",
)
DISCONTINUED = ("kling-v1",)
MODE_DEFAULT = "std"
NEGATIVE_PROMPT_MAX = 2500
