"""Films made for tests: found media, decoded frames, loudness."""

from __future__ import annotations

from array import array
from math import exp, pi
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageStat

from kling.animatic.timeline import Source
from kling.api.inline import LocalFile
from tests.conftest import CLIPS, PHOTOS

SMALL = 180


def body(prompt: str, **fields: object) -> dict[str, Any]:
    made = {"model_name": "kling-v3-omni", "prompt": prompt, "mode": "std", "aspect_ratio": "16:9", "duration": "3"}
    return made | fields


def find(source: Source) -> Path | None:
    """Photos and clips by the last part of a URL, other files by path."""
    if isinstance(source, LocalFile):
        return source.path
    if source.startswith("/"):
        return Path(source)
    name = source.rsplit("/", 1)[-1]
    return next((folder / name for folder in (PHOTOS, CLIPS) if (folder / name).is_file()), None)


def frames(path: Path) -> list[Image.Image]:
    with av.open(str(path)) as container:
        return [frame.to_image() for frame in container.decode(video=0)]  # type: ignore[no-untyped-call]


def samples(path: Path) -> array[float]:
    """The left channel."""
    heard: array[float] = array("f")
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            heard.frombytes(bytes(frame.planes[0])[: frame.samples * 4])
    return heard


def energy(heard: array[float], start: float, end: float) -> float:
    """Mean square between two moments, in seconds."""
    part = heard[round(start * 48_000) : round(end * 48_000)]
    return sum(value * value for value in part) / max(1, len(part))


def band(heard: array[float], low: float, high: float) -> float:
    """Mean square of what lies between two frequencies in hertz, by soft filters."""

    def below(values: list[float], frequency: float) -> list[float]:
        part, level, passed = 1 - exp(-2 * pi * frequency / 48_000), 0.0, []
        for value in values:
            level += part * (value - level)
            passed.append(level)
        return passed

    upper = below(below(list(heard), high), high)
    return sum((a - b) ** 2 for a, b in zip(upper, below(below(upper, low), low), strict=True)) / len(upper)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean absolute difference of two pictures of one size, 0 to 255."""
    left, right = one.convert("RGB").tobytes(), other.convert("RGB").tobytes()
    return sum(abs(a - b) for a, b in zip(left, right, strict=True)) / len(left)


def sky(picture: Image.Image) -> Image.Image:
    """The upper left of a frame in grey, where neither caption nor mark stands, at a size quick to compare."""
    width, height = picture.size
    part = picture.crop((0, 0, width * 7 // 10, height * 55 // 100))
    return part.convert("L").resize((96, 54), Image.Resampling.BOX)


def mean(picture: Image.Image) -> tuple[float, float, float]:
    """The mean colour of a picture."""
    red, green, blue = ImageStat.Stat(picture.convert("RGB")).mean
    return red, green, blue


def inside(picture: Image.Image) -> Image.Image:
    """The middle of a frame, where no mark stands, at a size quick to compare."""
    width, height = picture.size
    return picture.crop((0, height * 2 // 10, width, height * 9 // 10)).resize((96, 54), Image.Resampling.BOX)
