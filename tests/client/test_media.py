"""Media in whatever Python holds it: each way asks for the same film as the file does."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kling import Client, RequestRefused
from kling.sandbox import Sandbox

Creates = Callable[[], tuple[int, int]]
FILM = {"duration": 3, "mode": "std"}


@pytest.mark.parametrize(
    "held",
    [
        str,
        Path,
        Path.read_bytes,
        lambda path: bytearray(path.read_bytes()),
        lambda path: io.BytesIO(path.read_bytes()),
        lambda path: path.open("rb"),
        lambda path: base64.b64encode(path.read_bytes()).decode(),
        lambda path: f"data:image/jpeg;base64,{base64.b64encode(path.read_bytes()).decode()}",
        Image.open,
    ],
)
def test_a_picture_may_be_held_in_any_way(client: Any, photo_jpg: Path, held: Callable[[Path], Any]) -> None:
    given = held(photo_jpg)
    video = client.create("It lifts off", first_frame=given, **FILM).wait(deadline=120)
    assert video.url
    getattr(given, "close", bool)()


def test_an_open_file_is_read_from_its_beginning(client: Any, photo_jpg: Path) -> None:
    """Whoever saves a picture into a buffer and gives that, or gives one file twice, means all of it."""
    buffer = io.BytesIO()
    buffer.write(photo_jpg.read_bytes())
    first = client.create("It lifts off", first_frame=buffer, **FILM)
    assert client.create("It lifts off", first_frame=buffer, **FILM).id == first.id


@pytest.mark.parametrize("held", [str, Path, Path.read_bytes, lambda path: io.BytesIO(path.read_bytes())])
def test_a_clip_may_be_held_in_any_way(client: Any, clip: Path, held: Callable[[Path], Any]) -> None:
    made = client.create("Make it snow", edit=held(clip), mode="std")
    assert made.request["video_list"][0]["video_url"].startswith("http://127.0.0.1:")


def test_the_same_picture_in_memory_in_base64_and_on_disk_is_the_same_request(client: Any, photo_jpg: Path) -> None:
    coded = base64.b64encode(photo_jpg.read_bytes()).decode()
    ways = [photo_jpg, photo_jpg.read_bytes(), coded, f"data:image/jpeg;base64,{coded}"]
    assert len({client.create("It lands", first_frame=way, **FILM).id for way in ways}) == 1


def test_the_same_clip_in_memory_and_on_disk_is_the_same_request(client: Any, clip: Path) -> None:
    first = client.create("Make it snow", edit=clip, mode="std")
    assert client.create("Make it snow", edit=clip.read_bytes(), mode="std").id == first.id


def test_images_and_elements_by_name_or_in_a_list(kling_sandbox: Sandbox, photo_jpg: Path) -> None:
    with Client() as client:
        element = client.elements.presets()[0]
        made = client.create(
            "@rocket and @element_1", images={"rocket": photo_jpg}, elements=[element], duration=3, mode="std"
        )
    assert made.request is not None
    assert made.request["element_list"] == [{"element_id": element.element_id}]
    assert made.request["prompt"] == "<<<image_1>>> and <<<element_1>>>"


@pytest.mark.parametrize("given", [b"", b"no picture" * 100_000, object(), 3.5, io.StringIO("text")])
def test_what_is_no_media_is_refused_before_anything_is_sent_and_never_echoed(
    client: Any, creates: Creates, given: Any
) -> None:
    with pytest.raises(RequestRefused) as caught:
        client.create("It lifts off", first_frame=given, **FILM)
    assert len(str(caught.value)) < 1000
    assert creates() == (0, 0)


@pytest.mark.parametrize("field", ["first_frame", "edit"])
def test_megabytes_are_never_echoed(client: Any, field: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        client.create("It lifts off", **{field: "x" * 3_000_000})
    assert "x" * 201 not in str(caught.value)
