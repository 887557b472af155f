"""What people give as a picture or clip: read as meant, refused with a reason, never echoed whole."""

from __future__ import annotations

import base64
import io
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import av
import numpy as np
import pytest
from PIL import Image

from kling.api.inline import InlineFile, LocalVideo
from kling.media.fit import fit
from kling.media.probe import damage, probe_base64, probe_file
from kling.media.source import clip, picture
from kling.models.profiles import DEFAULT
from kling.rules import check

TRIMMED = DEFAULT._replace(video_seconds_max=3.0)


@pytest.fixture
def encoded(photo: Path) -> str:
    return base64.b64encode(photo.read_bytes()).decode()


def test_a_data_uri_raw_base64_a_file_address_and_a_path_are_the_same_picture(photo: Path, encoded: str) -> None:
    for text in (f"data:image/png;base64,{encoded}", f"DATA:image/png;base64,{encoded}", encoded):
        assert picture(text) == encoded
    for text in (photo.as_uri(), str(photo), f"  {photo} "):
        assert picture(text) == InlineFile.of(photo)
    for text in (encoded.replace("+", "-").replace("/", "_"), encoded.replace("+", "%2B").replace("/", "%2F")):
        assert picture(text) == picture(f"data:image/png;charset=utf-8;base64,{text}") == encoded
    assert picture("https://example.org/a.png") == "https://example.org/a.png"
    assert clip("file:///clips/a%20b.mp4") == LocalVideo(Path("/clips/a b.mp4"), 0)


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    image.save(out := io.BytesIO(), kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("percent", [10, 50, 90, 99])
def test_base64_of_a_cut_picture_is_refused_before_it_is_paid_for(photo: Path, kind: str, percent: int) -> None:
    content = _saved(Image.open(photo).convert("RGB"), kind)
    cut = content[: len(content) * percent // 100]
    body = {
        "model_name": "kling-v3-omni",
        "prompt": "She smiles and looks up.",
        "image_list": [{"image_url": base64.b64encode(cut).decode(), "type": "first_frame"}],
    }
    assert "M12" in {d.code for d in check(body)}
    whole = {**body, "image_list": [{"image_url": base64.b64encode(content).decode(), "type": "first_frame"}]}
    assert "M12" not in {d.code for d in check(whole)}
    assert damage(cut)


def test_base64_of_a_clip_is_told_and_no_path(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    text = base64.b64encode(request.getfixturevalue("clip").read_bytes()[:3000]).decode()
    assert clip(text) == text
    told = [d.message for d in check({"video_list": [{"video_url": LocalVideo(Path("A" * 3000), 1)}]})]
    assert max(map(len, told)) < 400


@pytest.mark.parametrize("animated", [False, True], ids=["still", "animated"])
def test_a_png_that_lacks_its_end_is_damaged(photo: Path, animated: bool) -> None:
    image = Image.open(photo).convert("RGB").resize((320, 320))
    more = {"save_all": True, "append_images": [image.rotate(90)]} if animated else {}
    content = _saved(image, "PNG", **more)
    assert damage(content) is None
    assert damage(content + b"behind its end") is None
    for kept in (len(content) - 1, len(content) - 12, len(content) * 9 // 10):
        assert damage(content[:kept])


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_cut_webp_is_called_a_webp(tmp_path: Path, photo: Path, share: float) -> None:
    content = _saved(Image.open(photo).convert("RGB"), "WEBP")
    cut = content[: max(16, int(len(content) * share))]
    (tmp_path / "cut.webp").write_bytes(cut)
    found = (probe_file(tmp_path / "cut.webp"), probe_base64(base64.b64encode(cut).decode()))
    assert [facts and facts.format for facts in found] == ["webp", "webp"]


def test_a_large_webp_is_a_picture_and_can_be_made_legal(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (600, 600, 3), dtype=np.uint8)
    path = tmp_path / "noise.webp"
    path.write_bytes(_saved(Image.fromarray(noise), "WEBP", quality=95))
    assert path.stat().st_size > 64 * 1024
    facts = probe_file(path)
    assert (facts.kind, facts.format, facts.width) == ("image", "webp", 600)
    found = probe_base64(base64.b64encode(path.read_bytes()).decode())
    assert found is not None
    assert (found.kind, found.format, found.width) == ("image", "webp", 600)
    assert probe_file(fit(path, tmp_path, DEFAULT).path).format == "jpg"


def _sideways(path: Path, size: tuple[int, int], *, degrees: int = 0, pixel: Fraction = Fraction(1)) -> Path:
    """A clip of 4 s: red above, blue below, a quarter green at the left; with a note of how to show it."""
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    picture[: size[1] // 2], picture[size[1] // 2 :], picture[:, : size[0] // 4] = (255, 0, 0), (0, 0, 255), (0, 255, 0)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.sample_aspect_ratio = pixel
        if degrees:
            stream.set_display_rotation(degrees)
        for _ in range(96):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode(None))
    return path


def _corners(path: Path) -> tuple[tuple[int, int], list[str]]:
    with av.open(str(path)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    places = [(20, 20), (20, -20), (-20, 20), (-20, -20)]
    return (picture.shape[1], picture.shape[0]), ["rgb"[int(picture[y, x].argmax())] for y, x in places]


@pytest.mark.parametrize(("degrees", "corners"), [(-90, "ggbr"), (90, "rbgg"), (180, "bgrg")])
def test_a_clip_held_upright_stays_upright_when_it_is_trimmed(tmp_path: Path, degrees: int, corners: str) -> None:
    made = fit(_sideways(tmp_path / "phone.mp4", (1280, 720), degrees=degrees), tmp_path, TRIMMED)
    size, seen = _corners(made.path)
    assert size == ((1280, 720) if degrees == 180 else (720, 1280))
    assert "".join(seen) == corners
    assert "turned upright" in made.changes


def test_pixels_that_are_not_square_become_square_when_a_clip_is_trimmed(tmp_path: Path) -> None:
    made = fit(_sideways(tmp_path / "hdv.mp4", (960, 720), pixel=Fraction(4, 3)), tmp_path, TRIMMED)
    assert _corners(made.path)[0] == (1280, 720)
    assert "made square-pixelled" in made.changes


@pytest.mark.parametrize("head", ["data:image/png,", "data:image/png;charset=binary,", "DATA:,"])
def test_a_data_uri_in_percent_signs_is_the_same_picture(photo: Path, head: str) -> None:
    content = photo.read_bytes()
    assert picture(head + quote_from_bytes(content)) == base64.b64encode(content).decode()


def test_a_blank_in_an_address_is_written_as_addresses_write_it() -> None:
    assert picture(" https://a.org/my photo.jpg ") == "https://a.org/my%20photo.jpg"
    assert clip("https://a.org/my clip.mp4") == "https://a.org/my%20clip.mp4"
