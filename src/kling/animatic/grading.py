"""A colour grade as lookup tables for the planes of a picture."""

from __future__ import annotations

from kling.animatic.palette import Grade, mix
from kling.animatic.yuv import BLACK, WHITE, components


def tables(grade: Grade | None, dusk: float = 0.0) -> tuple[list[int] | None, tuple[list[int], list[int]]]:
    """Lookup tables for the planes: the grade at half strength, and as much darker and bluer as night has fallen."""
    same = list(range(256))
    if grade is None and dusk <= 0:
        return None, (same, same)
    colourfulness = 1.0 if grade is None else grade.colourfulness
    light = (128, 128, 128)
    if grade is not None:
        light = mix(
            light, mix(grade.shadows, grade.lights, 0.5), 0.5 * grade.strength + (0.2 if grade.strength else 0.0)
        )
    light = mix(light, (58, 84, 150), 0.55 * dusk)
    _, blue, red = components(light)
    keep = 1 - 0.45 * dusk
    luma = [max(BLACK, min(WHITE, round(BLACK + (value - BLACK) * (1 - 0.48 * dusk)))) for value in range(256)]
    cb = [
        max(16, min(240, round(128 + (value - 128) * colourfulness * keep + (blue - 128) * 0.9)))
        for value in range(256)
    ]
    cr = [
        max(16, min(240, round(128 + (value - 128) * colourfulness * keep + (red - 128) * 0.9))) for value in range(256)
    ]
    return luma, (cb, cr)
