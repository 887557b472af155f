"""Films made for tests: found media, decoded frames, loudness."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
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


def frames(path: Path, *numbers: int) -> list[Image.Image]:
    """All pictures of a film, or those of these numbers."""
    with av.open(str(path)) as container:
        return [
            frame.to_image()  # type: ignore[no-untyped-call]
            for number, frame in enumerate(container.decode(video=0))
            if not numbers or number in numbers
        ]


Samples = NDArray[np.float32]


def samples(path: Path) -> Samples:
    """The left channel."""
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def energy(heard: Samples, start: float, end: float) -> float:
    """Mean square between two moments, in seconds."""
    part = heard[round(start * 48_000) : round(end * 48_000)]
    return float(np.square(part).mean()) if part.size else 0.0


def band(heard: Samples, low: float, high: float) -> float:
    """Mean square of what lies between two frequencies in hertz, by soft filters."""
    spectrum = np.fft.rfft(heard)
    turns = np.exp(-2j * np.pi * np.arange(spectrum.size) / heard.size)

    def below(frequency: float) -> NDArray[np.complex128]:
        """What two filters of the first order let pass, of each frequency."""
        part = 1 - np.exp(-2 * np.pi * frequency / 48_000)
        return np.asarray((part / (1 - (1 - part) * turns)) ** 2)

    passed = np.fft.irfft(spectrum * below(high) * (1 - below(low)), heard.size)
    return float(np.square(passed).mean())


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean absolute difference of two pictures of one size, 0 to 255."""
    left, right = (np.asarray(picture.convert("RGB"), np.int16) for picture in (one, other))
    return float(np.abs(left - right).mean())


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
