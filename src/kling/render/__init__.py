"""The animatic: a film drawn from a request body, which the preview and the sandbox show.

``render`` writes the film, ``poster`` draws one frame, ``timeline`` tells what happens at which frame. What draws is
imported on first use: it needs the extra ``sandbox``, and much of this room (sizes, the mark) does not.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kling.render.errors import RenderError
from kling.render.timeline import Card, ClipFacts, Scene, Timeline, timeline

if TYPE_CHECKING:
    from kling.render.film import Rendered, poster, render

__all__ = ["Card", "ClipFacts", "RenderError", "Rendered", "Scene", "Timeline", "poster", "render", "timeline"]


def __getattr__(name: str) -> Any:
    if name in ("Rendered", "poster", "render"):
        return getattr(import_module("kling.render.film"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
