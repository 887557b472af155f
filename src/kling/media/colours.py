"""Colours as a plain picture has them: pictures of other kinds made 8-bit RGB, HDR clips made SDR."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_WHITE = 203.0  # nits of a white sheet of paper in HDR (ITU-R BT.2408)
_KNEE = 0.75  # of SDR white: what is darker stays as it is, lights are pressed into the rest
_STEPS = 33
HDR = {16: "PQ", 18: "HLG"}
"""Transfer functions of HDR clips by their number in the file (ITU-T H.273)."""


def in_rgb(picture: Any, ground: tuple[int, int, int]) -> Any:
    """A Pillow picture as 8-bit RGB: 16-bit greys are scaled, which Pillow cuts off; ``ground`` shows through what is
    transparent."""
    from PIL import Image

    if is_deep(picture):
        import numpy as np

        values = np.asarray(picture).astype(np.float32)
        most = 65535.0 if picture.mode.startswith("I") else max(1.0, float(values.max(initial=0.0)))
        picture = Image.fromarray((values.clip(0, most) * (255 / most)).round().astype(np.uint8))
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", picture.size, (*ground, 255)), picture).convert("RGB")
    return picture.convert("RGB")


def is_deep(picture: Any) -> bool:
    """Whether a picture has greys of more than 8 bits."""
    return bool(picture.mode.startswith("I") or picture.mode == "F")


def is_see_through(picture: Any) -> bool:
    """Whether parts of a picture are transparent."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return False
    return bool(picture.convert("RGBA").getextrema()[3][0] < 255)


def sdr_cube(transfer: int, out: Path) -> Path:
    """A table (.cube) from BT.2020 colours of this transfer function to SDR of BT.709."""
    import numpy as np

    axis = np.linspace(0, 1, _STEPS)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    light = _light(np.stack([red, green, blue], -1), transfer) / _WHITE
    to_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
    light = np.maximum(light @ to_709.T, 0)
    peak = light.max(-1, keepdims=True)
    pressed = np.where(peak > _KNEE, _KNEE + (1 - _KNEE) * np.tanh((peak - _KNEE) / (1 - _KNEE)), peak)
    shown = np.clip(light * pressed / np.maximum(peak, 1e-6), 0, 1) ** (1 / 2.2)
    rows = "\n".join(f"{r:.5f} {g:.5f} {b:.5f}" for r, g, b in shown.reshape(-1, 3))
    out.write_text(f"LUT_3D_SIZE {_STEPS}\n{rows}\n", "ascii")
    return out


def _light(signal: Any, transfer: int) -> Any:
    """Nits on the display (PQ: SMPTE ST 2084; HLG: ITU-R BT.2100, 1,000 nits)."""
    import numpy as np

    if HDR[transfer] == "PQ":
        power = signal ** (1 / 78.84375)
        return 10_000 * (np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    bright = scene @ np.array([0.2627, 0.678, 0.0593])
    return 1000 * scene * np.maximum(bright, 1e-6)[..., None] ** 0.2
