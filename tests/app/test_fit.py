"""Files that are not legal: what mends them is offered with its command, priced as it will be sent, and told."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest
import yaml
from PIL import Image

from kling.media.fit import FitError, fit, windows
from kling.media.keep import Keep, read_crop, read_window
from kling.media.probe import probe_file
from kling.models.profiles import DEFAULT
from tests.cli.conftest import Kling, kling

__all__ = ["kling"]


def clip_of(path: Path, size: tuple[int, int] = (640, 272), seconds: float = 4.0, fps: int = 24) -> Path:
    """A silent clip; each picture's brightness is its number, left and right differ."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "qp": "0"})
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        for n in range(round(seconds * fps)):
            image = Image.new("RGB", size, (n % 256, n % 256, n % 256))
            image.paste((255, 0, 0), (0, 0, size[0] // 4, size[1]))
            frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = n, Fraction(1, fps)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip_of(tmp_path_factory.mktemp("clips") / "silent.mp4")


def brightness(path: Path) -> list[int]:
    """Of the middle of every picture."""
    with av.open(str(path)) as container:
        return [
            int(frame.to_ndarray(format="gray")[frame.height // 2, frame.width // 2])
            for frame in container.decode(video=0)
        ]


def test_a_refusal_that_fitting_mends_names_the_command(kling: Kling, silent: Path, tmp_path: Path) -> None:
    asked = ("--edit", silent, "--mode", "std")
    run = kling("generate", "Make it snow in @video.", *asked, "--json", "--no-wait")
    assert run.code == 1
    (command,) = run.envelope["next"]
    assert command.endswith("--fit")
    brief = tmp_path / "snow.yaml"
    brief.write_text(yaml.safe_dump({"scenario": "edit", "video": str(silent), "prompt": "Make it snow in @video."}))
    for command in ("check", "estimate"):
        refused = kling(command, brief)
        assert refused.code == 1
        assert f"next: kling {command} {brief} --fit" in refused.err
    assert kling("check", brief, "--fit").code == 0
    assert "4.8 units" in kling("estimate", brief, "--fit").out
    plan = kling("plan", "make it snow", "--video", silent)
    assert plan.code == 1
    assert "--fit" in plan.err
    assert "price: 4.8 units" in kling("plan", "make it snow", "--video", silent, "--fit").err


def test_what_fitting_cannot_mend_is_not_offered(kling: Kling, tmp_path: Path) -> None:
    short = clip_of(tmp_path / "short.mp4", seconds=2)
    run = kling("generate", "Make it snow in @video.", "--edit", short, "--no-wait")
    assert run.code == 1
    assert "next: kling generate" not in run.err


def test_a_window_keeps_the_very_pictures_and_is_what_is_priced(kling: Kling, tmp_path: Path) -> None:
    long = clip_of(tmp_path / "long.mp4", (720, 720), seconds=6)
    made = fit(long, tmp_path, DEFAULT, Keep(window=read_window("2-5")))
    assert made.changes == ("cut from 6 s to 2-5 s",)
    seen = brightness(made.path)
    assert len(seen) == 72
    assert abs(seen[0] - 48) < 3
    brief = tmp_path / "film.yaml"
    brief.write_text(yaml.safe_dump({"scenario": "edit", "video": "long.mp4", "prompt": "Make it snow in @video."}))
    assert "for 3 s" in kling("estimate", brief, "--window", "2-5").out
    with pytest.raises(FitError, match="shortest clip"):
        fit(long, tmp_path, DEFAULT, Keep(window=read_window("5-9")))


@pytest.mark.parametrize(("text", "box"), [("9:16", (656, 0, 608, 1080)), ("1:1@0,0.5", (0, 0, 1080, 1080))])
def test_a_crop_keeps_the_largest_part_of_its_shape(text: str, box: tuple[int, int, int, int]) -> None:
    assert read_crop(text).box(1920, 1080) == box


def test_pictures_and_clips_are_cropped_where_it_was_asked(silent: Path, photo: Path, tmp_path: Path) -> None:
    left = fit(silent, tmp_path, DEFAULT, Keep(read_crop("1:1@0,0.5"))).path
    facts = probe_file(left)
    assert facts.width == facts.height == 720
    with av.open(str(left)) as container:
        frame = next(container.decode(video=0)).to_image()  # type: ignore[no-untyped-call]
    assert frame.getpixel((100, 300))[0] > 200
    picture = fit(photo, tmp_path, DEFAULT, Keep(read_crop("9:16"))).path
    with Image.open(picture) as made:
        assert abs(made.width / made.height - 9 / 16) < 0.01


@pytest.mark.parametrize("text", ["9x16", "0:1", "9:16@2,0", "1:1@a,b", "9:16@0.5"])
def test_a_crop_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError):
        read_crop(text)


@pytest.mark.parametrize("text", ["12", "20-12", "a-b", "5-5"])
def test_a_window_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError):
        read_window(text)


@pytest.mark.parametrize(("seconds", "fps"), [(90, 30), (25.5, 24), (10.04, 24), (61, 29.97), (10.0, 60)])
def test_a_long_clip_is_split_into_legal_parts_without_a_gap(seconds: float, fps: float) -> None:
    parts = windows(seconds, fps, DEFAULT)
    assert all(3 <= round((part.end - part.start) * fps) / fps <= 10 for part in parts)
    assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]
    assert abs(parts[-1].end - seconds) < 1 / fps


def test_a_long_clip_is_changed_as_a_production_of_its_parts(kling: Kling, tmp_path: Path) -> None:
    long = clip_of(tmp_path / "long.mp4", (720, 720), seconds=12)
    run = kling("plan", "make it snow", "--video", long, "--fit", "-o", tmp_path / "snow.yaml")
    assert run.code == 0, run.err
    parts = sorted((tmp_path / "snow-parts").iterdir())
    assert [part.name for part in parts] == ["01.mp4", "02.mp4"]
    seen = [number for part in parts for number in brightness(part)]
    assert len(seen) == 288
    assert abs(seen[144] - 144) < 3
    assert "2 videos: 14.4 units" in kling("run", tmp_path / "snow.yaml", "--dry-run").err


def test_silence_that_would_be_kept_and_a_reference_that_ends_too_early_are_told(
    kling: Kling, silent: Path, tmp_path: Path
) -> None:
    assert (
        "no sound that could be kept" in kling("plan", "make it snow, keep its sound", "--video", silent, "--fit").err
    )
    found = {
        "scenario": "reference",
        "video": str(silent),
        "duration": 8,
        "aspect_ratio": "16:9",
        "prompt": "As @video.",
    }
    (tmp_path / "film.yaml").write_text(yaml.safe_dump(found))
    assert "M16" in kling("check", tmp_path / "film.yaml", "--fit").out
