"""Pictures and clips of unusual kinds keep their looks when they are made legal."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from tests.conftest import PHOTOS

from kling.media.colours import in_rgb
from kling.media.fit import fit
from kling.media.probe import probe_file
from kling.models.profiles import DEFAULT

SIZE = (240, 200)  # smaller than pictures may be


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    return Image.open(PHOTOS / "rocket.jpg").convert("RGB")


def distance(one: Image.Image, other: Image.Image) -> float:
    size = (120, 100)
    a, b = (np.asarray(image.convert("RGB").resize(size), float) for image in (one, other))
    return float(np.abs(a - b).mean())


@pytest.mark.parametrize("kind", ["I;16", "I", "F", "CMYK", "L", "P", "1"])
def test_a_picture_of_any_kind_of_pixels_looks_the_same(photo: Image.Image, tmp_path: Path, kind: str) -> None:
    small, suffix = photo.resize(SIZE), {"CMYK": "jpg", "F": "tiff", "I": "tiff"}.get(kind, "png")
    grey = np.asarray(small.convert("L"))
    deep: dict[str, Any] = {"F": grey.astype(np.float32), "I": grey.astype(np.int32) * 257}
    deep["I;16"] = grey.astype(np.uint16) * 257
    picture = Image.fromarray(deep[kind]) if kind in deep else small.convert(kind)
    picture.save(tmp_path / f"a.{suffix}")
    made = fit(tmp_path / f"a.{suffix}", tmp_path / "made", DEFAULT)
    shown = small if kind in ("CMYK", "P") else small.convert("1" if kind == "1" else "L")
    assert distance(Image.open(made.path), shown) < 12
    assert ("made 8-bit RGB" in made.changes) == (kind in ("I;16", "I", "F", "CMYK"))


def test_what_is_transparent_is_white_and_that_is_said(photo: Image.Image, tmp_path: Path) -> None:
    picture = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    picture.paste(photo.resize((80, 80)), (80, 60))
    picture.save(tmp_path / "a.png")
    made = fit(tmp_path / "a.png", tmp_path / "made", DEFAULT)
    assert "laid on white" in made.changes
    assert Image.open(made.path).getpixel((2, 2)) == (255, 255, 255)
    assert in_rgb(picture, (1, 2, 3)).getpixel((2, 2)) == (1, 2, 3)


def _hdr(path: Path, photo: Image.Image, *, hlg: bool) -> None:
    """A clip of 12 pictures a second, whose white is as bright as paper."""
    light = (np.asarray(photo, float) / 255) ** 2.2 * 203
    from_709 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
    light = np.maximum(light @ from_709.T, 0)
    if hlg:
        bright = (light @ np.array([0.2627, 0.678, 0.0593])) / 1000
        scene = light / 1000 * np.maximum(bright, 1e-9)[..., None] ** (-0.2 / 1.2)
        high = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
        signal = np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)
    else:
        power = (light / 10_000) ** 0.1593017578125
        signal = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    pixels = (np.clip(signal, 0, 1) * 65535).astype(np.uint16)
    transfer = "arib-std-b67" if hlg else "smpte2084"
    said = f"log-level=none:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc:range=limited"
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx265", rate=12, options={"preset": "ultrafast", "x265-params": said})
        video.width, video.height, video.pix_fmt = *photo.size, "yuv420p10le"
        video.codec_context.color_trc, video.codec_context.color_primaries = 18 if hlg else 16, 9
        video.codec_context.colorspace = 9
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb48le").reformat(
            format="yuv420p10le", dst_colorspace=9, dst_color_range=1
        )
        for n in range(37):
            frame.pts, frame.time_base, frame.colorspace = n, Fraction(1, 12), 9
            container.mux(video.encode(frame))
        container.mux(video.encode(None))


@pytest.mark.parametrize("hlg", [False, True])
def test_an_hdr_clip_that_is_made_anew_looks_as_it_was_meant(photo: Image.Image, tmp_path: Path, hlg: bool) -> None:
    shown = photo.resize((720, 720))
    _hdr(tmp_path / "a.mp4", shown, hlg=hlg)
    made = fit(tmp_path / "a.mp4", tmp_path / "made", DEFAULT)
    assert f"made SDR from {'HLG' if hlg else 'PQ'}" in made.changes
    with av.open(str(made.path)) as container:
        first = next(container.decode(video=0)).to_image()  # type: ignore[no-untyped-call]
    assert distance(first, shown) < 5


def test_a_song_with_a_cover_is_no_clip(photo: Image.Image, tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        audio = container.add_stream("aac", rate=48_000, layout="stereo")
        cover = container.add_stream("mjpeg")
        cover.width, cover.height, cover.pix_fmt = 720, 720, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        for n in range(200):
            sound = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
            sound.sample_rate, sound.pts = 48_000, n * 1024
            container.mux(audio.encode(sound))
        frame = av.VideoFrame.from_image(photo.resize((720, 720))).reformat(format="yuvj420p")  # type: ignore[no-untyped-call]
        container.mux([*audio.encode(None), *cover.encode(frame), *cover.encode(None)])
    facts = probe_file(tmp_path / "a.mp4")
    assert (facts.kind, facts.format) == ("other", "a recording")
