"""The animatic: a film drawn from a request body, which the preview and the sandbox show.

``render`` writes the film, ``poster`` draws one frame, ``timeline`` tells what happens at which frame.
"""

from kling.render.errors import RenderError
from kling.render.film import Rendered, poster, render
from kling.render.timeline import Card, ClipFacts, Scene, Timeline, timeline

__all__ = ["Card", "ClipFacts", "RenderError", "Rendered", "Scene", "Timeline", "poster", "render", "timeline"]
