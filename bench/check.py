"""Checking bodies against every rule, and the same bodies read by pydantic alone, by processor time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel

from kling.rules import RULES, check

TARGET = 20_000
PROMPT = (
    "Low-angle wide shot: a lone tram driver in a navy cap steps down from a yellow tram onto a snowed-in square, "
    "number {n}, and stops. Slow push-in. Blue-hour light, light snow. Quiet. Audio: boots on snow."
)


GUIDE = (
    "Medium shot of a baker in a white linen apron in a small stone bakery at dawn, flour dust in the air, batch {n}. "
    "He lifts a round loaf from the peel, taps its underside twice, listens, and sets it on the rack. Behind him "
    "his daughter sweeps the tiled floor and stops at the door. The camera dollies in slowly at waist height and stops "
    "on his hands. Warm tungsten light from the oven, cool window light from the left, shallow depth of field, fine "
    "35mm grain. The mood is calm and attentive. Audio: the crackle of the crust, a broom on tiles, a distant bell."
)


def bodies(prompt: str, since: int = 0) -> list[dict[str, Any]]:
    """Twenty text-to-video bodies, each with a prompt of its own."""
    return [
        {
            "model_name": "kling-v3-omni",
            "prompt": prompt.format(n=n),
            "aspect_ratio": "16:9",
            "duration": "10",
            "mode": "std",
            "sound": "on",
        }
        for n in range(since, since + 20)
    ]


class Typed(BaseModel):
    """The types of such a body, and nothing else that is to be known of it."""

    model_name: Literal["kling-v3-omni"]
    prompt: str
    aspect_ratio: Literal["16:9", "9:16", "1:1"]
    duration: str
    mode: Literal["std", "pro"]
    sound: Literal["on", "off"]


def a_second(read: Callable[[dict[str, Any]], object], prompt: str = PROMPT, *, fresh: bool) -> float:
    """How many bodies are read in a second of processor time: the best of many short runs, since other work only ever
    slows one down. ``fresh``: no prompt was read before, so that what is remembered of recent texts is no help."""
    read(bodies(prompt)[0])
    best = 0.0
    for run in range(100):
        made = bodies(prompt, 20 * run if fresh else 0)
        start = time.process_time()
        for body in made:
            read(body)
        best = max(best, len(made) / (time.process_time() - start))
    return best


def rows() -> Iterator[tuple[str, str, str, str]]:
    """What, ours, the limit, the ratio."""
    limit = a_second(Typed.model_validate, fresh=True)
    measured = (
        (f"by all {len(RULES)} rules, prompts of {len(PROMPT)} characters", check, PROMPT, True),
        (f"by all {len(RULES)} rules, prompts of {len(GUIDE)} characters", check, GUIDE, True),
        ("by all rules, the same twenty prompts again", check, PROMPT, False),
        ("by what the service refuses, as the sandbox does", partial(check, craft=False), PROMPT, True),
    )
    for what, read, prompt, fresh in measured:
        ours = a_second(read, prompt, fresh=fresh)
        against = f"target {TARGET:,}; pydantic alone {limit:,.0f}"
        yield f"bodies checked a second {what}", f"{ours:,.0f}", against, f"{ours / TARGET:.2f}"


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
