"""Which of the seven scenarios a create body is."""

from __future__ import annotations

from typing import Literal

from kling.api.body import Body

Scenario = Literal["t2v", "i2v", "first_last", "element", "multi_image", "edit", "reference"]


def scenario(body: Body) -> Scenario:
    """A clip decides first, then frames, then saved elements, then reference pictures."""
    if body.refer_type is not None:
        return "edit" if body.refer_type == "base" else "reference"
    if body.images and (body.first_frames or body.end_frames):
        return "first_last" if body.first_frames and body.end_frames else "i2v"
    if body.elements:
        return "element"
    if body.images:
        return "multi_image"
    return "t2v"
