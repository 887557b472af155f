"""How many pixels a film has.

With an aspect ratio the model's file says it. A film that follows a first frame or an edited clip keeps its ratio and
has as many pixels as 16:9 of the same mode, each side rounded to a multiple of 4 (seen: 1284x716, 720x1276, 1176x784).
"""

from __future__ import annotations

from math import sqrt

from kling.models.profiles import Model, default_model

_WIDEST = 3.0  # a banner of 10:1 would leave no room for words; it is shown cropped


def frame_size(
    mode: str, aspect_ratio: str | None, follow: tuple[int, int] | None = None, model: Model | None = None
) -> tuple[int, int]:
    """Width and height in pixels. ``follow`` is the size of the first frame or edited clip, which then decides.

    Unknown modes count as the best of the oldest documents and unknown ratios as the first: judging a body is the
    rulebook's work.
    """
    model = model or default_model()
    by_ratio = model.sizes.get(mode) or model.sizes[model.oldest.modes[-1]]
    first = next(iter(by_ratio.values()))
    if follow is None:
        return by_ratio.get(aspect_ratio or "", first)
    ratio = min(_WIDEST, max(1 / _WIDEST, follow[0] / follow[1]))
    height = sqrt(first[0] * first[1] / ratio)
    return _by_four(height * ratio), _by_four(height)


def _by_four(value: float) -> int:
    return max(4, 4 * round(value / 4))
