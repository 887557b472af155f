"""Stands in until kling.render exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kling.wire.body import Body


class RenderError(Exception):
    pass


@dataclass
class Rendered:
    frames: int
    seconds: float
    width: int
    height: int
    has_audio: bool


def _render(
    body: Mapping[str, Any],
    out: Path,
    *,
    find: Callable[[Any], Path | None],
    progress: Callable[[int, int], None] | None = None,
    watermark: bool = False,
) -> Rendered:
    import av
    from PIL import Image

    count = (Body(body).duration or 5) * 24 + 1
    part = out.with_name(out.name + ".part")
    with av.open(str(part), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for n in range(count):
            if progress:
                progress(n, count)
            image = Image.new("RGB", (320, 180), (n % 256, 80, 120))
            container.mux(stream.encode(av.VideoFrame.from_image(image)))
        container.mux(stream.encode())
    part.replace(out)
    return Rendered(count, count / 24, 320, 180, False)


try:
    from kling.render import RenderError, render  # type: ignore
except ImportError:
    render = _render
