"""Checking bodies against every rule, and the same bodies read by pydantic alone, by processor time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel

from kling.rules import RULES, check

TARGET = 20_000
PROMPT = (
    "Low-angle wide shot: a lone tram driver in a navy cap steps down from a yellow tram onto a snowed-in square, "
    "number {n}, and stops. Slow push-in. Blue-hour light, light snow. Quiet. Audio: boots on snow."
)


def bodies(count: int) -> list[dict[str, Any]]:
    """Text-to-video bodies, each with a prompt of its own so that nothing read before helps."""
    return [
        {
            "model_name": "kling-v3-omni",
            "prompt": PROMPT.format(n=n),
            "aspect_ratio": "16:9",
            "duration": "5",
            "mode": "std",
            "sound": "on",
        }
        for n in range(count)
    ]


class Typed(BaseModel):
    """The types of such a body, and nothing else that is to be known of it."""

    model_name: Literal["kling-v3-omni"]
    prompt: str
    aspect_ratio: Literal["16:9", "9:16", "1:1"]
    duration: str
    mode: Literal["std", "pro"]
    sound: Literal["on", "off"]


def a_second(read: Callable[[dict[str, Any]], object]) -> float:
    """How many bodies are read in a second of processor time: the best of many short runs, since other work only ever
    slows one down."""
    read(bodies(1)[0])
    best = 0.0
    for _ in range(100):
        made = bodies(20)
        start = time.process_time()
        for body in made:
            read(body)
        best = max(best, len(made) / (time.process_time() - start))
    return best


def rows() -> list[tuple[str, str, str, str]]:
    """What, ours, the limit, the ratio."""
    ours, limit = a_second(check), a_second(Typed.model_validate)
    what = f"bodies checked a second ({len(RULES)} rules, prompts of {len(PROMPT)} characters)"
    return [(what, f"{ours:,.0f}", f"target {TARGET:,}; pydantic alone {limit:,.0f}", f"{ours / TARGET:.2f}")]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
